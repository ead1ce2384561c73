"""Plots that can be pointed at: a click means a point, the chosen one is marked, the pointer reads values."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolTip, QWidget

from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import show_tooltip

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame

REACH = 8
"""How near a click must be to a sample to mean it, in pixels."""
_HOVER_MS = 60
_RING = 17


class PointedCanvas(Canvas):
    """Subclasses say where samples and points are, and call `show_marker` when that has changed."""

    point_clicked = Signal(float, float)
    """Where the plot was clicked, in its coordinates; a drag is no click."""
    point_hovered = Signal(float, float)
    """Where the pointer is, at most every 60 ms; the answer is `show_hint`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._point: Point | None = None
        self._lines = tuple(pg.InfiniteLine(angle=angle, movable=False) for angle in (90, 0))
        self._ring = pg.ScatterPlotItem(brush=None, pxMode=True)
        for item in (*self._lines, self._ring):
            item.setZValue(50)
            item.hide()
            self.addItem(item, ignoreBounds=True)
        self._hovered: QPointF | None = None
        self._hover_timer = QTimer(self)
        self._hover_timer.setSingleShot(True)
        self._hover_timer.setInterval(_HOVER_MS)
        self._hover_timer.timeout.connect(self._on_hover_timer_timeout)
        self.scene().sigMouseClicked.connect(self._on_scene_mouse_clicked)
        self.scene().sigMouseMoved.connect(self._on_scene_mouse_moved)

    # what subclasses say

    def sample_positions(self) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The rows of the samples that are drawn, and where, (k, 2)."""
        return np.empty(0, dtype=np.intp), np.empty((0, 2))

    def sample_point(self, sample: int) -> Point:
        """The point that a sample is."""
        raise NotImplementedError

    def look_at(self, point: Point | None) -> None:
        """The pointer is at a point, or at none any more."""

    def set_samples_hidden(self, hidden: bool) -> None:
        """Whether something else draws the samples now."""

    def free_point(self, x: float, y: float) -> Point | None:
        """The point that a place without a sample stands for, if it stands for one."""
        return None

    def place(self, point: Point) -> tuple[float | None, float | None]:
        """Where a point is drawn; None along an axis on which it has no place."""
        return None, None

    def takes_click(self, where: QPointF) -> bool:
        """Whether a click at a place of the scene means something else than a point."""
        return False

    # what others ask

    def point_at(self, x: float, y: float) -> Point | None:
        """The nearest sample within reach, or else the free point there."""
        rows, positions = self.sample_positions()
        if len(rows):
            width, height = self.pixel_size()
            away = np.hypot((positions[:, 0] - x) / width, (positions[:, 1] - y) / height)
            nearest = int(away.argmin())
            if away[nearest] <= REACH * theme().scale:
                return self.sample_point(int(rows[nearest]))
        return self.free_point(x, y)

    def pixel_size(self) -> tuple[float, float]:
        """The plot's width and height, in its coordinates, for a pixel."""
        view = self.getPlotItem().getViewBox()
        (x0, x1), (y0, y1) = view.viewRange()
        return (x1 - x0) / max(1.0, view.width()), (y1 - y0) / max(1.0, view.height())

    def set_point(self, point: Point | None) -> None:
        """Marks the chosen point; None for no mark."""
        self._point = point
        self.show_marker()

    def show_marker(self) -> None:
        """Puts the mark where the point now is."""
        x, y = self.place(self._point) if self._point is not None else (None, None)
        for line, value in zip(self._lines, (x, y), strict=True):
            line.setVisible(value is not None)
            if value is not None:
                line.setValue(value)
        whole = x is not None and y is not None
        self._ring.setVisible(whole)
        if whole:
            self._ring.setData([x], [y], size=theme().px(_RING))

    @property
    def marker(self) -> tuple[float | None, float | None]:
        """Where the mark is; None along an axis without one."""
        x, y = (line.value() if line.isVisible() else None for line in self._lines)
        return x, y

    def show_hint(self, text: str) -> None:
        """A small text at the pointer; none for an empty one."""
        if text:
            show_tooltip(QCursor.pos(), text, self)
        else:
            QToolTip.hideText()

    def restyle(self, scheme: Scheme) -> None:
        for line in self._lines:
            line.setPen(pg.mkPen(scheme.accent, width=theme().scale, style=Qt.PenStyle.DashLine))
        self._ring.setPen(pg.mkPen(scheme.accent, width=2.5 * theme().scale))
        self.show_marker()

    def set_frame(self, frame: "Frame") -> None:
        """To be called at the end of a subclass's: what is under the pointer has changed."""
        self.show_marker()
        if self._hovered is not None and QToolTip.isVisible():
            self._wait_to_hover()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self._hover_timer.stop()
        self.show_hint("")
        self.look_at(None)
        super().leaveEvent(event)

    def _wait_to_hover(self) -> None:
        if not self._hover_timer.isActive():
            self._hover_timer.start()

    @Slot(object)
    def _on_scene_mouse_clicked(self, event: Any) -> None:
        taken = event.isAccepted() and not isinstance(event.acceptedItem, pg.ScatterPlotItem)
        view = self.getPlotItem().getViewBox()
        if taken or event.button() is not Qt.MouseButton.LeftButton or event.double():
            return
        if view.sceneBoundingRect().contains(event.scenePos()) and not self.takes_click(event.scenePos()):
            where = view.mapSceneToView(event.scenePos())
            self.point_clicked.emit(where.x(), where.y())

    @Slot(object)
    def _on_scene_mouse_moved(self, where: QPointF) -> None:
        inside = self.getPlotItem().getViewBox().sceneBoundingRect().contains(where)
        if inside:
            self._hovered = QPointF(where)
            self._wait_to_hover()
        elif self._hovered is not None:
            self._hovered = None
            self.show_hint("")
            self.look_at(None)

    @Slot()
    def _on_hover_timer_timeout(self) -> None:
        if self._hovered is not None:
            where = self.getPlotItem().getViewBox().mapSceneToView(self._hovered)
            self.point_hovered.emit(where.x(), where.y())
