"""Axes: their figures in the application's font, and as many as there is room for."""

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication, QGraphicsTextItem

from nnstudio.language import local, local_number

_WIDEST = 90
_BEYOND = 8
"""How far figures may reach over the end of their axis, in pixels: there is a margin."""


class LocalAxis(pg.AxisItem):
    """Its figures have the signs of the chosen language."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [local(text) for text in super().tickStrings(values, scale, spacing)]


class UprightAxis(LocalAxis):
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


class EpochAxis(pg.AxisItem):
    """The axis at the bottom over epochs: whole numbers alone, among them the last one."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.last = 1
        # pyqtgraph would leave out the last figure, half of which is beyond the plot's end
        self.setStyle(hideOverlappingLabels=_WIDEST)

    def set_last(self, last: int) -> None:
        """The last epoch that there is, or is to be."""
        if last != self.last:
            self.last = last
            self.picture = None
            self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        low, high = sorted((minVal, maxVal))
        metrics = QFontMetricsF(QApplication.font())
        width = (
            metrics.horizontalAdvance(local_number(max(abs(low), abs(high)), ",.0f")) + 2 * metrics.averageCharWidth()
        )
        least = (high - low) * width / max(1.0, size)
        step = whole_step(least)
        # before the first epoch there is none, however far somebody has zoomed out
        first = max(0, math.ceil(low / step) * step)
        ticks = [float(tick) for tick in range(first, math.floor(high) + 1, step)]
        if low <= self.last <= high:
            # it takes the place of those that would stand too close to it
            ticks = [tick for tick in ticks if abs(self.last - tick) >= 1.5 * least] + [float(self.last)]
        return [(float(step), ticks)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [local_number(value, ",.0f") for value in values]

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        specs = super().generateDrawSpecs(painter)
        if specs is not None:
            # the last figure is not to be cut off at the plot's end
            end = self.mapRectFromParent(self.geometry()).right() + _BEYOND
            for rect, _, _ in specs[2]:
                if rect.right() > end:
                    rect.moveRight(end)
        return specs


def whole_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, … that is at least `least`."""
    power = 10 ** max(0, math.floor(math.log10(max(1.0, least))))
    return next((factor * power for factor in (1, 2, 5) if factor * power >= least), 10 * power)


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
