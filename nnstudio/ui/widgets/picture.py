"""Drawn widgets as pictures and tables: pixels, vectors, and the numbers behind them."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

Table = Mapping[str, Sequence[Any] | np.ndarray]
"""Columns by name; shorter ones end in empty cells."""


def picture(view: QWidget, scale: float = 2.0) -> QImage:
    """The widget in pixels, drawn anew `scale` times as fine as on the screen."""
    size = view.size()
    image = QImage(QSize(round(size.width() * scale), round(size.height() * scale)), QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(scale)
    image.fill(view.palette().window().color())
    _paint(view, image)
    return image


def svg(view: QWidget) -> bytes:
    """The widget as an SVG file: lines, shapes and texts as such, pictures of pixels embedded."""
    from PySide6.QtSvg import QSvgGenerator

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(view.size())
    generator.setViewBox(view.rect())
    # texts are set in points, and must come out as large as they are on the screen
    generator.setResolution(view.logicalDpiX())
    generator.setTitle(view.accessibleName() or view.objectName())
    _paint(view, generator)
    return bytes(buffer.data().data())


def csv_text(table: Table) -> str:
    """The columns as comma-separated values with a line of names; floats so that they are read back exactly."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table)
    columns = [column.tolist() if isinstance(column, np.ndarray) else column for column in table.values()]
    for row in zip_longest(*columns, fillvalue=None):
        writer.writerow(["" if value is None or value != value else value for value in row])
    return out.getvalue()


def _paint(view: QWidget, device: Any) -> None:
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        if isinstance(view, QGraphicsView):
            with _drawn_afresh(view, painter):
                view.render(painter, QRectF(view.rect()), view.viewport().rect())
        else:
            view.render(painter, QPoint())
    finally:
        painter.end()


@contextmanager
def _drawn_afresh(view: QGraphicsView, painter: QPainter) -> Iterator[None]:
    """Has the items drawn by their shapes, not copied from pixels that they keep for the screen."""
    items = view.scene().items()
    kept = [(item, item.cacheMode()) for item in items]
    options = {"antialias": True, "background": None, "painter": painter, "resolutionScale": 1.0}
    exported = [item for item in items if hasattr(item, "setExportMode")]
    try:
        for item in items:
            item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        for item in exported:
            item.setExportMode(True, options)
        yield
    finally:
        for item in exported:
            item.setExportMode(False)
        for item, mode in kept:
            item.setCacheMode(mode)
