"""Two features: what the network says everywhere in the plane, and the samples on it."""

from typing import TYPE_CHECKING

import contourpy
import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from nnstudio.project.data import Task
from nnstudio.project.features import pretty
from nnstudio.ui.colors import CLASS_COLORS, Scheme, diverging_table, shade_classes, shade_diverging
from nnstudio.ui.plots.canvas import Canvas, freeze

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.frame import Frame

_MAX_SHOWN = 3000


class DecisionPlot(Canvas):
    """Probabilities as shades with the boundary between classes; for regression the predicted value as shades."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decision_plot")
        self._dataset: Dataset | None = None
        self._axes = (0, 1)
        self._limit = 1.0
        self._frame: Frame | None = None
        self._image = pg.ImageItem(axisOrder="row-major")
        self._boundary = pg.PlotCurveItem(connect="finite")
        self._train = pg.ScatterPlotItem(size=8)
        self._test = pg.ScatterPlotItem(size=8)
        self._legend = self.add_key()
        for item in (self._image, self._boundary, self._train, self._test):
            self.addItem(item)
        for item in (self._train, self._test, self._legend):
            freeze(item)
        self._table = diverging_table(self.scheme)
        self.dress()

    def set_dataset(self, dataset: "Dataset", axes: tuple[int, ...]) -> None:
        """Shows the samples over two of their features."""
        self._dataset, self._axes, self._frame = dataset, (axes[0], axes[1]), None
        self._limit = max(1e-9, float(np.abs(dataset.y_train).max()))
        self.label("bottom", pretty(dataset.columns[axes[0]]))
        self.label("left", pretty(dataset.columns[axes[1]]))
        self._image.clear()
        self._boundary.setData([], [])
        self._show_samples()
        self._show_legend()

    def set_frame(self, frame: "Frame") -> None:
        """Shows what the network says at an epoch."""
        if self._dataset is None:
            return
        first = self._frame is None
        self._frame = frame
        region = frame.region
        shape = (region.resolution, region.resolution)
        (x0, y0), (x1, y1) = region.lows, region.highs
        self._image.setImage(self._shades(frame).reshape(*shape, 4), autoLevels=False, levels=None)
        self._image.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        lines = self._boundary_lines(frame, shape)
        self._boundary.setData(lines[:, 0], lines[:, 1])
        if first:
            self.setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0)

    def restyle(self, scheme: Scheme) -> None:
        self._table = diverging_table(scheme)
        self._boundary.setPen(pg.mkPen(scheme.text, width=1.5))
        if self._dataset is not None:
            self._show_samples()
            self._show_legend()
        if self._frame is not None:
            self.set_frame(self._frame)

    def _shades(self, frame: "Frame") -> NDArray[np.uint8]:
        classes = frame.surface.shape[1]
        if classes == 1:
            return shade_diverging(frame.surface[:, 0], self._limit, self._table)
        if classes == 2:
            return shade_diverging(0.6 * (2 * frame.surface[:, 1] - 1), 1.0, self._table)
        return shade_classes(frame.surface, self.scheme)

    def _boundary_lines(self, frame: "Frame", shape: tuple[int, int]) -> NDArray[np.float64]:
        """(k, 2) points along the boundaries between classes; rows of NaN lift the pen."""
        region, surface = frame.region, frame.surface
        x = np.linspace(region.lows[0], region.highs[0], region.resolution)
        y = np.linspace(region.lows[1], region.highs[1], region.resolution)
        pieces: list[NDArray[np.float64]] = []
        if surface.shape[1] == 2:
            levels = [(surface[:, 1], 0.5)]
        elif surface.shape[1] > 2:
            top = np.sort(surface, axis=1)
            others = np.where(surface == top[:, -1:], top[:, -2:-1], top[:, -1:])
            winners = np.unique(surface.argmax(axis=1))
            levels = [(surface[:, c] - others[:, c], 0.0) for c in winners] if len(winners) > 1 else []
        else:
            levels = []
        for values, level in levels:
            for line in contourpy.contour_generator(x, y, values.reshape(shape)).lines(level):
                pieces += [np.asarray(line), np.full((1, 2), np.nan)]
        return np.concatenate(pieces) if pieces else np.empty((0, 2))

    def _show_samples(self) -> None:
        dataset = self._dataset
        assert dataset is not None
        outline = pg.mkPen(self.scheme.plot, width=1)
        for item, X, y, hollow in (
            (self._train, dataset.raw_train, dataset.y_train, False),
            (self._test, dataset.raw_test, dataset.y_test, True),
        ):
            every = max(1, -(-len(X) // _MAX_SHOWN))
            xy, y = X[::every][:, list(self._axes)], y[::every]
            if dataset.task is Task.REGRESSION:
                brushes = [pg.mkBrush(*c.tolist()) for c in shade_diverging(y, self._limit, self._table)]
                pens = [pg.mkPen(self.scheme.muted, width=1)] * len(y)
            else:
                colors = [CLASS_COLORS[int(label)] for label in y]
                cache = {c: (pg.mkBrush(c), pg.mkPen(c, width=2)) for c in set(colors)}
                brushes = [cache[c][0] for c in colors]
                pens = [cache[c][1] for c in colors] if hollow else [outline] * len(y)
            if hollow:
                brushes = [pg.mkBrush(self.scheme.plot)] * len(y)
            item.setData(xy[:, 0], xy[:, 1], brush=brushes or None, pen=pens or None)

    def _show_legend(self) -> None:
        dataset = self._dataset
        assert dataset is not None
        self._legend.clear()
        if dataset.task is Task.REGRESSION:
            return
        for c, name in enumerate(dataset.class_names):
            sample = pg.ScatterPlotItem(size=8, brush=pg.mkBrush(CLASS_COLORS[c]), pen=None)
            title = name if not name.isdigit() else f"class {name}"
            self._legend.addItem(sample, title)
        if len(dataset.X_test):
            hollow = pg.ScatterPlotItem(size=8, brush=None, pen=pg.mkPen(self.scheme.muted, width=2))
            self._legend.addItem(hollow, "test samples")
        self._legend.setColumnCount(1 if len(self._legend.items) <= 6 else 2)
        self.color_key(self._legend, ground=True)
