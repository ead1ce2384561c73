"""From layer to layer: pictures that turn into each other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nnstudio.engine.views.layer_space import LayerPicture

STEP_S = 0.6
"""How long the way from one layer to the next takes."""
REST_S = 0.5
"""How long a layer's own picture is shown."""


@dataclass(frozen=True, eq=False)
class Moment:
    """Where the transition is."""

    place: int
    """The picture it comes from, or rests at."""
    share: float
    """How much of the way to the next is done; 0 at rest."""
    has_ended: bool


def moment_at(seconds: float, pictures: int) -> Moment:
    """Where a transition through so many pictures is after `seconds`."""
    round_s = STEP_S + REST_S
    place = int(seconds / round_s)
    if place >= pictures - 1:
        return Moment(pictures - 1, 0.0, seconds >= (pictures - 1) * round_s + REST_S)
    within = seconds - place * round_s
    return Moment(place, min(1.0, max(0.0, (within - REST_S) / STEP_S)), False)


def between(a: "LayerPicture", b: "LayerPicture", share: float) -> "LayerPicture":
    """The picture on the straight way from `a` to `b`, both fitted into 0…1: this is no layer's output."""
    from nnstudio.engine.views.layer_space import LayerPicture

    def mixed(of_a: NDArray[np.float64], of_b: NDArray[np.float64]) -> NDArray[np.float64]:
        return (1 - share) * _fitted(of_a, a) + share * _fitted(of_b, b)

    axes = a.axes if len(a.axes) == 2 else b.axes
    return LayerPicture(axes, (), mixed(a.lines, b.lines), mixed(a.train, b.train), mixed(a.test, b.test))


def _fitted(points: NDArray[np.float64], picture: "LayerPicture") -> NDArray[np.float64]:
    """Into 0…1, in the middle; without bending what has two axes of one kind."""
    x0, x1, y0, y1 = picture.box
    across, up = (x1 - x0, y1 - y0) if len(picture.axes) == 1 else (max(x1 - x0, y1 - y0),) * 2
    fitted: NDArray[np.float64] = (points - ((x0 + x1) / 2, (y0 + y1) / 2)) / (across, up) + 0.5
    return fitted
