"""Where in recorded calls the learning rate stands, so that it can be changed there."""

from typing import Any, NamedTuple

import torch

from nnstudio.engine.replay.kernels import Call

_RATES = {
    torch._fused_sgd_: ("lr", 1.0),
    torch._fused_adam_: ("lr", 1.0),
    torch._fused_adamw_: ("lr", 1.0),
    torch._fused_adagrad_: ("lr", 1.0),
    # RMSprop's last kernel
    torch._foreach_addcdiv_: ("value", -1.0),
}
"""The optimisers' kernels: the argument that is the learning rate, and its sign there."""


RATED_OPS = {f"aten::{function.__name__}": rate for function, rate in _RATES.items()}
"""The same by their kernels' names."""


class Rate(NamedTuple):
    """One call's learning rate: an entry of its keyword arguments."""

    kwargs: dict[str, Any]
    name: str
    sign: float

    def set(self, lr: float) -> None:
        self.kwargs[self.name] = self.sign * lr


def rates_in(calls: list[Call]) -> list[Rate]:
    """The learning rates of all optimiser's kernels among the calls."""
    return [Rate(kwargs, *_RATES[function]) for function, _, kwargs in calls if function in _RATES]
