"""One equation, laid out as the formula reads: matrices with their numbers, and the signs between them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui.panels.walkthrough.arrangement import Arrangement, Matrix, Texts, arrange, size_of, written
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.formulas import formula_descent, formula_pixmap
from nnstudio.ui.widgets.heat_cells import heat, ink_on
from nnstudio.ui.widgets.plain_text import show_tooltip

if TYPE_CHECKING:
    from nnstudio.engine.walkthrough import Equation

_HEAD_SIZE = 14.0
_UNLIMITED = 1e9


class EquationView(QWidget):
    """Operands, signs, an equals sign and the result; the pointer on a number of the result shows what made it."""

    cell_pointed = Signal(str)
    """How the number under the pointer was made, spelled with its numbers; empty when the pointer leaves."""

    def __init__(self, equation: "Equation", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        left_to_right(self)
        self.equation = equation
        self._rows, self._room = (6, 2), _UNLIMITED
        self._scheme = theme().scheme
        self._pointed: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{equation.result.name.plain}, {size_of(equation.result)}")
        self._laid = self._lay_out()
        theme().follow(self._on_theme_changed)

    # laying out

    def set_room(self, width: float, rows: tuple[int, int]) -> None:
        """How wide it may become, in pixels, by leaving out columns; and how many first and last rows are shown."""
        if (width, rows) != (self._room, self._rows):
            self._room, self._rows = width, rows
            self._renew()

    @property
    def arrangement(self) -> Arrangement:
        return self._laid

    def _lay_out(self) -> Arrangement:
        return arrange(self.equation, self._rows, self._room, self._texts())

    def _renew(self) -> None:
        self._laid = self._lay_out()
        self.updateGeometry()
        self.update()

    def _texts(self) -> Texts:
        signs = QFont(self.font())
        signs.setPointSizeF(signs.pointSizeF() * 1.15)
        return Texts(self.font(), signs, theme().scale * _HEAD_SIZE, self._scheme.text, self.devicePixelRatioF())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._renew()

    def sizeHint(self) -> QSize:
        return self._laid.extent.toSize()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._result_cell(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tooltip(event.globalPos(), self.meaning_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def meaning_at(self, at: QPointF) -> str:
        """What the quantity is whose matrix or name is there; empty if none is."""
        for matrix in self._laid.matrices:
            area = QRectF(matrix.x, 0, matrix.width, matrix.y + matrix.height)
            if area.contains(at):
                quantity = matrix.quantity
                return ": ".join(filter(None, (f"{quantity.name.plain} {size_of(quantity)}", quantity.meaning)))
        return ""

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a number of the result is painted; nowhere if it is left out."""
        return next((rect for r, c, rect in self._laid.matrices[-1].cells() if (r, c) == (row, column)), QRectF())

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
            for matrix in self._laid.matrices
            if matrix.operand is not None
            for row, column, _ in matrix.cells()
            for cells in sources
            if cells.operand == matrix.operand and row in cells.rows and column in cells.columns
            if row is not None and column is not None
        }

    def _result_cell(self, at: QPointF) -> tuple[int, int] | None:
        for row, column, rect in self._laid.matrices[-1].cells():
            if rect.contains(at) and row is not None and column is not None:
                return row, column
        return None

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        texts = self._texts()
        painter.setPen(QColor(self._scheme.text))
        painter.setFont(texts.signs)
        height = self._laid.extent.height()
        for sign in self._laid.signs:
            place = QRectF(sign.x, self._laid.middle - height, sign.width + 2, 2 * height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, sign.text)
        painter.setFont(texts.font)
        marked = self.outlined()
        for matrix in self._laid.matrices:
            self._paint_head(painter, matrix, texts)
            self._paint_cells(painter, matrix, marked)

    def _paint_head(self, painter: QPainter, matrix: Matrix, texts: Texts) -> None:
        latex = matrix.quantity.name.low
        name = formula_pixmap(latex, texts.color, texts.head, texts.dpr)
        extent = name.deviceIndependentSize()
        x = matrix.x + (matrix.width - texts.head_width(matrix.quantity)) / 2
        line = matrix.y - self._laid.head
        # names are of different heights, but all stand on one line with the shape
        painter.drawPixmap(QPointF(x, line - extent.height() + formula_descent(latex, texts.color, texts.head)), name)
        painter.setPen(QColor(self._scheme.muted))
        painter.drawText(QPointF(x + extent.width() + texts.gap, line), size_of(matrix.quantity))

    def _paint_cells(self, painter: QPainter, matrix: Matrix, marked: set[tuple[int, int, int]]) -> None:
        values, limit = matrix.quantity.values, matrix.limit
        line, muted = QPen(QColor(self._scheme.line)), QColor(self._scheme.muted)
        outlines: list[QRectF] = []
        for row, column, rect in matrix.cells():
            if row is None or column is None:
                painter.setPen(muted)
                dots = "⋱" if row is column else "⋮" if row is None else "⋯"
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, dots)
                continue
            value = float(values[row, column])
            ground = heat(value, limit, self._scheme)
            painter.fillRect(rect, ground)
            painter.setPen(line)
            painter.drawRect(rect)
            painter.setPen(ink_on(ground))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, written(value))
            is_pointed = matrix.operand is None and (row, column) == self._pointed
            if is_pointed or (matrix.operand is not None and (matrix.operand, row, column) in marked):
                outlines.append(rect)
        painter.setPen(QPen(QColor(self._scheme.accent), theme().px(2)))
        for rect in outlines:
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._renew()
