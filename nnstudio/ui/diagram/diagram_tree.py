"""The network as a tree of layers, units, and what each unit has learned: for screen readers, and for tests."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QRect, SignalInstance

from nnstudio.language import _, ngettext
from nnstudio.ui.accessibility.tree import Branch, Path
from nnstudio.ui.diagram.network_painting import Marks
from nnstudio.ui.diagram.scene import Scene
from nnstudio.ui.diagram.spots import BiasSpot, EdgeSpot, NodeSpot, Spot
from nnstudio.ui.diagram.structure import Column, Role
from nnstudio.ui.diagram.tips import Facts, column_name, number, place_in

Parameter = tuple[str, tuple[int, ...], str]
"""The state_dict's name, the index, and what it is of."""


class Diagram(Protocol):
    """What the tree reads of a diagram, and what it can have it do."""

    scene: Scene
    facts: Facts
    marks: Marks
    parameter_edited: SignalInstance

    @property
    def keyboard_spot(self) -> NodeSpot | None: ...
    def rect(self) -> QRect: ...
    def near(self, spot: Spot) -> QRect: ...
    def lines_about(self, spot: Spot) -> list[str]: ...
    def choose(self, spot: NodeSpot) -> None: ...
    def switch(self, spot: NodeSpot) -> None: ...
    def offer(self, spot: Spot, parameter: str, index: tuple[int, ...]) -> None: ...


class DiagramTree:
    """A path is (column,), (column, unit) or (column, unit, parameter): first the bias, then a weight for each unit
    of the column before, then what layers behind the Linear have learned."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram

    def count(self, path: Path) -> int:
        columns = self._diagram.scene.columns
        if not path:
            return len(columns)
        if path[0] >= len(columns):
            return 0
        column = columns[path[0]]
        if len(path) == 1:
            return column.width
        if len(path) > 2 or path[1] >= column.width:
            return 0
        return self._has_bias(column) + self._sources(column) + len(column.scales)

    def branch(self, path: Path) -> Branch | None:
        if not path or path[-1] >= self.count(path[:-1]):
            return None
        column = self._diagram.scene.columns[path[0]]
        if len(path) == 1:
            units = ngettext("{width:,} unit", "{width:,} units", column.width).format(width=column.width)
            return Branch(column_name(column) if column.role is not Role.INPUTS else "inputs", units)
        if len(path) == 2:
            return self._unit(column, path[1])
        parameter, index, what = self._parameter(column, path[1], path[2])
        value = self._diagram.scene.value_of(parameter, index)
        said = str(value) if value is not None else _("has no value yet")
        return Branch(what, said, place_in(parameter, index), float(value) if value is not None else None)

    def place(self, path: Path) -> QRect:
        diagram, scene = self._diagram, self._diagram.scene
        if len(path) == 1:
            if path[0] >= len(scene.places):
                return diagram.rect()
            place = scene.places[path[0]]
            side = int(place.side)
            return QRect(int(place.x) - side // 2, int(scene.body.top()), side, int(scene.body.height()))
        spot = self._spot(path)
        return diagram.near(spot if spot is not None else NodeSpot(path[0], path[1]))

    def actions(self, path: Path) -> Mapping[str, Callable[[], object]]:
        diagram, branch = self._diagram, self.branch(path)
        if branch is None or len(path) == 1:
            return {}
        if len(path) == 3:
            return {"Change": lambda: self._open(path)}
        if path[0] == 0:
            return {}
        spot = NodeSpot(path[0], path[1])
        column = diagram.scene.columns[path[0]]
        show = _("Back to the prediction") if branch.is_selected else _("Show in the big plot")
        switch = _("Switch on") if diagram.facts.is_off(column, path[1]) else _("Switch off")
        return {show: lambda: diagram.choose(spot), switch: lambda: diagram.switch(spot)}

    def change(self, path: Path, number: float) -> None:
        """As the popup over the diagram would; not while it trains."""
        branch = self.branch(path)
        if len(path) == 3 and branch is not None and branch.number is not None and self._diagram.facts.can_edit:
            parameter, index, _unused = self._parameter(self._diagram.scene.columns[path[0]], path[1], path[2])
            self._diagram.parameter_edited.emit(parameter, index, number)

    def cursor(self) -> Path | None:
        spot = self._diagram.keyboard_spot
        return (spot.column, spot.unit) if spot is not None else None

    def _unit(self, column: Column, unit: int) -> Branch:
        title, *lines = self._diagram.lines_about(NodeSpot(column.number, unit))
        is_shown = self._diagram.marks.selected == (column.number, unit)
        is_off = self._diagram.facts.is_off(column, unit)
        drawn = self._diagram.scene.outputs(column.number)
        value = ""
        if drawn is not None:
            outputs = drawn[:, unit]
            value = _("puts out {min} to {max}").format(min=number(outputs.min()), max=number(outputs.max()))
        value = ", ".join(
            filter(None, (value, _("switched off") if is_off else "", _("in the big plot") if is_shown else ""))
        )
        return Branch(title, value, "; ".join(lines), is_selected=is_shown)

    def _has_bias(self, column: Column) -> int:
        return 1 if column.bias is not None else 0

    def _sources(self, column: Column) -> int:
        return self._diagram.scene.columns[column.number - 1].width if column.weight is not None else 0

    def _parameter(self, column: Column, unit: int, place: int) -> Parameter:
        place -= self._has_bias(column)
        if place < 0:
            assert column.bias is not None
            return column.bias, (unit,), _("bias of {unit_name}").format(unit_name=column.unit_name(unit))
        if place < self._sources(column):
            assert column.weight is not None
            source = self._diagram.scene.columns[column.number - 1].unit_name(place)
            return (
                column.weight,
                (unit, place),
                _("weight from {source} to {unit_name}").format(source=source, unit_name=column.unit_name(unit)),
            )
        name = column.scales[place - self._sources(column)]
        return name, (unit,), _("{name} of {unit_name}").format(name=name, unit_name=column.unit_name(unit))

    def _spot(self, path: Path) -> Spot | None:
        """Where it is drawn; None for what isn't drawn by itself."""
        if len(path) == 2:
            return NodeSpot(path[0], path[1])
        parameter, index, _unused = self._parameter(self._diagram.scene.columns[path[0]], path[1], path[2])
        if len(index) == 2:
            return EdgeSpot(path[0], *index)
        return BiasSpot(path[0], path[1]) if parameter == self._diagram.scene.columns[path[0]].bias else None

    def _open(self, path: Path) -> None:
        parameter, index, _unused = self._parameter(self._diagram.scene.columns[path[0]], path[1], path[2])
        self._diagram.offer(NodeSpot(path[0], path[1]), parameter, index)
