"""A number set by a slider, with the exact value beside it."""

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStyle, QStyleOptionSlider, QWidget

from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import FloatField, IntField, SeedField, caption, guard_wheel, show_value
from nnstudio.ui.widgets.glossary import explain
from nnstudio.ui.widgets.pending_field import PendingField
from nnstudio.ui.widgets.plain_text import tooltip

THROTTLE_MS = 40
"""While a slider is dragged its value goes out at most this often: each one makes new data."""
PATIENCE = 8
"""How many times as long it waits for the last one to be shown before it sends the next all the same."""
_CAPTION_WIDTH, _FIELD_WIDTH, _ROW_HEIGHT = 80, 82, 24


class JumpSlider(QSlider):
    """A horizontal slider whose handle comes to where the pointer is pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        guard_wheel(self)
        # the field beside it is where Tab leads to: one stop for each number
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            part = QStyle.SubControl
            handle = self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part.SC_SliderHandle, self)
            if not handle.contains(event.position().toPoint()):
                # held before it moves, so that the jump belongs to the drag that may follow
                self.setSliderDown(True)
                left, room = handle.width() / 2, self.width() - handle.width()
                at = round(event.position().x() - left)
                self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, room))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.setSliderDown(False)


class SliderRow(PendingField, QWidget):
    """Caption, slider and field in a line. The slider goes through `stops`; the field takes any value of its range."""

    option_changed = Signal(str, object)
    """The option's name and the value wished; while the slider is dragged, the latest at most every 40 ms."""
    drag_started = Signal()
    drag_ended = Signal()

    def __init__(
        self, option: str, title: str, tip: str, field: IntField | FloatField | SeedField, stops: Sequence[float]
    ) -> None:
        super().__init__()
        self.option = option
        self.field = field
        self.slider = JumpSlider()
        self._value: float = field.value()
        self._waiting = False
        self._unanswered = 0
        self._throttle = QTimer(self)
        self._throttle.setSingleShot(True)
        self._throttle.setInterval(THROTTLE_MS)
        self._throttle.timeout.connect(self._on_throttle_timeout)
        self.set_stops(stops)
        self.slider.setAccessibleName(title)
        field.setAccessibleName(title)
        theme().keep_size(field, minimum=(0, _ROW_HEIGHT), fixed=(_FIELD_WIDTH, 0))
        label = caption(title)
        explain(label)
        theme().keep_size(label, minimum=(_CAPTION_WIDTH, 0))
        label.setBuddy(field)
        self._tip = tip
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(field)
        self.set_value(field.value())
        self.set_possible("")
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self.slider.sliderPressed.connect(self.drag_started)
        self.slider.sliderReleased.connect(self._on_slider_slider_released)
        field.valueChanged.connect(self._on_field_value_changed)
        self.note_field()

    def put_beside(self, widget: QWidget) -> None:
        """Adds something at the end of the row."""
        self._row.addWidget(widget)

    def has_pending(self) -> bool:
        return self._waiting

    def commit_pending(self) -> None:
        self._send()

    def set_stops(self, stops: Sequence[float]) -> None:
        """Lets the slider go through others; `set_value` shows where it stands."""
        self._stops = stops
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(stops) - 1)
            self.slider.setPageStep(max(1, len(stops) // 10))

    def let_go(self) -> None:
        """Ends the drag and tells nothing more: the row is about to be taken away."""
        if self.slider.isSliderDown():
            self.drag_ended.emit()
        self._throttle.stop()
        self.blockSignals(True)

    def set_value(self, value: float) -> None:
        """Shows the value, unless the slider is being dragged: then it is ahead of what is known."""
        self._value = value
        if self.slider.isSliderDown():
            return
        show_value(self.field, value)
        with QSignalBlocker(self.slider):
            self.slider.setValue(_nearest(self._stops, value))

    def set_answered(self) -> None:
        """What the last value has led to is on the screen: the next one of a drag may follow."""
        self._unanswered = 0

    def set_possible(self, why_not: str) -> None:
        """Greys the row with the reason, or without one lets it be used."""
        self.setEnabled(not why_not)
        for widget in (self, self.slider, self.field):
            widget.setToolTip(tooltip(why_not or self._tip))

    @Slot(int)
    def _on_slider_value_changed(self, index: int) -> None:
        show_value(self.field, self._stops[index])
        if self.slider.isSliderDown() and self._throttle.isActive():
            self._waiting = True
            return
        self._send()
        if self.slider.isSliderDown():
            self._throttle.start()

    @Slot()
    def _on_throttle_timeout(self) -> None:
        if not self._waiting:
            return
        self._throttle.start()
        if 0 < self._unanswered < PATIENCE:
            # a value sent now would make what is being prepared pointless, and nothing would ever be seen
            self._unanswered += 1
        else:
            self._send()

    @Slot()
    def _on_slider_slider_released(self) -> None:
        self._throttle.stop()
        if self._waiting:
            self._send()
        self.drag_ended.emit()
        self.set_value(self._value)

    @Slot()
    def _on_field_value_changed(self) -> None:
        self._send()

    def _send(self) -> None:
        self._waiting, self._unanswered = False, 1
        self.option_changed.emit(self.option, self.field.value())


def _nearest(stops: Sequence[float], value: float) -> int:
    """The index of the stop nearest to `value`."""
    i = bisect_left(stops, value)
    if i == len(stops) or (i > 0 and value - stops[i - 1] < stops[i] - value):
        i -= 1
    return i
