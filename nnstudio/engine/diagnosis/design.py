"""Faults that can be seen before training: in the design itself, and in the data that it gets."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.variants import with_layers
from nnstudio.language import _, all_of, ngettext
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
            yield _remedied(_few_probabilities(project, place), project, place)
        case Takes.LOGITS:
            yield _remedied(_few_shares(project, place), project, place)
        case Takes.VALUE:
            yield from (_remedied(found, project, place) for found in _few_values(project, dataset, place))
        case Takes.PROBABILITY:
            # it needs a sigmoid's probability, and gets it
            pass


def _remedied(finding: Finding, project: Project, place: int) -> Finding:
    layers = project.network.layers
    return replace(finding, remedied=with_layers(project, (*layers[:place], *layers[place + 1 :])))


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
        said = _("always {most}") if one_answer else _("never below {least} or above {most}")
        choose = Told(_("Remove the {title} at the end, or choose BCELoss.").format(title=layer.title))
        return Finding(
            Fault.SIGMOID_TWICE,
            Told(
                _("{layer_title} of a single output").format(layer_title=layer.title)
                if one_answer
                else _("{layer_title} twice").format(layer_title=layer.title)
            ),
            tell(
                _(
                    "{loss_title} applies a sigmoid itself. After the network's own {layer_title} the probability is "
                    "{said}."
                ),
                loss_title=loss.title,
                layer_title=layer.title,
                said=tell(said, least=least, most=most),
            ),
            choose if isinstance(layer, SigmoidLayer) else _removal(layer.title),
            Basis.CERTAIN,
            panel="probe",
            unit=(place, 0),
        )
    bounds = _("never below {least}") if high == np.inf else _("never below {least} or above {most}")
    return _output_range(
        project,
        place,
        tell(
            _("{loss_title} wants any number, positive or negative. After {layer_title} the probability is {bounds}."),
            loss_title=loss.title,
            layer_title=layer.title,
            bounds=tell(bounds, least=least, most=most),
        ),
        "probe",
    )


def _few_shares(project: Project, place: int) -> Finding:
    layer, loss = project.network.layers[place], project.training.loss
    classes = project.output_count()
    low, high = _output_span(project, place)
    if high == np.inf:
        sentence = tell(
            _(
                "{loss_title} wants any number for each class, positive or negative. {layer_title} gives none "
                "below {low}."
            ),
            loss_title=loss.title,
            layer_title=layer.title,
            low=Figure(Measure.RANGE_LOW, low),
        )
        return _output_range(project, place, sentence, "probe")
    # one class at the top, all others at the bottom
    most = float(np.exp(high) / (np.exp(high) + (classes - 1) * np.exp(low)))
    sentence = tell(
        _(
            "{loss_title} applies a softmax itself. After the network's own {layer_title} no probability can "
            "be above {most}, and the loss never below {least}."
        ),
        loss_title=loss.title,
        layer_title=layer.title,
        most=Figure(Measure.PROBABILITY_HIGH, most),
        least=Figure(Measure.LOSS_LOW, float(-np.log(most))),
    )
    if not layer.gives_probabilities:
        return _output_range(project, place, sentence, "probe")
    return Finding(
        Fault.SOFTMAX_TWICE,
        Told(
            _("{layer_title} twice").format(layer_title=layer.title)
            if isinstance(layer, SoftmaxLayer)
            else _("{layer_title} before a softmax").format(layer_title=layer.title)
        ),
        sentence,
        _removal(layer.title),
        Basis.CERTAIN,
        panel="probe",
        unit=(place, 0),
    )


def _few_values(project: Project, dataset: Dataset, place: int) -> Iterator[Finding]:
    layer, y = project.network.layers[place], dataset.to_targets(dataset.y_train)
    low, high = _output_span(project, place)
    outside = float(((y < low - 1e-9) | (y > high + 1e-9)).mean())
    if outside <= _OUTSIDE:
        return
    bounds = tell(
        _("{low} or more") if high == np.inf else _("between {low} and {high}"),
        low=Figure(Measure.RANGE_LOW, low),
        high=Figure(Measure.RANGE_HIGH, high),
    )
    yield _output_range(
        project,
        place,
        tell(
            _(
                "After {layer_title} every output is {bounds}. The standardised targets go from {least} to {most}: "
                "{outside} of them are out of reach."
            )
            if dataset.has_scaled_target
            else _(
                "After {layer_title} every prediction is {bounds}. The targets go from {least} to {most}: {outside} "
                "of them are out of reach."
            ),
            layer_title=layer.title,
            bounds=bounds,
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
        Told(_("{title} at the output").format(title=title)),
        sentence,
        _removal(title),
        Basis.CERTAIN,
        panel=panel,
        unit=(place, 0),
    )


def _removal(title: str) -> Told:
    return Told(_("Remove the {title} at the end.").format(title=title))


def constant_features(dataset: Dataset) -> Iterator[Finding]:
    """Whether many of the features have the same value everywhere, and so say nothing about the target."""
    X = dataset.X_train
    same = np.flatnonzero(np.ptp(X, axis=0) == 0)
    count, d = len(same), X.shape[1]
    if count == 0 or count < _SHARE_CONSTANT * d:
        return
    names = all_of(f"“{dataset.feature_names[i]}”" for i in same[:3])
    yield Finding(
        Fault.CONSTANT_FEATURE,
        Told(ngettext("A feature that never changes", "Features that never change", count)),
        tell(
            _constant_words(count, d),
            names=_("{names} and more").format(names=names) if count > 3 else names,
            count=Figure(Measure.CONSTANT_FEATURES, count),
            d=Figure(Measure.FEATURES, d),
        ),
        Told(ngettext("Leave it out, or take features that differ.", "Leave them out.", count)),
        Basis.CERTAIN,
        panel="data",
    )


def _constant_words(count: int, d: int) -> str:
    if d == 1:
        return _(
            "{count} of {d} feature ({names}) has the same value in every training sample, so nothing can be learned "
            "from it."
        )
    return ngettext(
        "{count} of {d} features ({names}) has the same value in every training sample, so nothing can be learned "
        "from it.",
        "{count} of {d} features ({names}) have the same value in every training sample, so nothing can be learned "
        "from them.",
        count,
    )
