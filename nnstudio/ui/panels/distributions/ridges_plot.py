"""One layer's values over the epochs as ridges, or at one epoch as a histogram."""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsItem,
    QHBoxLayout,
    QStyleOptionGraphicsItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _, local_number
from nnstudio.ui.plots.canvas import Canvas, freeze, scaled_pen, translucent
from nnstudio.ui.style.colors import CLASS_COLORS, Scheme
from nnstudio.ui.widgets.elided_label import ElidedLabel
from nnstudio.ui.widgets.picture import Table
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

if TYPE_CHECKING:
    from nnstudio.engine.views.distributions import Spread

_BINS = ((64, 20), (512, 32))
"""Fewer values are put into fewer bins: (up to so many values, so many bins)."""
_MOST_BINS = 60
_HEIGHT = 0.28
"""How high the highest ridge rises, as a share of all epochs."""


_MOST_STEP = 1.25
"""In what steps the ridges' scale changes, that it seldom does."""


_Shape = tuple[QPolygonF, QPen, QColor]


class _Ridges(pg.GraphicsObject):
    """Ridges in one item: the oldest at the top and at the back, faint."""

    def __init__(self) -> None:
        super().__init__()
        self._shapes: list[_Shape] = []
        self._bounds = QRectF()

    def set_shapes(self, shapes: list[_Shape], bounds: QRectF) -> None:
        self.prepareGeometryChange()
        self._shapes, self._bounds = shapes, bounds
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        for outline, pen, ground in self._shapes:
            # smooth edges of the ground would take four times as long, and the line covers them
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawPolygon(outline)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawPolyline(outline)


class RidgesPlot(Canvas):
    """Time runs downwards, the epoch shown is drawn in the accent colour; the values' zero is a dashed line."""

    def __init__(self, is_named: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(_("Distribution"))
        self.is_named = is_named
        """Whether the vertical axis has its name: of plots side by side the first is enough."""
        self._spreads: dict[int, Spread] = {}
        self._shown = 0
        self._range = (-1.0, 1.0)
        self._bins = _MOST_BINS
        self._counted: dict[int, tuple[Spread, tuple[float, ...], NDArray[np.float64]]] = {}
        self.is_over_time = True
        self._ridges, self._shown_ridge = _Ridges(), _Ridges()
        # while the timeline moves, only the ridge of the epoch shown does
        freeze(self._ridges)
        self._drawn: tuple[object, list[Spread]] = (None, [])
        self._bars = pg.PlotCurveItem([0, 1], [0], stepMode="center", fillLevel=0)
        self._zero = pg.InfiniteLine(pos=0, angle=90)
        self._zero.setFlag(QGraphicsItem.GraphicsItemFlag.ItemStacksBehindParent)
        for item in (self._ridges, self._shown_ridge, self._bars, self._zero):
            self.addItem(item, ignoreBounds=True)
        self.getPlotItem().getAxis("bottom").setHeight(34)
        self.dress()

    @property
    def spreads(self) -> "dict[int, Spread]":
        """What is drawn, by epoch."""
        return dict(self._spreads)

    @property
    def values(self) -> tuple[float, float]:
        """The range of values over which it is drawn."""
        return self._range

    @property
    def counts(self) -> NDArray[np.float64]:
        """How high the bars of the histogram are."""
        counts: NDArray[np.float64] = self._bars.getData()[1]
        return counts

    def table(self) -> Table:
        """Each epoch's mean and standard deviation."""
        epochs = sorted(self._spreads)
        spreads = [self._spreads[epoch] for epoch in epochs]
        if not spreads:
            return {}
        means, widths = [spread.mean for spread in spreads], [spread.std for spread in spreads]
        counts = [spread.count for spread in spreads]
        return {_("epoch"): epochs, _("values"): counts, _("mean"): means, _("standard deviation"): widths}

    def set_spreads(
        self, spreads: "Mapping[int, Spread]", shown: int, values: tuple[float, float], over_time: bool
    ) -> None:
        """Draws the spreads of the epochs over the range `values`; without `over_time`, only the one `shown`."""
        if over_time != self.is_over_time:
            self.zoom.forget()
        self._spreads, self._shown, self._range = dict(spreads), shown, values
        self.is_over_time = over_time
        self._counted = {epoch: known for epoch, known in self._counted.items() if epoch in spreads}
        count = max((spread.count for spread in spreads.values()), default=0)
        self._bins = next((bins for most, bins in _BINS if count <= most), _MOST_BINS)
        self._draw()

    def restyle(self, scheme: Scheme) -> None:
        self._zero.setPen(scaled_pen(scheme.muted, width=1, style=Qt.PenStyle.DashLine))
        self._bars.setPen(scaled_pen(scheme.accent, width=1.2))
        self._bars.setBrush(pg.mkBrush(translucent(scheme.accent, 110)))
        self._drawn = (None, [])
        self._draw()

    def heights(self, epoch: int) -> NDArray[np.float64]:
        """(bins,): how many of the values lie in each of the equal parts of the range.

        Scaled up to all, where only some were kept.
        """
        spread, key = self._spreads[epoch], (self._bins, *self._range)
        known = self._counted.get(epoch)
        if known is not None and known[0] is spread and known[1] == key:
            return known[2]
        counts, _unused = np.histogram(spread.values, bins=self._bins, range=self._range)
        scaled: NDArray[np.float64] = counts * (spread.count / max(1, len(spread.values)))
        self._counted[epoch] = (spread, key, scaled)
        return scaled

    def _draw(self) -> None:
        self._ridges.setVisible(self.is_over_time)
        self._shown_ridge.setVisible(self.is_over_time)
        self._bars.setVisible(not self.is_over_time)
        low, high = self._range
        if self.is_over_time:
            self._draw_ridges()
        else:
            self._draw_bars()
        self.zoom.suit(x=(low, high), padding=0.02)

    def _draw_bars(self) -> None:
        self.set_ticks("left", None)
        if self.is_named:
            self.label("left", _("how many"))
        low, high = self._range
        edges = np.linspace(low, high, self._bins + 1)
        counts = self.heights(self._shown) if self._shown in self._spreads else np.zeros(self._bins)
        self._bars.setData(edges, counts)
        self.zoom.suit(y=(0, max(1.0, float(counts.max())) * 1.06))

    def _draw_ridges(self) -> None:
        epochs = sorted(self._spreads)
        if self.is_named:
            self.label("left", _("epoch"))
        if not epochs:
            for ridges in (self._ridges, self._shown_ridge):
                ridges.set_shapes([], QRectF())
            self._drawn = (None, [])
            return
        low, high = self._range
        last = max(1, epochs[-1])
        shares = {epoch: self.heights(epoch) / self._spreads[epoch].count for epoch in epochs}
        most = max(float(share.max()) for share in shares.values()) or 1.0
        most = _MOST_STEP ** math.ceil(math.log(most, _MOST_STEP))
        edges = np.linspace(low, high, self._bins + 1)
        x = np.concatenate(([low], (edges[:-1] + edges[1:]) / 2, [high]))
        top = _HEIGHT * last
        bounds = QRectF(low, -last, high - low, last + top)

        def shape(epoch: int, pen: QPen, ground: QColor) -> _Shape:
            y = np.concatenate(([0.0], shares[epoch], [0.0])) * (top / most) - epoch
            return pg.functions.arrayToQPolygonF(x, y), pen, ground

        shown = [epoch for epoch in epochs if epoch == self._shown]
        accent = scaled_pen(self.scheme.accent, width=2), translucent(self.scheme.accent, 150)
        self._shown_ridge.set_shapes([shape(epoch, *accent) for epoch in shown], bounds)
        others = [epoch for epoch in epochs if epoch != self._shown]
        key, spreads = (tuple(others), self._bins, self._range, most, last), [self._spreads[epoch] for epoch in others]
        if key != self._drawn[0] or any(a is not b for a, b in zip(spreads, self._drawn[1], strict=True)):
            self._drawn = (key, spreads)
            self._ridges.set_shapes([shape(epoch, *self._colors(epoch, others)) for epoch in others], bounds)
        self.zoom.suit(y=(-1.02 * last, 1.05 * top))
        ticks = sorted({epochs[0], last // 2, last} if last > 1 else {0, last})
        self.set_ticks("left", [[(-epoch, local_number(epoch, ",")) for epoch in ticks], []])

    def _colors(self, epoch: int, epochs: list[int]) -> tuple[QPen, QColor]:
        age = epochs.index(epoch) / max(1, len(epochs) - 1)
        ground = _mixed(self.scheme.plot, CLASS_COLORS[0], 0.10 + 0.45 * age)
        line = _mixed(self.scheme.plot, CLASS_COLORS[0] if not self.scheme.is_dark else "#8cc2ee", 0.35 + 0.65 * age)
        return scaled_pen(line, width=1), translucent(ground, 225)


class LayerSpreads(QWidget):
    """A layer's plot with its name and figures above it."""

    def __init__(self, is_first: bool) -> None:
        super().__init__()
        self.title, self._figures = PlainLabel(), ElidedLabel()
        self.title.setObjectName("heading")
        self.plot = RidgesPlot(is_named=is_first)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title)
        head.addWidget(self._figures, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.plot, 1)

    def show_spreads(
        self,
        name: str,
        unit: str,
        spreads: "dict[int, Spread]",
        epoch: int,
        values: tuple[float, float],
        over_time: bool,
    ) -> None:
        """The layer's name, the mean and standard deviation at the epoch shown, and the plot over `values`."""
        spread = spreads.get(epoch)
        self.title.setText(name)
        self.plot.setAccessibleName(_("Distribution: {name}").format(name=name))
        figures = f"{_short(spread.mean)} ± {_short(spread.std)}" if spread is not None else ""
        tip = (
            _("{count:,} values; mean {mean:.6g}, standard deviation {std:.6g}").format(
                count=spread.count, mean=spread.mean, std=spread.std
            )
            if spread
            else ""
        )
        self._figures.set_text(figures, tip)
        self.setToolTip(tooltip(tip))
        self.plot.label("bottom", unit)
        self.plot.set_spreads(spreads, epoch, values, over_time)


def _short(value: float) -> str:
    return local_number(value, ".2g").replace("-", "−")


@lru_cache(maxsize=512)
def _mixed(ground: str, color: str, share: float) -> str:
    a, b = QColor(ground), QColor(color)
    parts = [round(p + (q - p) * share) for p, q in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True)]  # type: ignore[index]
    return QColor(*parts).name()
