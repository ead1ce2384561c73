"""A window whose parts have the theme's style sheet each by itself."""

from PySide6.QtCore import QChildEvent, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from nnstudio.ui.style.motion import motion
from nnstudio.ui.style.theme import theme


class StyledWindow(QMainWindow):
    """Styles each dialog and popup as it is first shown. Its parts and docks are styled by whoever makes them."""

    def __init__(self) -> None:
        super().__init__()
        self._set_still(motion().is_less)
        motion().changed.connect(self._set_still)

    @Slot(bool)
    def _set_still(self, still: bool) -> None:
        self.setAnimated(not still)

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        # asked for first: to know the child, Python makes an object of it
        if not event.polished():
            return
        child = event.child()
        if isinstance(child, QWidget) and child.isWindow() and not child.styleSheet():
            theme().style(child)
