"""A race drawn on the landscape: each racer's way so far in its colour, where it is now, and where one left the map."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtWidgets import QGraphicsItem

from nnstudio.class_marks import class_mark
from nnstudio.language import _
from nnstudio.ui.panels.landscape.race_words import state_of
from nnstudio.ui.plots.canvas import scaled_pen, translucent
from nnstudio.ui.plots.class_symbols import class_symbols
from nnstudio.ui.plots.key_strip import Entry
from nnstudio.ui.style.colors import Scheme, part_color
from nnstudio.ui.style.theme import theme

if TYPE_CHECKING:
    from nnstudio.engine.sweeps.race import Clock, Race, Standing
    from nnstudio.engine.views.landscape import Box, Slice

_COLORS = (0, 1, 3, 4, 5, 2, 7, 6)
"""Of the colours for parts, those first that differ most from the map's blue."""
_FARTHEST = 100.0
"""Of the map's size: what lies farther is drawn nearer, in the same direction."""


class RaceLayer:
    """Without a race there is nothing of it in the plot."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._race: Race | None = None
        self._clock: Clock | None = None
        self._names: list[str] = []
        self._own = 0
        self._box: Box = ()
        self._points: list[NDArray[np.float64]] = []
        self._lines: list[pg.PlotCurveItem] = []
        self._heads: list[pg.ScatterPlotItem] = []

    def set_race(self, race: "Race | None", clock: "Clock", names: Sequence[str], own: int) -> None:
        """Another race, another clock, or none; `own`: which racer is the project's own run."""
        self._race, self._clock, self._names, self._own = race, clock, list(names), own
        self._points = []
        for item in (*self._lines, *self._heads):
            self._plot.removeItem(item)
        count = len(race.racers) if race is not None else 0
        self._lines = [pg.PlotCurveItem(connect="finite") for _unused in range(count)]
        self._heads = [pg.ScatterPlotItem() for _unused in range(count)]
        # the project's own lies on top
        for i in sorted(range(count), key=lambda i: i == own):
            for item in (self._lines[i], self._heads[i]):
                self._plot.addItem(item, ignoreBounds=True)
        self.dress(theme().scheme)

    def place(self, cut: "Slice", box: "Box") -> None:
        """Lays the ways out on a slice; the box has two sides, the second of a single parameter being the loss."""
        self._points = []
        if self._race is None or self._clock is None:
            return
        self._box = box
        for racer in self._race.racers:
            trace = racer.trace(self._clock)
            points = cut.coordinates(trace.path.astype(np.float64))
            if points.shape[1] == 1:
                points = np.column_stack((points, trace.losses))
            self._points.append(self._within_reach(points))

    def show(self, moment: float) -> list[Entry]:
        """Shows everybody where they are at a moment; their entries for the key."""
        race, clock = self._race, self._clock
        entries: list[Entry] = []
        if race is None or clock is None or not self._points:
            return entries
        for i, (racer, standing) in enumerate(zip(race.racers, race.standings(clock, moment), strict=True)):
            points = self._points[i][: standing.index + 1]
            is_off = self._place_head(i, points, standing)
            self._lines[i].setData(points[:, 0], points[:, 1])
            text = _("{name}: {state}").format(name=self._name(i), state=state_of(racer, standing, clock, is_off))
            items: tuple[QGraphicsItem, ...] = (self._lines[i], self._heads[i])
            entries.append(Entry(text, self._color(i, theme().scheme), class_mark(i).sign, items, self._names[i]))
        return entries

    def _name(self, i: int) -> str:
        return _("{name} (this project)").format(name=self._names[i]) if i == self._own else self._names[i]

    def _place_head(self, i: int, points: NDArray[np.float64], standing: "Standing") -> bool:
        """Marks where a racer is, at the map's edge if it is off the map; says whether it is."""
        there = points[np.isfinite(points).all(axis=1)][-1:]
        if not len(there):
            self._heads[i].setData([], [])
            return False
        edge = there[0].copy()
        for axis, (low, high) in enumerate(self._box):
            edge[axis] = np.clip(edge[axis], low, high)
        is_off = bool((edge != there[0]).any())
        is_out = is_off or standing.loss is None
        color = self._color(i, theme().scheme)
        brush = pg.mkBrush(theme().scheme.plot if is_out else color)
        pen = scaled_pen(color if is_out else theme().scheme.plot, width=2 if is_out else 1.5)
        [symbol] = ["x"] if standing.has_diverged else class_symbols([i])
        self._heads[i].setData([edge[0]], [edge[1]], symbol=symbol, brush=brush, pen=pen, size=self._size(i))
        return is_off

    def _within_reach(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Qt can't draw what is farther away than it can count."""
        middle = np.array([(low + high) / 2 for low, high in self._box])
        size = np.array([max(high - low, 1e-300) for low, high in self._box])
        near = points.copy()
        with np.errstate(over="ignore", invalid="ignore"):
            away = (points - middle) / size
            far = np.abs(away).max(axis=1)
            beyond = far > _FARTHEST
            near[beyond] = middle + away[beyond] / far[beyond, None] * _FARTHEST * size
        return near

    def _size(self, i: int) -> int:
        return theme().px(16 if i == self._own else 12)

    def _color(self, i: int, scheme: Scheme) -> str:
        if i == self._own:
            return scheme.prediction
        return part_color(_COLORS[(i - (i > self._own)) % len(_COLORS)], scheme)

    def dress(self, scheme: Scheme) -> None:
        """Colours the ways; who is where takes on the colours when it is next shown."""
        for i, line in enumerate(self._lines):
            width = 4 if i == self._own else 2
            line.setPen(scaled_pen(self._color(i, scheme), width=width))
            # it is to be seen on the depths as on the heights
            line.setShadowPen(scaled_pen(translucent(scheme.plot, 170), width=width + 2))
