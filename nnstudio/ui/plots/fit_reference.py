"""scikit-learn's line beside the network's: what the closed form makes of the same inputs."""

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from nnstudio.language import _
from nnstudio.ui.plots.canvas import Canvas, scaled_pen
from nnstudio.ui.plots.key_strip import Entry, Sample

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.views.frame import Frame, Region


class FitReference:
    """A dashed line over the samples, of a LinearRegression that is fitted when the line is first wished for."""

    def __init__(self, plot: Canvas) -> None:
        self._dataset: Dataset | None = None
        self._region: Region | None = None
        self.is_shown = False
        self.values: NDArray[np.float64] | None = None
        """What the line says at the region's points; None while it isn't drawn."""
        self._curve = pg.PlotCurveItem()
        self._curve.setZValue(6)
        self._curve.hide()
        plot.addItem(self._curve, ignoreBounds=True)

    def set_dataset(self, dataset: "Dataset") -> None:
        """Whose training samples it is fitted to."""
        self._dataset, self._region, self.values = dataset, None, None
        self._curve.hide()

    def set_shown(self, shown: bool, frame: "Frame | None") -> None:
        """Whether it is drawn, over what the frame spans."""
        self.is_shown = shown
        if frame is not None:
            self.set_frame(frame)

    def set_frame(self, frame: "Frame") -> None:
        """Draws it over what the frame spans; the line is the same at every epoch."""
        if not self.is_shown or self._dataset is None:
            self._region = self.values = None
        elif frame.region is not self._region:
            from nnstudio.engine.metrics.baseline import reference_values

            self._region = frame.region
            self.values = reference_values(self._dataset, frame.region.inputs)
            self._curve.setData(frame.region.points[:, frame.region.axes[0]], self.values)
        self._curve.setVisible(self.values is not None)

    def extent(self) -> tuple[float, float] | None:
        """The lowest and the highest value drawn; None while it isn't."""
        return None if self.values is None else (float(self.values.min()), float(self.values.max()))

    def entries(self, color: str) -> list[Entry]:
        """What the plot's key says of it."""
        if self.values is None:
            return []
        return [Entry(_("scikit-learn's LinearRegression"), color, Sample.DASHES, (self._curve,))]

    def restyle(self, color: str) -> None:
        """Takes on the theme's colours."""
        self._curve.setPen(scaled_pen(color, width=2, style=Qt.PenStyle.DashLine))
