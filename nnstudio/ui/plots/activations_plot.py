"""Every unit of every layer: what it puts out over the input line or plane, as a small picture."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QAccessibleInterface,
    QColor,
    QHelpEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.language import _, ngettext
from nnstudio.ui.accessibility.picture import PictureInterface
from nnstudio.ui.style.colors import Scheme, diverging_table, shade_diverging
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.exportable import Exportable
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.plain_text import show_tooltip

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame

_GAP = 4
_LABEL_HEIGHT = 16
_MAX_SIDE = 120
_MIN_SIDE = 8
_WRAP_FROM = 10
_PIXELS = 40
_CURVE_POINTS = 60


@dataclass(frozen=True)
class Tile:
    """Where one unit is drawn."""

    layer: int
    unit: int
    rect: QRectF


class ActivationsPlot(QWidget):
    """A band of tiles for each layer; blue is below zero, orange above, strongest at the band's largest value."""

    every = 2
    waits = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activations_plot")
        self.setAccessibleName(_("What each unit computes"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(90)
        self._titles: tuple[str, ...] = ()
        self._frame: Frame | None = None
        self._limits: list[float] = []
        self._tiles: list[Tile] = []
        self._labels: list[tuple[QPointF, str]] = []
        self._laid_out: object = None
        self._export = Exportable(self, top=True)
        theme().follow(self._on_theme_changed)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What is drawn, a tile for each unit for which there is room."""
        return tuple(self._tiles)

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands above the rows of tiles."""
        return tuple(text for _unused, text in self._labels)

    def sizeHint(self) -> QSize:
        return QSize(300, 220)

    def set_layers(self, titles: Sequence[str]) -> None:
        """Names the layers whose units are shown."""
        self._titles = tuple(titles)
        self._frame = None
        self.update()

    def set_frame(self, frame: "Frame") -> None:
        """Shows all units at an epoch."""
        if len(frame.layers) != len(self._titles):
            return
        self._frame = frame
        self._limits = [max(1e-9, float(np.abs(H).max())) for H in frame.layers]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame = self._frame
        if frame is None:
            painter.setPen(QColor(self._scheme.muted))
            text = _("Here each unit will show what it computes.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            return
        self._lay_out([H.shape[1] for H in frame.layers])
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        painter.setPen(QColor(self._scheme.muted))
        for where, text in self._labels:
            painter.drawText(where, text)
        if len(frame.region.axes) == 1:
            self._paint_curves(painter, frame)
        else:
            self._paint_planes(painter, frame)

    def table(self) -> dict[str, NDArray[Any]]:
        """The columns' values over the region, and each unit's output there."""
        frame = self._frame
        if frame is None:
            return {}
        names = frame.region.columns
        table: dict[str, NDArray[Any]] = dict(zip(names, frame.region.points.T, strict=True))
        for layer, (title, H) in enumerate(zip(self._titles, frame.layers, strict=True)):
            for unit in range(H.shape[1]):
                name = _("layer {layer} {title}, unit {unit}").format(layer=layer + 1, title=title, unit=unit + 1)
                table[name] = H[:, unit]
        return table

    def sentence(self) -> str:
        """From where to where the units of each layer go."""
        if self._frame is None:
            return ""
        layers = zip(self._titles, self._frame.layers, strict=True)
        said = [
            ngettext(
                "layer {number} {title}, {n:,} unit from {min} to {max}",
                "layer {number} {title}, {n:,} units from {min} to {max}",
                H.shape[1],
            ).format(number=number, title=title, n=H.shape[1], min=short(float(H.min())), max=short(float(H.max())))
            for number, (title, H) in enumerate(layers, start=1)
        ]
        return _("At epoch {epoch:,}: {said}").format(epoch=self._frame.epoch, said="; ".join(said))

    def accessible_interface(self) -> QAccessibleInterface:
        return PictureInterface(self)

    def accessible_actions(self) -> Mapping[str, Callable[[], object]]:
        return {"Show as table": self._export.show_table, "Show menu": self._export.open_menu}

    def tile_at(self, position: QPointF) -> Tile | None:
        return next((tile for tile in self._tiles if tile.rect.contains(position)), None)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tile = self.tile_at(QPointF(event.pos()))
            if tile is not None and self._frame is not None:
                H = self._frame.layers[tile.layer][:, tile.unit]
                text = _("{layer}, unit {unit}: from {min:.4g} to {max:.4g}").format(
                    layer=self._titles[tile.layer], unit=tile.unit + 1, min=H.min(), max=H.max()
                )
                if H.max() == H.min():
                    text += "\n" + _("The same everywhere: this unit tells nothing about the input.")
                show_tooltip(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._laid_out = None

    def _lay_out(self, widths: list[int]) -> None:
        key = (tuple(widths), self.size(), self._titles)
        if key == self._laid_out:
            return
        self._laid_out = key
        label_height = theme().px(_LABEL_HEIGHT)
        in_a_row = min(max(widths), _WRAP_FROM)
        side = max(_MIN_SIDE, min(theme().px(_MAX_SIDE), (self.width() - 2 + _GAP) // in_a_row - _GAP))
        while side > _MIN_SIDE and self._height(widths, side) > self.height():
            side -= 1
        columns = self._columns(side)
        self._tiles, self._labels = [], []
        y = 0.0
        for layer, units in enumerate(widths):
            if y + label_height > self.height():
                break
            room = max(1, int((self.height() - y - label_height) // (side + _GAP)))
            shown = min(units, room * columns)
            told = (
                ngettext("{layer} · {n} unit", "{layer} · {n} units", units)
                if shown == units
                else ngettext(
                    "{layer} · {n} unit, the first {shown} shown", "{layer} · {n} units, the first {shown} shown", units
                )
            )
            label = told.format(layer=self._titles[layer], n=units, shown=shown)
            self._labels.append((QPointF(0, y + label_height - 4), label))
            y += label_height
            for unit in range(shown):
                row, column = divmod(unit, columns)
                rect = QRectF(1 + column * (side + _GAP), y + row * (side + _GAP), side, side)
                self._tiles.append(Tile(layer, unit, rect))
            y += -(-shown // columns) * (side + _GAP)

    def _columns(self, side: int) -> int:
        return max(1, (self.width() - 2 + _GAP) // (side + _GAP))

    def _height(self, widths: list[int], side: int) -> int:
        columns = self._columns(side)
        return sum(theme().px(_LABEL_HEIGHT) + -(-units // columns) * (side + _GAP) for units in widths)

    def _paint_planes(self, painter: QPainter, frame: "Frame") -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        n = frame.region.resolution
        every = max(1, n // _PIXELS)
        pictures: dict[int, NDArray[np.uint8]] = {}
        painter.setPen(QPen(QColor(self._scheme.line)))
        for tile in self._tiles:
            if tile.layer not in pictures:
                H = frame.layers[tile.layer].reshape(n, n, -1)[::-every, ::every]
                shades = shade_diverging(H, self._limits[tile.layer], self._table)
                pictures[tile.layer] = np.ascontiguousarray(shades.transpose(2, 0, 1, 3))
            pixels = pictures[tile.layer][tile.unit]
            side = pixels.shape[0]
            image = QImage(pixels.data, side, side, 4 * side, QImage.Format.Format_RGBA8888)
            painter.drawImage(tile.rect, image)
            painter.drawRect(tile.rect)

    def _paint_curves(self, painter: QPainter, frame: "Frame") -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        every = max(1, len(frame.region.points) // _CURVE_POINTS)
        frame_pen, zero_pen = QPen(QColor(self._scheme.line)), QPen(QColor(self._scheme.line))
        zero_pen.setStyle(Qt.PenStyle.DashLine)
        curve_pen = QPen(QColor(self._scheme.prediction), 1.6)
        for tile in self._tiles:
            rect, y = tile.rect, frame.layers[tile.layer][::every, tile.unit]
            painter.setPen(frame_pen)
            painter.setBrush(QColor(self._scheme.plot))
            painter.drawRect(rect)
            painter.setPen(zero_pen)
            middle = rect.center().y()
            painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))
            xs = np.linspace(rect.left(), rect.right(), len(y)).tolist()
            ys = (middle - y / self._limits[tile.layer] * (rect.height() / 2 - 2)).tolist()
            painter.setPen(curve_pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in zip(xs, ys, strict=True)]))

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._laid_out = None
        self._table = diverging_table(scheme)
        self.update()
