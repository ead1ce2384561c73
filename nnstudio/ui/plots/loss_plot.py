"""The loss over the epochs, train and test: every value that was met, none smoothed away."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from nnstudio.ui.colors import Scheme
from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.plots.scale import stepped

MAX_POINTS = 1200


class Series:
    """Values that only grow in number, drawn at a cost that does not."""

    def __init__(self) -> None:
        self._values = np.empty(1024)
        self._n = 0

    def clear(self) -> None:
        self._n = 0

    def extend(self, values: list[float]) -> None:
        while self._n + len(values) > len(self._values):
            self._values = np.concatenate((self._values, np.empty(len(self._values))))
        self._values[self._n : self._n + len(values)] = values
        self._n += len(values)

    def __len__(self) -> int:
        return self._n

    @property
    def values(self) -> NDArray[np.float64]:
        return self._values[: self._n]

    def drawn(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Epochs and values to draw: all of them, or the lowest and the highest of each stretch of epochs."""
        n = self._n
        if n <= MAX_POINTS:
            return np.arange(1, n + 1, dtype=float), self.values.copy()
        size = -(-n // (MAX_POINTS // 2))
        whole = n // size * size
        blocks = self._values[:whole].reshape(-1, size)
        starts = np.arange(0, whole, size)
        low, high = blocks.argmin(axis=1), blocks.argmax(axis=1)
        order = np.sort(np.column_stack((starts + low, starts + high)), axis=1).ravel()
        rest = self._values[whole:n]
        ends = [whole + rest.argmin(), whole + rest.argmax()] if len(rest) else []
        chosen = np.unique(np.concatenate(([0, n - 1], order, ends)).astype(int))
        return chosen + 1.0, self._values[chosen]


class LossPlot(Canvas):
    """One curve for the training loss, one for the test loss, and where the window looks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loss_plot")
        self._series = {"train": Series(), "test": Series()}
        self._curves = {name: pg.PlotCurveItem() for name in self._series}
        self._logarithmic = False
        self._target = 0
        self._view: tuple[float, ...] = ()
        self._marker = pg.InfiniteLine(angle=90, movable=False)
        self._legend = self.add_key(left=False)
        self._dots = pg.ScatterPlotItem(size=7, pen=None)
        for name, curve in self._curves.items():
            self.addItem(curve)
            self._legend.addItem(curve, name)
        self.addItem(self._dots)
        self.addItem(self._marker)
        self._marker.hide()
        self.label("bottom", "epoch")
        self.setMouseEnabled(x=False, y=False)
        self.dress()

    def set_losses(self, train: list[float], test: list[float]) -> None:
        """Shows a run from its beginning: one value an epoch."""
        for series in self._series.values():
            series.clear()
        self.add_losses(train, test)

    def add_losses(self, train: list[float], test: list[float]) -> None:
        """Shows further epochs."""
        self._series["train"].extend(train)
        self._series["test"].extend(test)
        self._draw()

    @property
    def epochs(self) -> int:
        """How many epochs are shown."""
        return len(self._series["train"])

    def losses(self, name: str) -> list[float]:
        """The ``train`` or ``test`` losses shown, one an epoch."""
        values: list[float] = self._series[name].values.tolist()
        return values

    def set_target(self, target: int) -> None:
        """Leaves room for the epochs that are still to come."""
        if target != self._target:
            self._target = target
            self._draw()

    def set_epoch(self, epoch: int | None) -> None:
        """Marks the epoch that the other views show; None for no mark."""
        self._marker.setVisible(epoch is not None)
        if epoch is not None:
            self._marker.setValue(epoch)

    def set_logarithmic(self, logarithmic: bool) -> None:
        self._logarithmic = logarithmic
        self.getPlotItem().getAxis("left").setLogMode(logarithmic)
        self._draw()

    def set_loss_name(self, name: str) -> None:
        self.label("left", name)

    def restyle(self, scheme: Scheme) -> None:
        self._curves["train"].setPen(pg.mkPen(scheme.train, width=2))
        self._curves["test"].setPen(pg.mkPen(scheme.test, width=2))
        self._dots.setBrush(pg.mkBrush(scheme.train))
        self._marker.setPen(pg.mkPen(scheme.accent, width=1))
        self.color_key(self._legend)

    def _draw(self) -> None:
        bounds: list[float] = []
        for name, series in self._series.items():
            x, y = series.drawn()
            if self._logarithmic:
                y = np.log10(np.maximum(y, 1e-12))
            self._curves[name].setData(x, y)
            if len(y):
                bounds += [float(y.min()), float(y.max())]
            if name == "train":
                # a line needs two points; a single epoch shows as a dot
                self._dots.setData(x[:1], y[:1]) if len(x) == 1 else self._dots.setData([], [])
        self._legend.items[1][0].setVisible(len(self._series["test"]) > 0)
        self._legend.items[1][1].setVisible(len(self._series["test"]) > 0)
        self._fit_view(bounds)

    def _fit_view(self, bounds: list[float]) -> None:
        """Makes the curves fill the plot; in steps, so that the axes stand still from one frame to the next."""
        view = (1.0, float(max(self._target, 10)), 0.0, 1.0)
        if bounds:
            n = max(self.epochs, 2)
            last = float(max(n, min(self._target, stepped(n))))
            low, high = min(bounds), max(bounds)
            if not self._logarithmic:
                low, high = min(low, 0.0), stepped(high) if high > 0 else high
            room = 0.06 * (high - low) or 0.5
            view = (1.0, last, low if low == 0 else low - room, high + (room if self._logarithmic else 0.02 * high))
        if view != self._view:
            self._view = view
            self.getPlotItem().getViewBox().setRange(xRange=view[:2], yRange=view[2:], padding=0.01)
