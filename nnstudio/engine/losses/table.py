"""What the engine knows of every kind of loss, and what is made of it."""

from collections.abc import Callable
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from nnstudio.engine.losses import classification, regression
from nnstudio.engine.losses.entry import LossEntry, Targets
from nnstudio.engine.losses.weights import weighted_entropy
from nnstudio.project.kinds import complete
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.losses.spec import LossSpec, Takes

Criterion = Callable[[Tensor, Tensor], Tensor]

LOSSES: dict[str, LossEntry] = complete("engine/losses", {**regression.ENTRIES, **classification.ENTRIES}, LOSS_KINDS)


def build_criterion(loss: LossSpec, weights: Tensor | None = None, **options: str) -> Criterion:
    """PyTorch's criterion, averaging over the samples of a batch; `weights` are what its classes count, if they do.

    Raises:
        LookupError: the kind knows no weights.
    """
    entry = LOSSES[loss.kind]
    if weights is None:
        return entry.criterion(**options)
    if entry.weighted is None:
        raise LookupError(f"engine/losses: '{loss.kind}' has no class weights")
    return entry.criterion(**entry.weighted(weights), **options)


def build_targets(loss: LossSpec, y: NDArray[Any]) -> Tensor:
    """The targets (n,) as the criterion takes them: int64 (n,) where it compares logits, else float32 (n, 1)."""
    if loss.takes is Takes.LOGITS:
        return torch.tensor(y, dtype=torch.int64)
    return torch.tensor(y, dtype=torch.float32).reshape(-1, 1)


def constant_loss(loss: LossSpec, y: Targets, weights: Tensor | None = None) -> float:
    """The lowest loss over the targets (n,) of an answer that is the same for every sample.

    The yardstick of a network that has learned nothing.
    """
    return LOSSES[loss.kind].constant(y) if weights is None else weighted_entropy(y, weights, loss)
