"""The loss over two directions as a contour map with logarithmic levels, and a run's way through it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import contourpy
import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.ui.plots.canvas import Canvas, translucent
from nnstudio.ui.plots.color_bar import ColorBar
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.plots.shading import Bar
from nnstudio.ui.style.colors import Scheme, rgb
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.picture import Table

if TYPE_CHECKING:
    from nnstudio.engine.views.landscape import Surface

LEVELS = 14
_DEEP, _HIGH = "#2878b8", 0.82
_GROUND = 1e-12


class SmoothImage(pg.ImageItem):
    """Shades between the computed points, as the contours go between them: each point takes a training set's losses."""

    def paint(self, painter: QPainter, *args: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        super().paint(painter, *args)


class LandscapePlot(Canvas):
    """Dark is deep. The path, the epoch shown, the steps of one epoch, the closed form's minimum, a chosen place."""

    place_clicked = Signal(float, float)
    """Where, in the slice's coordinates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("landscape_plot")
        self.setAccessibleName(_("Loss landscape"))
        self._surface: Surface | None = None
        self._image = SmoothImage(axisOrder="row-major")
        self._contours = pg.PlotCurveItem(connect="finite")
        self._curve = pg.PlotCurveItem()
        self.path = pg.PlotDataItem(symbol="o")
        self.steps = pg.PlotDataItem(symbol="o")
        self.minimum = pg.ScatterPlotItem(symbol="star")
        self.here = pg.ScatterPlotItem()
        self._place = pg.ScatterPlotItem(symbol="+")
        for item in (self._image, self._contours, self._curve, self.path, self.steps):
            self.addItem(item)
        for item in (self.minimum, self.here, self._place):
            self.addItem(item)
        self._key = KeyStrip(self)
        self._others: list[Entry] = []
        self._told = ""
        self._bar = ColorBar(self)
        self.scene().sigMouseClicked.connect(self._on_scene_mouse_clicked)
        self.dress()

    def set_surface(self, surface: "Surface | None") -> None:
        """Shows the loss over a slice; of a slice along one direction, as a curve."""
        known, self._surface = self._surface, surface
        if surface is None or known is None or known.slice is not surface.slice:
            self.zoom.forget()
        self._draw()

    def set_path(self, points: NDArray[np.floating] | None) -> None:
        """(n, 2) places of the run's stored epochs; None where others show them."""
        self.path.setData([] if points is None else points[:, 0], [] if points is None else points[:, 1])
        self._show_key()

    def set_others(self, entries: Sequence[Entry], told: str = "") -> None:
        """What else is drawn, by somebody else: its entries in the key, and what there is to say of it."""
        self._others, self._told = list(entries), told
        self._show_key()

    def sentence(self) -> str:
        """What is told of the others comes first: it is they who move."""
        return " ".join(filter(None, (self._told, super().sentence())))

    def set_here(self, point: NDArray[np.floating] | None) -> None:
        """(2,): where the epoch shown lies; None where others show it."""
        self.here.setData([] if point is None else [point[0]], [] if point is None else [point[1]])
        self._show_key()

    def set_steps(self, points: NDArray[np.floating] | None) -> None:
        """(n, 2) places before and after each step of an epoch; None for none."""
        if points is None and self.steps.getData()[0] is None:
            return
        self.steps.setData([] if points is None else points[:, 0], [] if points is None else points[:, 1])
        self._show_key()

    def set_minimum(self, point: NDArray[np.floating] | None) -> None:
        """(2,): where scikit-learn's closed form lies."""
        if point is None and not len(self.minimum.data):
            return
        self.minimum.setData([] if point is None else [point[0]], [] if point is None else [point[1]])
        self._show_key()

    def set_place(self, point: tuple[float, float] | None) -> None:
        """Marks a place that was asked for."""
        self._place.setData([] if point is None else [point[0]], [] if point is None else [point[1]])

    def table(self) -> Table:
        surface = self._surface
        if surface is None:
            return {}
        ticks = [np.linspace(low, high, surface.losses.shape[1]) for low, high in surface.box]
        grid = [values.ravel() for values in np.meshgrid(*ticks)]
        table: dict[str, Any] = dict(zip(surface.slice.labels, grid, strict=True))
        return {**table, _("loss"): surface.losses.ravel()}

    def restyle(self, scheme: Scheme) -> None:
        scale = theme().scale
        ink = scheme.prediction
        self._contours.setPen(pg.mkPen(translucent(scheme.text, 70), width=scale))
        self._curve.setPen(pg.mkPen(_DEEP, width=2 * scale))
        self.path.setPen(pg.mkPen(ink, width=2 * scale))
        self.path.setSymbolBrush(pg.mkBrush(ink))
        self.path.setSymbolPen(None)
        self.path.setSymbolSize(5 * scale)
        self.steps.setPen(pg.mkPen(scheme.accent, width=1.5 * scale, style=Qt.PenStyle.DashLine))
        self.steps.setSymbolBrush(pg.mkBrush(scheme.accent))
        self.steps.setSymbolPen(None)
        self.steps.setSymbolSize(5 * scale)
        self.minimum.setBrush(pg.mkBrush(scheme.test))
        self.minimum.setPen(pg.mkPen(scheme.plot))
        self.minimum.setSize(15 * scale)
        self.here.setBrush(pg.mkBrush(scheme.plot))
        self.here.setPen(pg.mkPen(ink, width=3 * scale))
        self.here.setSize(12 * scale)
        self._place.setPen(pg.mkPen(scheme.text, width=scale))
        self._place.setBrush(pg.mkBrush(scheme.text))
        self._place.setSize(14 * scale)
        self._bar.restyle(scheme)
        self._show_key()
        self._draw()

    def _show_key(self) -> None:
        scheme = self.scheme
        known = (
            (self.path, _("the run's epochs"), scheme.prediction, Sample.DOT),
            (self.here, _("epoch shown"), scheme.prediction, Sample.RING),
            (self.steps, _("steps of one epoch"), scheme.accent, Sample.DOT),
            (self.minimum, _("scikit-learn's closed form"), scheme.test, Sample.DOT),
        )
        entries = []
        for item, name, color, sample in known:
            x = item.getData()[0]
            if x is not None and len(x):
                entries.append(Entry(name, color, sample, (item,)))
        self._key.set_entries([*self._others, *entries])

    def _draw(self) -> None:
        surface = self._surface
        flat = surface is not None and len(surface.box) == 1
        # steps go down the slope as it is, and cross contours at right angles
        self.lock_aspect(not flat)
        self._image.setVisible(surface is not None and not flat)
        self._contours.setData([], [])
        self._curve.setData([], [])
        if surface is None:
            self._bar.set_bar(None)
            return
        self.label("bottom", surface.slice.labels[0])
        (x0, x1) = surface.box[0]
        losses = surface.losses
        if flat:
            self._bar.set_bar(None)
            self.label("left", _("loss"))
            self._curve.setData(np.linspace(x0, x1, losses.shape[1]), losses[0])
            self.zoom.suit((x0, x1), (float(np.nanmin(losses)), float(np.nanmax(losses))), 0.04)
            return
        (y0, y1) = surface.box[1]
        self.label("left", surface.slice.labels[1])
        heights = np.log10(np.maximum(losses, _GROUND))
        low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
        levels = np.linspace(low, high, LEVELS + 2)[1:-1]
        table = _table(self.scheme)
        span = max(high - low, 1e-9)
        image = table[(np.nan_to_num((heights - low) / span, nan=1.0).clip(0, 1) * 255).astype(int)]
        self._image.setImage(image, autoLevels=False, levels=None)
        self._image.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        rows, columns = losses.shape
        x, y = np.linspace(x0, x1, columns), np.linspace(y0, y1, rows)
        generator = contourpy.contour_generator(x, y, np.ma.masked_invalid(heights))
        pieces = [part for level in levels for line in generator.lines(level) for part in (np.asarray(line), _GAP)]
        if pieces:
            lines = np.concatenate(pieces)
            self._contours.setData(lines[:, 0], lines[:, 1])
        self._bar.set_bar(Bar(table[:, None], low, high), _("log₁₀ of the loss"))
        self.zoom.suit((x0, x1), (y0, y1))

    @Slot(object)
    def _on_scene_mouse_clicked(self, event: Any) -> None:
        view = self.getPlotItem().getViewBox()
        if event.button() is Qt.MouseButton.LeftButton and view.sceneBoundingRect().contains(event.scenePos()):
            where = view.mapSceneToView(event.scenePos())
            self.place_clicked.emit(where.x(), where.y())


_GAP = np.full((1, 2), np.nan)


def _table(scheme: Scheme) -> NDArray[np.uint8]:
    """(256, 4) colours from deep to high."""
    deep, high = rgb(_DEEP) * 0.75, rgb(scheme.zero)
    share = np.linspace(0, 1, 256)[:, None] ** _HIGH
    mixed = deep + (high - deep) * share
    return np.hstack((mixed, np.full((256, 1), 255.0))).round().astype(np.uint8)
