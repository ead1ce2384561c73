"""A race on the landscape: the plane in which its racers moved most, and which of their places it is to hold."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.sweeps.race import Clock, Race, Trace
from nnstudio.engine.views.landscape import Floats, Slice, principal_slice

_FAR = 2.0
"""A place is off the map where the loss is so many times what it was at the start, or usually is on the first path."""
_MOST = 400
"""So many places decide the plane."""


@dataclass(frozen=True, eq=False)
class RaceMap:
    """What a race needs to be drawn, by each clock."""

    race: Race
    held: dict[Clock, Floats]
    """(n, p): the places that are to be on the map."""
    planes: dict[Clock, Slice | None]
    """None where the racers have no two directions."""


def race_map(race: Race, learned: NDArray[np.intp]) -> RaceMap:
    """`learned`: the places of all that is learned in a network's state."""
    held, planes = {}, {}
    for clock in Clock:
        paths = _on_the_map([racer.trace(clock) for racer in race.racers])
        # the first racer comes last: through its last place goes the plane
        held[clock] = np.concatenate(paths[::-1])
        most = max(2, _MOST // len(paths))
        planes[clock] = principal_slice(np.concatenate([_thinned(path, most) for path in paths[::-1]]), learned)
    return RaceMap(race, held, planes)


def _on_the_map(traces: Sequence[Trace]) -> list[Floats]:
    """Each path's places that are not too high up; the start is always one."""
    first = traces[0].losses
    known = first[np.isfinite(first)]
    bound = _FAR * max(float(known[0]), float(np.median(known))) if len(known) else np.inf
    # what is no number is not below it either
    return [trace.path[(trace.losses <= bound) | (trace.times == 0)].astype(np.float64) for trace in traces]


def _thinned(path: Floats, most: int) -> Floats:
    chosen: Floats = path[np.unique(np.linspace(0, len(path) - 1, min(most, len(path))).round().astype(int))]
    return chosen
