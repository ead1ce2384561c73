"""An 8 × 8 picture of a digit; pixels can be painted."""

import re

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.heat_cells import mix

SIDE = 8
_INK = 16.0
_PIXEL = re.compile(r"pixel_([0-7])_([0-7])")


def pixel_places(columns: tuple[str, ...]) -> dict[tuple[int, int], int] | None:
    """Where each column is in the picture: its index by (row, column); None if the columns are not pixels."""
    places = {}
    for i, name in enumerate(columns):
        match = _PIXEL.fullmatch(name)
        if match is None:
            return None
        places[int(match[1]), int(match[2])] = i
    return places


class DigitView(QWidget):
    """Dark ink on a light ground, as on paper, in either appearance."""

    pixel_painted = Signal(int, float)
    """A column's index and its new value: ink with the left button, none with the right one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_view")
        self.setAccessibleName("The digit's picture")
        self.setToolTip("Paint with the left button, erase with the right one")
        self._places: dict[tuple[int, int], int] = {}
        self._values: NDArray[np.float64] = np.empty(0)
        self.setMinimumSize(72, 72)

    def sizeHint(self) -> QSize:
        return QSize(120, 120)

    def set_places(self, places: dict[tuple[int, int], int]) -> None:
        self._places = places

    def set_values(self, values: NDArray[np.float64]) -> None:
        """(c,): the columns' values, 0 to 16."""
        self._values = values
        self.update()

    def box(self, row: int, column: int) -> QRectF:
        """Where a pixel lies."""
        side = self._pixel
        return QRectF(column * side, row * side, side, side)

    @property
    def _pixel(self) -> int:
        return max(1, (min(self.width(), self.height()) - 1) // SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self._values):
            return
        painter = QPainter(self)
        for (row, column), i in self._places.items():
            share = min(1.0, max(0.0, float(self._values[i]) / _INK))
            painter.fillRect(self.box(row, column), mix("#ffffff", "#10141c", share))
        painter.setPen(QColor(theme().scheme.line))
        painter.drawRect(QRectF(0, 0, SIDE * self._pixel, SIDE * self._pixel))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._paint_at(event.position(), event.buttons())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._paint_at(event.position(), event.buttons())

    def _paint_at(self, where: QPointF, buttons: Qt.MouseButton) -> None:
        side = self._pixel
        i = self._places.get((int(where.y() // side), int(where.x() // side)))
        if i is None or not len(self._values):
            return
        value = _INK if buttons & Qt.MouseButton.LeftButton else 0.0
        if self._values[i] != value:
            self.pixel_painted.emit(i, value)
