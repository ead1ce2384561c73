"""What the best constant answer costs, by loss: a closed form where there is one, else a search."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from nnstudio.engine.losses.entry import Targets

Floats = NDArray[np.float64]

_HALVINGS = 60


def variance(y: Targets) -> float:
    """Of squared errors: the mean is the best answer."""
    return float(y.var())


def spread_around_median(y: Targets) -> float:
    """Of absolute errors: the median is the best answer."""
    return float(np.abs(y - np.median(y)).mean())


def entropy(y: Targets) -> float:
    """Of a cross entropy: the classes' shares are the best answer."""
    return entropy_of(np.bincount(y.astype(int)).astype(np.float64))


def entropy_of(masses: Floats) -> float:
    """Of classes that count so much in all, (classes,)."""
    shares = masses[masses > 0] / masses.sum()
    return max(0.0, float(-(shares * np.log(shares)).sum()))


def searched(criterion: Callable[[], nn.Module]) -> Callable[[Targets], float]:
    """Of a loss on values that is convex in the constant: by thirds of an interval."""

    def cheapest(y: Targets) -> float:
        values = torch.tensor(y, dtype=torch.float64)
        built = criterion()

        def cost(constant: float) -> float:
            return float(built(torch.full_like(values, constant), values))

        low, high = float(values.min()), float(values.max())
        for _ in range(_HALVINGS):
            a, b = low + (high - low) / 3, high - (high - low) / 3
            if cost(a) < cost(b):
                high = b
            else:
                low = a
        return cost(low)

    return cheapest
