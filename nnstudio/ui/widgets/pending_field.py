"""What is typed into a field and not taken over yet, and the moment when it is: before anything else happens.

A field takes effect when it is finished, by Enter or when the keyboard goes elsewhere. Much happens without either: a
shortcut, a button that takes no keyboard, a dropped file, a lesson. The one rule: what is typed is taken over, as if
Enter had been pressed, before the project is edited, undone, trained, saved, exported or replaced; what is no sound
value is dropped, and the field shows what holds. Document and TrainingSession ask for it by their `commit_pending`
at the beginning of each such gesture. A copy that a timer keeps does not: nobody has finished typing then.
"""

from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QTableView, QWidget
from shiboken6 import isValid


class PendingField:
    """Mixed into a widget whose value takes effect later than it is typed; it calls `note_field` when it is made."""

    def note_field(self) -> None:
        _fields[self] = None

    def has_pending(self) -> bool:
        """Whether something has been typed that has not taken effect."""
        raise NotImplementedError

    def commit_pending(self) -> None:
        """Has it take effect if it is a sound value, and drops it if it is not."""
        raise NotImplementedError


_fields: WeakKeyDictionary[Any, None] = WeakKeyDictionary()
"""All such fields that there are, in the order in which they were made."""
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_EVERYWHERE = (
    QKeyCombination(_CTRL, Qt.Key.Key_Z),
    QKeyCombination(_CTRL, Qt.Key.Key_Y),
    QKeyCombination(_CTRL | _SHIFT, Qt.Key.Key_Z),
)
"""Not all of them are the platform's, but all are the window's everywhere."""
_busy: set[int] = set()
"""The windows whose fields are being committed."""


def commit_pending(window: QWidget) -> None:
    """Commits what is typed in the fields of a window, and of what belongs to it: popups, dialogs, docks."""
    if id(window) in _busy:
        # a field that is being committed edits the project
        return
    _busy.add(id(window))
    try:
        for field in list(_fields):
            if isValid(field) and field.has_pending() and _belongs_to(field, window):
                field.commit_pending()
    finally:
        _busy.discard(id(window))


def _belongs_to(field: QObject, window: QWidget) -> bool:
    each: QObject | None = field
    while each is not None and each is not window:
        each = each.parent()
    return each is not None


def is_step_of_undo(event: QEvent) -> bool:
    """Whether a key of undo or redo is asked for by whoever has the keyboard; what edits the project leaves it alone.

    It commits what is typed then, ignores the event and says that it has handled it: the key is the window's.
    """
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = QKeySequence.StandardKey
    return event.matches(keys.Undo) or event.matches(keys.Redo) or event.keyCombination() in _EVERYWHERE


class EditableTable(PendingField, QTableView):
    """A table in whose cells something can be typed or chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note_field()

    def has_pending(self) -> bool:
        return self.state() == self.State.EditingState

    def commit_pending(self) -> None:
        for editor in self.viewport().findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            # one that has done its work is hidden until it is deleted
            if isValid(editor) and not editor.isHidden():
                self.commitData(editor)
            # what was typed may have led to other rows, and with them the editor is gone
            if isValid(editor) and not editor.isHidden() and self.has_pending():
                self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
