"""How good predictions are, by scikit-learn."""

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

QUICK = ("r2", "accuracy", "mse", "mae", "log_loss")
"""What `compute_metrics` has, in its order."""


def compute_metrics(
    project: Project, outputs: NDArray[np.float32], y: NDArray[np.float64] | NDArray[np.int64]
) -> dict[str, float]:
    """Metrics of the network's outputs, (n, outputs), against the actual targets, (n,).

    For regression ``r2`` (left out for fewer than two samples, and where all targets are the same), ``mse`` and
    ``mae``; for classes ``accuracy`` and ``log_loss``. What is not finite is left out.
    """
    found = chief_metric(project, outputs, y)
    if project.data.task is Task.REGRESSION:
        predicted = predictions(project, outputs).astype(np.float64)
        if np.isfinite(predicted).all():
            found["mse"] = float(metrics.mean_squared_error(y, predicted))
            found["mae"] = float(metrics.mean_absolute_error(y, predicted))
    else:
        p = probabilities(project, outputs).astype(np.float64)
        if np.isfinite(p).all():
            labels = list(range(p.shape[1]))
            found["log_loss"] = float(metrics.log_loss(y, p / p.sum(axis=1, keepdims=True), labels=labels))
    return {name: value for name, value in found.items() if np.isfinite(value)}


def chief_metric(
    project: Project,
    outputs: NDArray[np.float32],
    y: NDArray[np.float64] | NDArray[np.int64],
    threshold: float = USUAL_THRESHOLD,
) -> dict[str, float]:
    """``r2`` or ``accuracy`` alone, as `compute_metrics` has it: what can be told at every frame."""
    predicted = predictions(project, outputs, threshold)
    if project.data.task is not Task.REGRESSION:
        # as accuracy_score has it, which takes milliseconds over checking its arguments
        return {"accuracy": float(np.mean(predicted == y))}
    values = predicted.astype(np.float64)
    # R² compares with the spread of the targets
    if len(y) < 2 or np.ptp(y) == 0 or not np.isfinite(values).all():
        return {}
    found = float(metrics.r2_score(y, values))
    return {"r2": found} if np.isfinite(found) else {}
