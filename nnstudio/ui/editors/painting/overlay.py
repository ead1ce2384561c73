"""What painting draws over the plot: the points as they are becoming, and the brush."""

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg

from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.spec import Task
from nnstudio.ui.plots.class_symbols import class_symbols
from nnstudio.ui.style.colors import class_color
from nnstudio.ui.style.theme import theme

if TYPE_CHECKING:
    from nnstudio.ui.plots.pointed import PointedCanvas

_SIZE = 8
_CIRCLE = np.linspace(0, 2 * np.pi, 49)


class Overlay:
    """Belongs to one plot at a time, whose own samples are hidden as long as the points are shown."""

    def __init__(self) -> None:
        self._plot: PointedCanvas | None = None
        self._points = pg.ScatterPlotItem()
        self._brush = pg.PlotCurveItem()
        self._points.setZValue(40)
        self._brush.setZValue(60)

    def show_points(self, plot: "PointedCanvas", source: PointsSource, form: str) -> None:
        """Draws the points instead of the plot's samples."""
        self._go_to(plot)
        plot.set_samples_hidden(True)
        points = source.points
        is_classes = form in (Task.BINARY, Task.MULTICLASS)
        colors = [self._color(point, form) for point in points]
        symbols = class_symbols(int(point[-1]) for point in points) if is_classes else "o"
        brushes = {color: pg.mkBrush(color) for color in set(colors)}
        x, y = [point[0] for point in points], [point[1] for point in points]
        pen = pg.mkPen(plot.scheme.mark_edge, width=theme().scale)
        dress = {"brush": [brushes[c] for c in colors] or None, "symbol": symbols or None}
        self._points.setData(x, y, **dress, pen=pen, size=theme().px(_SIZE))
        self._points.show()

    def hide_points(self) -> None:
        """Leaves the samples to the plot."""
        self._points.hide()
        if self._plot is not None:
            self._plot.set_samples_hidden(False)

    def show_brush(self, at: tuple[float, float], radius: tuple[float, float]) -> None:
        """Draws the brush's edge around a place; none for a brush without extent."""
        if self._plot is None or not radius[0]:
            self.hide_brush()
            return
        self._brush.setPen(pg.mkPen(self._plot.scheme.text, width=1.2 * theme().scale))
        self._brush.setData(at[0] + radius[0] * np.cos(_CIRCLE), at[1] + radius[1] * np.sin(_CIRCLE))
        self._brush.show()

    def hide_brush(self) -> None:
        self._brush.hide()

    def _go_to(self, plot: "PointedCanvas") -> None:
        if plot is self._plot:
            return
        if self._plot is not None:
            self._plot.set_samples_hidden(False)
            for item in (self._points, self._brush):
                self._plot.removeItem(item)
        self._plot = plot
        for item in (self._points, self._brush):
            plot.addItem(item, ignoreBounds=True)

    def _color(self, point: tuple[float, ...], form: str) -> str:
        assert self._plot is not None
        if form in (Task.BINARY, Task.MULTICLASS):
            return class_color(int(point[-1]))
        return class_color(0) if len(point) == 2 or point[-1] >= 0 else class_color(1)
