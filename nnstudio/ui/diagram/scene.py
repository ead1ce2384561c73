"""All that the diagram draws, and where: columns, their places, edges, and the pictures of the frame shown."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from nnstudio.ui.diagram.edges import Edges, connect
from nnstudio.ui.diagram.layout import ColumnPlace, place_columns
from nnstudio.ui.diagram.pictures import Pictures, curve_pictures, histogram_pictures, limit_of, plane_pictures
from nnstudio.ui.diagram.spots import BiasSpot, EdgeSpot, NodeSpot, Spot, bias_rect
from nnstudio.ui.diagram.structure import Column
from nnstudio.ui.style.colors import Scheme

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame

MOST_EDGES = 480
_FEWEST_EDGES = 60
_REACH = 5.0
_MOST_PIXELS = 96


class Scene:
    """Takes in structure, geometry and numbers one after the other; each is computed once, and only when drawn."""

    def __init__(self) -> None:
        self.columns: tuple[Column, ...] = ()
        self.places: tuple[ColumnPlace, ...] = ()
        self.edges: tuple[Edges, ...] = ()
        self.starts: list[int] = []
        self.body = QRectF()
        self.frame: Frame | None = None
        self.arrays: Mapping[str, NDArray[np.float32]] = {}
        self.samples: list[NDArray[np.floating]] | None = None
        """Inputs and each layer's outputs on samples, for the histograms; None where pictures span inputs."""
        self.pictures: list[Pictures | None] = []
        self.limits: list[float] = []

    def set_columns(self, columns: tuple[Column, ...]) -> None:
        if [c.width for c in columns] != [c.width for c in self.columns]:
            self.starts = [0] * len(columns)
        self.columns, self.places, self.edges = columns, (), ()
        self.drop_numbers()

    def drop_numbers(self) -> None:
        """There is nothing to show yet: units are blank, edges plain."""
        self.frame, self.arrays, self.samples = None, {}, None
        self.forget_pictures()
        self.weigh()

    def set_numbers(self, frame: "Frame", arrays: Mapping[str, NDArray[np.float32]]) -> bool:
        """Shows a frame; False if it is of another network."""
        widths = [c.width for c in self.columns if c.layer is not None]
        layers = [c.layer for c in self.columns if c.layer is not None]
        if layers and layers[-1] != len(frame.layers) - 1:
            return False
        if [frame.layers[layer].shape[1] for layer in layers] != widths:
            return False
        if frame.region.inputs.shape[1] != self.columns[0].width:
            return False
        self.frame, self.arrays, self.samples = frame, arrays, None
        self.forget_pictures()
        self.weigh()
        return True

    def lay_out(self, body: QRectF, left: float, right: float, line: float) -> None:
        """Places everything in `body`."""
        self.body = body
        self.places = place_columns([c.width for c in self.columns], body, left, right, line, self.starts)
        self.edges = tuple(
            connect(a, b, number, column.weight, self._edge_count(number))
            for number, (a, b, column) in enumerate(
                zip(self.places[:-1], self.places[1:], self.columns[1:], strict=True), 1
            )
        )
        self.forget_pictures()
        self.weigh()

    def _edge_count(self, number: int) -> int:
        a, b = self.columns[number - 1], self.columns[number]
        return b.width * a.width if b.weight is not None else b.width

    def weigh(self) -> None:
        """Gives the edges the weights of the frame shown, the strongest of them where there are too many."""
        possible = sum(len(edges) for edges in self.edges)
        for edges in self.edges:
            share = MOST_EDGES * len(edges) // possible if possible > MOST_EDGES else len(edges)
            W = self.arrays.get(edges.parameter) if edges.parameter is not None else None
            edges.set_weights(W, max(_FEWEST_EDGES, share))

    @property
    def edge_counts(self) -> tuple[int, int, int]:
        """How many weights are drawn, how many there are between the units shown, and how many in all."""
        weighed = [edges for edges in self.edges if edges.parameter is not None]
        drawn, shown = sum(len(edges.visible) for edges in weighed), sum(len(edges) for edges in weighed)
        return drawn, shown, sum(edges.total for edges in weighed)

    @property
    def kind(self) -> str:
        """What the pictures are: ``plane``, ``curve`` or ``histogram``."""
        if self.frame is None:
            return ""
        region = self.frame.region
        if len(region.axes) < region.points.shape[1]:
            return "histogram"
        return "plane" if len(region.axes) == 2 else "curve"

    def outputs(self, column: int) -> NDArray[np.floating] | None:
        """What a column's pictures are made of, (points or samples, units)."""
        if self.frame is None:
            return None
        layer = self.columns[column].layer
        if self.kind == "histogram":
            return self.samples[0 if layer is None else layer + 1] if self.samples is not None else None
        return self.frame.region.inputs if layer is None else self.frame.layers[layer]

    def forget_pictures(self) -> None:
        self.pictures, self.limits = [], []

    def draw_pictures(self, scheme: Scheme, table: NDArray[np.uint32], ratio: float) -> None:
        """Makes the pictures of all shown units, if they are not yet made; `ratio` is pixels a point."""
        if self.pictures or not self.places:
            return
        for number, place in enumerate(self.places):
            H = self.outputs(number)
            if H is None or self.frame is None:
                self.pictures.append(None)
                self.limits.append(1.0)
                continue
            pixels = int(min(_MOST_PIXELS, max(4, round(place.side * ratio))))
            # the inputs are measured in units of their own
            shown = H[:, list(place.units)]
            limit = limit_of(H)
            if self.columns[number].layer is None:
                tops = np.abs(shown).max(axis=0)
                shown, limit = shown / np.where(tops > 0, tops, 1.0), 1.0
            self.limits.append(limit)
            if self.kind == "plane":
                picture = plane_pictures(shown, self.frame.region.resolution, limit, table, pixels)
            elif self.kind == "curve":
                picture = curve_pictures(shown, limit, table, scheme, pixels)
            else:
                picture = histogram_pictures(shown, limit, table, scheme, pixels)
            self.pictures.append(picture)

    def rect_of(self, column: int, unit: int) -> QRectF | None:
        return self.places[column].rect_of(unit) if column < len(self.places) else None

    def column_at(self, x: float) -> int | None:
        """The column whose middle is nearest, if the point is not between two."""
        for number, place in enumerate(self.places):
            if abs(x - place.x) <= max(place.side / 2 + 2, 10):
                return number
        return None

    def spot_at(self, point: QPointF) -> Spot | None:
        """What lies at a point; of what lies close together, the smaller."""
        for number, place in enumerate(self.places):
            has_bias = self.columns[number].bias is not None
            if abs(point.x() - place.x) > place.side + 8:
                continue
            for unit, rect in zip(place.units, place.rects, strict=True):
                if has_bias and bias_rect(rect).adjusted(-2, -2, 2, 2).contains(point):
                    return BiasSpot(number, unit)
            for unit, rect in zip(place.units, place.rects, strict=True):
                if rect.adjusted(-1, -1, 1, 1).contains(point):
                    return NodeSpot(number, unit)
        best, spot = _REACH, None
        for edges in self.edges:
            index, away = edges.nearest(point.x(), point.y())
            if away < best and edges.parameter is not None:
                best, spot = away, EdgeSpot(edges.to, int(edges.rows[index]), int(edges.cols[index]))
        return spot

    def parameter_of(self, spot: Spot) -> tuple[str, tuple[int, ...]] | None:
        """The state_dict's name and the index of the number under a spot; None if it has none."""
        column = self.columns[spot.column]
        if isinstance(spot, EdgeSpot):
            return (column.weight, (spot.unit, spot.source)) if column.weight is not None else None
        if isinstance(spot, BiasSpot):
            return (column.bias, (spot.unit,)) if column.bias is not None else None
        return None

    def value_of(self, parameter: str, index: tuple[int, ...]) -> np.float32 | None:
        """A parameter at the epoch shown."""
        array = self.arrays.get(parameter)
        if array is None or len(index) != array.ndim or any(i >= n for i, n in zip(index, array.shape, strict=True)):
            return None
        return np.float32(array[index])
