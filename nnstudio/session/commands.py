"""Undo commands, and the stack of them."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QUndoCommand, QUndoStack

from nnstudio.project.project import Project

MERGE_WITHIN_S = 1.0


class EditProject(QUndoCommand):
    """One edit: holds the project before and after it.

    Edits with the same `merge_key` that follow each other within a second, as while a slider is dragged or a
    number typed, become one. Those of one `gesture`, as a drag, become one however long it takes, and those of two
    gestures never do.
    """

    def __init__(
        self,
        text: str,
        old: Project,
        new: Project,
        take: Callable[[Project], None],
        merge_key: str | None = None,
        gesture: int = 0,
    ) -> None:
        super().__init__(text)
        self._old = old
        self._new = new
        self._take = take
        self._merge_key = merge_key
        self._gesture = gesture
        self._time = time.monotonic()

    def redo(self) -> None:
        self._take(self._new)

    def undo(self) -> None:
        self._take(self._old)

    def id(self) -> int:
        return -1 if self._merge_key is None else 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditProject) or other._merge_key != self._merge_key:
            return False
        if other._gesture != self._gesture:
            return False
        if not self._gesture and other._time - self._time > MERGE_WITHIN_S:
            return False
        self._new = other._new
        self._time = other._time
        self.setText(other.text())
        self.setObsolete(self._new == self._old)
        return True


class UndoStack(QUndoStack):
    """Goes nowhere before `may_step` has agreed, and calls `stepped` when it has; pushing is left to who made it."""

    def __init__(self, may_step: Callable[[], bool], stepped: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._may_step, self._stepped = may_step, stepped

    def undo(self) -> None:
        if self._may_step():
            before = self.index()
            super().undo()
            self._note(before)

    def redo(self) -> None:
        if self._may_step():
            before = self.index()
            super().redo()
            self._note(before)

    def setIndex(self, index: int) -> None:
        if self._may_step():
            before = self.index()
            super().setIndex(index)
            self._note(before)

    def _note(self, before: int) -> None:
        if self.index() != before:
            self._stepped()

    def createUndoAction(self, parent: QObject, prefix: str = "") -> QAction:
        return _rewired(super().createUndoAction(parent, prefix), self.undo)

    def createRedoAction(self, parent: QObject, prefix: str = "") -> QAction:
        return _rewired(super().createRedoAction(parent, prefix), self.redo)


def _rewired(action: QAction, do: Callable[[], None]) -> QAction:
    """Qt's actions know Qt's own methods alone."""
    action.triggered.disconnect()
    action.triggered.connect(do)
    return action
