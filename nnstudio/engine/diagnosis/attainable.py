"""A yardstick: what can be learned from these samples at all, measured on samples that were held out."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_tensors, weights_of
from nnstudio.engine.diagnosis.variants import scaled_target, with_layers, with_training
from nnstudio.engine.losses.table import constant_loss
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project.layers.activations import SigmoidLayer, TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.losses.spec import Takes
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

_MOST_SAMPLES = 1500
FEWEST_SAMPLES = 30
_EPOCHS, _PATIENCE, _UNITS = 200, 80, 32
_BATCH, _STEPS = 25, 20
"""Batches of 25, and larger ones where an epoch would have more than 20 steps."""
_FOLDS = 3


@dataclass(frozen=True)
class Yardstick:
    """What a network of two hidden Tanh layers, or none, has learned about samples that it was not trained on."""

    share: float
    """Which share of the constant answer's loss over the held-out samples it can do without, at its best epoch: the
    mean over three draws of what is held out. 1 is all; 0 or less says that nothing was found to learn."""
    sure: float
    """The mean less its standard error."""
    linear: float
    """As `share`, of a network without hidden layers alone."""


def measure(project: Project, dataset: Dataset, stop: Callable[[], bool]) -> Yardstick | None:
    """The yardstick for a project's training samples; None if `stop` came first.

    Below 30 samples there are too few to hold any out: the share is 1, and asks nothing of nobody.
    """
    if len(dataset.X_train) < FEWEST_SAMPLES:
        return Yardstick(1.0, 1.0, 1.0)
    plain = scaled_target(_standardised(dataset)) if dataset.task is Task.REGRESSION else _standardised(dataset)
    shares: list[float] = []
    linear: list[float] = []
    for fold in range(_FOLDS):
        held = _held_out(plain, fold)
        bent = _share(_yardstick_project(project, len(held.X_train), has_hidden=True), held, stop)
        straight = _share(_yardstick_project(project, len(held.X_train), has_hidden=False), held, stop)
        if bent is None or straight is None:
            return None
        shares.append(max(bent, straight))
        linear.append(straight)
    return Yardstick(
        float(np.mean(shares)),
        float(np.mean(shares) - np.std(shares) / _FOLDS**0.5),
        float(np.mean(linear)),
    )


def _yardstick_project(project: Project, samples: int, has_hidden: bool) -> Project:
    hidden: tuple[LayerSpec, ...] = (LinearLayer(units=_UNITS), TanhLayer(), LinearLayer(units=_UNITS), TanhLayer())
    output = (SigmoidLayer(),) if project.training.loss.takes is Takes.PROBABILITY else ()
    made = with_training(
        project,
        optimizer=AdamSpec(lr=0.01 if has_hidden else 0.05),
        batch_size=max(_BATCH, samples // _STEPS),
        epochs=_EPOCHS,
        seed=0,
        l1=0.0,
        l2=0.0,
        schedule=None,
        early_stopping=None,
        changes=(),
    )
    return with_layers(made, (*(hidden if has_hidden else ()), LinearLayer(), *output))


def _share(project: Project, dataset: Dataset, stop: Callable[[], bool]) -> float | None:
    best, waited = np.inf, 0
    try:
        for report in Trainer(project, dataset).epochs(_EPOCHS, stop):
            assert report.test_loss is not None
            best, waited = (report.test_loss, 0) if report.test_loss < best else (best, waited + 1)
            if waited >= _PATIENCE:
                break
    except DivergedError:
        pass
    if stop():
        return None
    weights = weights_of(project, build_tensors(dataset, project.training.loss))
    constant = constant_loss(project.training.loss, dataset.to_targets(dataset.y_test), weights)
    return 1 - best / constant if constant > 0 and np.isfinite(best) else 0.0


def _standardised(dataset: Dataset) -> Dataset:
    X, spread = dataset.X_train, dataset.X_train.std(axis=0)
    return replace(dataset, X_train=(X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _held_out(dataset: Dataset, fold: int) -> Dataset:
    """The training samples alone, a third of them held out: of each class, as far as they go."""
    rng = np.random.default_rng(fold)
    rows = rng.permutation(len(dataset.X_train))[:_MOST_SAMPLES]
    X, y = dataset.X_train[rows], dataset.y_train[rows]
    out = _every_third(y) if dataset.task is not Task.REGRESSION else np.arange(len(y)) % 3 == 0
    return replace(dataset, X_train=X[~out], y_train=y[~out], X_test=X[out], y_test=y[out])


def _every_third(labels: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.bool_]:
    out = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        out[np.flatnonzero(labels == label)[2::3]] = True
    return out
