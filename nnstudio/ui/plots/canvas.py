"""What all plots have in common: pyqtgraph's widget in the window's colours."""

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QAccessibleInterface, QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QGraphicsItem, QWidget

from nnstudio.ui.accessibility.picture import PictureInterface
from nnstudio.ui.plots.axis import LocalAxis, UprightAxis, set_axis_font
from nnstudio.ui.plots.sentences import about_table
from nnstudio.ui.plots.zoom import BoundView, Zoom
from nnstudio.ui.plots.zoom_bar import ZoomBar
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.exportable import Exportable
from nnstudio.ui.widgets.picture import Table

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame


class Canvas(pg.PlotWidget):
    """A plot that follows the theme. Subclasses recolour their items in `restyle`."""

    def __init__(self, parent: QWidget | None = None, bottom: pg.AxisItem | None = None) -> None:
        # its context menu is of no use to a learner, and slow to build
        axes = {"left": UprightAxis(), "bottom": bottom if bottom is not None else LocalAxis("bottom")}
        super().__init__(parent, viewBox=BoundView(), enableMenu=False, axisItems=axes)
        self.scheme = theme().scheme
        self._left = ("", "")
        self._ticks: dict[str, list[list[tuple[float, str]]] | None] = {}
        self.setMinimumSize(160, 110)
        self.hideButtons()
        item = self.getPlotItem()
        left_to_right(self, item)
        item.getViewBox().setDefaultPadding(0.02)
        drop_menu_with(self, item)
        item.layout.setContentsMargins(2, 8, 10, 2)
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setStyle(tickLength=-4, autoExpandTextSpace=True)
            axis.enableAutoSIPrefix(False)
            freeze(axis)
        # what is painted between an item's move and Qt's note of it has Qt forget where the item was: wipe it all
        self._wiping = QTimer(self)
        self._wiping.setSingleShot(True)
        self._wiping.setInterval(0)
        self._wiping.timeout.connect(self._on_wiping_timeout)
        item.getViewBox().sigResized.connect(self._on_view_resized)
        self.zoom = Zoom(self)
        self.zoom_bar = ZoomBar(self, self.zoom)
        self.export = Exportable(self)

    def dress(self) -> None:
        """To be called at the end of a subclass's constructor: takes on the theme and follows it."""
        theme().follow(self._on_theme_changed)

    def set_frame(self, frame: "Frame") -> None:
        """Shows the network at an epoch."""

    def table(self) -> Table:
        """The numbers that are drawn, by columns, in full precision; empty while there are none."""
        return {}

    def sentence(self) -> str:
        """What is drawn, in words; empty while that is nothing."""
        return about_table(self.table())

    def accessible_interface(self) -> QAccessibleInterface:
        """The plot as a chart that says its sentence, and offers its numbers."""
        return PictureInterface(self)

    def accessible_actions(self) -> Mapping[str, Callable[[], object]]:
        return {"Show as table": self.export.show_table, "Show menu": self.export.open_menu}

    def restyle(self, scheme: Scheme) -> None:
        """Recolours the items."""

    def label(self, side: str, text: str, note: str = "") -> None:
        """Names an axis, with a note in a line of its own; both are plain text.

        At the left it is shortened where the plot is too low for it.
        """
        if side == "left":
            self._left = (text, note)
            text = self._shortened(text)
        axis = self.getPlotItem().getAxis(side)
        html = escape(text) + (f"<br><i>{escape(note)}</i>" if note else "")
        if axis.labelText != html:
            axis.setLabel(html)
            set_axis_font(axis)

    def set_ticks(self, side: str, levels: list[list[tuple[float, str]]] | None) -> None:
        """Places an axis' ticks, as pyqtgraph wants them; None for the usual ones."""
        axis = self.getPlotItem().getAxis(side)
        # setting them draws the axis anew in any case
        if levels != self._ticks.get(side):
            self._ticks[side] = levels
            axis.setTicks(levels)

    def lock_aspect(self, locked: bool) -> None:
        """Whether a step along one axis is as long as one along the other, so that circles are circles."""
        self.getPlotItem().getViewBox().setAspectLocked(locked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        # a plus is typed with Shift on many keyboards
        if not (plain or event.text() == "+") or not self.zoom.act(event.key()):
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self.zoom.show_all()
            event.accept()

    def fit(self) -> None:
        """Lays everything out anew within the widget."""
        self.getPlotItem().layout.activate()
        self.centralWidget.setGeometry(QRectF(self.viewport().rect()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # pyqtgraph calls this before there is anything to name
        text, note = getattr(self, "_left", ("", ""))
        if text:
            self.label("left", text, note)

    def _shortened(self, text: str) -> str:
        metrics = QFontMetricsF(QApplication.font())
        room = self.height() - 3 * metrics.height()
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 4 * metrics.averageCharWidth()))

    @Slot(object)
    def _on_view_resized(self, view: object) -> None:
        self._wiping.start()

    @Slot()
    def _on_wiping_timeout(self) -> None:
        for item in self.scene().items():
            if item.cacheMode() is QGraphicsItem.CacheMode.DeviceCoordinateCache:
                # its picture, too, may be of before
                item.update()
        self.viewport().update()

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.setBackground(scheme.plot)
        for side in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(scheme.edge))
            axis.setTextPen(pg.mkPen(scheme.muted))
            set_axis_font(axis)
        self.restyle(scheme)


def drop_menu_with(canvas: Canvas, item: pg.PlotItem) -> None:
    """Has an item's menu, a window without a parent, go with the plot; else it would when the collector finds it."""
    canvas.destroyed.connect(item.ctrlMenu.deleteLater)


def freeze(item: QGraphicsItem) -> None:
    """Keeps an item's picture until the item itself changes: axes and samples stand still while a curve moves."""
    item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)


def move_samples(item: pg.ScatterPlotItem, x: NDArray[Any], y: NDArray[Any]) -> None:
    """`item.setData(x, y)`, in a tenth of the time where there are as many samples as before: their looks stay."""
    if len(item.data) != len(x):
        item.setData(x, y)
        return
    item.data["x"], item.data["y"] = x, y
    item.prepareGeometryChange()
    item.bounds = [None, None]
    item.invalidate()
    item.sigPlotChanged.emit(item)


def scaled_pen(color: str | QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A line that grows with the text; to be made anew when the theme changes."""
    return pg.mkPen(color, width=width * theme().scale, style=style)


def translucent(color: str, alpha: int) -> QColor:
    faded = QColor(color)
    faded.setAlpha(alpha)
    return faded
