"""The edges between two columns: which are drawn, how wide and in what colour, and which one lies at a point."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPen

from nnstudio.ui.diagram.layout import ColumnPlace
from nnstudio.ui.diagram.pictures import finite, limit_of

LEVELS = 8
"""Steps of width and colour, each way from zero."""
_FAINTEST = 0.25
_THINNEST, _WIDEST = 0.6, 4.2


@dataclass(eq=False)
class Edges:
    """All edges between the shown units of two neighbouring columns; `levels` says how each looks just now."""

    to: int
    """The number of the column that they lead to."""
    parameter: str | None
    """The weights' name in the state_dict; None where units are merely handed on, one to one."""
    rows: NDArray[np.intp]
    """(k,) the unit that each edge leads to: the row of the weight matrix."""
    cols: NDArray[np.intp]
    """(k,) the unit that it comes from."""
    ends: NDArray[np.float64]
    """(k, 4): x and y where it begins and where it ends."""
    total: int
    """How many there are with the units that are not shown."""
    lines: list[QLineF] = field(default_factory=list)
    levels: NDArray[np.int8] | None = None
    """(k,) −LEVELS to LEVELS by the weight; None while there are no weights."""
    drawn: NDArray[np.intp] | None = None
    """Indices of the edges that are drawn, weakest first; None for all."""
    limit: float = 1.0
    """The layer's largest magnitude."""

    def __len__(self) -> int:
        return len(self.rows)

    def set_weights(self, W: NDArray[np.float32] | None, most: int) -> None:
        """Shows the weights W, (units, inputs); of the edges the `most` strongest are drawn."""
        if W is None or self.parameter is None:
            self.levels = None
            self.drawn = None if len(self) <= most else np.arange(most)
            return
        self.limit = limit_of(W)
        weights = finite(W[self.rows, self.cols])
        strength = np.abs(weights)
        self.levels = np.clip(np.rint(weights * (LEVELS / self.limit)), -LEVELS, LEVELS).astype(np.int8)
        if len(strength) > most:
            strongest = np.argpartition(strength, len(strength) - most)[-most:]
            self.drawn = strongest[np.argsort(strength[strongest])]
        else:
            self.drawn = np.argsort(strength)

    @property
    def visible(self) -> NDArray[np.intp]:
        """Indices of the edges that are drawn."""
        return np.arange(len(self)) if self.drawn is None else self.drawn

    def buckets(self, keep: NDArray[np.bool_] | None = None) -> list[tuple[int | None, list[QLineF]]]:
        """The lines to draw by their level, weakest first: all, or those marked in `keep`, (k,)."""
        visible = self.visible
        if keep is not None:
            visible = visible[keep[visible]]
        if self.levels is None:
            return [(None, [self.lines[i] for i in visible.tolist()])] if len(visible) else []
        levels = self.levels[visible]
        found = sorted(set(levels.tolist()), key=abs)
        return [(level, [self.lines[i] for i in visible[levels == level].tolist()]) for level in found]

    def nearest(self, x: float, y: float) -> tuple[int, float]:
        """The drawn edge nearest to a point, and how far away it is."""
        visible = self.visible
        if not len(visible):
            return -1, float("inf")
        ends = self.ends[visible]
        start, along = ends[:, :2], ends[:, 2:] - ends[:, :2]
        t = np.clip(((np.array([x, y]) - start) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
        away = np.hypot(*(start + along * t[:, None] - (x, y)).T)
        best = int(away.argmin())
        return int(visible[best]), float(away[best])


def connect(a: ColumnPlace, b: ColumnPlace, to: int, parameter: str | None, total: int) -> Edges:
    """The edges from one column to the next: every unit to every unit, or one to one where nothing is weighed."""
    if parameter is None:
        common = [unit for unit in b.units if unit in a.units]
        sources = [a.units.index(unit) for unit in common]
        targets = [b.units.index(unit) for unit in common]
        src, dst = np.array(sources, dtype=np.intp), np.array(targets, dtype=np.intp)
    else:
        dst, src = (index.ravel() for index in np.indices((len(b.units), len(a.units))))
    begin = np.array([(rect.right(), rect.center().y()) for rect in a.rects])
    end = np.array([(rect.left(), rect.center().y()) for rect in b.rects])
    ends = np.hstack((begin[src], end[dst])) if len(src) else np.empty((0, 4))
    lines = [QLineF(*row) for row in ends.tolist()]
    return Edges(to, parameter, np.array(b.units)[dst], np.array(a.units)[src], ends, total, lines)


def make_pens(table: NDArray[np.uint32], plain: str, side: float) -> dict[int | None, QPen]:
    """A pen for each level, and for None the plain one; `side` is the height of the nodes that the edges join."""
    widest = min(_WIDEST, _THINNEST + side * 0.14)
    pens: dict[int | None, QPen] = {None: QPen(QColor(plain), 1.0)}
    for level in range(-LEVELS, LEVELS + 1):
        strength = abs(level) / LEVELS
        t = (1 if level > 0 else -1) * (_FAINTEST + (1 - _FAINTEST) * strength) if level else 0.0
        r, g, b, _ = table[[round((t + 1) / 2 * (len(table) - 1))]].view(np.uint8).tolist()
        pens[level] = QPen(QColor(r, g, b) if level else QColor(plain), _THINNEST + (widest - _THINNEST) * strength)
    return pens
