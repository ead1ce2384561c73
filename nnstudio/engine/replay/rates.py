"""Where in recorded calls an optimiser's numbers stand, as its learning rate, so that they can be changed there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import torch

from nnstudio.engine.replay.kernels import Call


class Place(NamedTuple):
    """What one argument of a kernel is."""

    option: str
    """PyTorch's word in the optimiser's parameter group."""
    sign: float = 1.0


_ADAPTIVE = {"lr": Place("lr"), "weight_decay": Place("weight_decay")}
_PLACES: dict[Callable[..., Any], dict[str, Place]] = {
    torch._fused_sgd_: {**_ADAPTIVE, "momentum": Place("momentum")},
    torch._fused_adam_: _ADAPTIVE,
    torch._fused_adamw_: _ADAPTIVE,
    torch._fused_adagrad_: _ADAPTIVE,
    # RMSprop's last kernel
    torch._foreach_addcdiv_: {"value": Place("lr", -1.0)},
}
"""The optimisers' kernels, and by their arguments the numbers that they step with."""


PLACES_BY_NAME = {f"aten::{function.__name__}": places for function, places in _PLACES.items()}
"""The same by their kernels' names."""
OPTIONS = tuple({place.option: None for places in _PLACES.values() for place in places.values()})


def set_numbers(calls: Sequence[Call], numbers: Mapping[str, float]) -> bool:
    """Has the optimiser's kernels among the calls step with other numbers; False if one has no place in them."""
    found = set()
    for function, _unused, kwargs in calls:
        for argument, place in _PLACES.get(function, {}).items():
            if place.option in numbers:
                kwargs[argument] = place.sign * numbers[place.option]
                found.add(place.option)
    return found == set(numbers)
