"""The slider under the plots: every epoch of the run, to be looked at again."""

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QToolButton, QWidget

from nnstudio.language import _
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import ButtonLink, make_action, plain
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

_PLAY_MS = 33
_PLAY_SECONDS = 6.0
_NOTHING = _("Nothing has been trained yet")


class Timeline(QWidget):
    """Shows which epoch the views show, and wishes for another; at its right end it follows the training."""

    epoch_chosen = Signal(int)
    live_chosen = Signal()
    changed = Signal()
    """Shows another epoch, or there are more."""
    branch_requested = Signal(QPoint)
    """To train on from the epoch shown; where a popup may open its lower right corner."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # epochs go to the right here as in the plot above
        left_to_right(self)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("timeline")
        self.slider.setAccessibleName(_("Epoch shown"))
        self.slider.setToolTip(_("Drag to look at an earlier epoch"))
        self.slider.setPageStep(10)
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self._label = PlainLabel()
        self._label.setObjectName("figure")
        theme().keep_size(self._label, minimum=(150, 0))
        self.play_action = make_action(self, "play", _("Play from the start"), ("Alt+Home",))
        self.play_action.triggered.connect(self._on_play_triggered)
        self.back_action = make_action(self, "epoch_back", _("One epoch &back"), ("Alt+Left",))
        self.back_action.triggered.connect(self._on_back_triggered)
        self.forward_action = make_action(self, "epoch_forward", _("One epoch &on"), ("Alt+Right",))
        self.forward_action.triggered.connect(self._on_forward_triggered)
        self.live_action = make_action(self, "latest_epoch", _("&Latest epoch"), ("Alt+End",))
        self.live_action.triggered.connect(self.live_chosen)
        self.branch_action = make_action(self, "branch", _("Train on &from here …"), ("Ctrl+Shift+B",))
        self.branch_action.triggered.connect(self._on_branch_triggered)
        self._tips = {
            self.play_action: _("Play the training back from its start (Alt+Home)"),
            self.back_action: _("One epoch back (Alt+Left)"),
            self.forward_action: _("One epoch on (Alt+Right)"),
            self.live_action: _("Back to the latest epoch (Alt+End)"),
        }
        self._play = _button("play-outline", self.play_action)
        self._back = _button("chevron-left", self.back_action)
        self._forward = _button("chevron-right", self.forward_action)
        self._live = _button("fast-forward-outline", self.live_action, self.slider)
        self.branch = QPushButton()
        self.branch.setObjectName("branch_button")
        theme().dress(self.branch, "source-branch")
        ButtonLink(self.branch, self.branch_action)
        self._timer = QTimer(self)
        self._timer.setInterval(_PLAY_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._playhead = 0.0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.addWidget(self._play)
        layout.addWidget(self._back)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._forward)
        layout.addWidget(self._live)
        layout.addWidget(self._label)
        layout.addWidget(self.branch)

    def set_epochs(self, shown: int, last: int, chosen: int | None) -> None:
        """Shows that `shown` of the epochs 0 to `last` is in the views.

        It is the stored epoch next to the `chosen` one; None if the views follow the training.
        """
        live = chosen is None
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, last)
            self.slider.setValue(shown if chosen is None else chosen)
        self.slider.setEnabled(last > 0)
        for action, tip in self._tips.items():
            allowed = last > 0 and not (live and action is self.live_action)
            action.setEnabled(allowed)
            action.setToolTip(tooltip(tip if allowed else _("It is the latest epoch") if last > 0 else _NOTHING))
        if last == 0:
            self._label.setText(_("before training"))
        elif live:
            self._label.setText(_("epoch {shown:,}").format(shown=shown))
        else:
            self._label.setText(_("epoch {shown:,} of {last:,}").format(shown=shown, last=last))
        self.changed.emit()

    @property
    def text(self) -> str:
        """Which epoch is shown."""
        return self._label.text()

    def set_branching(self, why_not: str) -> None:
        """Whether a branch may begin at the epoch shown; if not, the reason."""
        self.branch_action.setEnabled(not why_not)
        tip = _(
            "A new run that shares the epochs so far, with another learning rate or order; this one stays to compare"
        )
        self.branch_action.setToolTip(tooltip(why_not or tip))

    def stop_playing(self) -> None:
        self._timer.stop()

    @Slot(int)
    def _on_slider_value_changed(self, value: int) -> None:
        self._timer.stop()
        self.epoch_chosen.emit(value)

    @Slot()
    def _on_branch_triggered(self) -> None:
        self.branch_requested.emit(self.branch.mapToGlobal(QPoint(self.branch.width(), -4)))

    @Slot()
    def _on_back_triggered(self) -> None:
        self.slider.setValue(self.slider.value() - 1)

    @Slot()
    def _on_forward_triggered(self) -> None:
        self.slider.setValue(self.slider.value() + 1)

    @Slot()
    def _on_play_triggered(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            return
        value = self.slider.value()
        self._playhead = 0.0 if value >= self.slider.maximum() else float(value)
        self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        last = self.slider.maximum()
        self._playhead += max(0.5, last * _PLAY_MS / 1000 / _PLAY_SECONDS)
        if self._playhead >= last:
            self._timer.stop()
            self.live_chosen.emit()
        else:
            self.epoch_chosen.emit(int(self._playhead))


def _button(icon: str, action: QAction, heir: QWidget | None = None) -> QToolButton:
    button = QToolButton()
    button.setObjectName(action.objectName().replace("_action", "_button"))
    button.setAutoRaise(True)
    button.setAccessibleName(plain(action.text()))
    ButtonLink(button, action, has_text=False, heir=heir)
    theme().dress(button, icon)
    return button
