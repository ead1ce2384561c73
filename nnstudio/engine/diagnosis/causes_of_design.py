"""Causes that lie in the data, the layers, or what holds the weights back."""

from dataclasses import replace

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.confirmed import Confirmed, Search, falls_short
from nnstudio.engine.diagnosis.divergence import changed_by_hand
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.scales import (
    has_unusual_scales,
    scales_told,
    unscaled,
)
from nnstudio.engine.diagnosis.symptoms import dead_units, saturated_units
from nnstudio.engine.diagnosis.target_scale import has_unusual_target, tried_scaled, unscaled_target
from nnstudio.engine.diagnosis.variants import (
    hidden_linear,
    is_linear,
    with_layers,
    with_seed,
    with_training,
    with_wider,
    without_changes,
    without_penalties,
)
from nnstudio.language import _, all_of, ngettext
from nnstudio.project.changes import SetParameter, SetState
from nnstudio.project.edits import changed
from nnstudio.project.layers.activations import SigmoidLayer, TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import AdamSpec

_LARGE_TARGET = 100.0
_HALF, _LITTLE = 0.5, 0.08
_NARROW, _WIDE = 8, 16
_EPOCHS, _LR, _UNITS = 60, 0.03, 16


def by_hand(search: Search) -> Confirmed | None:
    """Whether weights that were set by hand hold it back."""
    facts = search.facts
    made = [
        c for c in facts.project.training.changes if isinstance(c, SetParameter | SetState) and c.epoch <= facts.epochs
    ]
    if not made:
        return None
    unchanged = without_changes(facts.project, SetParameter, SetState)
    outcome = search.trial_runner.train(unchanged)
    if not search.is_better(outcome):
        return None
    epoch = made[-1].epoch
    seen = dead_units(facts) or saturated_units(facts)
    if seen is None:
        return Confirmed(changed_by_hand(epoch, outcome), search.share(outcome), unchanged)
    advice = tell(
        _(
            "Undo what was changed by hand before training: without it the loss over all training samples comes to "
            "{loss} in as many epochs."
        )
        if epoch == 0
        else _(
            "Undo what was changed by hand after epoch {epoch}: without it the loss over all training samples comes to "
            "{loss} in as many epochs."
        ),
        epoch=Figure(Measure.CHANGE_EPOCH, epoch),
        loss=outcome.end_loss,
    )
    return Confirmed(replace(seen, advice=advice, basis=Basis.TRIED), search.share(outcome), unchanged)


def free(search: Search) -> Confirmed | None:
    """Whether it is held back by a penalty on the weights, or by dropout."""
    facts = search.facts
    project = without_penalties(facts.project)
    if project == facts.project:
        return None
    outcome = search.trial_runner.train(project)
    if not search.is_better(outcome):
        return None
    training = facts.project.training
    held = [
        name
        for name, is_there in (
            (_("weight decay"), training.optimizer.weight_decay > 0),
            ("L1", training.l1 > 0),
            ("L2", training.l2 > 0),
            *((layer.title.lower(), layer.unregularised() != layer) for layer in facts.project.network.layers),
        )
        if is_there
    ]
    # of several layers of a kind once
    names = all_of(dict.fromkeys(held))
    finding = Finding(
        Fault.REGULARISED,
        Told(_("Held back by {names}").format(names=names)),
        tell(
            _(
                "The loss over all training samples ends at {end}. Tried: without {names}, the same network gets to "
                "{loss} in as many epochs."
            ),
            names=names,
            end=facts.end_loss,
            loss=outcome.end_loss,
        ),
        Told(_("Use less {names}, or none.").format(names=names)),
        Basis.TRIED,
        epoch=facts.epochs,
    )
    return Confirmed(finding, search.share(outcome), project)


def standardised(search: Search) -> Confirmed | None:
    """Whether features of the same size help."""
    facts, data = search.facts, search.facts.project.data
    if not has_unusual_scales(facts.project, facts.dataset):
        return None
    project = changed(facts.project, data=changed(data, standardize=True))
    outcome = search.trial_runner.train(project, dataset=load_dataset(project.data))
    # it costs nothing and is what everybody does, so it is worth saying where it helps a little, too
    helps = outcome.loss < _HALF * facts.end and search.share(outcome) - facts.learned >= _LITTLE
    if not search.is_better(outcome) and not helps:
        return None
    told = tell(
        _(
            "{scales} Tried: with all of them standardised, the loss over all training samples comes to "
            "{loss} in as many epochs, not {end}."
        ),
        scales=scales_told(facts.dataset),
        loss=outcome.end_loss,
        end=facts.end_loss,
    )
    return Confirmed(unscaled(told, Basis.TRIED), search.share(outcome), project)


def target_scaled(search: Search) -> Confirmed | None:
    """Whether a target of the size of the network's first answers helps."""
    facts = search.facts
    if not has_unusual_target(facts.project, facts.dataset, _LARGE_TARGET):
        return None
    outcome = tried_scaled(facts, search.trial_runner, facts.epochs, search.is_better)
    if outcome is None:
        return None
    finding = unscaled_target(facts, outcome)
    return Confirmed(finding, search.share(outcome), finding.remedied)


def unbent(search: Search) -> Confirmed | None:
    """Whether a linear function is not enough."""
    facts = search.facts
    # a straight line may be enough, and the run be slow on its way to it
    if not is_linear(facts.project) or not falls_short(search.trial_runner.yardstick.linear, search.goal):
        return None
    layers = facts.project.network.layers
    output = tuple(layer for layer in layers[-1:] if isinstance(layer, SigmoidLayer))
    curved = with_layers(facts.project, (LinearLayer(units=_UNITS), TanhLayer(), LinearLayer(), *output))
    epochs = max(_EPOCHS, facts.epochs)
    adam: dict[str, object] = {"optimizer": AdamSpec(lr=_LR), "schedule": None, "changes": ()}
    bent = with_training(without_penalties(curved), **adam)
    outcome = search.trial_runner.train(bent, epochs)
    if not search.is_better(outcome):
        return None
    finding = Finding(
        Fault.TOO_SIMPLE,
        Told(_("A straight line is not enough")),
        tell(
            _(
                "Without an activation the network is a straight line, and the loss over all training samples "
                "ends at {end}. Tried: with a hidden layer of {units} Tanh units it comes to {loss} (Adam, "
                "learning rate {lr}, {epochs} epochs)."
            ),
            end=facts.end_loss,
            units=Figure(Measure.TRIAL_UNITS, _UNITS, trial=outcome),
            loss=outcome.end_loss,
            lr=outcome.lr,
            epochs=outcome.epochs_done,
        ),
        Told(_("Add a hidden layer with an activation.")),
        Basis.TRIED,
        panel="layer_space",
    )
    return Confirmed(finding, search.share(outcome), with_training(bent, epochs=epochs))


def narrowest(facts: RunFacts) -> int:
    shapes = facts.project.layer_shapes()
    return min((shapes[i].outputs for i in hidden_linear(facts.project)), default=0)


def wider(search: Search) -> Confirmed | None:
    """Whether more units would do."""
    facts = search.facts
    hidden = hidden_linear(facts.project)
    if not hidden or is_linear(facts.project) or facts.project.training.changes or narrowest(facts) > _NARROW:
        return None
    project = with_wider(facts.project, _WIDE)
    outcomes = [search.trial_runner.train(with_seed(project, i)) for i in range(2)]
    if not all(search.is_better(outcome) for outcome in outcomes):
        return None
    worst = max(outcomes, key=lambda outcome: outcome.loss)
    units = narrowest(facts)
    finding = Finding(
        Fault.TOO_SIMPLE,
        Told(_("Too few units")),
        tell(
            ngettext(
                "With {units} unit in a hidden layer the loss over all training samples ends at {end}. Tried: with "
                "{more} or more it comes to {loss} in as many epochs.",
                "With {units} units in a hidden layer the loss over all training samples ends at {end}. Tried: with "
                "{more} or more it comes to {loss} in as many epochs.",
                units,
            ),
            units=Figure(Measure.NARROWEST, units),
            end=facts.end_loss,
            more=Figure(Measure.TRIAL_UNITS, _WIDE, trial=worst),
            loss=worst.end_loss,
        ),
        Told(_("Add units to the hidden layers.")),
        Basis.TRIED,
        panel="layer_space",
    )
    return Confirmed(finding, search.share(worst), project)
