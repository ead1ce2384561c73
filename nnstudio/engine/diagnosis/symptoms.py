"""What the network shows as it stands: its units and its answers. A cause may lie behind it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.layers.table import LAYERS
from nnstudio.engine.snapshots.outputs import predictions
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.views.unit_flags import FlagKind, looked_at, unit_flags
from nnstudio.language import _, all_of, ngettext
from nnstudio.project.layers.activations import ActivationLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

_SETTLED = 5
"""Epochs after which a class that is never predicted is more than a beginning."""
_HALF = 0.5
_HARDLY, _RARE = 0.2, 0.5


def flagged_layers(
    facts: RunFacts, kind: FlagKind, snapshot: Snapshot | None = None
) -> Iterator[tuple[int, list[int], int]]:
    """Hidden activations of which at least half the units are flagged so: place, those units, how many there are."""
    flags = unit_flags(facts.project, facts.dataset, facts.probe, snapshot or facts.result)
    layers, shapes = facts.project.network.layers, facts.project.layer_shapes()
    for place, (layer, shape) in enumerate(zip(layers, shapes, strict=True)):
        if not isinstance(layer, ActivationLayer) or not any(isinstance(x, LinearLayer) for x in layers[place:]):
            continue
        found = [u for u in range(shape.outputs) if (place, u) in flags and flags[place, u].kind is kind]
        if found and len(found) >= _HALF * shape.outputs:
            yield place, found, shape.outputs


def dead_units(facts: RunFacts) -> Finding | None:
    """Whether half the units of a layer, or more, put out nothing; the worst layer is named."""
    found = max(flagged_layers(facts, FlagKind.DEAD), key=lambda layer: len(layer[1]) / layer[2], default=None)
    if found is None:
        return None
    place, units, of = found
    title = facts.project.network.layers[place].title
    zero = "{zero}" if LAYERS[facts.project.network.layers[place].kind].dead_within == 0 else _("nearly {zero}")
    return Finding(
        Fault.DEAD_UNITS,
        tell(
            _("{units} of {of} units dead") if of > 1 else _("The only unit is dead"),
            units=Figure(Measure.DEAD_UNITS, len(units), epoch=facts.epochs, layer=place),
            of=Figure(Measure.UNITS, of, layer=place),
        ),
        tell(
            ngettext(
                "In layer {layer} ({title}) its output is {zero} for {every} after epoch {epoch}, so it no longer "
                "learns.",
                "In layer {layer} ({title}) their output is {zero} for {every} after epoch {epoch}, so they no longer "
                "learn.",
                len(units),
            ),
            layer=Figure(Measure.LAYER, place + 1, layer=place),
            title=title,
            zero=tell(zero, zero=Figure(Measure.GIVEN, 0.0)),
            every=_every(facts),
            epoch=facts.epochs_done,
        ),
        Told(
            _("try a smaller learning rate, or LeakyReLU.")
            if facts.sets_all_weights
            else _("try another seed, a smaller learning rate, or LeakyReLU.")
        ),
        panel="distributions",
        unit=(place, units[0]),
    )


def saturated_units(facts: RunFacts) -> Finding | None:
    """Whether half the units of a layer, or more, are at their limit; the worst layer is named."""
    found = max(flagged_layers(facts, FlagKind.SATURATED), key=lambda layer: len(layer[1]) / layer[2], default=None)
    if found is None:
        return None
    place, units, of = found
    title = facts.project.network.layers[place].title
    return Finding(
        Fault.SATURATED_UNITS,
        tell(
            _("{units} of {of} units saturated") if of > 1 else _("The only unit is saturated"),
            units=Figure(Measure.SATURATED_UNITS, len(units), epoch=facts.epochs, layer=place),
            of=Figure(Measure.UNITS, of, layer=place),
        ),
        tell(
            ngettext(
                "In layer {layer} ({title}) it is at the flat end of the curve for almost {every} after epoch {epoch}, "
                "where the slope is close to {zero}: it hardly learns.",
                "In layer {layer} ({title}) they are at the flat end of the curve for almost {every} after epoch "
                "{epoch}, where the slope is close to {zero}: they hardly learn.",
                len(units),
            ),
            layer=Figure(Measure.LAYER, place + 1, layer=place),
            title=title,
            every=_every(facts),
            epoch=facts.epochs_done,
            zero=Figure(Measure.GIVEN, 0.0),
        ),
        Told(_("standardise the inputs, or try a smaller learning rate.")),
        panel="activation_gallery",
        unit=(place, units[0]),
    )


def _every(facts: RunFacts) -> Told:
    looked = len(facts.dataset.X_train[looked_at(facts.project, facts.dataset)])
    if looked == len(facts.dataset.X_train):
        return Told(_("every training sample"))
    return tell(_("each of {looked} training samples looked at"), looked=Figure(Measure.SAMPLES_LOOKED_AT, looked))


def neglected_classes(facts: RunFacts) -> Finding | None:
    """Whether the network never puts a sample into some class, or hardly ever into a rare one."""
    if facts.project.data.task is Task.REGRESSION or facts.epochs < _SETTLED or facts.is_good:
        return None
    dataset = facts.dataset
    facts.probe.load(facts.result)
    predicted = predictions(facts.project, facts.probe.predict(dataset.X_train))
    labels = dataset.y_train.astype(int)
    sizes = np.bincount(labels, minlength=len(dataset.class_names))
    hits = confusion_of(facts.project, dataset, facts.probe).diagonal()
    never = [c for c in np.flatnonzero(sizes).tolist() if not (predicted == c).any()]
    if never:
        return _neglected(facts, never, int(sizes[never].sum()), None)
    usual = len(labels) / max(1, int(np.count_nonzero(sizes)))
    rare = [c for c in np.flatnonzero(sizes).tolist() if sizes[c] < _RARE * usual and hits[c] < _HARDLY * sizes[c]]
    return _neglected(facts, rare, int(sizes[rare].sum()), int(hits[rare].sum())) if rare else None


def confusion_of(project: Project, dataset: Dataset, probe: Probe) -> NDArray[np.int64]:
    """(classes, classes) counts of the training samples, with the parameters the probe has: actual, then predicted."""
    classes = len(dataset.class_names)
    predicted = predictions(project, probe.predict(dataset.X_train)).astype(int)
    counts = np.bincount(dataset.y_train.astype(int) * classes + predicted, minlength=classes**2)
    return counts.reshape(classes, classes)


def _neglected(facts: RunFacts, classes: list[int], count: int, hits: int | None) -> Finding:
    names = all_of(f"“{facts.dataset.class_names[c]}”" for c in classes[:3])
    if len(classes) > 3:
        names = _("{names} and more").format(names=names)
    key = ",".join(map(str, classes))
    if hits is None:
        title = ngettext("{names} is never predicted", "{names} are never predicted", len(classes))
        told = _("{count} of {all} training samples belong there, and the network puts none there after epoch {epoch}.")
    else:
        title = ngettext("{names} is hardly ever found", "{names} are hardly ever found", len(classes))
        told = _(
            "{count} of {all} training samples belong there, and the network finds {hits} of them after epoch {epoch}."
        )
    return Finding(
        Fault.CLASS_NEVER_PREDICTED,
        Told(title.format(names=names)),
        tell(
            told,
            count=Figure(Measure.SAMPLES_OF_CLASSES, count, name=key),
            all=Figure(Measure.SAMPLES, len(facts.dataset.y_train)),
            hits=Figure(Measure.HITS_OF_CLASSES, hits or 0, name=key, epoch=facts.epochs),
            epoch=facts.epochs_done,
        ),
        _neglect_advice(facts, classes),
        Basis.GUESS,
        panel="metrics",
    )


def _neglect_advice(facts: RunFacts, classes: list[int]) -> Told:
    if _is_rare(facts, classes):
        loss = facts.project.training.loss
        if isinstance(loss, ClassWeightedLoss) and not loss.has_weights:
            return Told(
                _(
                    "let all classes count alike in the loss (Training, More, class weights: balanced), or take more "
                    "samples of the rare class."
                )
            )
        return Told(_("take more samples of the rare class."))
    return Told(_("train on.") if facts.sets_all_weights else _("train on, or try another seed."))


def _is_rare(facts: RunFacts, classes: list[int]) -> bool:
    sizes = np.bincount(facts.dataset.y_train.astype(int), minlength=len(facts.dataset.class_names))
    return bool((sizes[classes] < _RARE * len(facts.dataset.y_train) / max(1, int(np.count_nonzero(sizes)))).all())
