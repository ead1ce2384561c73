"""The curves of runs that belong together, and what is drawn of them."""

from collections.abc import Callable, Mapping

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsItem

from nnstudio.project.sweep_fields import Value
from nnstudio.ui.panels.sweeps.curves import Band, Floats, RunCurves, band_of, drawn_losses, joined
from nnstudio.ui.plots.canvas import scaled_pen, translucent

STYLES = {"test": Qt.PenStyle.DashLine, "train": Qt.PenStyle.SolidLine}
_BAND_ALPHA = 50


class FanGroup:
    """Thin lines, the median of each share, and the middle half of the train losses."""

    def __init__(self, values: Mapping[str, Value], curves: list[RunCurves], alpha: int) -> None:
        self.values, self.curves = values, curves
        self.color = ""
        self._alpha = alpha
        self.band: Band | None = None
        """Of the train losses."""
        self._thin = {share: pg.PlotCurveItem(connect="finite") for share in STYLES}
        self._median = {share: pg.PlotCurveItem() for share in STYLES}
        self._edges = [pg.PlotCurveItem(pen=None) for _unused in range(2)]
        self._middle = pg.FillBetweenItem(*self._edges)

    @property
    def items(self) -> tuple[QGraphicsItem, ...]:
        """In the order in which they are drawn."""
        return (*self._edges, self._middle, *self._thin.values(), *self._median.values())

    @property
    def is_empty(self) -> bool:
        return not any(len(each.series["train"]) for each in self.curves)

    def restyle(self, color: str) -> None:
        self.color = color
        for share, style in STYLES.items():
            self._thin[share].setPen(scaled_pen(translucent(color, self._alpha), 1, style))
            self._median[share].setPen(scaled_pen(color, 2, style))
        self._middle.setBrush(translucent(color, _BAND_ALPHA))

    def draw(self, epochs: NDArray[np.intp], scaled: Callable[[Floats], Floats]) -> list[Floats]:
        """Draws the losses at these epochs; what is drawn, for the axes."""
        drawn = []
        for share in STYLES:
            losses = drawn_losses(self.curves, share, epochs)
            if not np.isfinite(losses).any():
                self._thin[share].setData([], [])
                self._median[share].setData([], [])
                continue
            shown = scaled(losses)
            self._thin[share].setData(*joined(shown, epochs), connect="finite")
            band = band_of(losses, epochs)
            # to take logarithms changes no order
            line = (np.empty(0), np.empty(0)) if band is None else (band.epochs, scaled(band.median))
            self._median[share].setData(*line)
            if share == "train":
                self.band = band
                for edge, values in zip(self._edges, () if band is None else (band.q1, band.q3), strict=False):
                    edge.setData(band.epochs, scaled(values))  # type: ignore[union-attr]
            drawn.append(shown)
        return drawn
