"""scikit-learn's closed form beside what the network has learned."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.project.data import Task
from nnstudio.project.network import LinearLayer
from nnstudio.project.project import Project


@dataclass(frozen=True)
class Baseline:
    """The weights of a linear regression, [w0, w1, …]: w0 is the intercept, the rest one a feature."""

    sklearn: list[float]
    network: list[float]


def linear_baseline(
    project: Project, dataset: Dataset, parameters: Mapping[str, NDArray[np.float32]]
) -> Baseline | None:
    """Both sets of weights for the inputs as the network gets them; None unless it is a linear regression.

    Several Linear layers in a row are one linear function, whose weights are their product. scikit-learn's are those of
    `LinearRegression <https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.LinearRegression.html>`_.
    """
    layers = project.network.layers
    if project.data.task is not Task.REGRESSION or not all(isinstance(layer, LinearLayer) for layer in layers):
        return None
    from sklearn.linear_model import LinearRegression

    closed_form = LinearRegression().fit(dataset.X_train, dataset.y_train)
    W = np.eye(len(dataset.feature_names))
    b = np.zeros(len(dataset.feature_names))
    for i in range(len(layers)):
        weight = parameters[f"{i}.weight"].astype(np.float64)
        W, b = weight @ W, weight @ b
        if f"{i}.bias" in parameters:
            b = b + parameters[f"{i}.bias"]
    return Baseline(
        [float(closed_form.intercept_), *map(float, closed_form.coef_)],
        [float(b[0]), *map(float, W[0])],
    )
