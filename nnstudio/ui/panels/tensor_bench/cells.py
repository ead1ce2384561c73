"""Numbers in coloured cells, as all pictures of the tensor bench draw them."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnstudio.ui.style.colors import Scheme, diverging_table, shade_diverging
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.matrix_cut import Cut
from nnstudio.ui.widgets.number_texts import MINUS, short

_DOTS = 16
_GHOST = 0.32
"""How strongly a repeated cell shows."""


@dataclass(frozen=True, eq=False)
class Cells:
    """A matrix of numbers that is drawn; `ghosts` are the cells that broadcasting repeats."""

    values: NDArray[np.generic]
    """(rows, columns)"""
    rows: Cut
    columns: Cut
    ghosts: Set[tuple[int, int]] = frozenset()

    @classmethod
    def of(
        cls, values: NDArray[np.generic], most: tuple[int, int] = (6, 6), ghosts: Set[tuple[int, int]] = frozenset()
    ) -> "Cells":
        """A vector is a row, a number a single cell; of more dimensions the first matrix is drawn."""
        while values.ndim > 2:
            values = values[0] if len(values) else np.zeros((0, 0))
        matrix = values.reshape(1, -1) if values.ndim < 2 else values
        n, m = matrix.shape
        return cls(matrix, Cut.of(n, most[0], 1), Cut.of(m, most[1], 1), ghosts)

    def size(self) -> QSizeF:
        cell = cell_size()
        width = sum(_DOTS if column is None else cell.width() for column in self.columns.shown)
        height = sum(_DOTS if row is None else cell.height() for row in self.rows.shown)
        return QSizeF(width, height)

    def paint(self, painter: QPainter, at: QPointF, scheme: Scheme) -> None:
        numbers = self.values.astype(np.float64)
        finite = np.abs(numbers[np.isfinite(numbers)])
        limit = float(finite.max()) if finite.size else 1.0
        table = diverging_table(scheme)
        for row, column, rect in self._places(at):
            if row is None or column is None:
                painter.setPen(QColor(scheme.muted))
                sign = "⋱" if row is column else "⋮" if row is None else "⋯"
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, sign)
                continue
            is_ghost = (row, column) in self.ghosts
            number = numbers[row, column]
            red, green, blue, _ = (int(c) for c in shade_diverging(np.array([number]), limit or 1.0, table)[0])
            painter.setOpacity(_GHOST if is_ghost else 1.0)
            painter.fillRect(rect, QColor(red, green, blue))
            painter.setPen(QPen(QColor(scheme.line), 1, Qt.PenStyle.DashLine if is_ghost else Qt.PenStyle.SolidLine))
            painter.drawRect(rect)
            painter.setOpacity(1.0)
            bright = 0.299 * red + 0.587 * green + 0.114 * blue > 128
            painter.setPen(QColor(scheme.muted if is_ghost else "#14171d" if bright else "#ffffff"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, written(self.values[row, column]))

    def _places(self, at: QPointF) -> Iterator[tuple[int | None, int | None, QRectF]]:
        cell = cell_size()
        y = at.y()
        for row in self.rows.shown:
            x, height = at.x(), _DOTS if row is None else cell.height()
            for column in self.columns.shown:
                width = _DOTS if column is None else cell.width()
                yield row, column, QRectF(x, y, width, height)
                x += width
            y += height


def cell_size() -> QSizeF:
    """Of one number, at the present size of texts."""
    return QSizeF(theme().px(58), theme().px(22))


def written(value: object) -> str:
    """A number as it is written in a cell: whole ones whole, those with a point with a point."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | np.integer):
        return str(int(value)).replace("-", MINUS) if abs(int(value)) < 10**7 else short(float(value), 3)
    number = float(value)  # type: ignore[arg-type]
    if np.isfinite(number) and number == int(number) and abs(number) < 1e5:
        return f"{number:.1f}".replace("-", MINUS)
    return short(number)
