"""Faults that can be seen before training: in the design itself, and in the data that it gets."""

from collections.abc import Iterator

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.softmax import SoftmaxLayer
from nnstudio.project.layers.spec import ANY, Span
from nnstudio.project.losses.spec import Takes
from nnstudio.project.project import Project

_OUTSIDE = 0.01
_SHARE_CONSTANT = 0.2


def output_findings(project: Project, dataset: Dataset) -> Iterator[Finding]:
    """Whether the last layer keeps the loss from getting the numbers that it needs."""
    place = last_layer(project)
    if _output_span(project, place) == ANY:
        return
    match project.training.loss.takes:
        case Takes.LOGIT:
            yield _few_probabilities(project, place)
        case Takes.LOGITS:
            yield _few_shares(project, place)
        case Takes.VALUE:
            yield from _few_values(project, dataset, place)
        case Takes.PROBABILITY:
            # it needs a sigmoid's probability, and gets it
            pass


def last_layer(project: Project) -> int:
    """The place of the layer that decides what the outputs look like; dropout decides nothing."""
    layers = project.network.layers
    return max((i for i, layer in enumerate(layers) if not layer.passes_on), default=len(layers) - 1)


def _output_span(project: Project, place: int) -> Span:
    return project.network.layers[place].output_span(project.layer_shapes()[place].outputs)


def _sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


def _few_probabilities(project: Project, place: int) -> Finding:
    layer, loss = project.network.layers[place], project.training.loss
    low, high = _output_span(project, place)
    least = Figure(Measure.PROBABILITY_LOW, _sigmoid(low))
    most = Figure(Measure.PROBABILITY_HIGH, _sigmoid(high))
    if layer.gives_probabilities:
        one_answer = low == high
        said = "always {most}" if one_answer else "never below {least} or above {most}"
        remove = f"Remove the {layer.title} at the end"
        return Finding(
            Fault.SIGMOID_TWICE,
            Told(f"{layer.title} of a single output" if one_answer else f"{layer.title} twice"),
            tell(
                f"{loss.title} applies a sigmoid itself. After the network's own {layer.title} "
                f"the probability is {said}.",
                least=least,
                most=most,
            ),
            Told(f"{remove}, or choose BCELoss." if isinstance(layer, SigmoidLayer) else f"{remove}."),
            Basis.CERTAIN,
            panel="probe",
            unit=(place, 0),
        )
    bounds = "never below {least}" + ("" if high == np.inf else " or above {most}")
    return _output_range(
        project,
        place,
        tell(
            f"{loss.title} wants any number, positive or negative. After {layer.title} the probability is {bounds}.",
            least=least,
            most=most,
        ),
        "probe",
    )


def _few_shares(project: Project, place: int) -> Finding:
    layer, loss = project.network.layers[place], project.training.loss
    classes = project.output_count()
    low, high = _output_span(project, place)
    if high == np.inf:
        sentence = tell(
            f"{loss.title} wants any number for each class, positive or negative. {layer.title} gives none below "
            "{low}.",
            low=Figure(Measure.RANGE_LOW, low),
        )
        return _output_range(project, place, sentence, "probe")
    # one class at the top, all others at the bottom
    most = float(np.exp(high) / (np.exp(high) + (classes - 1) * np.exp(low)))
    sentence = tell(
        f"{loss.title} applies a softmax itself. After the network's own {layer.title} no probability can be above "
        "{most}, and the loss never below {least}.",
        most=Figure(Measure.PROBABILITY_HIGH, most),
        least=Figure(Measure.LOSS_LOW, float(-np.log(most))),
    )
    if not layer.gives_probabilities:
        return _output_range(project, place, sentence, "probe")
    return Finding(
        Fault.SOFTMAX_TWICE,
        Told(f"{layer.title} twice" if isinstance(layer, SoftmaxLayer) else f"{layer.title} before a softmax"),
        sentence,
        Told(f"Remove the {layer.title} at the end."),
        Basis.CERTAIN,
        panel="probe",
        unit=(place, 0),
    )


def _few_values(project: Project, dataset: Dataset, place: int) -> Iterator[Finding]:
    layer, y = project.network.layers[place], dataset.y_train
    low, high = _output_span(project, place)
    outside = float(((y < low - 1e-9) | (y > high + 1e-9)).mean())
    if outside <= _OUTSIDE:
        return
    bounds = "{low} or more" if high == np.inf else "between {low} and {high}"
    yield _output_range(
        project,
        place,
        tell(
            f"After {layer.title} every prediction is {bounds}. The targets go from {{least}} to {{most}}: {{outside}} "
            "of them are out of reach.",
            low=Figure(Measure.RANGE_LOW, low),
            high=Figure(Measure.RANGE_HIGH, high),
            least=Figure(Measure.TARGET_LOW, float(y.min())),
            most=Figure(Measure.TARGET_HIGH, float(y.max())),
            outside=Figure(Measure.TARGET_OUTSIDE, outside),
        ),
        "metrics",
    )


def _output_range(project: Project, place: int, sentence: Told, panel: str) -> Finding:
    title = project.network.layers[place].title
    return Finding(
        Fault.OUTPUT_RANGE,
        Told(f"{title} at the output"),
        sentence,
        Told(f"Remove the {title} at the end."),
        Basis.CERTAIN,
        panel=panel,
        unit=(place, 0),
    )


def constant_features(dataset: Dataset) -> Iterator[Finding]:
    """Whether many of the features have the same value everywhere, and so say nothing about the target."""
    X = dataset.X_train
    same = np.flatnonzero(np.ptp(X, axis=0) == 0)
    count, d = len(same), X.shape[1]
    if count == 0 or count < _SHARE_CONSTANT * d:
        return
    names = " and ".join(f"“{dataset.feature_names[i]}”" for i in same[:3])
    yield Finding(
        Fault.CONSTANT_FEATURE,
        Told("A feature that never changes" if count == 1 else "Features that never change"),
        tell(
            "{count} of {d} "
            + ("features" if d > 1 else "feature")
            + f" ({names}{' and more' if count > 3 else ''}) {'has' if count == 1 else 'have'} the same value in every "
            "training sample, so nothing can be learned from " + ("it." if count == 1 else "them."),
            count=Figure(Measure.CONSTANT_FEATURES, count),
            d=Figure(Measure.FEATURES, d),
        ),
        Told("Leave it out, or take features that differ." if count == 1 else "Leave them out."),
        Basis.CERTAIN,
        panel="data",
    )
