"""The error of finite differences over the size of the step: a V on logarithmic axes."""

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg

from nnstudio.language import _
from nnstudio.project.rounding import rounded
from nnstudio.ui.plots.canvas import Canvas, scaled_pen
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.picture import Table

if TYPE_CHECKING:
    from nnstudio.engine.walkthrough import GradientCheck

_LEAST = 1e-17
"""An error of 0 has no logarithm."""


class CheckPlot(Canvas):
    """One curve, with a mark where it is lowest."""

    def __init__(self, check: "GradientCheck") -> None:
        super().__init__()
        self.setObjectName("gradient_check_plot")
        self.setAccessibleName(_("Gradient check"))
        self.check = check
        self._curve, self._best = pg.PlotCurveItem(), pg.ScatterPlotItem(size=9, pen=None)
        for item in (self._curve, self._best):
            self.addItem(item)
        for side in ("left", "bottom"):
            self.getPlotItem().getAxis(side).setLogMode(True)
        self.label("bottom", "ε")
        self.label("left", _("error"))
        x, y = np.log10(check.steps), np.log10(np.maximum(check.errors, _LEAST))
        self._curve.setData(x, y)
        lowest = int(check.errors.argmin())
        self._best.setData(x[lowest : lowest + 1], y[lowest : lowest + 1])
        self.zoom.suit((float(x.min()), float(x.max())), (float(y.min()), float(y.max())), 0.06)
        theme().keep_size(self, minimum=(240, 180))
        self.dress()

    def restyle(self, scheme: Scheme) -> None:
        self._curve.setPen(scaled_pen(scheme.train, width=2))
        self._best.setBrush(pg.mkBrush(scheme.accent))
        self._best.setSize(theme().px(9))

    def table(self) -> Table:
        return {"ε": self.check.steps, _("error"): self.check.errors}

    def sentence(self) -> str:
        return _("The error is smallest, {least}, with ε = {best}, and grows to either side").format(
            least=rounded(self.check.least, ".2g"), best=rounded(self.check.best, ".2g")
        )
