"""The shapes of classes, as Qt and pyqtgraph draw them."""

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from nnstudio.class_marks import class_mark
from nnstudio.ui.style.colors import class_color


@cache
def class_path(label: int) -> QPainterPath:
    """A class's shape within about 1 × 1 around the origin."""
    path = QPainterPath()
    corners = class_mark(label).corners
    if corners:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        path.closeSubpath()
    else:
        path.addEllipse(QRectF(-0.5, -0.5, 1.0, 1.0))
    return path


def draw_class(painter: QPainter, label: int, box: QRectF, edge: str = "") -> None:
    """A class's mark within a box, with an edge of a color around it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = 0.78 * min(box.width(), box.height())
    painter.translate(box.center())
    painter.scale(side, side)
    painter.setPen(QPen(QColor(edge), 1.1 / side) if edge else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(class_color(label)))
    painter.drawPath(class_path(label))
    painter.restore()


def class_pixmap(label: int, side: int, ratio: float = 1.0, edge: str = "") -> QPixmap:
    """A picture of a class's mark, as wide and high as `side`."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_class(painter, label, QRectF(0, 0, side, side), edge)
    painter.end()
    return pixmap
