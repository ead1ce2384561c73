"""Axes: their figures in the application's font, and as many as there is room for."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QGraphicsTextItem


class UprightAxis(pg.AxisItem):
    """The axis at the left; pyqtgraph's own writes figures over each other where the plot is low or the text large."""

    def __init__(self) -> None:
        super().__init__("left")

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        levels: list[tuple[float, float]] = super().tickSpacing(minVal, maxVal, size)
        if not levels or self._tickSpacing is not None:
            return levels
        major, offset = levels[0]
        least = abs(maxVal - minVal) * QFontMetricsF(QApplication.font()).height() / max(1.0, size)
        if major >= least:
            return levels
        return [(next((factor * major for factor in (2, 5) if factor * major >= least), 10 * major), offset)]


def set_axis_font(axis: pg.AxisItem) -> None:
    """Has an axis written in the application's font as it is now."""
    font = QApplication.font()
    axis.setTickFont(font)
    axis.label.setFont(font)
    _center(axis.label)
    if axis.orientation == "bottom":
        # pyqtgraph makes room for one line of small text
        room = QFontMetricsF(font).height() + axis.label.boundingRect().height()
        axis.setHeight(room if axis.labelText else None)
    axis.resizeEvent()
    axis.showLabel(axis.label.isVisible())


def _center(label: QGraphicsTextItem) -> None:
    """Has the lines of a text stand one under the middle of the other."""
    label.setTextWidth(-1)
    label.setTextWidth(label.document().idealWidth())
    option = label.document().defaultTextOption()
    option.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.document().setDefaultTextOption(option)
