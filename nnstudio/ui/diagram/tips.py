"""What is said about what the pointer is on."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nnstudio.language import _, local_number
from nnstudio.ui.diagram.scene import Scene
from nnstudio.ui.diagram.spots import BiasSpot, EdgeSpot, Spot
from nnstudio.ui.diagram.structure import Column, Role


def number(value: float | np.floating) -> str:
    """Four significant digits with a proper minus."""
    return local_number(float(value), ".4g").replace("-", "−")


def place_in(parameter: str, index: tuple[int, ...]) -> str:
    """``2.weight[0, 3]``"""
    return f"{parameter}[{', '.join(map(str, index))}]"


def column_name(column: Column) -> str:
    return (
        "inputs"
        if column.role is Role.INPUTS
        else _("layer {number}, {heading}").format(number=column.number, heading=column.heading)
    )


class Facts:
    """Puts sentences together from a scene's numbers."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.flags: Mapping[tuple[int, int], str] = {}
        """Reasons to warn about units, by layer and unit."""
        self.off: frozenset[tuple[int, int]] = frozenset()
        """Units switched off, by layer and unit."""
        self.can_edit = True
        self.samples = ""
        """Which samples the means are taken over, in words."""

    def lines(self, spot: Spot, on_samples: list[NDArray[np.floating]] | None) -> list[str]:
        """What there is to say about a spot; the first line is its title."""
        if isinstance(spot, EdgeSpot | BiasSpot):
            return self._parameter_lines(spot)
        return self._unit_lines(spot.column, spot.unit, on_samples)

    def flag_of(self, column: Column, unit: int) -> str:
        """Why to warn about a unit; empty if nothing is wrong."""
        return next((self.flags[row, unit] for row in _rows(column) if (row, unit) in self.flags), "")

    def is_off(self, column: Column, unit: int) -> bool:
        return any((row, unit) in self.off for row in _rows(column))

    def _parameter_lines(self, spot: EdgeSpot | BiasSpot) -> list[str]:
        scene, column = self._scene, self._scene.columns[spot.column]
        found = scene.parameter_of(spot)
        if found is None:
            return []
        parameter, index = found
        value = scene.value_of(parameter, index)
        what = "weight" if isinstance(spot, EdgeSpot) else "bias"
        said = f"= {number(value)}" if value is not None else _("has no value yet")
        lines = [f"{what} {place_in(parameter, index)} {said}"]
        if isinstance(spot, EdgeSpot):
            source = scene.columns[spot.column - 1].unit_name(spot.source)
            lines.append(_("from {source} to {unit_name}").format(source=source, unit_name=column.unit_name(spot.unit)))
            if value is not None:
                limit = scene.edges[spot.column - 1].limit
                lines.append(
                    _("width and colour: relative to the layer's largest, {limit}").format(limit=number(limit))
                )
        else:
            lines.append(_("of {unit_name}").format(unit_name=column.unit_name(spot.unit)))
        if value is not None:
            lines.append(_("Click to change it") if self.can_edit else _("It can be changed when training is paused"))
        return lines

    def _unit_lines(self, number_: int, unit: int, on_samples: list[NDArray[np.floating]] | None) -> list[str]:
        scene, column = self._scene, self._scene.columns[number_]
        name = column.unit_name(unit)
        lines = [name[0].upper() + name[1:] if column.role is not Role.INPUTS else name]
        if column.role is not Role.INPUTS:
            lines[0] += f" – {column_name(column)}"
        if column.bias is not None:
            value = scene.value_of(column.bias, (unit,))
            if value is not None:
                lines.append(
                    _("bias {place} = {value}").format(place=place_in(column.bias, (unit,)), value=number(value))
                )
        for scale in column.scales:
            value = scene.value_of(scale, (unit,))
            if value is not None:
                lines.append(f"{place_in(scale, (unit,))} = {number(value)}")
        drawn = scene.outputs(number_)
        if drawn is not None and scene.kind != "histogram":
            H = drawn[:, unit]
            lines.append(_("in the picture: {min} to {max}").format(min=number(H.min()), max=number(H.max())))
        if on_samples is not None:
            H = on_samples[0 if column.layer is None else column.layer + 1][:, unit]
            if len(H):
                span = _("{min} to {max}, mean {mean}").format(
                    min=number(H.min()), max=number(H.max()), mean=number(H.mean())
                )
                lines.append(_("on {samples}: {span}").format(samples=self.samples, span=span))
                if H.min() == H.max():
                    lines.append(_("The same for every sample: it tells nothing about the input."))
        if self.is_off(column, unit):
            lines.append(_("Switched off; double click to switch it on"))
        flag = self.flag_of(column, unit)
        if flag:
            lines.append(f"⚠ {flag}")
        return lines


def _rows(column: Column) -> range:
    return column.block.rows if column.block is not None else range(0)
