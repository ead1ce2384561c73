"""Where an equation's matrices and signs stand, in proportion to the text, within the room there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF

from nnstudio.language import local_number
from nnstudio.ui.widgets.formulas import formula_pixmap
from nnstudio.ui.widgets.matrix_cut import Cut

if TYPE_CHECKING:
    from nnstudio.engine.walkthrough import Equation, Quantity

COLUMNS = ((6, 2), (4, 2), (3, 1), (2, 1), (1, 1))
"""How many of a wide matrix's first and last columns are shown, from the most to the fewest."""
_MOST_LETTERS = 8
_CELL, _DOTS, _NARROWEST, _PADDING = 1.3, 1.05, 1.8, 0.55
"""The heights of a cell and of dots, the narrowest number and the room around it, in lines of text."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """A quantity and where its cells are."""

    quantity: "Quantity"
    operand: int | None
    """None for the result."""
    rows: Cut
    columns: Cut
    widths: tuple[float, ...]
    """Of the shown columns; dots stand for those left out."""
    heights: tuple[float, ...]
    x: float = 0.0
    y: float = 0.0

    @property
    def width(self) -> float:
        return sum(self.widths)

    @property
    def height(self) -> float:
        return sum(self.heights)

    @property
    def limit(self) -> float:
        """The largest absolute value: what has the full colour."""
        finite = np.abs(self.quantity.values[np.isfinite(self.quantity.values)])
        return float(finite.max()) if finite.size else 1.0

    def moved(self, x: float, y: float) -> "Matrix":
        return Matrix(self.quantity, self.operand, self.rows, self.columns, self.widths, self.heights, x, y)

    def cells(self) -> list[tuple[int | None, int | None, QRectF]]:
        """Row, column and place of each; None where lines are left out."""
        found, y = [], self.y
        for row, height in zip(self.rows.shown, self.heights, strict=True):
            x = self.x
            for column, width in zip(self.columns.shown, self.widths, strict=True):
                found.append((row, column, QRectF(x, y, width, height)))
                x += width
            y += height
        return found


@dataclass(frozen=True)
class Sign:
    text: str
    x: float
    width: float


@dataclass(frozen=True, eq=False)
class Arrangement:
    """One equation, laid out."""

    matrices: tuple[Matrix, ...]
    """The operands as the formula names them, and the result at the end."""
    signs: tuple[Sign, ...]
    head: float
    """How far a matrix's name stands above it."""
    middle: float
    """Where the signs stand."""
    extent: QSizeF


@dataclass(frozen=True)
class Texts:
    """The fonts of cells and signs, and the size and colour of the names above."""

    font: QFont
    signs: QFont
    head: float
    color: str
    dpr: float

    def head_width(self, part: "Quantity") -> float:
        """The width of a matrix's name and its shape."""
        name = formula_pixmap(part.name.low, self.color, self.head, self.dpr)
        return (
            name.deviceIndependentSize().width() + self.gap + QFontMetricsF(self.font).horizontalAdvance(size_of(part))
        )

    @property
    def gap(self) -> float:
        return QFontMetricsF(self.font).height() * 0.4


def arrange(equation: "Equation", rows: tuple[int, int], room: float, texts: Texts) -> Arrangement:
    """Lays the equation out from left to right, with as many columns as there is `room` for, in pixels.

    `rows` says how many first and last rows of a long matrix are shown.
    """
    pieces: list[int | str | None] = [*equation.layout, *(["="] if equation.operands else []), None]
    parts = {piece: _matrix(equation, piece, rows, 0, texts) for piece in pieces if not isinstance(piece, str)}
    # matrices of as many columns are cut alike, so that what belongs together is seen together
    levels = {part.quantity.shape[1]: 0 for part in parts.values()}
    while True:
        made = _place(pieces, parts, texts)
        # the widest gives way first
        free = [part for part in parts.values() if levels[part.quantity.shape[1]] + 1 < len(COLUMNS)]
        if made.extent.width() <= room or not free:
            return made
        columns = max(free, key=lambda part: part.width).quantity.shape[1]
        levels[columns] += 1
        parts |= {
            piece: _matrix(equation, piece, rows, levels[columns], texts)
            for piece, part in parts.items()
            if part.quantity.shape[1] == columns
        }


def _place(pieces: Sequence[int | str | None], parts: Mapping[int | None, Matrix], texts: Texts) -> Arrangement:
    line, gap = QFontMetricsF(texts.font).height(), texts.gap
    head, margin = line * 1.6, gap
    tallest = max(matrix.height for matrix in parts.values())
    matrices, signs, x = [], [], margin
    for piece in pieces:
        if isinstance(piece, str):
            width = QFontMetricsF(texts.signs).horizontalAdvance(piece)
            signs.append(Sign(piece, x, width))
            x += width + gap
            continue
        matrix = parts[piece]
        taken = max(texts.head_width(matrix.quantity), matrix.width)
        matrices.append(matrix.moved(x + (taken - matrix.width) / 2, head + (tallest - matrix.height) / 2))
        x += taken + gap
    extent = QSizeF(x + margin - gap, head + tallest + gap)
    return Arrangement(tuple(matrices), tuple(signs), line * 0.35, head + tallest / 2, extent)


def _matrix(equation: "Equation", piece: int | None, rows: tuple[int, int], level: int, texts: Texts) -> Matrix:
    part = equation.result if piece is None else equation.operands[piece]
    shown_rows, shown_columns = Cut.of(part.shape[0], *rows), Cut.of(part.shape[1], *COLUMNS[level])
    metrics = QFontMetricsF(texts.font)
    line = metrics.height()
    widths = tuple(
        float(round(line * _DOTS if column is None else _column_width(part, column, shown_rows, metrics)))
        for column in shown_columns.shown
    )
    heights = tuple(float(round(line * (_DOTS if row is None else _CELL))) for row in shown_rows.shown)
    return Matrix(part, piece, shown_rows, shown_columns, widths, heights)


def _column_width(part: "Quantity", column: int, rows: Cut, metrics: QFontMetricsF) -> float:
    numbers = [written(float(part.values[row, column])) for row in rows.shown if row is not None]
    return (
        max(_NARROWEST * metrics.height(), *(metrics.horizontalAdvance(number) for number in numbers))
        + _PADDING * metrics.height()
    )


def written(value: float) -> str:
    """A number as short as a cell asks for; a zero has no sign, and what is less than 1 isn't written as 1."""
    text = local_number(value + 0.0, ".3g")
    if text in ("1", "-1") and abs(value) < 1:
        return ">0.999" if value > 0 else "<−0.999"
    if len(text) > _MOST_LETTERS:
        text = local_number(value, ".1e")
    return text.replace("e-0", "e-").replace("e+0", "e").replace("e+", "e").replace("-", "−")


def size_of(part: "Quantity") -> str:
    rows, columns = part.shape
    return f"({local_number(rows, ',')} × {local_number(columns, ',')})"
