"""What the engine's entry for a kind of optimiser says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch

from nnstudio.engine.optimizers.update import Update
from nnstudio.project.optimizers.spec import OptimizerSpec

Opt = TypeVar("Opt", bound=OptimizerSpec)

Form = dict[str, bool]
RATE = frozenset({"lr"})
RATE_AND_DECAY = RATE | {"weight_decay"}


@dataclass(frozen=True)
class OptimizerEntry(Generic[Opt]):
    """One kind of optimiser: made, and worked out by hand."""

    optimizer: type[torch.optim.Optimizer]
    """PyTorch's class."""
    form: Callable[[str], Form]
    """Which of PyTorch's forms is used on a type of device: one kernel for all parameters, where there is one."""
    numbers: frozenset[str]
    """Which of its options its kernels take as numbers, so that a recording of them does for other numbers; but 0 may
    mean other kernels."""
    usual_lr: float
    """From where on a learning rate is a usual one."""
    spell: Callable[[Update, Opt], None]
    """Adds the equations of one parameter's update."""


def fused(device_type: str) -> Form:
    """One kernel on every device."""
    return {"fused": True}


def foreach(device_type: str) -> Form:
    """A kernel an operation, each for all parameters."""
    return {"foreach": True}


def fused_on_cpu(device_type: str) -> Form:
    """One kernel on the CPU alone."""
    return {"fused": True} if device_type == "cpu" else {"foreach": True}
