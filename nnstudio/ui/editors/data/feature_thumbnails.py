"""Small pictures of features: what they are worth over the data's plane, or their curve over its line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from nnstudio.data.derive import derive
from nnstudio.project.features import Feature
from nnstudio.ui.style.colors import Scheme, diverging_table, shade_diverging

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset

_PIXELS = 48
_MARGIN = 0.08
_FADED = 0.4

Range = tuple[tuple[float, float], ...]


def range_of(dataset: "Dataset") -> Range:
    """(low, high) of each column, and a little around it, as the big plot spans them."""
    raw = dataset.raw
    ends = zip(raw.min(axis=0).tolist(), raw.max(axis=0).tolist(), strict=True)
    return tuple((low - _margin(low, high), high + _margin(low, high)) for low, high in ends)


def feature_values(feature: Feature, columns: Sequence[str], span: Range) -> NDArray[np.float64]:
    """The feature over the range: (48,) along one column, (48, 48) over two, the second one upwards by rows."""
    ticks = [np.linspace(low, high, _PIXELS) for low, high in span]
    grid = np.stack([values.ravel() for values in np.meshgrid(*ticks)], axis=1)
    return derive((feature,), columns, grid)[:, 0].reshape((_PIXELS,) * len(span))


def draw_feature(
    feature: Feature, columns: Sequence[str], span: Range | None, scheme: Scheme, side: int, ratio: float
) -> QIcon:
    """The picture, faded while the feature is not in use; only a frame where the range is not known."""
    pixmap = _blank(side, ratio)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRectF(0.5, 0.5, side - 1, side - 1)
    clip = QPainterPath()
    clip.addRoundedRect(frame, 4, 4)
    painter.fillPath(clip, QColor(scheme.plot))
    if span is not None:
        painter.save()
        painter.setClipPath(clip)
        values = feature_values(feature, columns, span)
        (_draw_curve if values.ndim == 1 else _draw_plane)(painter, values, scheme, side)
        painter.restore()
    painter.setPen(QColor(scheme.line))
    painter.drawPath(clip)
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Disabled):
        icon.addPixmap(pixmap, mode, QIcon.State.On)
        icon.addPixmap(_faded(pixmap, side, ratio), mode, QIcon.State.Off)
    return icon


def _draw_plane(painter: QPainter, values: NDArray[np.float64], scheme: Scheme, side: int) -> None:
    limit = float(np.abs(values).max())
    shades = np.ascontiguousarray(shade_diverging(values[::-1], limit, diverging_table(scheme)))
    image = QImage(shades.data, _PIXELS, _PIXELS, 4 * _PIXELS, QImage.Format.Format_RGBA8888)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0, 0, side, side), image)


def _draw_curve(painter: QPainter, values: NDArray[np.float64], scheme: Scheme, side: int) -> None:
    limit = float(np.abs(values).max()) or 1.0
    xs = np.linspace(0, side, len(values)).tolist()
    ys = (side / 2 - values / limit * (side / 2 - 3)).tolist()
    painter.setPen(QPen(QColor(scheme.line), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(0, side / 2), QPointF(side, side / 2))
    painter.setPen(QPen(QColor(scheme.prediction), 1.6))
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)]))


def _blank(side: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _faded(pixmap: QPixmap, side: int, ratio: float) -> QPixmap:
    faded = _blank(side, ratio)
    painter = QPainter(faded)
    painter.setOpacity(_FADED)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return faded


def _margin(low: float, high: float) -> float:
    return _MARGIN * (high - low) or 1.0
