"""What a network's last numbers mean under its loss: values, probabilities, classes."""

import numpy as np
import torch
from numpy.typing import NDArray

from nnstudio.project.losses.spec import Takes
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task


def probabilities(project: Project, outputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, classes): each class's probability as the loss sees it, for outputs of (n, 1) or (n, classes).

    The sigmoid or softmax that the loss has inside is applied here; a loss on probabilities takes them as they are.
    """
    H, takes = torch.tensor(outputs), project.training.loss.takes
    if takes is Takes.LOGITS:
        return torch.softmax(H, dim=1).numpy()
    p = torch.sigmoid(H) if takes is Takes.LOGIT else H
    return torch.cat((1 - p, p), dim=1).numpy()


def predictions(
    project: Project, outputs: NDArray[np.float32], threshold: float = USUAL_THRESHOLD
) -> NDArray[np.float32] | NDArray[np.int64]:
    """(n,): float32 values for regression, int64 class labels otherwise (by the threshold of two, or argmax)."""
    if project.data.task is Task.REGRESSION:
        return outputs[:, 0]
    p = probabilities(project, outputs)
    if p.shape[1] == 2:
        # at exactly 0.5 the lecture's rule, p > 0.5, says class 0
        return (p[:, 1] > threshold).astype(np.int64)
    labels: NDArray[np.int64] = p.argmax(axis=1)
    return labels
