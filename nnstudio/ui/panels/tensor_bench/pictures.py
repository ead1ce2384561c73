"""Pictures of what was computed: a value, a broadcast, a graph with its gradients."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.language import _
from nnstudio.ui.panels.tensor_bench.cells import Cells, written
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.number_texts import by

if TYPE_CHECKING:
    from nnstudio.engine.tensor_bench.broadcast import Stretch
    from nnstudio.engine.tensor_bench.graph import GraphNode

Array = NDArray[np.generic]
_MARGIN, _GAP = 2, 12


class Picture(QWidget):
    """As large as what is drawn."""

    def __init__(self) -> None:
        super().__init__()
        left_to_right(self)
        self._scheme = theme().scheme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().follow(self._on_theme_changed)

    def extent(self) -> QSizeF:
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        extent = self.extent()
        return QSize(round(extent.width()) + 2 * _MARGIN, round(extent.height()) + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.updateGeometry()
        self.update()


class ValuePicture(Picture):
    """The numbers of one tensor or array."""

    def __init__(self, values: Array) -> None:
        self._cells = Cells.of(values)
        super().__init__()

    def extent(self) -> QSizeF:
        return self._cells.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._cells.paint(QPainter(self), QPointF(_MARGIN, _MARGIN), self._scheme)


class BroadcastPicture(Picture):
    """Both operands as they are stretched, their repeated cells pale, and what comes of them."""

    def __init__(self, left: Array, right: Array, result: Array, sign: str, stretch: "Stretch") -> None:
        self._sign = sign
        self._parts = [
            _stretched(left, stretch.result),
            _stretched(right, stretch.result),
            Cells.of(result, (5, 4)),
        ]
        self._captions = [by(stretch.left), by(stretch.right), by(stretch.result)]
        super().__init__()

    def extent(self) -> QSizeF:
        sizes = [part.size() for part in self._parts]
        head = QFontMetricsF(self.font()).height() + 2
        width = sum(size.width() for size in sizes) + 4 * _GAP + 2 * self._sign_width()
        return QSizeF(width, head + max(size.height() for size in sizes))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        head = QFontMetricsF(self.font()).height() + 2
        tallest = max(part.size().height() for part in self._parts)
        x = float(_MARGIN)
        for part, caption, sign in zip(self._parts, self._captions, (self._sign, "=", ""), strict=True):
            size = part.size()
            painter.setPen(QColor(self._scheme.muted))
            painter.drawText(QRectF(x, 0, max(size.width(), 80), head), Qt.AlignmentFlag.AlignLeft, caption)
            part.paint(painter, QPointF(x, head + (tallest - size.height()) / 2), self._scheme)
            x += size.width() + _GAP
            if sign:
                painter.setPen(QColor(self._scheme.text))
                place = QRectF(x, head, self._sign_width(), tallest)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, sign)
                x += self._sign_width() + _GAP

    def _sign_width(self) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance("==")


def _stretched(values: Array, shape: tuple[int, ...]) -> Cells:
    full = np.broadcast_to(values, shape)
    own = (1,) * (len(shape) - values.ndim) + values.shape
    while full.ndim > 2:
        full, own = full[0], own[1:]
    if full.ndim < 2:
        full, own = full.reshape(1, -1), (1, *own) if len(own) == 1 else (1, 1)
    rows, columns = full.shape
    ghosts = {
        (row, column)
        for row in range(rows)
        for column in range(columns)
        if (own[0] == 1 and row > 0) or (own[1] == 1 and column > 0)
    }
    return Cells.of(full, (5, 4), ghosts)


class GraphPicture(Picture):
    """The operations from left to right, each with its value and, below it, the gradient that autograd found."""

    def __init__(self, nodes: "Sequence[GraphNode]") -> None:
        self._nodes = tuple(nodes)
        columns: dict[int, list[int]] = {}
        for i, node in enumerate(self._nodes):
            columns.setdefault(node.depth, []).append(i)
        self._columns = [columns[depth] for depth in sorted(columns)]
        super().__init__()

    def extent(self) -> QSizeF:
        tallest = max(map(len, self._columns))
        width = sum(self._width(column) + 3 * _GAP for column in self._columns) - 3 * _GAP
        return QSizeF(width, tallest * (self._height() + _GAP) - _GAP)

    def texts(self) -> list[tuple[str, str, str]]:
        """Each node's label, value and gradient, as they are drawn."""
        return [
            (
                node.label,
                _told(node.value.numpy()),
                "" if node.gradient is None else _("grad {told}").format(told=_told(node.gradient.numpy())),
            )
            for node in self._nodes
        ]

    def _width(self, column: list[int]) -> float:
        metrics, texts = QFontMetricsF(self.font()), self.texts()
        widest = max(metrics.horizontalAdvance(text) for i in column for text in texts[i])
        return max(widest, theme().px(44)) + 14

    def _height(self) -> float:
        return 3 * QFontMetricsF(self.font()).height() + 10

    def _places(self) -> dict[int, QRectF]:
        height, extent = self._height(), self.extent()
        places = {}
        x = float(_MARGIN)
        for column in self._columns:
            width, whole = self._width(column), len(column) * (height + _GAP) - _GAP
            for r, i in enumerate(column):
                y = _MARGIN + (extent.height() - whole) / 2 + r * (height + _GAP)
                places[i] = QRectF(x, y, width, height)
            x += width + 3 * _GAP
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self._places()
        for i, node in enumerate(self._nodes):
            for source in node.inputs:
                self._paint_edge(painter, places[source], places[i], self._nodes[source].gradient is not None)
        metrics = QFontMetricsF(self.font())
        for i, (label, value, gradient) in enumerate(self.texts()):
            place = places[i]
            has_gradient = bool(gradient)
            painter.setPen(QPen(QColor(self._scheme.accent if has_gradient else self._scheme.line), 1.4))
            painter.setBrush(QColor(self._scheme.raised))
            painter.drawRoundedRect(place, 6, 6)
            lines = ((label, "text"), (value, "muted"), (gradient, "accent"))
            for line, (text, role) in enumerate(lines):
                painter.setPen(QColor(getattr(self._scheme, role)))
                at = QRectF(place.x(), place.y() + 5 + line * metrics.height(), place.width(), metrics.height())
                painter.drawText(at, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_edge(self, painter: QPainter, source: QRectF, target: QRectF, flows: bool) -> None:
        start = QPointF(source.right(), source.center().y())
        end = QPointF(target.left(), target.center().y())
        path = QPainterPath(start)
        bend = QPointF((end.x() - start.x()) / 2, 0)
        path.cubicTo(start + bend, end - bend, end)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._scheme.accent if flows else self._scheme.line), 1.6))
        painter.drawPath(path)


def _told(values: Array) -> str:
    """A few numbers as they are, more by their shape."""
    if values.size == 1:
        return written(values.reshape(-1)[0])
    if values.size <= 4:
        return f"[{', '.join(written(value) for value in values.reshape(-1))}]"
    return by(values.shape)
