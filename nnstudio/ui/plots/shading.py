"""What a network says over a plane as colours and lines: arrays in, arrays out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import contourpy
import numpy as np
from numpy.typing import NDArray

from nnstudio.data.value_span import ValueSpan
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.ui.style.colors import Scheme, class_shades, diverging_table, shade_diverging

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Region

BANDS = 5
"""About how many flat bands there are on each side of the middle."""
_CERTAIN = 0.6
"""How far into the diverging colours a certain class goes: samples must stand out from it."""
_BAR_ROWS = 240
_MIDDLES = (np.arange(_BAR_ROWS) + 0.5) / _BAR_ROWS
"""How far up a bar the middle of each of its rows lies."""


@dataclass(frozen=True, eq=False)
class Bar:
    """A colour bar: what its colours are, from the bottom up, and the numbers that they stand for."""

    colors: NDArray[np.uint8]
    """(rows, columns, 4) RGBA"""
    low: float
    high: float


class Shades:
    """One appearance's colours for values, probabilities and classes; flat ones where they are asked for."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._table = diverging_table(scheme)
        self._classes: dict[int, NDArray[np.uint32]] = {}

    def values(self, values: NDArray[np.floating], span: ValueSpan, flat: bool = False) -> NDArray[np.uint8]:
        """Values within a span, diverging from its middle, as RGBA (…, 4); flat: one colour for each band."""
        shown = banded(values, span.reach) if flat else values
        return shade_diverging(span.from_middle(shown), span.reach, self._table)

    def probabilities(
        self, p: NDArray[np.floating], flat: bool = False, threshold: float = USUAL_THRESHOLD
    ) -> NDArray[np.uint8]:
        """(n, classes) as RGBA (n, 4): the likeliest class's colour, the stronger the surer; flat: all the same."""
        classes = p.shape[1]
        if classes == 2:
            side = np.where(p[:, 1] > threshold, np.float32(1), np.float32(-1)) if flat else 2 * p[:, 1] - 1
            return shade_diverging(_CERTAIN * side, 1.0, self._table)
        best = p.argmax(axis=1)
        if flat:
            level: NDArray[np.uint8] | int = 255
        else:
            top = p[np.arange(len(p)), best]
            level = ((top - 1 / classes) * (255 * classes / (classes - 1))).clip(0, 255).astype(np.uint8)
        return self._table_of(classes)[best, level].view(np.uint8).reshape(-1, 4)

    def value_bar(self, span: ValueSpan, flat: bool = False) -> Bar:
        values = span.middle + (_MIDDLES * 2 - 1) * span.reach
        return Bar(self.values(values, span, flat)[:, None], span.middle - span.reach, span.middle + span.reach)

    def probability_bar(self, classes: int, flat: bool = False, threshold: float = USUAL_THRESHOLD) -> Bar:
        """For two classes the second one's probability; for more, one column each: how likely the likeliest is."""
        if classes == 2:
            p = _MIDDLES
            return Bar(self.probabilities(np.column_stack((1 - p, p)), flat, threshold)[:, None], 0.0, 1.0)
        levels = np.full(_BAR_ROWS, 255) if flat else np.linspace(0, 255, _BAR_ROWS).astype(int)
        colors = self._table_of(classes)[:, levels].T
        return Bar(np.ascontiguousarray(colors).view(np.uint8).reshape(_BAR_ROWS, classes, 4), 1 / classes, 1.0)

    def _table_of(self, classes: int) -> NDArray[np.uint32]:
        if classes not in self._classes:
            self._classes[classes] = class_shades(classes, self._scheme)
        return self._classes[classes]


def band_width(limit: float) -> float:
    """A round number that fits about `BANDS` times into a positive limit."""
    rough = limit / BANDS
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(step for step in (1.0, 2.0, 5.0, 10.0) if step * power >= rough * (1 - 1e-9)) * power)


def banded(values: NDArray[np.floating], limit: float) -> NDArray[np.floating]:
    """Each value's band by its middle; bands end at whole multiples of `band_width`."""
    width = band_width(limit)
    middles: NDArray[np.floating] = (np.floor(values / width) + 0.5) * width
    return middles


def boundaries(
    surface: NDArray[np.floating], region: "Region", threshold: float = USUAL_THRESHOLD
) -> NDArray[np.float64]:
    """(k, 2) points along the boundaries between classes; rows of NaN lift the pen.

    `surface` is (points of the plane, classes); a single column has no boundary.
    """
    x, y = (np.linspace(low, high, region.resolution) for low, high in zip(region.lows, region.highs, strict=True))
    return boundaries_over(surface, x, y, threshold)


def boundaries_over(
    surface: NDArray[np.floating],
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    threshold: float = USUAL_THRESHOLD,
) -> NDArray[np.float64]:
    """The same over the grid of x and y, of which `surface` has a row for each point, row by row."""
    classes = surface.shape[1]
    if classes == 1 or min(len(x), len(y)) < 2:
        return np.empty((0, 2))
    levels: list[tuple[NDArray[np.floating], float]]
    if classes == 2:
        levels = [(surface[:, 1], threshold)]
    else:
        best = surface.argmax(axis=1)
        winners = np.unique(best)
        if len(winners) == 1:
            return np.empty((0, 2))
        rows = np.arange(len(surface))
        top = surface[rows, best]
        rest = surface.copy()
        rest[rows, best] = -np.inf
        second = rest.max(axis=1)
        levels = [(surface[:, c] - np.where(best == c, second, top), 0.0) for c in winners]
    pieces: list[NDArray[np.float64]] = []
    gap = np.full((1, 2), np.nan)
    for values, level in levels:
        for line in contourpy.contour_generator(x, y, values.reshape(len(y), len(x))).lines(level):
            pieces += [np.asarray(line), gap]
    return np.concatenate(pieces) if pieces else np.empty((0, 2))
