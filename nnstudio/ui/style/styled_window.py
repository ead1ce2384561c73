"""A window whose parts have the theme's style sheet each by itself."""

from PySide6.QtCore import QChildEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from nnstudio.ui.style.theme import theme


class StyledWindow(QMainWindow):
    """Styles each dialog and popup as it is first shown. Its parts and docks are styled by whoever makes them."""

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        child = event.child()
        if event.polished() and isinstance(child, QWidget) and child.isWindow() and not child.styleSheet():
            theme().style(child)
