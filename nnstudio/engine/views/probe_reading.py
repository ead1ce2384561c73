"""One input on its way through the network: what every layer puts out, what that means, and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset, Floats
from nnstudio.engine.losses.table import build_criterion, build_targets
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

Outputs = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network says to one input."""

    raw: Floats
    """(c,): values of the data set's columns."""
    inputs: Floats
    """(d,): the features as the network gets them."""
    layers: tuple[Outputs, ...]
    """Each layer's outputs, (units,)."""
    probabilities: Outputs | None
    """(classes,) as the loss sees them; None for regression."""
    prediction: float
    """The value, or the number of the class."""
    target: float | None
    """The actual value or class; None for a free point."""
    loss: float | None
    """The criterion of this one sample, without class weights; None for a free point, or where it isn't finite."""
    threshold: float = USUAL_THRESHOLD
    """Above which probability of the second of two classes it is taken for that."""

    @property
    def outputs(self) -> Outputs:
        """The last layer's, (outputs,)."""
        return self.layers[-1]


def read(
    project: Project,
    dataset: Dataset,
    raw: Floats,
    layers: Sequence[Outputs],
    target: float | None,
    threshold: float = USUAL_THRESHOLD,
) -> Reading:
    """The reading of one input, (c,), for which the layers put out `layers`, (1, units) each."""
    last = layers[-1]
    p = None if dataset.task is Task.REGRESSION else probabilities(project, last)[0]
    return Reading(
        raw,
        dataset.to_inputs(raw[None])[0],
        tuple(outputs[0] for outputs in layers),
        p,
        float(predictions(project, dataset.to_values(last), threshold)[0]),
        target,
        None
        if target is None
        else sample_loss(project.training.loss, last, float(dataset.to_targets(np.array([target]))[0])),
        threshold,
    )


def sample_loss(loss: LossSpec, outputs: Outputs, target: float) -> float | None:
    """PyTorch's criterion for one sample alone, (1, outputs), without class weights; None where it isn't finite.

    `target` is what the network is to put out.
    """
    tensor = torch.tensor(outputs, dtype=torch.float32)
    if not torch.isfinite(tensor).all():
        return None
    value = float(build_criterion(loss)(tensor, build_targets(loss, np.array([target]))))
    return value if np.isfinite(value) else None


def by_error(predicted: NDArray[np.generic], y: NDArray[np.generic], task: Task) -> NDArray[np.intp]:
    """The samples worth a look: those wrongly classified, in their order; or all values, the worst first."""
    if task is Task.REGRESSION:
        errors = np.abs(predicted.astype(np.float64) - y.astype(np.float64))
        return np.argsort(-np.nan_to_num(errors, nan=np.inf), kind="stable")
    return np.flatnonzero(predicted != y)
