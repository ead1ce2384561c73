"""The slider under the plots: every epoch of the run, to be looked at again."""

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QToolButton, QWidget

from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

_PLAY_MS = 33
_PLAY_SECONDS = 6.0


class Timeline(QWidget):
    """Shows which epoch the views show, and wishes for another; at its right end it follows the training."""

    epoch_chosen = Signal(int)
    live_chosen = Signal()
    branch_requested = Signal(QPoint)
    """To train on from the epoch shown; where a popup may open its lower right corner."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("timeline")
        self.slider.setAccessibleName("Epoch shown")
        self.slider.setToolTip("Drag to look at an earlier epoch")
        self.slider.setPageStep(10)
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self._label = PlainLabel()
        self._label.setObjectName("figure")
        theme().keep_size(self._label, minimum=(150, 0))
        self._play = self._button("play-outline", "Play the training back from its start")
        self._play.clicked.connect(self._on_play_clicked)
        self._back = self._button("chevron-left", "One epoch back")
        self._back.clicked.connect(self._on_back_clicked)
        self._forward = self._button("chevron-right", "One epoch on")
        self._forward.clicked.connect(self._on_forward_clicked)
        self._live = self._button("fast-forward-outline", "Back to the latest epoch")
        self._live.clicked.connect(self.live_chosen)
        self.branch = QPushButton("Train on from here …")
        self.branch.setObjectName("branch_button")
        theme().dress(self.branch, "source-branch")
        self.branch.clicked.connect(self._on_branch_clicked)
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
        self.setEnabled(last > 0)
        self._live.setEnabled(not live)
        if last == 0:
            self._label.setText("before training")
        elif live:
            self._label.setText(f"epoch {shown:,}")
        else:
            self._label.setText(f"epoch {shown:,} of {last:,}")

    def set_branching(self, why_not: str) -> None:
        """Whether a branch may begin at the epoch shown; if not, the reason."""
        self.branch.setEnabled(not why_not)
        tip = "A new run that shares the epochs so far, with another learning rate or order; this one stays to compare"
        self.branch.setToolTip(tooltip(why_not or tip))

    def stop_playing(self) -> None:
        self._timer.stop()

    def _button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setToolTip(tooltip(tip))
        button.setAccessibleName(tip)
        theme().dress(button, icon)
        return button

    @Slot(int)
    def _on_slider_value_changed(self, value: int) -> None:
        self._timer.stop()
        self.epoch_chosen.emit(value)

    @Slot()
    def _on_branch_clicked(self) -> None:
        self.branch_requested.emit(self.branch.mapToGlobal(QPoint(self.branch.width(), -4)))

    @Slot()
    def _on_back_clicked(self) -> None:
        self.slider.setValue(self.slider.value() - 1)

    @Slot()
    def _on_forward_clicked(self) -> None:
        self.slider.setValue(self.slider.value() + 1)

    @Slot()
    def _on_play_clicked(self) -> None:
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
