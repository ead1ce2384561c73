"""One view alone on the screen, for a projector."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QLayout, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel


def why_not(view: QWidget) -> str:
    """Why a view can't fill the screen; empty if it can."""
    if isinstance(view.window(), FullScreen):
        return _("It fills the screen already: Esc brings it back")
    return "" if _layout_of(view) is not None else _("Only views with a place of their own can fill the screen")


@runtime_checkable
class HasControls(Protocol):
    """A window that lends a view on the full screen what drives the training."""

    def full_screen_controls(self) -> QWidget:
        """A new widget, to stand below the view."""


class FullScreen(QWidget):
    """Takes a view out of its place, and puts it back when it is closed; Esc closes it. The view goes on living."""

    def __init__(self, view: QWidget) -> None:
        """Raises ValueError if the view can't be taken out; see `why_not`."""
        layout, place = _layout_of(view), view.parentWidget()
        if layout is None or place is None:
            raise ValueError(why_not(view))
        owner = view.window()
        super().__init__(owner, Qt.WindowType.Window)
        self.setObjectName("full_screen")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(view.accessibleName() or owner.windowTitle())
        self._view: QWidget | None = view
        self._layout = layout
        self._stand_in = PlainLabel(_("On the full screen. Esc there brings it back."))
        self._stand_in.setObjectName("caption")
        self._stand_in.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stand_in.setMinimumSize(view.minimumSize())
        lender = _lender_of(view)
        layout.replaceWidget(view, self._stand_in)
        own = QVBoxLayout(self)
        own.setContentsMargins(0, 0, 0, 0)
        own.addWidget(view, 1)
        if lender is not None:
            controls = lender.full_screen_controls()
            theme().style(controls)
            own.addWidget(controls)
        view.show()
        owner.installEventFilter(self)
        self.destroyed.connect(self._stand_in.deleteLater)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.put_back()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Close:
            self.close()
        return False

    @Slot()
    def put_back(self) -> None:
        """Gives the view back to where it came from."""
        view, self._view = self._view, None
        if view is not None:
            self._layout.replaceWidget(self._stand_in, view)
            self._stand_in.hide()
            view.show()


def _lender_of(view: QWidget) -> HasControls | None:
    """The window that the view belongs to, also from a panel that was torn off."""
    place: QWidget | None = view
    while place is not None and not isinstance(place, HasControls):
        place = place.parentWidget()
    return place


def _layout_of(view: QWidget) -> QLayout | None:
    """The layout in which a view stands by itself; a stack of pages would show another one instead."""
    place = view.parentWidget()
    layout = place.layout() if place is not None else None
    if layout is None or isinstance(layout, QStackedLayout) or layout.indexOf(view) < 0:
        return None
    return layout
