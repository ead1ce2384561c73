"""The key to a picture's colours: a bar beside the plot, with the numbers that its colours stand for."""

from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QRectF

from nnstudio.ui.plots.axis import LocalAxis, set_axis_font
from nnstudio.ui.plots.canvas import Canvas, drop_menu_with
from nnstudio.ui.plots.shading import Bar
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme

_WIDTH, _COLUMN_WIDTH, _GAP = 14, 5, 6


class ColorBar(pg.PlotItem):
    """Stands to the right of a Canvas; hidden until it is given colours."""

    def __init__(self, plot: Canvas) -> None:
        super().__init__(enableMenu=False, axisItems={"right": LocalAxis("right")})
        drop_menu_with(plot, self)
        self.hideButtons()
        left_to_right(self)
        self.setMouseEnabled(x=False, y=False)
        self.getViewBox().setBorder(None)
        self.getViewBox().setDefaultPadding(0)
        for side in ("left", "bottom", "top"):
            self.hideAxis(side)
        self.showAxis("right")
        self._image = pg.ImageItem(axisOrder="row-major")
        self.addItem(self._image)
        self.axis = self.getAxis("right")
        self.axis.setStyle(tickLength=4, autoExpandTextSpace=True)
        self.axis.enableAutoSIPrefix(False)
        self._layout = plot.getPlotItem().layout
        self._layout.addItem(self, 2, 4)
        self._shown: tuple[float, float, int, str] | None = None
        self.set_bar(None)

    def set_bar(self, bar: Bar | None, label: str = "") -> None:
        """Shows the colours; None for no bar."""
        self.setVisible(bar is not None)
        self._layout.setColumnFixedWidth(3, theme().px(_GAP) if bar is not None else 0)
        if bar is None:
            self.setMaximumWidth(0)
            self._shown = None
            return
        self._image.setImage(bar.colors, autoLevels=False, levels=None)
        columns = bar.colors.shape[1]
        shown = (bar.low, bar.high, columns, label)
        if shown == self._shown:
            return
        self._shown = shown
        self.setMaximumWidth(16777215)
        self._image.setRect(QRectF(0, bar.low, 1, bar.high - bar.low))
        self.setRange(xRange=(0, 1), yRange=(bar.low, bar.high), padding=0)
        self.layout.setColumnFixedWidth(1, theme().px(max(_WIDTH, _COLUMN_WIDTH * columns)))
        self.axis.setLabel(escape(label))
        set_axis_font(self.axis)

    def restyle(self, scheme: Scheme) -> None:
        self.axis.setPen(pg.mkPen(scheme.line))
        self.axis.setTextPen(pg.mkPen(scheme.muted))
        set_axis_font(self.axis)
        self._shown = None
