"""An 8 × 8 picture of a digit; pixels can be painted."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.ui.widgets.digit_picture import INK, SIDE, Places, paint_digit, pixel_box


class DigitView(QWidget):
    """Dark ink on a light ground, as on paper, in either appearance."""

    pixel_painted = Signal(int, float)
    """A column's index and its new value: ink with the left button, none with the right one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_view")
        self.setAccessibleName(_("The digit's picture"))
        self.setToolTip(_("Paint with the left button, erase with the right one"))
        self._places: Places = {}
        self._values: NDArray[np.float64] = np.empty(0)
        self.setMinimumSize(72, 72)

    def sizeHint(self) -> QSize:
        return QSize(120, 120)

    def set_places(self, places: Places) -> None:
        self._places = places

    def set_values(self, values: NDArray[np.float64]) -> None:
        """(c,): the columns' values, 0 to 16."""
        self._values = values
        self.update()

    def box(self, row: int, column: int) -> QRectF:
        """Where a pixel lies."""
        return pixel_box(row, column, self._pixel)

    @property
    def _pixel(self) -> int:
        return max(1, (min(self.width(), self.height()) - 1) // SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self._values):
            return
        painter = QPainter(self)
        paint_digit(painter, self._places, self._values, self._pixel)
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
        value = INK if buttons & Qt.MouseButton.LeftButton else 0.0
        if self._values[i] != value:
            self.pixel_painted.emit(i, value)
