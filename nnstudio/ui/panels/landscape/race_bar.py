"""Under the landscape while there is a race: play, pause, the moment shown, who is lowest, and what can be done."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QPushButton, QSlider, QToolButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.session.background_task import PROGRESS_STEPS
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.motion import motion
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.plain_text import PlainLabel, add_text_action, tooltip

if TYPE_CHECKING:
    from nnstudio.engine.sweeps.race import Clock, Race

_PLAY_MS, _PLAY_SECONDS = 33, 6.0


class RaceBar(QWidget):
    """Knows the clock and the moment; what is drawn then is the panel's business."""

    clock_chosen = Signal()
    moment_changed = Signal(bool)
    """Whether somebody has picked it here; else it follows the timeline."""
    open_requested = Signal(int)
    """A racer, to become the current run."""
    end_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments: NDArray[np.float64] = np.zeros(1)
        self._playhead = 0.0
        self.progress = QProgressBar()
        self.progress.setObjectName("race_progress")
        self.progress.setAccessibleName(_("The race"))
        self.progress.setRange(0, PROGRESS_STEPS)
        self.progress.setFormat(_("racing, %p %"))
        self._play = QToolButton()
        self._play.setObjectName("race_play_button")
        self._play.setAutoRaise(True)
        self._play.clicked.connect(self._on_play_clicked)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("race_slider")
        self.slider.setAccessibleName(_("Moment of the race"))
        self.slider.setToolTip(_("Drag to see who was where at another moment"))
        self.slider.setPageStep(10)
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self.moment_label = PlainLabel()
        self.moment_label.setObjectName("figure")
        theme().keep_size(self.moment_label, minimum=(150, 0))
        self._transport = QWidget()
        # time goes to the right here as on the timeline
        left_to_right(self._transport)
        row = QHBoxLayout(self._transport)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._play)
        row.addWidget(self.slider, 1)
        row.addWidget(self.moment_label)
        self.lead = PlainLabel()
        self.lead.setObjectName("race_lead")
        self.lead.setWordWrap(True)
        self.clock_choice = Choice()
        self.clock_choice.setObjectName("race_clock_selector")
        self.clock_choice.setAccessibleName(_("All at the same"))
        self.clock_choice.setMinimumContentsLength(9)
        self.clock_choice.currentIndexChanged.connect(self._on_clock_chosen)
        self._open = QPushButton(_("Open a racer"))
        self._open.setObjectName("race_open_button")
        self._open.setToolTip(tooltip(_("Makes one of the racers the current run: its optimiser, and its training")))
        self._menu = QMenu(self._open)
        self._menu.triggered.connect(self._on_menu_triggered)
        self._open.setMenu(self._menu)
        self._end = QPushButton(_("End race"))
        self._end.setObjectName("race_end_button")
        self._end.setToolTip(tooltip(_("Back to the run's own path; a race that is still being run is given up")))
        self._end.clicked.connect(self.end_requested)
        choices = FlowLayout()
        choices.add_widgets(self.clock_choice, self._open, self._end)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.addWidget(self.progress)
        layout.addWidget(self._transport)
        layout.addWidget(self.lead)
        layout.addLayout(choices)
        self._timer = QTimer(self)
        self._timer.setInterval(_PLAY_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        theme().follow(self._on_theme_changed, has_icons=True)

    @property
    def clock(self) -> "Clock":
        from nnstudio.engine.sweeps.race import Clock

        return Clock(self.clock_choice.currentData() or Clock.EPOCH)

    @property
    def is_by_epoch(self) -> bool:
        """Whether its moments are those of the timeline."""
        from nnstudio.engine.sweeps.race import Clock

        return self.clock is Clock.EPOCH

    @property
    def moment(self) -> float:
        return float(self._moments[min(self.slider.value(), len(self._moments) - 1)])

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    def show_racing(self) -> None:
        """A race is being run."""
        self.stop()
        self.progress.setValue(0)
        self.progress.show()
        for part in (self._transport, self.lead, self.clock_choice, self._open):
            part.hide()

    def show_race(self, race: "Race", names: list[str]) -> None:
        """A race is over: it is played from its start, or seen at its end where less is to move."""
        from nnstudio.engine.sweeps.race import Clock

        clocks = [
            (Clock.EPOCH, _("by epoch"), _("Everybody has seen all samples as often; goes along with the timeline")),
            (Clock.STEP, _("by step"), _("Everybody has taken as many steps; of the first steps, each is shown")),
            (Clock.SECONDS, _("by time"), _("Everybody has had as long, at an epoch's fastest time on this machine")),
        ]
        self.clock_choice.fill([(str(key), text, tip) for key, text, tip in clocks], str(self.clock))
        self._menu.clear()
        for i, name in enumerate(names):
            add_text_action(self._menu, name).setData(i)
        self.progress.hide()
        for part in (self._transport, self.lead, self.clock_choice, self._open):
            part.show()
        self.lead.setMinimumHeight(0)
        self.set_moments(race.moments(self.clock))
        if motion().is_less or not self.isVisible():
            self.slider.setValue(self.slider.maximum())
        else:
            self._go(0.0)

    def set_moments(self, moments: NDArray[np.float64]) -> None:
        """What the slider leads to; it stays at the same share of the way."""
        share = self.slider.value() / max(1, self.slider.maximum())
        self._moments = moments
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(moments) - 1)
            self.slider.setValue(round(share * (len(moments) - 1)))

    def follow(self, moment: float) -> None:
        """Shows the last moment that has come by then: the timeline has led there."""
        place = max(0, int(np.searchsorted(self._moments, moment, "right")) - 1)
        with QSignalBlocker(self.slider):
            self.slider.setValue(place)
        self.moment_changed.emit(False)

    def tell(self, progress: str, lead: str, states: str) -> None:
        """When it is, who is lowest, and how low everybody is."""
        self.moment_label.setText(progress)
        self.lead.setText(lead)
        # a low panel has no room for the key
        self.lead.setToolTip(tooltip(states))
        # while it is played, the plot is not to become higher and lower with each line
        self.lead.setMinimumHeight(max(self.lead.minimumHeight(), self.lead.heightForWidth(self.lead.width())))

    @Slot()
    def stop(self) -> None:
        """Pauses."""
        self._timer.stop()
        self._show_playing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.lead.setMinimumHeight(0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    def _go(self, place: float) -> None:
        self._playhead = place
        self._timer.start()
        self._show_playing()
        self._show_place(int(place))

    def _show_playing(self) -> None:
        self._play.setIcon(theme().icon("pause" if self.is_playing else "play-outline"))
        text = _("Pause the race") if self.is_playing else _("Play the race")
        self._play.setToolTip(tooltip(text))
        self._play.setAccessibleName(text)

    def _show_place(self, place: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(place)
        self.moment_changed.emit(True)

    @Slot()
    def _on_play_clicked(self) -> None:
        if self.is_playing:
            self.stop()
        else:
            place = self.slider.value()
            self._go(0.0 if place >= self.slider.maximum() else float(place))

    @Slot(int)
    def _on_slider_value_changed(self, value: int) -> None:
        self.stop()
        self.moment_changed.emit(True)

    @Slot()
    def _on_timer_timeout(self) -> None:
        last = self.slider.maximum()
        self._playhead = min(self._playhead + max(0.5, last * _PLAY_MS / 1000 / _PLAY_SECONDS), float(last))
        if self._playhead >= last:
            self.stop()
        self._show_place(int(self._playhead))

    @Slot(int)
    def _on_clock_chosen(self, index: int) -> None:
        self.stop()
        self.clock_chosen.emit()

    @Slot(QAction)
    def _on_menu_triggered(self, action: QAction) -> None:
        self.open_requested.emit(int(action.data()))

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._show_playing()
