"""A run whose loss has grown beyond all bounds, and the learning rate that would not have done that."""

from collections.abc import Iterator

import numpy as np

from nnstudio.engine.diagnosis.case import Case
from nnstudio.engine.diagnosis.finding import Fault, Finding, number
from nnstudio.engine.diagnosis.trials import Laboratory, OutOfTimeError, rounded, with_lr
from nnstudio.project.data import Task
from nnstudio.project.training import LossKind, SGDSpec

_STEPS = 14
"""Trials go down by half powers of ten."""
_EPOCHS = 30
_GROWN = 3.0


def has_exploded(case: Case) -> bool:
    """Whether the true loss has grown far beyond both where it began and a constant answer's."""
    if case.has_failed or not np.isfinite(case.end):
        return True
    return case.epochs > 0 and case.end > _GROWN * max(case.start, case.baseline)


def divergence_findings(case: Case, laboratory: Laboratory | None) -> Iterator[Finding]:
    """What is to be said of a run that `has_exploded`; with a laboratory, a rate that was tried."""
    lr = case.project.training.optimizer.lr
    failed = case.has_failed or not np.isfinite(case.end)
    if failed:
        sentence = f"The loss became infinite or NaN in epoch {case.epochs + 1:,}, at learning rate {lr:g}."
    else:
        sentence = (
            f"The training loss has grown from {number(case.start)} to {number(case.end)} at learning rate {lr:g}."
        )
    bound = stable_rate(case)
    if bound is not None:
        sentence += (
            f" From theory: on this linear regression's loss, gradient descent is stable below {number(bound)} "
            "(2 over the largest curvature) as long as all samples are taken at once."
        )
    remedy = "Try a smaller learning rate."
    if laboratory is not None:
        found = _tried(case, laboratory)
        if found is not None:
            remedy = found
    yield Finding(
        Fault.DIVERGED if failed or _ends_highest(case) else Fault.LR_TOO_LARGE,
        "The run has diverged" if failed or _ends_highest(case) else "The learning rate is too large",
        sentence,
        remedy,
        panel="",
        epoch=case.epochs,
    )


def _ends_highest(case: Case) -> bool:
    losses = [loss for _, loss in case.curve]
    return losses[-1] >= 0.99 * max(losses)


def _tried(case: Case, laboratory: Laboratory) -> str | None:
    epochs = max(1, min(case.project.training.epochs, max(_EPOCHS, case.epochs)))
    lr = case.project.training.optimizer.lr
    for step in range(1, _STEPS + 1):
        rate = rounded(lr * 10 ** (-step / 2))
        try:
            outcome = laboratory.train(with_lr(case.project, rate), epochs)
        except OutOfTimeError:
            return None
        if not outcome.diverged and outcome.loss < min(case.start, 1.5 * case.baseline):
            return (
                f"Learning rate {rate:g} does not diverge: tried for {epochs:,} epochs from the same weights, it "
                f"brought the loss from {number(case.start)} to {number(outcome.loss)}."
            )
    return None


def stable_rate(case: Case) -> float | None:
    """2 over the largest eigenvalue of the loss's Hessian: a bound for SGD on a one-layer linear regression by MSE."""
    project = case.project
    optimizer = project.training.optimizer
    layers = project.network.layers
    if (
        project.data.task is not Task.REGRESSION
        or project.training.loss is not LossKind.MSE
        or not isinstance(optimizer, SGDSpec)
        or [layer.kind for layer in layers] != ["linear"]
    ):
        return None
    X = case.dataset.X_train
    if layers[0].bias:  # type: ignore[union-attr]
        X = np.column_stack((np.ones(len(X)), X))
    curvature = float(np.linalg.eigvalsh(2 * X.T @ X / len(X)).max())
    momentum = 0.0 if optimizer.nesterov else optimizer.momentum
    return 2 * (1 + momentum) / curvature if curvature > 0 else None
