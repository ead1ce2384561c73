"""Why a run has learned less than it could: each reason is one that a trial training has confirmed."""

from collections.abc import Iterator

import numpy as np

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.case import Case
from nnstudio.engine.diagnosis.design import feature_scales, unscaled
from nnstudio.engine.diagnosis.finding import Fault, Finding, number
from nnstudio.engine.diagnosis.state import vanishing
from nnstudio.engine.diagnosis.trials import (
    MAX_LR,
    Laboratory,
    Outcome,
    rounded,
    with_lr,
    with_seed,
    with_training,
    without_penalties,
)
from nnstudio.project.changes import SetLr
from nnstudio.project.edits import changed
from nnstudio.project.network import ACTIVATIONS, LinearLayer, TanhLayer
from nnstudio.project.project import Project
from nnstudio.project.training import AdamSpec

_SEEDS = 4
_RATIO, _GAP = 0.72, 0.12
"""A trial shows something if the run has learned less than this share of what it has, by at least so much."""


def better(case: Case, outcome: Outcome, ratio: float = _RATIO) -> bool:
    """Whether a trial has learned so much more than the run that chance is no explanation."""
    return not outcome.diverged and case.learned < ratio * outcome.learned and outcome.learned - case.learned >= _GAP


def reasons(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    """The confirmed reasons for a run that has not become good, the surest first.

    Raises:
        OutOfTimeError: where the laboratory's budget has been used up; what came before stands.
    """
    for causes in ((_free,), (_standardised,), (_small_rate, _small_batch), (_large_rate,)):
        found = 0
        for cause in causes:
            for finding in cause(case, laboratory):
                found += 1
                yield finding
        if found:
            # whatever else is tried would be held back by the same
            return
    named = 0
    for examine in (_seeds, _curved, _vanishing):
        for finding in examine(case, laboratory):
            named += 1
            yield finding
    for examine in (_wider, _longer):
        if not named:
            for finding in examine(case, laboratory):
                named += 1
                yield finding


def _standardised(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    data = case.project.data
    scales = feature_scales(case.dataset)
    if data.standardize or not len(scales):
        return
    if scales.max() < 10 and scales.max() > 0.2 and scales.max() < 5 * scales.min():
        return
    project = changed(case.project, data=changed(data, standardize=True))
    outcome = laboratory.train(project, dataset=load_dataset(project.data))
    if better(case, outcome):
        sizes = f"between {number(float(scales.min()))} and {number(float(scales.max()))}"
        yield unscaled(
            f"The features' sizes are {sizes}. Tried: with all of them standardised, the same network comes to a loss "
            f"of {number(outcome.loss)} in as many epochs, not {number(case.end)}."
        )


def _changes_rate(project: Project) -> bool:
    """Whether the rate is changed by hand along the way: then there is no single one to be tried."""
    return any(isinstance(change, SetLr) for change in project.training.changes)


def _small_rate(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    if _changes_rate(case.project) or not (case.falls_steadily or case.has_hardly_moved):
        return
    lr = case.project.training.optimizer.lr
    best: Outcome | None = None
    for factor in (10, 100, 1000, 1e4, 1e5):
        if lr * factor > min(MAX_LR, 10):
            break
        outcome = laboratory.train(with_lr(case.project, rounded(lr * factor)))
        if best is None or outcome.loss < best.loss:
            best = outcome
        elif outcome.diverged:
            break
    if best is None or not better(case, best, ratio=0.78):
        return
    pace = ""
    epochs, losses = zip(*case.curve, strict=True)
    late = float(np.interp(0.8 * case.epochs, epochs, losses))
    slope = (late - case.end) / (0.2 * case.epochs)
    if slope > 0:
        needed = (case.end - best.loss) / slope
        pace = (
            f" At the pace of the last epochs ({number(slope)} an epoch) it would take "
            f"{float(f'{needed:.2g}'):,.0f} more epochs at least to get there."
        )
    yield Finding(
        Fault.LR_TOO_SMALL,
        "The learning rate is too small",
        f"After {case.epochs:,} epochs the loss is {number(case.end)} and still on its way. Tried: learning rate "
        f"{best.project.training.optimizer.lr:g} gets to {number(best.loss)} in as many.{pace}",
        f"Try a learning rate of {best.project.training.optimizer.lr:g}.",
        epoch=case.epochs,
    )


def _vanishing(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    if case.learned < 0.3:
        yield from vanishing(case)


def _others(case: Case, laboratory: Laboratory) -> list[Outcome]:
    """What other seeds come to."""
    return [laboratory.train(with_seed(case.project, i)) for i in range(1, _SEEDS + 1)]


def _seeds(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    outcomes = _others(case, laboratory)
    good = [outcome for outcome in outcomes if better(case, outcome)]
    if len(good) < 2:
        return
    best = min(good, key=lambda outcome: outcome.loss)
    yield Finding(
        Fault.STUCK,
        "Stuck: an unlucky start",
        f"The loss stayed at {number(case.end)}. Tried: with the same settings, {len(good)} of {_SEEDS} other seeds "
        f"get to {number(max(outcome.loss for outcome in good))} or below in as many epochs.",
        f"Try another seed: {best.project.training.seed} comes to {number(best.loss)}.",
        panel="layer_space",
        epoch=case.epochs,
    )


def _large_rate(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    """A smaller rate does better for this seed and for others, on the average."""
    lr = case.project.training.optimizer.lr
    if case.falls_steadily or _changes_rate(case.project):
        return
    seeds = (0, 1, 2)
    own = [case.learned, *(outcome.learned for outcome in _others(case, laboratory)[:2])]
    for factor in (0.1, 0.01):
        rate = rounded(lr * factor)
        outcomes = [laboratory.train(with_seed(with_lr(case.project, rate), seed)) for seed in seeds]
        learned = np.clip([outcome.learned for outcome in outcomes], -1, 1)
        if better(case, outcomes[0]) and learned.mean() - np.clip(own, -1, 1).mean() >= 2 * _GAP:
            yield Finding(
                Fault.LR_TOO_LARGE,
                "The learning rate is too large",
                f"At learning rate {lr:g} the loss ends at {number(case.end)}. Tried: at {rate:g} the same network "
                f"gets to {number(outcomes[0].loss)} in as many epochs, and other seeds do better there too.",
                f"Try a learning rate of {rate:g}.",
                epoch=case.epochs,
            )
            return


def _free(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    """Whether it is held back by a penalty on the weights, or by dropout."""
    project, training = case.project, case.project.training
    free = changed(project, training=without_penalties(training))
    layers = tuple(changed(layer, p=0.0) if layer.kind == "dropout" else layer for layer in project.network.layers)
    free = changed(free, network=changed(free.network, layers=layers))
    if free == project:
        return
    outcome = laboratory.train(free)
    if better(case, outcome):
        yield Finding(
            Fault.REGULARISED,
            "Held back by regularisation",
            f"The loss ends at {number(case.end)}. Tried: without weight decay, L1, L2 and dropout, the same network "
            f"gets to {number(outcome.loss)} in as many epochs.",
            "Use less of it.",
            epoch=case.epochs,
        )


def _is_linear(project: Project) -> bool:
    return not any(layer.kind in (*ACTIVATIONS, "softmax", "layer_norm") for layer in project.network.layers[:-1])


def _curved(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    """Whether a linear function is not enough."""
    if not _is_linear(case.project):
        return
    layers = case.project.network.layers
    output = tuple(layer for layer in layers[-1:] if layer.kind == "sigmoid")
    curved = (LinearLayer(units=16), TanhLayer(), LinearLayer(), *output)
    project = changed(case.project, network=changed(case.project.network, layers=curved))
    project = changed(project, training=without_penalties(project.training))
    epochs = max(60, case.epochs)
    adam: dict[str, object] = {"optimizer": AdamSpec(lr=0.03), "schedule": None, "changes": ()}
    outcome = laboratory.train(with_training(project, **adam), epochs)
    if not better(case, outcome):
        return
    # that much may be due to the optimiser alone
    control = laboratory.train(with_training(case.project, **adam), epochs)
    if control.learned < _RATIO * outcome.learned:
        yield Finding(
            Fault.TOO_SIMPLE,
            "A straight line is not enough",
            "Without an activation between them, Linear layers together are one linear function, and the loss ends at "
            f"{number(case.end)}. Tried: with a hidden layer of 16 Tanh units it comes to {number(outcome.loss)} "
            f"(Adam, learning rate 0.03, {epochs:,} epochs).",
            "Add a hidden layer with an activation.",
            panel="layer_space",
        )


def _small_batch(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    n, size = len(case.dataset.X_train), case.project.training.batch_size
    if n < 100 or size < n / 2:
        return
    outcome = laboratory.train(with_training(case.project, batch_size=32))
    if better(case, outcome):
        yield Finding(
            Fault.LARGE_BATCH,
            "Few steps: the batches are large",
            f"With {size:,} of {n:,} samples in a batch an epoch has {-(-n // size)} "
            f"{'step' if size >= n else 'steps'}. Tried: in batches of 32, as many epochs bring the loss to "
            f"{number(outcome.loss)}, not {number(case.end)}.",
            "Try batches of 32.",
        )


def _wider(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    """Whether more units would do, where nothing else has helped."""
    layers = case.project.network.layers
    linear = [i for i, layer in enumerate(layers) if isinstance(layer, LinearLayer)]
    if len(linear) < 2 or _is_linear(case.project) or case.project.training.changes:
        return
    shapes = case.project.layer_shapes()
    narrowest = min(shapes[i].outputs for i in linear[:-1])
    if narrowest > 8:
        return
    wide = tuple(
        changed(layer, units=max(16, 2 * shapes[i].outputs)) if i in linear[:-1] else layer
        for i, layer in enumerate(layers)
    )
    project = changed(case.project, network=changed(case.project.network, layers=wide))
    outcomes = [laboratory.train(with_seed(project, i)) for i in range(2)]
    if all(better(case, outcome) for outcome in outcomes):
        worst = max(outcomes, key=lambda outcome: outcome.loss)
        yield Finding(
            Fault.TOO_SIMPLE,
            "Too few units",
            f"With a layer of {narrowest} {'unit' if narrowest == 1 else 'units'} the loss ends at {number(case.end)}, "
            f"whatever the seed. Tried: with 16 units or more in every hidden layer it comes to {number(worst.loss)} "
            "in as many epochs.",
            "Add units to the hidden layers.",
            panel="layer_space",
        )


def _longer(case: Case, laboratory: Laboratory) -> Iterator[Finding]:
    """Whether the run is on its way."""
    for times in (3, 10):
        outcome = laboratory.train(case.project, times * case.epochs)
        if better(case, outcome, ratio=0.6):
            yield Finding(
                Fault.UNFINISHED,
                "Still learning",
                f"The loss is {number(case.end)} after {case.epochs:,} epochs. Tried: {times * case.epochs:,} epochs "
                f"bring it to {number(outcome.loss)}.",
                "Train on.",
                epoch=case.epochs,
            )
            return
        if case.learned > 0.1:
            return
