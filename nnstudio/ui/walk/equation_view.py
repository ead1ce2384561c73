"""One equation, laid out as the formula reads: matrices with their numbers, and the signs between them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui.colors import Scheme, diverging_table, shade_diverging
from nnstudio.ui.formulas import formula_pixmap
from nnstudio.ui.theme import theme
from nnstudio.ui.walk.cut import Cut

if TYPE_CHECKING:
    from nnstudio.engine.walkthrough import Equation, Quantity

_CELL = (66, 20)
_GAP, _MARGIN, _HEAD, _FOOT = 8, 6, 26, 4
_DOTS = 16
_WIDEST = 8


@dataclass(frozen=True, eq=False)
class _Matrix:
    """A quantity and where it is painted."""

    quantity: "Quantity"
    operand: int | None
    """None for the result."""
    rows: Cut
    columns: Cut
    x: float
    y: float
    limit: float

    @property
    def width(self) -> float:
        return sum(_DOTS if column is None else _CELL[0] for column in self.columns.shown)

    @property
    def height(self) -> float:
        return sum(_DOTS if row is None else _CELL[1] for row in self.rows.shown)

    def cells(self) -> "list[tuple[int | None, int | None, QRectF]]":
        """Row, column and place of each; None where lines are left out."""
        found, y = [], self.y
        for row in self.rows.shown:
            x, height = self.x, _DOTS if row is None else _CELL[1]
            for column in self.columns.shown:
                width = _DOTS if column is None else _CELL[0]
                found.append((row, column, QRectF(x, y, width, height)))
                x += width
            y += height
        return found


class EquationView(QWidget):
    """Operands, signs, an equals sign and the result; the pointer on a number of the result shows what made it."""

    cell_pointed = Signal(str)
    """How the number under the pointer was made, spelled with its numbers; empty when the pointer leaves."""

    def __init__(self, equation: "Equation", rows: tuple[int, int] = (6, 2), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.equation = equation
        self._rows = rows
        self._scheme = theme().scheme
        self._signs: list[tuple[str, float, float]] = []
        self._matrices: list[_Matrix] = []
        self._pointed: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{equation.result.name.plain}, {_size(equation.result)}")
        self._lay_out()
        theme().follow(self._on_theme_changed)

    # laying out

    def _lay_out(self) -> None:
        metrics = QFontMetricsF(self._sign_font())
        pieces: list[int | str | None] = [*self.equation.layout, "=", None]
        parts = [
            self.equation.operands[p] if isinstance(p, int) else self.equation.result
            for p in pieces
            if not isinstance(p, str)
        ]
        tallest = max(_extent(Cut.of(part.shape[0], *self._rows), _CELL[1]) for part in parts)
        x = float(_MARGIN)
        for piece in pieces:
            if isinstance(piece, str):
                width = metrics.horizontalAdvance(piece)
                self._signs.append((piece, x, width))
                x += width + _GAP
                continue
            part = self.equation.result if piece is None else self.equation.operands[piece]
            rows, columns = Cut.of(part.shape[0], *self._rows), Cut.of(part.shape[1])
            finite = part.values[np.isfinite(part.values)]
            limit = float(np.abs(finite).max()) if finite.size else 1.0
            y = _HEAD + (tallest - _extent(rows, _CELL[1])) / 2
            matrix = _Matrix(part, piece, rows, columns, x, y, limit or 1.0)
            head = self._head_width(part)
            if head > matrix.width:
                matrix = _Matrix(part, piece, rows, columns, x + (head - matrix.width) / 2, y, limit or 1.0)
            self._matrices.append(matrix)
            x += max(head, matrix.width) + _GAP
        self._middle = _HEAD + tallest / 2
        self._extent = QSize(round(x + _MARGIN), round(_HEAD + tallest + _FOOT))

    def _head_width(self, part: "Quantity") -> float:
        name = formula_pixmap(part.name.latex, self._scheme.text, 12.0, self.devicePixelRatioF())
        return name.deviceIndependentSize().width() + 6 + QFontMetricsF(self.font()).horizontalAdvance(_size(part))

    def _sign_font(self):  # type: ignore[no-untyped-def]
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        return font

    def sizeHint(self) -> QSize:
        return self._extent

    def minimumSizeHint(self) -> QSize:
        return self._extent

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._result_cell(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a number of the result is painted; nowhere if it is left out."""
        return next((rect for r, c, rect in self._matrices[-1].cells() if (r, c) == (row, column)), QRectF())

    def point_at(self, cell: tuple[int, int] | None) -> None:
        """Outlines what made a number of the result, and spells it."""
        if cell == self._pointed:
            return
        self._pointed = cell
        if cell is None:
            self.cell_pointed.emit("")
        else:
            row, column = cell
            where = f"[{row + 1}, {column + 1}]"
            self.cell_pointed.emit(f"{self.equation.result.name.plain}{where}:  {self.equation.spelled(row, column)}")
        self.update()

    def outlined(self) -> set[tuple[int, int, int]]:
        """(operand, row, column) of the shown numbers that made the one pointed at."""
        if self._pointed is None:
            return set()
        shapes = [operand.shape for operand in self.equation.operands]
        sources = self.equation.rule.sources(shapes, *self._pointed)
        return {
            (matrix.operand, row, column)
            for matrix in self._matrices
            if matrix.operand is not None
            for row, column, _ in matrix.cells()
            for cells in sources
            if cells.operand == matrix.operand and row in cells.rows and column in cells.columns
            if row is not None and column is not None
        }

    def _result_cell(self, at: QPointF) -> tuple[int, int] | None:
        for row, column, rect in self._matrices[-1].cells():
            if rect.contains(at) and row is not None and column is not None:
                return row, column
        return None

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._scheme.text))
        painter.setFont(self._sign_font())
        for sign, x, width in self._signs:
            painter.drawText(QRectF(x, self._middle - 14, width + 2, 28), Qt.AlignmentFlag.AlignVCenter, sign)
        painter.setFont(self.font())
        marked = self.outlined()
        for matrix in self._matrices:
            self._paint_head(painter, matrix)
            self._paint_cells(painter, matrix, marked)

    def _paint_head(self, painter: QPainter, matrix: _Matrix) -> None:
        name = formula_pixmap(matrix.quantity.name.latex, self._scheme.text, 12.0, self.devicePixelRatioF())
        extent = name.deviceIndependentSize()
        full = self._head_width(matrix.quantity)
        x = matrix.x + (matrix.width - full) / 2
        # a fraction stands higher than the rest, but all sit above their own matrix
        painter.drawPixmap(QPointF(x, matrix.y - 3 - extent.height()), name)
        painter.setPen(QColor(self._scheme.muted))
        painter.drawText(
            QRectF(x + extent.width() + 6, matrix.y - 21, full, 18),
            Qt.AlignmentFlag.AlignVCenter,
            _size(matrix.quantity),
        )

    def _paint_cells(self, painter: QPainter, matrix: _Matrix, marked: set[tuple[int, int, int]]) -> None:
        values = matrix.quantity.values
        table = diverging_table(self._scheme)
        line, muted = QPen(QColor(self._scheme.line)), QColor(self._scheme.muted)
        outlines: list[QRectF] = []
        for row, column, rect in matrix.cells():
            if row is None or column is None:
                painter.setPen(muted)
                painter.drawText(
                    rect, Qt.AlignmentFlag.AlignCenter, "⋱" if row is column else "⋮" if row is None else "⋯"
                )
                continue
            value = values[row, column]
            red, green, blue, _ = (int(c) for c in shade_diverging(np.array([value]), matrix.limit, table)[0])
            painter.fillRect(rect, QColor(red, green, blue))
            painter.setPen(line)
            painter.drawRect(rect)
            luminance = 0.299 * red + 0.587 * green + 0.114 * blue
            painter.setPen(QColor("#14171d" if luminance > 128 else "#ffffff"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, written(float(value)))
            is_pointed = matrix.operand is None and (row, column) == self._pointed
            if is_pointed or (matrix.operand is not None and (matrix.operand, row, column) in marked):
                outlines.append(rect)
        painter.setPen(QPen(QColor(self._scheme.accent), 2))
        for rect in outlines:
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    @Slot(object)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.update()


def written(value: float) -> str:
    """A number as short as a cell asks for."""
    text = f"{value:.3g}"
    if len(text) > _WIDEST:
        text = f"{value:.1e}"
    return text.replace("-", "−").replace("e−0", "e−").replace("e+0", "e")


def _size(part: "Quantity") -> str:
    rows, columns = part.shape
    return f"({rows:,} × {columns:,})"


def _extent(cut: Cut, cell: int) -> float:
    return float(sum(_DOTS if line is None else cell for line in cut.shown))
