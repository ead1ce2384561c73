"""One feature: the samples and the network's curve through them."""

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QWidget

from nnstudio.project.data import Task
from nnstudio.project.features import pretty
from nnstudio.ui.colors import CLASS_COLORS, Scheme
from nnstudio.ui.plots.canvas import Canvas, freeze, translucent

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.frame import Frame


class FitPlot(Canvas):
    """Train samples solid, test samples hollow, the prediction as a line; for classes a line of probability each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fit_plot")
        self._dataset: Dataset | None = None
        self._samples: list[pg.ScatterPlotItem] = []
        self._curves: list[pg.PlotCurveItem] = []
        self._legend = self.add_key()
        self.dress()

    def set_dataset(self, dataset: "Dataset") -> None:
        """Shows the samples."""
        self._dataset = dataset
        self.label("bottom", pretty(dataset.columns[0]))
        self.label("left", dataset.target_name if dataset.task is Task.REGRESSION else "probability")
        for item in (*self._samples, *self._curves):
            self.removeItem(item)
        self._samples, self._curves = [], []
        self._legend.clear()
        self._add_samples(dataset)
        if dataset.task is Task.REGRESSION:
            self._add_curve(self.scheme.prediction, "prediction")
        else:
            shown = range(1, 2) if dataset.task is Task.BINARY else range(len(dataset.class_names))
            for c in shown:
                self._add_curve(CLASS_COLORS[c], f"p({dataset.class_names[c]})")
        self.color_key(self._legend)
        x = dataset.raw[:, 0]
        heights = np.concatenate([_heights(dataset, y) for y in (dataset.y_train, dataset.y_test)])
        if dataset.task is not Task.REGRESSION:
            heights = np.append(heights, (0.0, 1.0))
        self.setRange(xRange=(x.min(), x.max()), yRange=(heights.min(), heights.max()), padding=0.08)

    def set_frame(self, frame: "Frame") -> None:
        """Shows the prediction at an epoch."""
        columns = frame.surface.shape[1]
        shown = range(1, 2) if columns == 2 else range(columns)
        for curve, c in zip(self._curves, shown, strict=False):
            curve.setData(frame.region.points[:, frame.region.axes[0]], frame.surface[:, c])

    def restyle(self, scheme: Scheme) -> None:
        if self._dataset is not None:
            drawn = [curve.getData() for curve in self._curves]
            self.set_dataset(self._dataset)
            for curve, (x, y) in zip(self._curves, drawn, strict=True):
                curve.setData(x, y) if x is not None else None

    def _add_samples(self, dataset: "Dataset") -> None:
        classes = [None] if dataset.task is Task.REGRESSION else list(range(len(dataset.class_names)))
        for c in classes:
            color = CLASS_COLORS[c or 0]
            for X, y, share in (
                (dataset.raw_train, dataset.y_train, "train"),
                (dataset.raw_test, dataset.y_test, "test"),
            ):
                chosen = np.full(len(y), True) if c is None else y == c
                if not chosen.any():
                    continue
                solid = {"pen": None, "brush": translucent(color, 150)}
                hollow = {"pen": pg.mkPen(color, width=1.5), "brush": None}
                item = pg.ScatterPlotItem(size=7, **(solid if share == "train" else hollow))
                freeze(item)
                item.setData(X[chosen, 0], _heights(dataset, y)[chosen])
                self.addItem(item)
                self._samples.append(item)
                name = share if c is None else f"{dataset.class_names[c]}, {share}"
                self._legend.addItem(item, name)

    def _add_curve(self, color: str, name: str) -> None:
        curve = pg.PlotCurveItem(pen=pg.mkPen(color, width=3))
        self.addItem(curve)
        self._curves.append(curve)
        self._legend.addItem(curve, name)


def _heights(dataset: "Dataset", y: np.ndarray) -> np.ndarray:
    """How high samples are drawn: at their value; at 0 and 1 for two classes; in a row each below 0 for more."""
    if dataset.task is Task.MULTICLASS:
        return -0.05 - 0.04 * y
    return y.astype(float)
