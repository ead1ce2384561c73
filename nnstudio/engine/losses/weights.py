"""How much the samples of each class count in a loss, and in the mean of it."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn

from nnstudio.engine.losses.constant import entropy_of
from nnstudio.engine.losses.entry import Targets
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.losses.spec import LossSpec, Takes


def class_weights(loss: LossSpec, y_train: Tensor, class_count: int) -> Tensor | None:
    """What a sample of each class counts, (classes,) float32; None where all count alike.

    `y_train` are the targets of the training samples, as `build_targets` makes them. A class that has none of them
    counts as if it had one.
    """
    if not isinstance(loss, ClassWeightedLoss) or not loss.has_weights:
        return None
    if loss.given_weights:
        return torch.tensor(loss.given_weights, device=y_train.device)
    if loss.takes is Takes.LOGITS:
        # a quotient of tensors: PyTorch takes a number over a tensor for a product with 1 over it, which rounds twice
        sizes = y_train.bincount(minlength=class_count).clamp(min=1)
        return sizes.sum() / (class_count * sizes)
    positive = y_train.sum()
    return torch.stack([torch.ones_like(positive), (len(y_train) - positive).clamp(min=1) / positive.clamp(min=1)])


def share_of(criterion: Callable[[Tensor, Tensor], Tensor], y: Tensor) -> float:
    """How much the samples with these targets count in the criterion's mean over more of them.

    PyTorch's cross entropy divides by what the samples count together, all other losses by their number.
    """
    weights = criterion.weight if isinstance(criterion, nn.CrossEntropyLoss) else None
    return float(len(y)) if weights is None else float(weights[y].sum())


def weighted_entropy(y: Targets, weights: Tensor, loss: LossSpec) -> float:
    """What the best constant answer costs where a sample counts as its class does."""
    counts = np.bincount(y.astype(int), minlength=len(weights)).astype(np.float64)
    masses = counts * weights.double().numpy()
    # a mean over the samples, or over their weights
    return entropy_of(masses) * (1.0 if loss.takes is Takes.LOGITS else float(masses.sum() / counts.sum()))
