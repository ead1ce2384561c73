"""Faults that can be seen before training: in the design itself, and in the data that it gets."""

from collections.abc import Iterator

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.engine.diagnosis.finding import Fault, Finding, number
from nnstudio.project.data import Task
from nnstudio.project.project import Project
from nnstudio.project.training import LossKind

_RANGES: dict[str, tuple[float, float]] = {
    "sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "relu": (0.0, np.inf),
    "softplus": (0.0, np.inf),
    "elu": (-1.0, np.inf),
    "gelu": (-0.17, np.inf),
    "silu": (-0.2785, np.inf),
}
"""Between what a layer's outputs lie, whatever its inputs."""
SPREAD = 30.0
"""How much larger the largest feature is than half of them, at least, to be called of another scale."""


def design_findings(project: Project, dataset: Dataset) -> Iterator[Finding]:
    """What needs no training to be known."""
    yield from _output(project, dataset)
    yield from _scales(project, dataset)


def last_layer(project: Project) -> tuple[int, str]:
    """The place and kind of the layer that decides what the outputs look like; dropout decides nothing."""
    layers = project.network.layers
    place = max((i for i, layer in enumerate(layers) if layer.kind != "dropout"), default=len(layers) - 1)
    return place, layers[place].kind


def _output(project: Project, dataset: Dataset) -> Iterator[Finding]:
    loss = project.training.loss
    place, kind = last_layer(project)
    title = project.network.layers[place].title
    if loss is LossKind.BCE_WITH_LOGITS and kind in ("sigmoid", "softmax"):
        lowest = "0.5" if kind == "sigmoid" else f"{1 / (1 + np.exp(-1)):.3g}"
        highest = f"{1 / (1 + np.exp(-1)):.3g}"
        said = (
            f"every probability lies between {lowest} and {highest}"
            if kind == "sigmoid"
            else f"with one output it is always 1, and every probability {highest}"
        )
        yield Finding(
            Fault.SIGMOID_TWICE,
            f"{title} before {loss.title}",
            f"{loss.title} applies a sigmoid itself; after the network's own {title} {said}.",
            f"Remove the {title} at the end, or choose BCELoss." if kind == "sigmoid" else f"Remove the {title}.",
            panel="probe",
            unit=(place, 0),
        )
    elif loss is LossKind.CROSS_ENTROPY and kind in ("softmax", "sigmoid"):
        classes = max(2, len(dataset.class_names))
        highest = f"{np.e / (np.e + classes - 1):.3g}"
        yield Finding(
            Fault.SOFTMAX_TWICE,
            f"{title} before {loss.title}",
            f"{loss.title} applies a softmax itself; after the network's own {title} no probability can come above "
            f"{highest}, and the loss not below {number(float(np.log(np.e + classes - 1) - 1))}.",
            f"Remove the {title} at the end: the criterion wants logits.",
            panel="probe",
            unit=(place, 0),
        )
    elif loss in (LossKind.BCE_WITH_LOGITS, LossKind.CROSS_ENTROPY) and kind in ("relu", "softplus"):
        yield Finding(
            Fault.OUTPUT_RANGE,
            f"{title} at the output",
            f"{loss.title} wants logits of both signs, but after {title} none is below 0"
            + (", so no probability is below 0.5." if loss is LossKind.BCE_WITH_LOGITS else "."),
            f"Remove the {title} at the end.",
            panel="probe",
            unit=(place, 0),
        )
    elif project.data.task is Task.REGRESSION and kind in _RANGES:
        low, high = _RANGES[kind]
        y = dataset.y_train
        outside = float(((y < low - 1e-9) | (y > high + 1e-9)).mean())
        if outside > 0.01:
            bounds = f"between {low:g} and {high:g}" if np.isfinite(high) else f"above {low:g}"
            yield Finding(
                Fault.OUTPUT_RANGE,
                f"{title} at the output of a regression",
                f"After {title} every prediction is {bounds}; {outside:.0%} of the targets, which go from "
                f"{number(float(y.min()))} to {number(float(y.max()))}, are out of its reach.".replace(" -", " −"),
                f"Remove the {title} at the end.",
                panel="metrics",
                unit=(place, 0),
            )


def feature_scales(dataset: Dataset) -> np.ndarray:
    """(d,): how far each feature lies from 0, as the root of the mean of its squares; constant ones are left out."""
    X = dataset.X_train
    scales: np.ndarray = np.sqrt((X**2).mean(axis=0))[np.ptp(X, axis=0) > 0]
    return scales


def _scales(project: Project, dataset: Dataset) -> Iterator[Finding]:
    if project.data.standardize or project.network.layers[0].kind in ("batch_norm", "layer_norm"):
        return
    scales = feature_scales(dataset)
    if len(scales) < 2:
        return
    usual = float(np.sort(scales)[(len(scales) - 1) // 2])
    if usual > 0 and scales.max() >= SPREAD * usual:
        every = np.sqrt((dataset.X_train**2).mean(axis=0))
        name = dataset.feature_names[int(every.argmax())]
        yield unscaled(
            f"{name} is of the size of {number(float(scales.max()))}, half of the features are of {number(usual)} or "
            "less: one learning rate can't suit them all."
        )


def unscaled(sentence: str) -> Finding:
    """The finding that the inputs' scales keep the network from learning."""
    return Finding(
        Fault.UNSCALED_INPUTS,
        "Inputs of unsuitable scale",
        sentence,
        "Tick “standardise” in the data.",
        panel="data",
    )
