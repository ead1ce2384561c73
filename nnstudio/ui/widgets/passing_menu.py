"""A menu about something that may be gone while it lies open."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid


class PassingMenu(QMenu):
    """Goes when it is closed, and when what it is about goes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def retire(menu: PassingMenu | None) -> None:
    """Closes a menu, if it is still there; none of its entries does anything any more."""
    if menu is not None and isValid(menu):
        for action in menu.actions():
            action.setEnabled(False)
        menu.close()
