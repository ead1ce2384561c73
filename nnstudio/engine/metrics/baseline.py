"""scikit-learn's own models beside what the network has learned, on the same samples."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.metrics.evaluation import Report, Unmeasured, evaluate_classes, evaluate_values
from nnstudio.language import _
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

_MAX_ITERATIONS = 1000


@dataclass(frozen=True)
class Baseline:
    """The weights of a linear regression, [w0, w1, …]: w0 is the intercept, the rest one a feature."""

    sklearn: list[float]
    network: list[float]


def linear_baseline(
    project: Project, dataset: Dataset, parameters: Mapping[str, NDArray[np.float32]]
) -> Baseline | None:
    """Both sets of weights for the inputs as the network gets them; None unless it is a linear regression.

    What they give is in the target's own units.

    scikit-learn's are those of
    `LinearRegression <https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.LinearRegression.html>`_.
    """
    network = linear_weights(project, dataset, parameters)
    if network is None:
        return None
    from sklearn.linear_model import LinearRegression

    closed_form = LinearRegression().fit(dataset.X_train, dataset.y_train)
    return Baseline([float(closed_form.intercept_), *map(float, closed_form.coef_)], network)


def reference_values(dataset: Dataset, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
    """(k,): what LinearRegression, fitted to the training samples, says of inputs as the network gets them, (k, d)."""
    from sklearn.linear_model import LinearRegression

    found: NDArray[np.float64] = LinearRegression().fit(dataset.X_train, dataset.y_train).predict(inputs)
    return found


def linear_weights(
    project: Project, dataset: Dataset, parameters: Mapping[str, NDArray[np.float32]]
) -> list[float] | None:
    """[w0, w1, …] of a network that is a linear regression, in the target's own units; None of any other.

    Several Linear layers in a row are one linear function, whose weights are their product.
    """
    layers = project.network.layers
    if project.data.task is not Task.REGRESSION or not all(isinstance(layer, LinearLayer) for layer in layers):
        return None
    d = project.data.input_count()
    W, b = np.eye(d), np.zeros(d)
    for i in range(len(layers)):
        weight = parameters[f"{i}.weight"].astype(np.float64)
        W, b = weight @ W, weight @ b
        if f"{i}.bias" in parameters:
            b = b + parameters[f"{i}.bias"]
    if dataset.has_scaled_target:
        W, b = W * dataset.target_scale, b * dataset.target_scale + dataset.target_mean
    return [float(b[0]), *map(float, W[0])]


@dataclass(frozen=True, eq=False)
class ReferenceModel:
    """A linear model of scikit-learn, fitted to the training samples as the network gets them."""

    title: str
    """Its class name."""
    settings: str
    """How it was made and fitted, in a sentence."""
    train: Report | Unmeasured
    test: Report | Unmeasured | None
    """None without a test split."""
    weights: tuple[float, ...] = ()
    """[w0, w1, …] of a linear regression: w0 is the intercept."""


def fit_reference(dataset: Dataset) -> ReferenceModel:
    """LinearRegression or LogisticRegression, for whatever the data is; takes its time with many samples."""
    return _fit_line(dataset) if dataset.task is Task.REGRESSION else _fit_classes(dataset)


def _fit_line(dataset: Dataset) -> ReferenceModel:
    from sklearn.linear_model import LinearRegression

    model = LinearRegression().fit(dataset.X_train, dataset.y_train)

    def judge(X: NDArray[np.float64], y: NDArray[Any]) -> Report | Unmeasured:
        return evaluate_values(np.asarray(model.predict(X), dtype=np.float64), y.astype(np.float64))

    return ReferenceModel(
        "LinearRegression",
        _("scikit-learn's LinearRegression(), least squares in closed form, on the same inputs and training samples."),
        judge(dataset.X_train, dataset.y_train),
        judge(dataset.X_test, dataset.y_test) if len(dataset.X_test) else None,
        (float(model.intercept_), *map(float, model.coef_)),
    )


def _fit_classes(dataset: Dataset) -> ReferenceModel:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    title = "LogisticRegression"
    settings = _(
        "scikit-learn's LogisticRegression(max_iter={max_iterations}), with its usual L2 penalty of C=1, on the same "
        "inputs and training samples."
    ).format(max_iterations=_MAX_ITERATIONS)
    if len(np.unique(dataset.y_train)) < 2:
        reason = Unmeasured(_("scikit-learn's LogisticRegression needs training samples of at least two classes."))
        return ReferenceModel(title, reason.reason, reason, reason if len(dataset.X_test) else None)
    with warnings.catch_warnings():
        # it is told below
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = LogisticRegression(max_iter=_MAX_ITERATIONS).fit(dataset.X_train, dataset.y_train)
    if max(model.n_iter_) >= _MAX_ITERATIONS:
        slow = _("It has not converged in {max_iterations} iterations; standardising the features helps.")
        settings += " " + slow.format(max_iterations=_MAX_ITERATIONS)

    def judge(X: NDArray[np.float64], y: NDArray[Any]) -> Report | Unmeasured:
        p = np.zeros((len(X), len(dataset.class_names)))
        p[:, model.classes_] = model.predict_proba(X)
        predicted = np.asarray(model.predict(X), dtype=np.int64)
        return evaluate_classes(p, predicted, y.astype(np.int64), dataset.class_names)

    return ReferenceModel(
        title,
        settings,
        judge(dataset.X_train, dataset.y_train),
        judge(dataset.X_test, dataset.y_test) if len(dataset.X_test) else None,
    )
