"""Autograd held against finite differences, over steps of many sizes."""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from nnstudio.engine.losses.table import Criterion

_STEPS = 10.0 ** np.arange(0.0, -12.1, -0.5)
_MOST = 20
"""So many parameters are tried, those whose gradients are largest."""
MOST_WORK = 50_000_000
"""Parameters times samples beyond which a check would take too long."""


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """How far (L(w + ε) − L(w − ε)) / 2ε is from autograd's ∂L/∂w, all in float64."""

    steps: NDArray[np.float64]
    """ε, the largest first, without those that lead to infinite losses."""
    errors: NDArray[np.float64]
    """For each, the largest difference, as a share of the largest gradient."""
    count: int
    """How many parameters were tried."""

    @property
    def best(self) -> float:
        """The ε with the smallest error."""
        return float(self.steps[self.errors.argmin()])

    @property
    def least(self) -> float:
        """The smallest error."""
        return float(self.errors.min())


def check_gradient(model: nn.Sequential, criterion: Criterion, X: Tensor, y: Tensor) -> GradientCheck | None:
    """The check for the samples (X, y), with the network in evaluation mode; None where all gradients are 0.

    `model` and `criterion` stay as they are, and nothing is drawn from a random generator.
    """
    exact = copy.deepcopy(model).double().eval()
    # class weights are numbers of its own
    criterion = copy.deepcopy(criterion).double() if isinstance(criterion, nn.Module) else criterion
    X, y = X.double(), y.double() if y.is_floating_point() else y
    parameters = list(exact.parameters())
    gradients = torch.autograd.grad(criterion(exact(X), y), parameters)
    gradient = torch.cat([part.reshape(-1) for part in gradients])
    largest = gradient.abs().max().item()
    if not largest or not np.isfinite(largest):
        return None
    places = gradient.abs().topk(min(_MOST, len(gradient))).indices.tolist()
    start = parameters_to_vector(parameters).detach()

    def loss_at(place: int, step: float) -> float:
        moved = start.clone()
        moved[place] += step
        vector_to_parameters(moved, parameters)
        return float(criterion(exact(X), y))

    errors = []
    with torch.no_grad():
        for step in _STEPS.tolist():
            slopes = [(loss_at(place, step) - loss_at(place, -step)) / (2 * step) for place in places]
            found = max(abs(slope - gradient[place].item()) for slope, place in zip(slopes, places, strict=True))
            errors.append(found / largest)
    known = np.isfinite(errors)
    return GradientCheck(_STEPS[known], np.array(errors)[known], len(places)) if known.any() else None
