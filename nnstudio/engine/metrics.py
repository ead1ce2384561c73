"""How good predictions are, by scikit-learn."""

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

from nnstudio.engine.outputs import predictions, probabilities
from nnstudio.project.data import Task
from nnstudio.project.project import Project


def compute_metrics(
    project: Project, outputs: NDArray[np.float32], y: NDArray[np.float64] | NDArray[np.int64]
) -> dict[str, float]:
    """Metrics of the network's outputs, (n, outputs), against the actual targets, (n,).

    For regression ``r2`` (left out for fewer than two samples), ``mse`` and ``mae``; for classes ``accuracy`` and
    ``log_loss``. What is not finite is left out.
    """
    if project.data.task is Task.REGRESSION:
        predicted = predictions(project, outputs).astype(np.float64)
        if not np.isfinite(predicted).all():
            return {}
        found = {
            "mse": metrics.mean_squared_error(y, predicted),
            "mae": metrics.mean_absolute_error(y, predicted),
        }
        if len(y) > 1:
            found = {"r2": metrics.r2_score(y, predicted), **found}
    else:
        p = probabilities(project, outputs).astype(np.float64)
        labels = list(range(p.shape[1]))
        found = {"accuracy": metrics.accuracy_score(y, predictions(project, outputs))}
        if np.isfinite(p).all():
            found["log_loss"] = metrics.log_loss(y, p / p.sum(axis=1, keepdims=True), labels=labels)
    return {name: float(value) for name, value in found.items() if np.isfinite(value)}
