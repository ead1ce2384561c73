"""A ring around whatever has the focus, once the keyboard has brought it there: the same for every kind of widget."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QMainWindow,
    QMenuBar,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from nnstudio.ui.style.theme import theme

_WIDTH, _GAP, _MARGIN = 2, 1, 12
_MOVES = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Hide,
    QEvent.Type.Show,
    QEvent.Type.ParentChange,
    QEvent.Type.LayoutRequest,
)


_given: list[QWidget] = []
"""To what the focus is being given by a key; Qt notes that of its own keys alone."""


def focus_by_key(widget: QWidget, reason: Qt.FocusReason = Qt.FocusReason.TabFocusReason) -> None:
    """Gives the focus as the Tab key does: so that it is seen where it is, scrolled there if need be."""
    _given.append(widget)
    try:
        widget.setFocus(reason)
    finally:
        _given.pop()
    _bring_into_view(widget)


def _bring_into_view(widget: QWidget) -> None:
    part, place = widget, widget.parentWidget()
    while place is not None:
        area = place.parentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget, _MARGIN, _MARGIN)
        elif isinstance(area, QAbstractItemView) and area.viewport() is place:
            # a card in a list
            area.scrollTo(area.indexAt(part.geometry().center()))
        part, place = place, area


class FocusRing(QObject):
    """Draws it in a window, and in the dialogs that belong to it."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._frame: _Frame | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self._leave()
        if new is None or isinstance(new, QMenuBar) or not self._is_own(new):
            return
        if new not in _given and not new.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            return
        self._target = new
        place: QWidget | None = new
        while place is not None:
            place.installEventFilter(self)
            self._watched.append(place)
            place = None if place.isWindow() else place.parentWidget()
        self._show()

    def _is_own(self, widget: QWidget) -> bool:
        place: QWidget | None = widget
        while place is not None and place is not self._window:
            place = place.parentWidget()
        return place is not None

    def _leave(self) -> None:
        for place in self._watched:
            if isValid(place):
                place.removeEventFilter(self)
        self._watched, self._target = [], None
        if self._frame is not None and isValid(self._frame):
            self._frame.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._show()
        return False

    def _show(self) -> None:
        target = self._target
        if target is None or not isValid(target):
            return
        window = target.window()
        if self._frame is None or not isValid(self._frame) or self._frame.parentWidget() is not window:
            if self._frame is not None and isValid(self._frame):
                self._frame.deleteLater()
            self._frame = _Frame(window)
        self._frame.surround(_seen(target) if target.isVisible() else QRect())


class _Frame(QWidget):
    """Lies over the window; only the ring itself, so that nothing under it is painted anew."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()

    def surround(self, place: QRect) -> None:
        width = theme().px(_WIDTH)
        outer = place.adjusted(-width - _GAP, -width - _GAP, width + _GAP, width + _GAP)
        window = self.parentWidget()
        if place.isEmpty() or window is None:
            self.hide()
            return
        outer &= window.rect()
        if outer != self.geometry() or self.isHidden():
            self.setGeometry(outer)
            inner = self.rect().adjusted(width, width, -width, -width)
            self.setMask(QRegion(self.rect()) - QRegion(inner))
            self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme().scheme.accent))


def _seen(target: QWidget) -> QRect:
    """Where the target is within its window, as far as the scroll areas around it show it."""
    window = target.window()
    rect = QRect(target.mapTo(window, QPoint(0, 0)), target.size())
    place = target.parentWidget() if target is not window else None
    while place is not None and place is not window:
        if isinstance(place, QAbstractScrollArea) and place.viewport().isAncestorOf(target):
            view = place.viewport()
            rect &= QRect(view.mapTo(window, QPoint(0, 0)), view.size())
        place = place.parentWidget()
    return rect
