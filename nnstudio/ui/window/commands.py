"""What the menus offer now, as one list: for the command palette and for the list of keys."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from nnstudio.language import _
from nnstudio.ui.widgets.actions import plain

_RARE = ("New", "Open", "Save", "Undo", "Redo", "Help")
"""Keys of a few keyboards, among those that the system calls usual for an action."""


@dataclass(frozen=True)
class Command:
    """An entry of a menu."""

    action: QAction
    menus: tuple[str, ...]
    """The titles of the menus in which it stands, the one of the bar first."""

    @property
    def title(self) -> str:
        return plain(self.action.text())

    @property
    def keys(self) -> str:
        """The keys that do the same, as this system writes them, but for those of rare keyboards like "Undo"."""
        shown = (key.toString(QKeySequence.SequenceFormat.NativeText) for key in self.action.shortcuts())
        return ", ".join(key for key in shown if not key.endswith(_RARE))

    @property
    def reason(self) -> str:
        """Why it can't be done now; empty if it can."""
        if self.action.isEnabled():
            return ""
        tip = self.action.toolTip()
        return tip if tip != self.title else _("Not possible now")


def commands_in(bar: QMenuBar) -> list[Command]:
    """All that the menus offer, in their order; menus that are filled when they are opened are filled."""
    return [command for top in bar.actions() for command in _within(top, ())]


def _within(action: QAction, menus: tuple[str, ...]) -> Iterator[Command]:
    menu = action.menu()
    if isinstance(menu, QMenu):
        menu.aboutToShow.emit()
        for inner in menu.actions():
            yield from _within(inner, (*menus, plain(menu.title())))
    elif not action.isSeparator() and action.isVisible():
        yield Command(action, menus)
