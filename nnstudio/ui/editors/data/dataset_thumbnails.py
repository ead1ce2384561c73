"""Small pictures of data sets."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from nnstudio.palette import class_color
from nnstudio.project.kinds import complete
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS, OWN_SOURCE_KINDS
from nnstudio.project.sources.spec import Task
from nnstudio.ui.style.colors import CLASS_COLORS, Scheme, diverging_table, shade_diverging

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset

_MAX_POINTS = 220
_DOT = 3.0
"""A sample's width; whole pixels on all usual screens."""
_SET = (
    (0.2, 0.3, 0),
    (0.32, 0.2, 0),
    (0.27, 0.45, 0),
    (0.46, 0.33, 0),
    (0.55, 0.68, 1),
    (0.7, 0.55, 1),
    (0.6, 0.84, 1),
)
_NEXT = (0.8, 0.78)
"""Points of the picture that stands for painting, and where the next one goes; shares of the side."""


def draw_thumbnail(kind: str, dataset: "Dataset | None", scheme: Scheme, side: int, ratio: float) -> QPixmap:
    """A square picture of the samples: themselves over two features, else their principal components."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(scheme.line))
    painter.setBrush(QColor(scheme.plot))
    painter.drawRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), 5, 5)
    shape = ALL_SOURCE_KINDS[kind].image_shape
    if kind in _SYMBOLS:
        _SYMBOLS[kind](painter, scheme, side)
    elif dataset is not None and shape is not None:
        _draw_image(painter, dataset, shape, scheme, side)
    elif dataset is not None:
        _draw_points(painter, dataset, scheme, side)
    painter.end()
    return pixmap


def _draw_painting(painter: QPainter, scheme: Scheme, side: int) -> None:
    """A few points, and the next one about to be set."""
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y, label in _SET:
        painter.setBrush(QColor(CLASS_COLORS[label]))
        painter.drawEllipse(QPointF(x * side, y * side), 2.4, 2.4)
    painter.setPen(QPen(QColor(scheme.accent), 1.6))
    x, y = _NEXT[0] * side, _NEXT[1] * side
    painter.drawLine(QPointF(x - 4, y), QPointF(x + 4, y))
    painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))


def _draw_table(painter: QPainter, scheme: Scheme, side: int) -> None:
    """Rows and columns below a header."""
    left, top, width, height = side * 0.18, side * 0.22, side * 0.64, side * 0.56
    row = height / 4
    painter.fillRect(QRectF(left, top, width, row), QColor(scheme.accent))
    painter.setPen(QPen(QColor(scheme.muted), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(left, top, width, height))
    for i in (1, 2, 3):
        painter.drawLine(QPointF(left, top + i * row), QPointF(left + width, top + i * row))
    for i in (1, 2):
        x = left + i * width / 3
        painter.drawLine(QPointF(x, top), QPointF(x, top + height))


_SYMBOLS = complete("ui/editors/data", {"points": _draw_painting, "csv": _draw_table}, OWN_SOURCE_KINDS)
"""What stands for the sources that are empty until the learner fills them."""


def _draw_image(painter: QPainter, dataset: "Dataset", shape: tuple[int, int], scheme: Scheme, side: int) -> None:
    """The first sample, of whose pixels 0 is white and the largest of all is black."""
    pixels = dataset.X_train[0].reshape(shape) / dataset.X_train.max()
    ink = np.round(pixels * 255).astype(np.uint8)
    rows, columns = shape
    image = QImage(columns, rows, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    for y, x in np.ndindex(rows, columns):
        color = QColor(scheme.text)
        color.setAlpha(int(ink[y, x]))
        image.setPixelColor(int(x), int(y), color)
    painter.drawImage(QRectF(6, 6, side - 12, side - 12), image)


def _draw_points(painter: QPainter, dataset: "Dataset", scheme: Scheme, side: int) -> None:
    xy, colors = _points(dataset, scheme)
    low, high = xy.min(axis=0), xy.max(axis=0)
    place = 5 + (xy - low) / np.where(high > low, high - low, 1) * (side - 10)
    dots = {color: _dot(color, painter.device().devicePixelRatio()) for color in set(colors)}
    # copies of one picture take a tenth of the time that a circle for each takes
    for (x, y), color in zip(place.tolist(), colors, strict=True):
        painter.drawPixmap(QPointF(x - _DOT / 2, side - y - _DOT / 2), dots[color])


def _dot(color: str, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(_DOT * ratio), round(_DOT * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(QRectF(0, 0, _DOT, _DOT))
    painter.end()
    return pixmap


def _points(dataset: "Dataset", scheme: Scheme) -> tuple[NDArray[np.float64], list[str]]:
    """(n, 2) places, and the colour of each."""
    every = max(1, len(dataset.X_train) // _MAX_POINTS)
    X, y = dataset.X_train[::every], dataset.y_train[::every]
    if dataset.task is not Task.REGRESSION:
        return _plane(X), [class_color(int(label)) for label in y]
    if X.shape[1] != 2:
        return np.column_stack((_plane(X)[:, 0], y)), [CLASS_COLORS[0]] * len(X)
    shades = shade_diverging(y, float(np.abs(y).max()), diverging_table(scheme))
    return X, ["#{:02x}{:02x}{:02x}".format(*shade) for shade in shades[:, :3].tolist()]


def _plane(X: NDArray[np.float64]) -> NDArray[np.float64]:
    """The samples as they are if they have one or two features, else by their two principal components."""
    if X.shape[1] == 2:
        return X
    if X.shape[1] == 1:
        return np.column_stack((X, X))
    scaled = (X - X.mean(axis=0)) / np.where(X.std(axis=0) > 0, X.std(axis=0), 1)
    _, _, directions = np.linalg.svd(scaled, full_matrices=False)
    return scaled @ directions[:2].T
