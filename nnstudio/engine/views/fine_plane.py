"""What a network says at a grid over part of a frame's plane, as fine as it is to be seen, computed bit by bit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.snapshots.cost import REGION_PRODUCTS, Cost
from nnstudio.engine.snapshots.probe import Probe, Unit
from nnstudio.engine.views.frame import Frame, surface
from nnstudio.project.project import Project

Box = tuple[float, float, float, float]
MOST_POINTS = 2_500_000
"""More than a large screen has in a square."""
_MOST_VALUES = 16_000_000
"""Numbers that the grid puts out: 64 MB."""
_WORTHWHILE = 1.3
"""How much finer along each axis than the frame a grid must be to be computed."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells of equal size; x and y are their middles, so that the cells fill the box."""

    box: Box
    """Lowest and highest x, lowest and highest y, in the plane's coordinates."""
    columns: int
    rows: int

    @property
    def x(self) -> NDArray[np.float64]:
        return _middles(*self.box[:2], self.columns)

    @property
    def y(self) -> NDArray[np.float64]:
        return _middles(*self.box[2:], self.rows)


@dataclass(frozen=True, eq=False)
class FinePlane:
    """The values of a grid at one epoch."""

    frame: Frame
    unit: Unit | None
    """Whose outputs the values are; None for the prediction."""
    grid: Grid
    values: NDArray[np.float32]
    """(rows · columns, classes or 1), row by row up the second axis."""


def fitting_grid(project: Project, frame: Frame, box: Box, columns: int, rows: int) -> Grid | None:
    """A grid of so many cells, or of as many as the network allows; None where the frame is about as fine.

    Of the box that part is taken that lies within the frame's region, with its share of the cells.
    """
    (x0, y0), (x1, y1) = frame.region.lows, frame.region.highs
    left, right, low, high = max(box[0], x0), min(box[1], x1), max(box[2], y0), min(box[3], y1)
    if not (right > left and high > low and columns > 0 and rows > 0):
        return None
    across, up = columns * (right - left) / (box[1] - box[0]), rows * (high - low) / (box[3] - box[2])
    cost = Cost.of(project.layer_shapes())
    width = frame.surface.shape[1]
    most = min(MOST_POINTS, _MOST_VALUES // width, REGION_PRODUCTS // cost.products)
    shrink = min(1.0, float(np.sqrt(most / (across * up))))
    columns, rows = max(1, round(across * shrink)), max(1, round(up * shrink))
    finer = columns / (right - left) * (x1 - x0), rows / (high - low) * (y1 - y0)
    if min(finer) < _WORTHWHILE * frame.region.resolution:
        return None
    return Grid((left, right, low, high), columns, rows)


class FineWork:
    """Computes a grid's values, some rows at a time. Between times the probe may be used for anything else."""

    def __init__(
        self, project: Project, dataset: Dataset, probe: Probe, frame: Frame, unit: Unit | None, grid: Grid
    ) -> None:
        self._project, self._dataset, self._probe = project, dataset, probe
        self._frame, self._unit, self._grid = frame, unit, grid
        self._x, self._y = grid.x, grid.y
        self._parts: list[NDArray[np.float32]] = []
        self._done = 0

    @property
    def is_done(self) -> bool:
        return self._done >= self._grid.rows

    @property
    def share(self) -> float:
        """How much of it is done."""
        return self._done / self._grid.rows

    def advance(self, rows: int) -> None:
        """Computes so many rows more, if there are."""
        y = self._y[self._done : self._done + rows]
        places = np.column_stack((np.tile(self._x, len(y)), np.repeat(y, len(self._x))))
        inputs = self._dataset.to_inputs(self._frame.region.projection.to_raw(places)).astype(np.float32)
        self._probe.load(self._frame.snapshot)
        if self._unit is None:
            outputs = self._probe.predict(inputs, self._frame.off)
            values = surface(self._project, self._dataset.to_values(outputs))
        else:
            layer, number = self._unit
            values = self._probe.layers(inputs, self._frame.off)[layer][:, number : number + 1].copy()
        self._parts.append(values)
        self._done += len(y)

    def result(self) -> FinePlane:
        """All values, once it is done."""
        return FinePlane(self._frame, self._unit, self._grid, np.concatenate(self._parts))


def _middles(low: float, high: float, count: int) -> NDArray[np.float64]:
    return np.asarray(low + (np.arange(count) + 0.5) * ((high - low) / count), dtype=np.float64)
