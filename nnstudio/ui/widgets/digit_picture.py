"""How 8 × 8 pixels of a digit are painted: dark ink on a light ground, as on paper, in either appearance."""

import re

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.heat_cells import mix

SIDE = 8
INK = 16.0
_PIXEL = re.compile(r"pixel_([0-7])_([0-7])")

Places = dict[tuple[int, int], int]
"""A column's index by the row and the column of its pixel."""


def pixel_places(columns: tuple[str, ...]) -> Places | None:
    """Where each column is in the picture; None if the columns are not pixels."""
    places = {}
    for i, name in enumerate(columns):
        match = _PIXEL.fullmatch(name)
        if match is None:
            return None
        places[int(match[1]), int(match[2])] = i
    return places


def pixel_box(row: int, column: int, pixel: int) -> QRectF:
    """Where a pixel lies in a picture whose pixels are so many of the screen's wide."""
    return QRectF(column * pixel, row * pixel, pixel, pixel)


def paint_digit(painter: QPainter, places: Places, values: NDArray[np.float64], pixel: int) -> None:
    """Paints the columns' values, (c,), 0 to 16."""
    for (row, column), i in places.items():
        share = min(1.0, max(0.0, float(np.nan_to_num(values[i])) / INK))
        painter.fillRect(pixel_box(row, column, pixel), mix("#ffffff", "#10141c", share))
    painter.setPen(QColor(theme().scheme.line))
    painter.drawRect(QRectF(0, 0, SIDE * pixel, SIDE * pixel))
