"""What the best constant answer costs: the yardstick of a network that has learned nothing."""

import numpy as np
import torch
from numpy.typing import NDArray

from nnstudio.engine.build import build_criterion
from nnstudio.project.training import LossKind

_HALVINGS = 60


def constant_loss(loss: LossKind, y: NDArray[np.float64] | NDArray[np.int64]) -> float:
    """The lowest loss over the targets (n,) of an answer that is the same for every sample."""
    match loss:
        case LossKind.BCE | LossKind.BCE_WITH_LOGITS | LossKind.CROSS_ENTROPY:
            shares = np.bincount(y.astype(int)) / len(y)
            shares = shares[shares > 0]
            return max(0.0, float(-(shares * np.log(shares)).sum()))
        case LossKind.MSE:
            return float(y.var())
        case LossKind.L1:
            return float(np.abs(y - np.median(y)).mean())
        case LossKind.HUBER:
            return _search(loss, y)


def _search(loss: LossKind, y: NDArray[np.float64] | NDArray[np.int64]) -> float:
    """By thirds of an interval: the criterion is convex in the constant."""
    criterion, values = build_criterion(loss), torch.tensor(y, dtype=torch.float64)

    def cost(constant: float) -> float:
        return float(criterion(torch.full_like(values, constant), values))

    low, high = float(values.min()), float(values.max())
    for _ in range(_HALVINGS):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if cost(a) < cost(b):
            high = b
        else:
            low = a
    return cost(low)
