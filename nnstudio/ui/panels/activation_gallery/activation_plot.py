"""An activation's curve and slope, with the numbers that a layer of the network gives it."""

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from nnstudio.language import _
from nnstudio.ui.plots.canvas import Canvas, scaled_pen, translucent
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample
from nnstudio.ui.style.colors import CLASS_COLORS, Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.picture import Table

if TYPE_CHECKING:
    from nnstudio.engine.views.activations import LayerInputs

POINTS = 361
_BINS = 72
_BAR_SHARE = 0.3
"""How much of the plot's height the highest bar takes."""


class ActivationPlot(Canvas):
    """The thicker the curve is marked at a place, the more of the layer's inputs lie there."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("activation_plot")
        self.setAccessibleName(_("Activation function"))
        self._inputs: LayerInputs | None = None
        self._kind = ""
        self._x: NDArray[np.float32] = np.zeros(0, np.float32)
        self._y = self._x
        self._ends = (0.0, 1.0)
        """The lowest and the highest value for which there is room."""
        self.slope = pg.PlotCurveItem()
        self.curve = pg.PlotCurveItem()
        self.bars = pg.PlotCurveItem([0, 1], [0], stepMode="center", fillLevel=0)
        self.marks = pg.ScatterPlotItem(pen=None)
        self._zero = pg.InfiniteLine(pos=0, angle=0), pg.InfiniteLine(pos=0, angle=90)
        for item in (*self._zero, self.bars, self.slope, self.marks, self.curve):
            self.addItem(item, ignoreBounds=True)
        self._key = KeyStrip(self)
        self.label("bottom", "x")
        self.dress()

    def set_kind(self, kind: str, title: str) -> None:
        """Draws another function."""
        from nnstudio.engine.views.activations import REACH, function_and_slope

        if kind != self._kind:
            self._kind = kind
            self._x = np.linspace(-REACH, REACH, POINTS, dtype=np.float32)
            self._y, slope = function_and_slope(kind, self._x)
            self.curve.setData(self._x, self._y)
            self.slope.setData(self._x, slope)
            low, high = float(min(self._y.min(), slope.min())), float(max(self._y.max(), slope.max()))
            margin = 0.08 * (high - low)
            self._ends = (low - margin, high + margin)
            self.zoom.forget()
            self.zoom.suit((-REACH, REACH), self._ends)
            self.label("left", title)
        self._draw_inputs()

    def set_inputs(self, inputs: "LayerInputs | None") -> None:
        """The numbers whose places are marked; None for none."""
        self._inputs = inputs
        self._draw_inputs()

    def table(self) -> Table:
        """The function and its slope."""
        if not len(self._x):
            return {}
        return {"x": self._x, "f(x)": self._y, _("slope"): self.slope.getData()[1]}

    def restyle(self, scheme: Scheme) -> None:
        self.curve.setPen(scaled_pen(scheme.prediction, width=3))
        self.slope.setPen(scaled_pen(scheme.text, width=1.5, style=Qt.PenStyle.DashLine))
        self.bars.setPen(scaled_pen(CLASS_COLORS[0], width=1))
        self.bars.setBrush(pg.mkBrush(translucent(CLASS_COLORS[0], 90)))
        self.marks.setBrush(pg.mkBrush(translucent(CLASS_COLORS[0], 150)))
        for line in self._zero:
            line.setPen(scaled_pen(scheme.line, width=1))
        self._draw_inputs()

    def _show_key(self) -> None:
        entries = [
            Entry("f(x)", self.scheme.prediction, Sample.LINE, (self.curve,)),
            Entry(_("its slope f′(x)"), self.scheme.text, Sample.DASHES, (self.slope,)),
            Entry(_("the layer's inputs"), CLASS_COLORS[0], items=(self.bars, self.marks)),
        ]
        self._key.set_entries(entries if self._inputs is not None else entries[:2])

    def _draw_inputs(self) -> None:
        """A histogram at the bottom, and the same as marks on the curve."""
        shown = self._inputs is not None and len(self._x) > 0
        self._show_key()
        self.bars.setVisible(shown)
        self.marks.setVisible(shown)
        if self._inputs is None or not shown:
            return
        reach = float(self._x[-1])
        counts, edges = np.histogram(self._inputs.values, bins=_BINS, range=(-reach, reach))
        share = counts / max(1, int(counts.max()))
        low, high = self._ends
        self.bars.setFillLevel(low)
        self.bars.setData(edges, low + _BAR_SHARE * (high - low) * share)
        middles = (edges[:-1] + edges[1:]) / 2
        some = share > 0
        heights = np.interp(middles, self._x, self._y)
        # whole sizes, for pyqtgraph keeps a picture of each that it has drawn
        self.marks.setData(middles[some], heights[some], size=np.round(theme().scale * (4 + 14 * np.sqrt(share[some]))))
