"""A small editor for one weight or bias."""

import math
from html import escape

import numpy as np
from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from nnstudio.language import _, local_number
from nnstudio.ui.diagram.tips import place_in
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import caption
from nnstudio.ui.widgets.pending_field import PendingField, is_step_of_undo
from nnstudio.ui.widgets.plain_text import RichLabel

_STEP = 0.1
_LARGEST = float(np.finfo(np.float32).max)


class NumberLine(QLineEdit):
    """The full number; the arrow keys step by a tenth."""

    cancelled = Signal()
    left = Signal()
    """The keyboard has gone elsewhere."""
    steps_back = Signal()
    """Undo or redo is about to happen."""

    def event(self, event: QEvent) -> bool:
        if is_step_of_undo(event):
            self.steps_back.emit()
            event.ignore()
            return True
        return super().event(event)

    def number(self) -> float | None:
        """What is typed, None if it is no finite number that a float32 can hold."""
        try:
            value = float(self.text().strip().replace("−", "-").replace(",", "."))
        except ValueError:
            return None
        return value if math.isfinite(value) and abs(value) <= _LARGEST else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.cancelled.emit()
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                value = self.number()
                if value is not None:
                    step = _STEP if event.key() == Qt.Key.Key_Up else -_STEP
                    self.setText(local_number(round(value + step, 7), ".9g"))
                    self.setModified(True)
            case _:
                super().keyPressEvent(event)
                # to the diagram underneath, Enter or Space would mean something else
                event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()


class ParameterPopup(PendingField, QFrame):
    """Floats over the diagram while a parameter is being changed; Enter applies, so does leaving, Escape closes."""

    applied = Signal(str, object, float)
    """The parameter's name in the state_dict, the index, the new value."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("parameter_popup")
        self.setAccessibleName(_("Change a parameter"))
        self._parameter = ""
        self._index: tuple[int, ...] = ()
        self._before = ""
        """The value as it stands."""
        self._title = RichLabel()
        self._detail = caption()
        self.field = NumberLine()
        self.field.setObjectName("parameter_value")
        self._help = caption()
        self._help.setWordWrap(True)
        self.field.returnPressed.connect(self._on_field_return_pressed)
        self.field.cancelled.connect(self.close_up)
        self.field.left.connect(self.leave)
        self.field.steps_back.connect(self._on_field_steps_back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(4)
        for widget in (self._title, self._detail, self.field, self._help):
            layout.addWidget(widget)
        self.hide()
        self.note_field()

    def has_pending(self) -> bool:
        return not self.isHidden() and self.field.isModified() and not self.field.isReadOnly()

    def commit_pending(self) -> None:
        value = self.field.number()
        if value is None:
            self.field.setText(self._before)
        else:
            self._apply(value)

    @Slot()
    def leave(self) -> None:
        """Closes; what was typed holds."""
        if self.has_pending():
            self.commit_pending()
        self.hide()

    @property
    def target(self) -> tuple[str, tuple[int, ...]] | None:
        """The parameter that is being changed; None while the popup is closed."""
        return None if self.isHidden() else (self._parameter, self._index)

    @property
    def message(self) -> str:
        """What it says under the field."""
        return self._help.text()

    def open_for(
        self, parameter: str, index: tuple[int, ...], detail: str, value: np.float32, near: QRect, blocked: str
    ) -> None:
        """Offers the value beside `near`; `blocked` says why it can't be changed now, empty if it can."""
        self._parameter, self._index = parameter, index
        self._title.setText(f"<b>{escape(place_in(parameter, index))}</b>")
        self._detail.setText(detail)
        self.field.setAccessibleName(place_in(parameter, index))
        self.set_blocked(blocked)
        self._before = str(value)
        self.field.setText(self._before)
        self.adjustSize()
        parent = self.parentWidget()
        assert parent is not None
        x = near.right() + 8 if near.right() + 8 + self.width() <= parent.width() else near.left() - 8 - self.width()
        y = near.center().y() - self.height() // 2
        self.move(
            max(2, min(x, parent.width() - self.width() - 2)), max(2, min(y, parent.height() - self.height() - 2))
        )
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def set_blocked(self, reason: str) -> None:
        self.field.setReadOnly(bool(reason))
        self._say(reason or _("Enter applies, Esc closes"), False)

    def show_value(self, value: np.float32) -> None:
        """The value has changed elsewhere; what is being typed stays."""
        self._before = str(value)
        if not self.field.isModified():
            self.field.setText(self._before)

    @Slot()
    def close_up(self) -> None:
        """Closes without a change, and hands the keyboard back to the diagram."""
        self.field.setModified(False)
        self.hide()
        parent = self.parentWidget()
        if parent is not None:
            parent.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_field_return_pressed(self) -> None:
        if self.field.isReadOnly():
            return
        value = self.field.number()
        if value is None:
            self._say(
                _("“{field}” is no number; type one like −0.5 or 1e-3").format(field=self.field.text()[:20]), True
            )
            return
        self._apply(value)
        self.field.selectAll()

    @Slot()
    def _on_field_steps_back(self) -> None:
        if self.has_pending():
            self.commit_pending()

    def _apply(self, value: float) -> None:
        self._say(_("Enter applies, Esc closes"), False)
        self.field.setModified(False)
        self.applied.emit(self._parameter, self._index, value)

    def _say(self, text: str, wrong: bool) -> None:
        self._help.setText(text)
        self._help.setObjectName("card_problem" if wrong else "caption")
        self._help.style().unpolish(self._help)
        self._help.style().polish(self._help)
        self.adjustSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme().scheme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(scheme.accent), 1.5))
        painter.setBrush(QColor(scheme.raised))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 7, 7)
