"""The plane of two axes of a layer: the bent grid, the samples, and the line that the next layer draws."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from nnstudio.data.value_span import ValueSpan
from nnstudio.language import _
from nnstudio.project.sources.spec import Task
from nnstudio.ui.plots.canvas import Canvas, scaled_pen, translucent
from nnstudio.ui.plots.class_symbols import class_symbols
from nnstudio.ui.plots.tables import shares_of
from nnstudio.ui.style.colors import CLASS_COLORS, Scheme, class_color, diverging_table, shade_diverging
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.picture import Table

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.views.layer_space import LayerPicture

_Looks = dict[str, Any]
_PIECES = 40
_SAMPLE = 7
_BINS = 40
_STRIP = (-0.25, 2.2)
"""The vertical stretch of a layer with one unit: the line, the samples above it, their histogram on top."""
_SPARE = 0.1
_ROOM = 0.45
"""A range is kept until what is drawn takes up less than this share of it: pictures should not jump while they move."""


class SpacePlot(Canvas):
    """Train samples solid, test samples hollow: in their classes' shapes and colours, or their values' colours."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("layer_space_plot")
        self.setAccessibleName(_("Layer space"))
        self._classes: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        self._values: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
        self._span = ValueSpan.around_zero(1.0)
        self._class_count = 0
        self._picture: LayerPicture | None = None
        self._is_strip = False
        self._box: tuple[float, float, float, float] | None = None
        self._looks: tuple[_Looks, _Looks] = ({}, {})
        """What `setData` is told of the train and the test samples: without it, they would lose their colours."""
        self._grid = pg.PlotCurveItem(connect="finite")
        self.pieces = [pg.PlotCurveItem() for _unused in range(_PIECES)]
        self._boundary = pg.PlotCurveItem(connect="pairs")
        self.train_samples = pg.ScatterPlotItem(size=_SAMPLE)
        self.test_samples = pg.ScatterPlotItem(size=_SAMPLE)
        self._bars: list[pg.PlotCurveItem] = []
        for item in (self._grid, self.test_samples, self.train_samples, *self.pieces, self._boundary):
            self.addItem(item, ignoreBounds=True)
        self.dress()

    @property
    def boundary(self) -> NDArray[np.float64]:
        """(2 k, 2): the ends of the pieces of the line between the classes; empty where none is drawn."""
        return np.column_stack(self._boundary.getData())

    @property
    def bars(self) -> tuple[NDArray[np.float64], ...]:
        """For each class, how high the bars of its histogram stand: they rest on the strip of samples."""
        return tuple(bar.getData()[1] for bar in self._bars)

    def set_samples(self, dataset: "Dataset", train_rows: NDArray[np.intp], test_rows: NDArray[np.intp]) -> None:
        """Which samples come in pictures, that they get their colours."""
        targets = dataset.y_train[train_rows], dataset.y_test[test_rows]
        is_value = dataset.task is Task.REGRESSION
        self._classes = None if is_value else (targets[0].astype(np.int64), targets[1].astype(np.int64))
        self._values = (targets[0].astype(float), targets[1].astype(float)) if is_value else None
        self._span = ValueSpan.of(dataset.y_train)
        self._class_count = len(dataset.class_names)
        self._box = self._picture = None
        self._color_samples()

    def set_picture(
        self,
        picture: "LayerPicture",
        box: tuple[float, float, float, float] | None = None,
        boundary: NDArray[np.float64] | None = None,
    ) -> None:
        """Draws the picture over `box`, or over a range that suits it; `boundary` is (k, 2, 2), pieces of lines."""
        self._picture = picture
        self._is_strip = len(picture.axes) == 1
        self._draw_lines(picture.lines)
        self._draw_samples()
        ends = boundary.reshape(-1, 2) if boundary is not None else np.empty((0, 2))
        self._boundary.setData(ends[:, 0], ends[:, 1])
        self._draw_histogram(picture if box is None else None)
        # a strip's heights mean nothing
        self.lock_aspect(not self._is_strip or box is not None)
        if box is not None:
            self._box = None
            self.zoom.suit(box[:2], box[2:])
        else:
            self._suit(picture.box)

    def table(self) -> Table:
        """Each sample's share, its class or value, and where it lies."""
        picture, targets = self._picture, self._classes or self._values
        if picture is None or targets is None:
            return {}
        shares = shares_of(len(picture.train), len(picture.test))
        across, up = _places(picture).T
        kind = _("class") if self._classes is not None else _("target")
        return {_("share"): shares, kind: np.concatenate(targets), _("across"): across, _("up"): up}

    def sentence(self) -> str:
        """Where the classes lie on average, or how far the samples reach."""
        if self._classes is None or self._picture is None:
            return super().sentence()
        classes, places = np.concatenate(self._classes), _places(self._picture)
        middles = {c: places[classes == c].mean(axis=0).tolist() for c in np.unique(classes).tolist()}
        said = "; ".join(
            _("class {c} around ({x}, {y})").format(c=c, x=short(x), y=short(y)) for c, (x, y) in middles.items()
        )
        return _("{count:,} samples: {said}").format(count=len(classes), said=said)

    def strip_rows(self) -> NDArray[np.float64]:
        """(n + m,): how high each sample lies in a layer of one unit: at random, each class in a band of its own."""
        classes = self._classes
        counts = [len(part) for part in (classes or self._values or ((), ()))]
        rows = np.random.default_rng(0).uniform(0.05, 0.95, size=sum(counts))
        if classes is not None and self._class_count:
            rows = (np.concatenate(classes) + rows) / self._class_count
        return rows

    def restyle(self, scheme: Scheme) -> None:
        scale = theme().scale
        self._grid.setPen(pg.mkPen(translucent(scheme.muted, 150), width=scale))
        self._boundary.setPen(pg.mkPen(scheme.text, width=2 * scale, style=Qt.PenStyle.DashLine))
        for piece, color in zip(self.pieces, line_colors(_PIECES, scheme.is_dark), strict=True):
            piece.setPen(pg.mkPen(color, width=3 * scale))
        self._color_samples()
        if self._picture is not None and self._is_strip:
            self._draw_histogram(self._picture)

    def _suit(self, box: tuple[float, float, float, float]) -> None:
        """Takes another range if the present one does not hold the picture, or holds mostly nothing."""
        x0, x1, y0, y1 = box
        if self._is_strip:
            y0, y1 = _STRIP
        now = self._box
        if now is not None:
            inside = now[0] <= x0 and x1 <= now[1] and now[2] <= y0 and y1 <= now[3]
            fills = x1 - x0 > _ROOM * (now[1] - now[0]) and y1 - y0 > _ROOM * (now[3] - now[2])
            if inside and fills:
                return
        if now is not None:
            # a picture that grows is not to have its axes drawn anew with every frame
            across, up = _SPARE * (x1 - x0), 0.0 if self._is_strip else _SPARE * (y1 - y0)
            x0, x1, y0, y1 = x0 - across, x1 + across, y0 - up, y1 + up
        self._box = (x0, x1, y0, y1)
        self.zoom.suit((x0, x1), (y0, y1))

    def forget_range(self) -> None:
        """The next picture takes the range that suits it best."""
        self._box = None
        self.zoom.forget()

    def _draw_lines(self, lines: NDArray[np.float64]) -> None:
        is_curve = len(lines) == 1
        self._grid.setVisible(not is_curve and not self._is_strip)
        for piece in self.pieces:
            piece.setVisible(is_curve)
        if is_curve:
            cuts = np.linspace(0, lines.shape[1] - 1, _PIECES + 1).round().astype(int)
            for piece, start, end in zip(self.pieces, cuts, cuts[1:], strict=False):
                piece.setData(lines[0, start : end + 1, 0], lines[0, start : end + 1, 1])
        else:
            padded = np.pad(lines, ((0, 0), (0, 1), (0, 0)), constant_values=np.nan).reshape(-1, 2)
            self._grid.setData(padded[:, 0], padded[:, 1])

    def _draw_histogram(self, picture: "LayerPicture | None") -> None:
        """Over a layer of one unit, how many train samples lie where, by class."""
        for bar in self._bars:
            self.removeItem(bar)
        self._bars = []
        if picture is None or not self._is_strip or not len(picture.train):
            return
        x = picture.train[:, 0]
        low, high = float(x.min()), float(x.max())
        edges = np.linspace(low, high if high > low else low + 1e-6, _BINS + 1)
        groups = [x] if self._classes is None else [x[self._classes[0] == c] for c in range(self._class_count)]
        counts = [np.histogram(group, edges)[0] for group in groups]
        most = max(1, max(int(count.max()) for count in counts))
        for c, count in enumerate(counts):
            color = CLASS_COLORS[c % len(CLASS_COLORS)] if self._classes is not None else self.scheme.muted
            bar = pg.PlotCurveItem(edges, 1.1 + count / most, stepMode="center", fillLevel=1.1)
            bar.setPen(scaled_pen(self.scheme.drawn(color), width=1.2))
            bar.setBrush(pg.mkBrush(translucent(color, 70)))
            self.addItem(bar, ignoreBounds=True)
            self._bars.append(bar)

    def _color_samples(self) -> None:
        scheme, size = self.scheme, _SAMPLE * theme().scale
        outline = scaled_pen(scheme.mark_edge, width=0.7)
        symbols: list[Any] = ["o", "o"]
        if self._classes is not None:
            colors = [[class_color(label) for label in labels.tolist()] for labels in self._classes]
            symbols = [class_symbols(labels.tolist()) for labels in self._classes]
        elif self._values is not None:
            table, span = diverging_table(scheme), self._span
            shades = [shade_diverging(span.from_middle(values), span.reach, table) for values in self._values]
            colors = [[f"#{r:02x}{g:02x}{b:02x}" for r, g, b, _unused in part.tolist()] for part in shades]
        else:
            return
        # many have the same
        brushes = {color: pg.mkBrush(translucent(color, 190)) for color in set(colors[0])}
        pens = {color: scaled_pen(scheme.drawn(color), width=1.6) for color in set(colors[1])}
        self._looks = (
            {"brush": [brushes[color] for color in colors[0]], "pen": outline, "size": size, "symbol": symbols[0]},
            {
                "brush": pg.mkBrush(scheme.plot),
                "pen": [pens[color] for color in colors[1]],
                "size": size,
                "symbol": symbols[1],
            },
        )
        self._draw_samples()

    def _draw_samples(self) -> None:
        """The samples where the picture has them, in their colours."""
        picture = self._picture
        for item, part, look in zip((self.train_samples, self.test_samples), (0, 1), self._looks, strict=True):
            places = np.empty((0, 2)) if picture is None else (picture.train, picture.test)[part]
            if len(places):
                item.setData(places[:, 0], places[:, 1], **look)
            else:
                item.clear()


def _places(picture: "LayerPicture") -> NDArray[np.float64]:
    """(n + m, 2): where the train samples lie, then the test samples."""
    return np.concatenate((picture.train.reshape(-1, 2), picture.test.reshape(-1, 2)))


def line_colors(count: int, is_dark: bool) -> list[str]:
    """Colours along a line, from its start to its end, that show on the ground."""
    table = pg.colormap.get("viridis")
    ends = (0.2, 1.0) if is_dark else (0.0, 0.85)
    return [color.name() for color in table.map(np.linspace(*ends, count), mode="qcolor")]
