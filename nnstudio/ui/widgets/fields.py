"""Small input widgets: numbers that step sensibly, labels above fields, no accidents with the wheel.

A field knows the name of the option that it edits, and tells it with each new value: many fields can share one slot or
one signal of their panel.
"""

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QStandardItemModel, QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import local_number
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.glossary import explain
from nnstudio.ui.widgets.pending_field import PendingField, is_step_of_undo
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

if TYPE_CHECKING:

    class _SpinBox(QAbstractSpinBox):
        """What QSpinBox and QDoubleSpinBox have in common."""

        value: Any
        valueChanged: Any  # noqa: N815
        minimum: Any
        prefix: Any
        suffix: Any
        textFromValue: Any  # noqa: N815
else:
    _SpinBox = object

_STEPS = (1.0, 2.0, 5.0, 10.0)
# the hint of a spin box makes room for its whole range, which no one types
_FIELD_WIDTH, _FIELD_HEIGHT = 64, 25


class WheelGuard(QObject):
    """Lets the wheel scroll the panel instead of changing a field that merely lies under the pointer."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def guard_wheel(field: QWidget) -> None:
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.installEventFilter(WheelGuard(field))


class NumberField(PendingField, _SpinBox):
    """Mixed into spin boxes: a number takes effect when it is finished, not at each digit; Escape takes it back.

    Undo is the window's, also from within a field: what is typed is an edit of the project like any other.
    """

    option_changed = Signal(str, object)
    """The option's name and its new value."""

    def dress(self, option: str) -> None:
        """To be called at the end of the constructor."""
        self.option = option
        self.valueChanged.connect(self._tell_option)
        self.setKeyboardTracking(False)
        theme().keep_size(self, minimum=(_FIELD_WIDTH, _FIELD_HEIGHT))
        guard_wheel(self)
        self.note_field()

    def has_pending(self) -> bool:
        return self.text() != self._settled_text()

    def commit_pending(self) -> None:
        self.interpretText()

    def drop_pending(self) -> None:
        """Shows again what holds."""
        self.lineEdit().setText(self._settled_text())
        self.interpretText()

    def _settled_text(self) -> str:
        if self.specialValueText() and self.value() == self.minimum():
            return self.specialValueText()
        return f"{self.prefix()}{self.textFromValue(self.value())}{self.suffix()}"

    def event(self, event: QEvent) -> bool:
        if is_step_of_undo(event):
            # undo is not there while there is nothing to be undone
            self.commit_pending()
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.has_pending():
            self.drop_pending()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _tell_option(self) -> None:
        self.option_changed.emit(self.option, self.value())


class IntField(NumberField, QSpinBox):
    """A whole number."""

    def __init__(self, low: int, high: int, parent: QWidget | None = None, *, option: str = "") -> None:
        super().__init__(parent)
        self.setRange(low, min(high, 2**31 - 1))
        self.dress(option)


class FloatField(NumberField, QDoubleSpinBox):
    """A number written as short as possible."""

    def __init__(
        self, low: float, high: float, step: float, parent: QWidget | None = None, *, option: str = ""
    ) -> None:
        super().__init__(parent)
        self.setDecimals(10)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.dress(option)

    def textFromValue(self, value: float) -> str:
        return local_number(value, ".15g")

    def valueFromText(self, text: str) -> float:
        return float(self._bare(text))

    def validate(self, text: str, pos: int) -> Any:
        try:
            value = float(self._bare(text))
        except ValueError:
            partial = all(c in "0123456789.e+-" for c in self._bare(text).lower())
            return (QValidator.State.Intermediate if partial else QValidator.State.Invalid), text, pos
        within = math.isfinite(value) and self.minimum() <= value <= self.maximum()
        return (QValidator.State.Acceptable if within else QValidator.State.Intermediate), text, pos

    def fixup(self, text: str) -> str:
        return self.textFromValue(self.value())

    def _bare(self, text: str) -> str:
        """The number alone, with a point; Qt hands over what is around it as well."""
        return text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip().replace(",", ".")


class SeedField(NumberField, QDoubleSpinBox):
    """A whole number up to 2³² − 1, beyond what a QSpinBox can hold."""

    def __init__(self, parent: QWidget | None = None, *, option: str = "") -> None:
        super().__init__(parent)
        self.setDecimals(0)
        self.setRange(0, 2**32 - 1)
        self.dress(option)

    def value(self) -> int:
        return int(super().value())


class ScaleField(FloatField):
    """A positive number that is felt by its order of magnitude: steps go 0.1, 0.2, 0.5, 1, 2, 5."""

    def __init__(self, low: float, high: float, parent: QWidget | None = None, *, option: str = "") -> None:
        super().__init__(low, high, 0.1, parent, option=option)

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = _next(value, up=steps > 0)
        self.setValue(value)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self.value() < self.maximum():
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self.value() > self.minimum():
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return flags


def _next(value: float, up: bool) -> float:
    """The neighbour of `value` in the sequence …, 0.1, 0.2, 0.5, 1, 2, 5, …"""
    if value <= 0:
        return 1e-6 if up else 0.0
    exponent = math.floor(math.log10(value) + 1e-9)
    leading = value / 10.0**exponent
    if up:
        step = next(s for s in (*_STEPS, 20.0) if s > leading * (1 + 1e-9))
    else:
        step = next(s for s in (*reversed(_STEPS), 0.5) if s < leading * (1 - 1e-9))
    return float(f"{step * 10.0**exponent:.6g}")


class Choice(QComboBox):
    """A few named alternatives."""

    option_changed = Signal(str, object)
    """The option's name and the key of what is chosen now; None for nothing."""

    def __init__(self, parent: QWidget | None = None, *, option: str = "") -> None:
        super().__init__(parent)
        self.option = option
        self.currentIndexChanged.connect(self._tell_option)
        guard_wheel(self)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(5)
        theme().keep_size(self, minimum=(_FIELD_WIDTH, _FIELD_HEIGHT))

    def fill(self, items: list[tuple[str, str, str]], selected: str) -> None:
        """Shows (key, text, tooltip) triples without announcing the change."""
        with QSignalBlocker(self):
            shown = [(self.itemData(i), self.itemText(i)) for i in range(self.count())]
            if shown != [(key, text) for key, text, _ in items]:
                self.clear()
                for key, text, tip in items:
                    self.addItem(text, key)
                    self.setItemData(self.count() - 1, tooltip(tip), Qt.ItemDataRole.ToolTipRole)
            self.setCurrentIndex(self.findData(selected))
            self.setToolTip(self.currentData(Qt.ItemDataRole.ToolTipRole) or "")

    def allow(self, key: str, allowed: bool, tip: str) -> None:
        """Greys one of the alternatives, or no longer; its tooltip says why."""
        index = self.findData(key)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.item(index).setEnabled(allowed)
        self.setItemData(index, tooltip(tip), Qt.ItemDataRole.ToolTipRole)

    @Slot()
    def _tell_option(self) -> None:
        self.option_changed.emit(self.option, self.currentData())


class CheckField(QCheckBox):
    """Yes or no."""

    option_changed = Signal(str, object)
    """The option's name, and whether it is checked now."""

    def __init__(self, text: str, parent: QWidget | None = None, *, option: str = "") -> None:
        super().__init__(text, parent)
        self.option = option
        self.toggled.connect(self._tell_option)

    def show_checked(self, checked: bool) -> None:
        """Shows what holds without announcing it as the learner's wish."""
        with QSignalBlocker(self):
            self.setChecked(checked)

    @Slot()
    def _tell_option(self) -> None:
        self.option_changed.emit(self.option, self.isChecked())


def show_part(part: QWidget, shown: bool) -> None:
    """Shows or hides a part of a panel; what is typed in its fields would be said of what takes its place."""
    if not shown:
        forget_typed(part)
    part.setVisible(shown)


def forget_typed(part: QWidget) -> None:
    """Drops what is typed in number fields and has not taken effect: it was meant for what is no longer there."""
    for field in (part, *part.findChildren(QAbstractSpinBox)):
        if isinstance(field, NumberField) and field.has_pending():
            field.drop_pending()


def show_value(field: QSpinBox | QDoubleSpinBox, value: float) -> None:
    """Sets a field without announcing it as the learner's wish, and without disturbing what is being typed."""
    if field.value() != value:
        with QSignalBlocker(field):
            field.setValue(value)  # type: ignore[arg-type]


def labelled(
    text: str, field: QWidget, tip: str = "", beside: bool = False, companion: QWidget | None = None
) -> QWidget:
    """The field with a small label above or `beside` it, which explains its text if that is a term of the glossary.

    A `companion`, as a button that sets the field, stands at the field's right.
    """
    box = QWidget()
    layout = QHBoxLayout(box) if beside else QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8 if beside else 1)
    label = caption(text)
    label.setBuddy(field)
    if tip:
        label.setToolTip(tooltip(tip))
        field.setToolTip(tooltip(tip))
    explain(label)
    field.setAccessibleName(text)
    layout.addWidget(label)
    if companion is None:
        layout.addWidget(field, 1 if beside else 0)
    else:
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(field, 1)
        row.addWidget(companion)
        layout.addLayout(row)
    return box


def caption(text: str = "") -> QLabel:
    label = PlainLabel(text)
    label.setObjectName("caption")
    return label


def heading(text: str) -> QLabel:
    label = PlainLabel(text)
    label.setObjectName("heading")
    return label
