"""What the engine's entry for a kind of loss says."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from nnstudio.engine.equations.quantities import Equation, Quantity

Targets = NDArray[np.float64] | NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LossStep:
    """One batch on its way through a loss: n samples, k outputs each."""

    output: Quantity
    """(n, k)"""
    target: Quantity
    """(n, 1): what should come out, or the number of the true class."""
    terms: Quantity
    """(n, 1): each sample's part of the loss, before the mean."""
    gradient: Quantity
    """(n, k): how the mean of the terms changes with each output, by autograd."""
    out: Tensor
    """`output` as PyTorch has it."""
    y: Tensor
    """`target` as PyTorch's criterion takes it: float32 (n, 1), or int64 (n,)."""

    @property
    def n(self) -> int:
        return len(self.out)


@dataclass(frozen=True)
class LossEntry:
    """One kind of loss: made, worked out by hand, and compared with an answer that has learned nothing."""

    criterion: Callable[..., nn.Module]
    """PyTorch's class; takes ``reduction="none"`` for one term a sample."""
    text: str
    """What it does, in a sentence or two, for the walk-through."""
    forward: Callable[[LossStep], list[Equation]]
    """From the outputs and the targets to `terms`."""
    backward: Callable[[LossStep], list[Equation]]
    """From the outputs and the targets to `gradient`."""
    constant: Callable[[Targets], float]
    """The lowest loss over the targets (n,) of an answer that is the same for every sample."""
    weighted: Callable[[Tensor], dict[str, Tensor]] | None = None
    """PyTorch's argument by which a sample of each class counts as said, (classes,); None where there is none."""
