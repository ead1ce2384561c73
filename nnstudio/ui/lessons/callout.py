"""An outline around the control that a lesson points at."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QWidget
from shiboken6 import isValid

from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.style.theme import theme

_MARGIN = 4
_FOLLOW_MS = 150


class Callout(QWidget):
    """Lies over the window, lets everything through, and follows the control wherever layouts move it."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self.setObjectName("lesson_callout")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._name: str | None = None
        self._target: QWidget | None = None
        # scrolling moves a control without telling it
        self._timer = QTimer(self)
        self._timer.setInterval(_FOLLOW_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.hide()

    def point_at(self, name: str | None) -> None:
        """Outlines the control of that object name, brought into view; None: nothing."""
        self._name = name
        self._target = None
        if name is None:
            self._timer.stop()
            self.hide()
            return
        self._timer.start()
        self._on_timer_timeout()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = QColor(theme().scheme.accent)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        glow = QColor(color)
        glow.setAlpha(70)
        painter.setPen(QPen(glow, 4))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(QPen(color, 2))
        painter.drawRoundedRect(box, 8, 8)

    @Slot()
    def _on_timer_timeout(self) -> None:
        if self._target is None or not isValid(self._target):
            # plots are built late, and some controls anew
            self._target = self._window.findChild(QWidget, self._name) if self._name is not None else None
            if self._target is not None:
                _bring_into_view(self._target)
        place = self._place_of(self._target) if self._target is not None else QRect()
        if place.isEmpty():
            self.hide()
            return
        place = place.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN) & self._window.rect()
        if place != self.geometry():
            self.setGeometry(place)
        if self.isHidden():
            self.show()
        self.raise_()

    def _place_of(self, target: QWidget) -> QRect:
        """Where the target is seen; where it is not, the button that brings it up."""
        place = _visible_part(target, self._window)
        button = self._workspace.stand_in_for(target) if place.isEmpty() else None
        return _visible_part(button, self._window) if button is not None else place


def _visible_part(target: QWidget, window: QWidget) -> QRect:
    """What can be seen of the target, in the window's coordinates; empty if nothing can."""
    if not target.isVisible() or target.window() is not window:
        return QRect()
    # what scrolls, such as a plot, is covered by its viewport, and has nothing to be seen of itself
    parts = [target, target.viewport()] if isinstance(target, QAbstractScrollArea) else [target]
    place = QRect()
    for part in parts:
        seen = part.visibleRegion().boundingRect()
        if not seen.isEmpty():
            place |= QRect(part.mapTo(window, seen.topLeft()), seen.size())
    return place


def _bring_into_view(target: QWidget) -> None:
    parent = target.parentWidget()
    while parent is not None:
        inside = parent.widget() if isinstance(parent, QScrollArea) else None
        if isinstance(parent, QScrollArea) and inside is not None and inside.isAncestorOf(target):
            place = target.mapTo(inside, QPoint(0, 0))
            parent.ensureVisible(place.x() + target.width() // 2, place.y() + target.height() // 2, 20, target.height())
        parent = parent.parentWidget()
