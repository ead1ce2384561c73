"""The legend within a plot, for plots in which a corner stays empty."""

import pyqtgraph as pg
from PySide6.QtCore import Qt

from nnstudio.ui.colors import Scheme
from nnstudio.ui.theme import theme


class Legend(pg.LegendItem):
    """pyqtgraph's legend, as large as its entries now are: the one it comes from never shrinks."""

    def restyle(self, scheme: Scheme) -> None:
        """Writes the texts in the theme's colour and size, on a ground through which the plot hardly shines."""
        color = pg.mkColor(scheme.plot)
        color.setAlpha(200)
        self.setBrush(pg.mkBrush(color))
        self.setLabelTextColor(scheme.text)
        size = f"{theme().points(9):.1f}pt"
        for _, label in self.items:
            label.setText(label.text, color=scheme.text, size=size)
        self.setLabelTextSize(size)
        self.updateSize()

    def updateSize(self) -> None:
        self.layout.invalidate()
        # pyqtgraph hides the method `size` behind an attribute
        hint = self.effectiveSizeHint(Qt.SizeHint.PreferredSize)
        self.setGeometry(0, 0, hint.width(), hint.height())
