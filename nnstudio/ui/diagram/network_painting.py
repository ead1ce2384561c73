"""Draws a scene with QPainter: edges below, units above; what stands still is kept in a pixmap."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPixmap

from nnstudio.language import _
from nnstudio.ui.diagram.edges import make_pens
from nnstudio.ui.diagram.pictures import finite, limit_of
from nnstudio.ui.diagram.scene import Scene
from nnstudio.ui.diagram.spots import BiasSpot, EdgeSpot, NodeSpot, Spot, bias_rect
from nnstudio.ui.diagram.structure import Role
from nnstudio.ui.style.colors import Scheme, diverging_table

_FADED = 0.13
_OFF = 0.22
_LABEL_GAP = 7.0


@dataclass(eq=False)
class Marks:
    """What is emphasised just now."""

    hover: Spot | None = None
    cursor: NodeSpot | None = None
    """Where the keyboard is; None without the focus."""
    selected: tuple[int, int] | None = None
    """Column and unit in the big plot."""
    off: frozenset[tuple[int, int]] = frozenset()
    """Columns and units that are switched off."""
    flagged: frozenset[tuple[int, int]] = frozenset()
    """Columns and units to warn about."""


@dataclass(eq=False)
class Brushwork:
    """Everything that follows from the theme."""

    scheme: Scheme
    table: NDArray[np.uint32] = field(init=False)

    def __post_init__(self) -> None:
        self.table = diverging_table(self.scheme)


class ScenePainter:
    """Paints a scene on a widget."""

    def __init__(self, scene: Scene, brushwork: Brushwork) -> None:
        self._scene = scene
        self._brushwork = brushwork
        self._still: QPixmap | None = None
        self._pens: dict[float, dict[int | None, QPen]] = {}

    def set_brushwork(self, brushwork: Brushwork) -> None:
        self._brushwork = brushwork
        self.forget()

    def forget(self) -> None:
        """What stands still has moved, or has other colours."""
        self._still = None
        self._pens = {}

    def paint(self, painter: QPainter, size: QSize, font: QFont, marks: Marks, note: str) -> None:
        scene = self._scene
        ratio = painter.device().devicePixelRatioF()
        scene.draw_pictures(self._brushwork.scheme, self._brushwork.table, ratio)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_edges(painter, marks)
        if self._still is None or self._still.devicePixelRatio() != ratio or self._still.size() != size * ratio:
            self._still = self._paint_still(size, ratio, font)
        painter.drawPixmap(0, 0, self._still)
        self._paint_units(painter, marks)
        self._paint_note(painter, size, font, note)

    # edges

    def _pens_for(self, side: float) -> dict[int | None, QPen]:
        if side not in self._pens:
            self._pens[side] = make_pens(self._brushwork.table, self._brushwork.scheme.line, side)
        return self._pens[side]

    def _paint_edges(self, painter: QPainter, marks: Marks) -> None:
        scene = self._scene
        for edges in scene.edges:
            side = min(scene.places[edges.to - 1].side, scene.places[edges.to].side)
            pens = self._pens_for(side)
            near = self._near(edges.to, edges.rows, edges.cols, marks.hover)
            dead = self._dead(edges.to, edges.rows, edges.cols, marks.off)
            for keep, opacity in self._layers_of(near, dead):
                painter.setOpacity(opacity)
                for level, lines in edges.buckets(keep):
                    painter.setPen(pens[level])
                    painter.drawLines(lines)
            painter.setOpacity(1.0)
            self._paint_hovered_edge(painter, edges.to, marks.hover, pens)

    def _near(
        self, to: int, rows: NDArray[np.intp], cols: NDArray[np.intp], hover: Spot | None
    ) -> NDArray[np.bool_] | None:
        """Which edges belong to what the pointer is on; None if it is on nothing."""
        if hover is None:
            return None
        if isinstance(hover, EdgeSpot):
            if hover.column != to:
                return None
            return (rows == hover.unit) & (cols == hover.source)
        if hover.column == to:
            return rows == hover.unit
        if hover.column == to - 1:
            return cols == hover.unit
        return np.zeros(len(rows), dtype=bool)

    def _dead(
        self, to: int, rows: NDArray[np.intp], cols: NDArray[np.intp], off: frozenset[tuple[int, int]]
    ) -> NDArray[np.bool_] | None:
        """Which edges come from a unit that is switched off."""
        units = [unit for column, unit in off if column == to - 1]
        return np.isin(cols, units) if units else None

    def _layers_of(
        self, near: NDArray[np.bool_] | None, dead: NDArray[np.bool_] | None
    ) -> list[tuple[NDArray[np.bool_] | None, float]]:
        if near is None and dead is None:
            return [(None, 1.0)]
        far = None if near is None else ~near
        if dead is not None:
            far = dead if far is None else far | dead
        assert far is not None
        return [(far, _FADED), (~far, 1.0)]

    def _paint_hovered_edge(self, painter: QPainter, to: int, hover: Spot | None, pens: dict[int | None, QPen]) -> None:
        if not isinstance(hover, EdgeSpot) or hover.column != to:
            return
        edges = self._scene.edges[to - 1]
        found = np.flatnonzero((edges.rows == hover.unit) & (edges.cols == hover.source))
        if not len(found):
            return
        index = int(found[0])
        level = None if edges.levels is None else int(edges.levels[index])
        pen = QPen(pens[level])
        pen.setWidthF(pen.widthF() + 2)
        ground = QPen(QColor(self._brushwork.scheme.text), pen.widthF() + 2.5)
        for each in (ground, pen):
            painter.setPen(each)
            painter.drawLine(edges.lines[index])

    # units

    def _paint_units(self, painter: QPainter, marks: Marks) -> None:
        scene, scheme = self._scene, self._brushwork.scheme
        for number, place in enumerate(scene.places):
            picture = scene.pictures[number] if scene.pictures else None
            off = {unit for column, unit in marks.off if column == number}
            if picture is not None:
                high, wide = picture.shape[1:3]
                image = QImage(picture.data, wide, len(picture) * high, 4 * wide, QImage.Format.Format_RGBA8888)
                for i, (unit, rect) in enumerate(zip(place.units, place.rects, strict=True)):
                    painter.setOpacity(_OFF if unit in off else 1.0)
                    painter.drawImage(rect, image, QRectF(0, i * high, wide, high))
                painter.setOpacity(1.0)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(_mixed(scheme.muted, 170), 1.0))
            painter.drawRects([rect.adjusted(-0.5, -0.5, 0.5, 0.5) for rect in place.rects])
            self._paint_biases(painter, number)
        for column, unit in marks.off:
            self._paint_cross(painter, scene.rect_of(column, unit))
        self._paint_outlines(painter, marks)
        for column, unit in marks.flagged:
            self._paint_flag(painter, scene.rect_of(column, unit))

    def _paint_biases(self, painter: QPainter, number: int) -> None:
        scene, place, column = self._scene, self._scene.places[number], self._scene.columns[number]
        values = scene.arrays.get(column.bias) if column.bias is not None else None
        if values is None:
            return
        limit = limit_of(values)
        table = self._brushwork.table
        shades = finite(values[list(place.units)]) / limit * 127.5 + 127.5
        colors = table.take(shades.clip(0, 255).astype(np.uint8)).view(np.uint8).reshape(-1, 4).tolist()
        painter.setPen(QPen(QColor(self._brushwork.scheme.muted), 1.0))
        squares = [bias_rect(rect).adjusted(0.5, 0.5, -0.5, -0.5) for rect in place.rects]
        for (r, g, b, _unused), square in zip(colors, squares, strict=True):
            painter.fillRect(square, QColor(r, g, b))
        painter.drawRects(squares)

    def _paint_cross(self, painter: QPainter, rect: QRectF | None) -> None:
        if rect is not None:
            painter.setPen(QPen(QColor(self._brushwork.scheme.text), max(1.2, rect.width() * 0.05)))
            inner = rect.adjusted(2, 2, -2, -2)
            painter.drawLine(QLineF(inner.topLeft(), inner.bottomRight()))
            painter.drawLine(QLineF(inner.topRight(), inner.bottomLeft()))

    def _paint_outlines(self, painter: QPainter, marks: Marks) -> None:
        scene, scheme = self._scene, self._brushwork.scheme
        if isinstance(marks.hover, NodeSpot | BiasSpot):
            rect = scene.rect_of(marks.hover.column, marks.hover.unit)
            if rect is not None and isinstance(marks.hover, BiasSpot):
                rect = bias_rect(rect)
            self._outline(painter, rect, QPen(QColor(scheme.text), 1.6), 1.0)
        if marks.selected is not None:
            self._outline(painter, scene.rect_of(*marks.selected), QPen(QColor(scheme.accent), 3.0), 1.5)
        if marks.cursor is not None:
            pen = QPen(QColor(scheme.accent), 1.6, Qt.PenStyle.DashLine)
            self._outline(painter, scene.rect_of(marks.cursor.column, marks.cursor.unit), pen, 4.5)

    def _outline(self, painter: QPainter, rect: QRectF | None, pen: QPen, away: float) -> None:
        if rect is not None:
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(-away, -away, away, away), 2, 2)

    def _paint_flag(self, painter: QPainter, rect: QRectF | None) -> None:
        if rect is not None:
            radius = max(3.0, min(6.5, rect.height() * 0.16))
            painter.setPen(QPen(QColor(self._brushwork.scheme.surface), 1.5))
            painter.setBrush(QColor(self._brushwork.scheme.error))
            painter.drawEllipse(QPointF(rect.right() - 1, rect.top() + 1), radius, radius)
            if radius > 5:
                painter.setPen(QPen(QColor(self._brushwork.scheme.surface), 1.6))
                x, y = rect.right() - 1, rect.top() + 1
                painter.drawLine(QPointF(x, y - radius * 0.5), QPointF(x, y + radius * 0.1))
                painter.drawPoint(QPointF(x, y + radius * 0.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    # what stands still

    def _paint_still(self, size: QSize, ratio: float, font: QFont) -> QPixmap:
        scene, scheme = self._scene, self._brushwork.scheme
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for column, place in zip(scene.columns, scene.places, strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(scheme.plot))
            painter.drawRects(place.rects)
            for gap in place.gaps:
                self._paint_gap(painter, metrics, place.x, place.pitch, gap.y, gap.count)
            if not column.names or place.side + 1 < metrics.height() * 0.8:
                continue
            painter.setPen(QColor(scheme.text))
            for unit, rect in zip(place.units, place.rects, strict=True):
                if column.role is Role.INPUTS:
                    room = QRectF(0, rect.top() - 20, rect.left() - _LABEL_GAP, rect.height() + 40)
                    side = Qt.AlignmentFlag.AlignRight
                else:
                    x = rect.right() + _LABEL_GAP
                    room = QRectF(x, rect.top() - 20, size.width() - x, rect.height() + 40)
                    side = Qt.AlignmentFlag.AlignLeft
                text = metrics.elidedText(column.names[unit], Qt.TextElideMode.ElideRight, room.width())
                painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
        return pixmap

    def _paint_gap(
        self, painter: QPainter, metrics: QFontMetricsF, x: float, pitch: float, y: float, count: int
    ) -> None:
        """Says how many units are not shown, on a ground that keeps edges from crossing the words."""
        texts = (_("… {count} more").format(count=count), f"… {count}", "…")
        text = next((t for t in texts if metrics.horizontalAdvance(t) + 6 <= max(20.0, pitch - 4)), "…")
        wide, high = metrics.horizontalAdvance(text) + 6, metrics.height()
        room = QRectF(x - wide / 2, y - high / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_mixed(self._brushwork.scheme.surface, 225))
        painter.drawRoundedRect(room, 3, 3)
        painter.setPen(QColor(self._brushwork.scheme.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_note(self, painter: QPainter, size: QSize, font: QFont, note: str) -> None:
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        painter.setPen(QColor(self._brushwork.scheme.muted))
        room = QRectF(2, size.height() - metrics.height() - 1, size.width() - 4, metrics.height() + 1)
        text = metrics.elidedText(note, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _mixed(color: str, alpha: int) -> QColor:
    mixed = QColor(color)
    mixed.setAlpha(alpha)
    return mixed
