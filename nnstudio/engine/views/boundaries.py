"""Where a Linear layer of two inputs decides: straight lines in the space of the layer in front of it."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from nnstudio.language import _
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

Box = tuple[float, float, float, float]
"""Lowest x, highest x, lowest y, highest y."""


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Straight pieces within a box, and what they are."""

    pieces: NDArray[np.float64]
    """(k, 2, 2): the ends of each."""
    meaning: str


def boundaries_behind(
    project: Project, arrays: dict[str, NDArray[np.float32]], layer: int, box: Box
) -> Boundaries | None:
    """What the Linear behind `layer` (−1: the inputs), which has two units, decides in their plane.

    Its zero, if it has one output; where the likeliest class changes, if it is the last and has several. None where
    neither is the case. Dropout in between is let through, as in evaluation mode.
    """
    layers = project.network.layers
    behind = layer + 1
    while behind < len(layers) and layers[behind].passes_on:
        behind += 1
    if behind >= len(layers) or not isinstance(layers[behind], LinearLayer):
        return None
    weight = arrays[f"{behind}.weight"].astype(np.float64)
    if weight.shape[1] != 2:
        return None
    bias = arrays.get(f"{behind}.bias", np.zeros(len(weight), np.float32)).astype(np.float64)
    is_output = all(spec.passes_on or spec.gives_probabilities for spec in layers[behind + 1 :])
    if len(weight) == 1:
        pieces = [_line(weight[0], bias[0], [], box)]
        if not is_output:
            meaning = _("where layer {behind}, the next Linear, puts out 0").format(behind=behind + 1)
        elif project.data.task is Task.REGRESSION:
            meaning = (
                _("where the prediction is 0") if behind == len(layers) - 1 else _("where the last Linear puts out 0")
            )
        else:
            meaning = _("where both classes are equally likely")
    elif is_output and project.data.task is not Task.REGRESSION:
        pieces = []
        for i, j in combinations(range(len(weight)), 2):
            others = [(weight[i] - weight[k], bias[i] - bias[k]) for k in range(len(weight)) if k not in (i, j)]
            pieces.append(_line(weight[i] - weight[j], bias[i] - bias[j], others, box))
        meaning = _("where the likeliest class changes")
    else:
        return None
    found = [piece for piece in pieces if piece is not None]
    return Boundaries(np.array(found).reshape(-1, 2, 2), meaning)


def _line(
    normal: NDArray[np.float64],
    offset: float,
    above: list[tuple[NDArray[np.float64], float]],
    box: Box,
) -> NDArray[np.float64] | None:
    """The part of the line normal·h + offset = 0 within the box on which n·h + o ≥ 0 for all of `above`: its ends."""
    length = normal @ normal
    if length == 0:
        return None
    start = -offset * normal / length
    along = np.array([-normal[1], normal[0]]) / np.sqrt(length)
    x0, x1, y0, y1 = box
    walls = [(np.array([1.0, 0.0]), -x0), (np.array([-1.0, 0.0]), x1), (np.array([0.0, 1.0]), -y0)]
    walls.append((np.array([0.0, -1.0]), y1))
    low, high = -np.inf, np.inf
    for n, o in (*walls, *above):
        slope, value = float(n @ along), float(n @ start + o)
        if slope > 0:
            low = max(low, -value / slope)
        elif slope < 0:
            high = min(high, -value / slope)
        elif value < 0:
            return None
    if not low < high:
        return None
    return np.array([start + low * along, start + high * along])
