"""One feature: what a single unit puts out along it."""

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.project.features import pretty
from nnstudio.ui.plots.pointed import PointedCanvas
from nnstudio.ui.plots.scale import stepped
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.views.frame import Frame


class UnitPlot(PointedCanvas):
    """The unit's output as a curve on a scale of its own; zero is dashed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit_plot")
        self.setAccessibleName(_("Unit"))
        self._dataset: Dataset | None = None
        self._unit: tuple[int, int] | None = None
        self._frame: Frame | None = None
        self._zero = pg.InfiniteLine(0, angle=0, movable=False)
        self._curve = pg.PlotCurveItem()
        for item in (self._zero, self._curve):
            self.addItem(item)
        self.label("left", _("output"))
        self.dress()

    def set_dataset(self, dataset: "Dataset") -> None:
        self._dataset, self._frame = dataset, None
        self._curve.setData([], [])
        self.zoom.forget()
        self.label("bottom", pretty(dataset.columns[0]))

    def set_unit(self, unit: tuple[int, int] | None) -> None:
        """(layer, unit), both from 0."""
        if unit != self._unit:
            self.zoom.forget()
        self._unit = unit

    def set_frame(self, frame: "Frame") -> None:
        """Shows the unit at an epoch."""
        if self._unit is None:
            return
        layer, unit = self._unit
        x, y = frame.region.points[:, 0], frame.layers[layer][:, unit]
        self._frame = frame
        self._curve.setData(x, y)
        low, high = (float(np.sign(end) * stepped(abs(end))) if end else 0.0 for end in (y.min(), y.max()))
        if low == high:
            low, high = low - 1.0, high + 1.0
        self.zoom.suit((x[0], x[-1]), (min(low, 0.0), max(high, 0.0)), 0.03)
        super().set_frame(frame)

    def free_point(self, x: float, y: float) -> Point | None:
        return Point(np.array([x]))

    def place(self, point: Point) -> tuple[float | None, float | None]:
        return float(point.raw[0]), None

    def restyle(self, scheme: Scheme) -> None:
        super().restyle(scheme)
        self._zero.setPen(pg.mkPen(scheme.line, width=theme().scale, style=Qt.PenStyle.DashLine))
        self._curve.setPen(pg.mkPen(scheme.prediction, width=3 * theme().scale))

    def table(self) -> dict[str, np.ndarray]:
        """The input along the line, and the unit's output there."""
        frame, dataset = self._frame, self._dataset
        if frame is None or dataset is None or self._unit is None:
            return {}
        layer, unit = self._unit
        return {dataset.columns[0]: frame.region.points[:, 0], _("output"): frame.layers[layer][:, unit]}
