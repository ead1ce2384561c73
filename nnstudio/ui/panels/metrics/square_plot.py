"""A plot from 0 to 1 in both directions, with a dotted line where both are the same."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nnstudio.ui.panels.metrics.measured import Measured
from nnstudio.ui.plots.canvas import Canvas, scaled_pen
from nnstudio.ui.plots.key_strip import KeyStrip
from nnstudio.ui.style.colors import Scheme


class SquarePlot(Canvas):
    """Whoever draws on it dresses it once everything is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(190, 110)
        self._measured: Measured | None = None
        self._key = KeyStrip(self)
        self._diagonal = pg.PlotCurveItem([0, 1], [0, 1])
        self.addItem(self._diagonal, ignoreBounds=True)
        self.lock_aspect(True)
        self.zoom.suit((0, 1), (0, 1), 0.04)

    def set_measured(self, measured: Measured | None) -> None:
        self._measured = measured
        self._draw()

    def restyle(self, scheme: Scheme) -> None:
        self._diagonal.setPen(scaled_pen(scheme.muted, width=1, style=Qt.PenStyle.DotLine))
        self._draw()

    def _draw(self) -> None:
        raise NotImplementedError
