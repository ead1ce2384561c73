"""Causes that lie in the weights with which a run began."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from nnstudio.engine.diagnosis.confirmed import Confirmed, Search
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.symptoms import dead_units, saturated_units
from nnstudio.engine.diagnosis.trials import Outcome
from nnstudio.engine.diagnosis.variants import (
    drawn_by_pytorch,
    with_activation,
    with_seed,
    with_training,
    without_changes,
)
from nnstudio.engine.layers.table import DYING, SATURATING
from nnstudio.language import _
from nnstudio.project.changes import SetParameter, SetState
from nnstudio.project.layers.activations import LeakyReLULayer, ReLULayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project

SEEDS = 4
_BY_HAND = (
    _(
        "Undo the change that sets the weights before training: with weights drawn by PyTorch, the loss "
        "over all training samples comes to {loss} in as many epochs, not {end}."
    ),
    _("Undo the change that sets the weights before training: only different units can learn to differ."),
)
_AS_ZEROS = (
    _(
        "Choose PyTorch's default as the initial weights: with weights drawn by PyTorch, the loss "
        "over all training samples comes to {loss} in as many epochs, not {end}."
    ),
    _("Choose PyTorch's default as the initial weights: only different units can learn to differ."),
)
"""What to do about units that begin alike: with what a trial came to, and without."""


def equal_units(facts: RunFacts) -> tuple[int, int, int] | None:
    """A hidden Linear whose units all begin alike: its place, how many are like another one, how many there are.

    Alike in what comes in and in what goes out, they get the same gradients and stay alike.
    """
    facts.probe.load(facts.snapshots[0])
    state = {name: tensor.numpy() for name, tensor in facts.probe.state_dict().items()}
    linear = [i for i, layer in enumerate(facts.project.network.layers) if isinstance(layer, LinearLayer)]
    for place, following in pairwise(linear):
        bias = state.get(f"{place}.bias", np.zeros(len(state[f"{place}.weight"])))
        rows = np.column_stack((state[f"{place}.weight"], bias, state[f"{following}.weight"].T))
        _unused, inverse, counts = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
        alike = int((counts[inverse.reshape(-1)] > 1).sum())
        if len(rows) > 1 and alike == len(rows):
            return place, alike, len(rows)
    return None


def equal_start(search: Search) -> Confirmed | None:
    """Whether weights were set alike, by hand or as zeros. They stay so; what drawn ones do is tried."""
    facts = search.facts
    found = equal_units(facts)
    by_hand = without_changes(facts.project, SetState, SetParameter)
    drawn = drawn_by_pytorch(by_hand)
    if found is None or drawn == facts.project:
        return None
    place, alike, _unused = found
    advice = _BY_HAND if by_hand != facts.project else _AS_ZEROS
    outcome = search.trial_runner.train(drawn)
    helps = search.is_better(outcome)
    finding = Finding(
        Fault.EQUAL_START,
        Told(_("All units begin alike")),
        tell(
            _("{alike} units of layer {layer} begin with the same weights, so they learn the same and stay one unit."),
            alike=Figure(Measure.EQUAL_UNITS, alike, layer=place),
            layer=Figure(Measure.LAYER, place + 1, layer=place),
        ),
        tell(advice[0], loss=outcome.end_loss, end=facts.end_loss) if helps else Told(advice[1]),
        Basis.TRIED if helps else Basis.CERTAIN,
        panel="layer_space",
        unit=(place, 0),
        epoch=0,
    )
    return Confirmed(finding, search.goal, drawn)


def others(search: Search) -> list[Outcome]:
    """What the next seeds come to."""
    return [search.trial_runner.train(with_seed(search.facts.project, i)) for i in range(1, SEEDS + 1)]


def seeds(search: Search) -> Confirmed | None:
    """Whether most other seeds do better."""
    facts = search.facts
    if facts.sets_all_weights:
        return None
    good = [outcome for outcome in others(search) if search.is_better(outcome)]
    if len(good) < SEEDS / 2:
        return None
    best = min(good, key=lambda outcome: outcome.loss)
    worst = max(good, key=lambda outcome: outcome.loss)
    finding = Finding(
        Fault.STUCK,
        Told(_("Stuck: an unlucky start")),
        tell(
            _(
                "The loss over all training samples stays at {end}. Tried: {good} of {tried} other seeds get to "
                "{loss} or below in as many epochs."
            ),
            end=facts.end_loss,
            good=Figure(Measure.BETTER_TRIALS, len(good)),
            tried=Figure(Measure.TRIALS, SEEDS),
            loss=worst.end_loss,
        ),
        tell(_("Try another seed: {seed} comes to {loss}."), seed=best.seed, loss=best.end_loss),
        Basis.TRIED,
        panel="layer_space",
        epoch=facts.epochs,
    )
    better = with_training(facts.project, seed=best.project.training.seed)
    return Confirmed(finding, search.share(best), better)


def dead(search: Search) -> Confirmed | None:
    """Whether it helps that units can't die."""
    finding = dead_units(search.facts)
    if finding is None:
        return None
    project = with_activation(search.facts.project, DYING, LeakyReLULayer())
    return _relieved(search, finding, project, "LeakyReLU")


def saturated(search: Search) -> Confirmed | None:
    """Whether it helps that units have no limit."""
    finding = saturated_units(search.facts)
    if finding is None:
        return None
    project = with_activation(search.facts.project, SATURATING, ReLULayer())
    return _relieved(search, finding, project, "ReLU")


def _relieved(search: Search, finding: Finding, project: Project, title: str) -> Confirmed | None:
    outcome = search.trial_runner.train(project)
    if not search.is_better(outcome):
        return None
    advice = tell(
        _("Try {title} instead: the loss over all training samples then comes to {loss} in as many epochs."),
        title=title,
        loss=outcome.end_loss,
    )
    return Confirmed(replace(finding, advice=advice, basis=Basis.TRIED), search.share(outcome), project)
