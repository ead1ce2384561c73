"""Causes that lie in the data, the layers, or what holds the weights back."""

from dataclasses import replace

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.confirmed import Confirmed, Search, falls_short
from nnstudio.engine.diagnosis.divergence import changed_by_hand
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import Case
from nnstudio.engine.diagnosis.scales import (
    has_large_target,
    has_unusual_scales,
    scales_told,
    unscaled,
    unscaled_target,
)
from nnstudio.engine.diagnosis.symptoms import dead_units, saturated_units
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
from nnstudio.project.changes import SetParameter, SetState
from nnstudio.project.edits import changed
from nnstudio.project.network import LinearLayer, TanhLayer
from nnstudio.project.training import AdamSpec

_LARGE_TARGET = 100.0
_HALF, _LITTLE = 0.5, 0.08
_NARROW, _WIDE = 8, 16
_EPOCHS, _LR, _UNITS = 60, 0.03, 16


def by_hand(search: Search) -> Confirmed | None:
    """Whether weights that were set by hand hold it back."""
    case = search.case
    made = [
        c for c in case.project.training.changes if isinstance(c, SetParameter | SetState) and c.epoch <= case.epochs
    ]
    if not made:
        return None
    outcome = search.laboratory.train(without_changes(case.project, SetParameter, SetState))
    if not search.is_better(outcome):
        return None
    epoch = made[-1].epoch
    seen = dead_units(case) or saturated_units(case)
    if seen is None:
        return Confirmed(changed_by_hand(epoch, outcome), search.share(outcome))
    advice = tell(
        "Undo what was changed by hand "
        + ("before training" if epoch == 0 else "after epoch {epoch}")
        + ": without it the loss over all training samples comes to {loss} in as many epochs.",
        epoch=Figure(Measure.CHANGE_EPOCH, epoch),
        loss=outcome.end_loss,
    )
    return Confirmed(replace(seen, advice=advice, basis=Basis.TRIED), search.share(outcome))


def free(search: Search) -> Confirmed | None:
    """Whether it is held back by a penalty on the weights, or by dropout."""
    case = search.case
    project = without_penalties(case.project)
    if project == case.project:
        return None
    outcome = search.laboratory.train(project)
    if not search.is_better(outcome):
        return None
    training = case.project.training
    held = [
        name
        for name, is_there in (
            ("weight decay", training.optimizer.weight_decay > 0),
            ("L1", training.l1 > 0),
            ("L2", training.l2 > 0),
            ("dropout", any(layer.kind == "dropout" and layer.p > 0 for layer in case.project.network.layers)),
        )
        if is_there
    ]
    names = " and ".join(held)
    finding = Finding(
        Fault.REGULARISED,
        Told(f"Held back by {names}"),
        tell(
            f"The loss over all training samples ends at {{end}}. Tried: without {names}, the same network gets to "
            "{loss} in as many epochs.",
            end=case.end_loss,
            loss=outcome.end_loss,
        ),
        Told(f"Use less {names}, or none."),
        Basis.TRIED,
        epoch=case.epochs,
    )
    return Confirmed(finding, search.share(outcome))


def standardised(search: Search) -> Confirmed | None:
    """Whether features of the same size help."""
    case, data = search.case, search.case.project.data
    if not has_unusual_scales(case.project, case.dataset):
        return None
    project = changed(case.project, data=changed(data, standardize=True))
    outcome = search.laboratory.train(project, dataset=load_dataset(project.data))
    # it costs nothing and is what everybody does, so it is worth saying where it helps a little, too
    helps = outcome.loss < _HALF * case.end and search.share(outcome) - case.learned >= _LITTLE
    if not search.is_better(outcome) and not helps:
        return None
    told = tell(
        "{scales} Tried: with all of them standardised, the loss over all training samples comes to {loss} in as many "
        "epochs, not {end}.",
        scales=scales_told(case.dataset),
        loss=outcome.end_loss,
        end=case.end_loss,
    )
    return Confirmed(unscaled(told, Basis.TRIED), search.share(outcome))


def target_scaled(search: Search) -> Confirmed | None:
    """Whether a target of the size of the network's first answers helps."""
    case = search.case
    if not has_large_target(case.project, case.dataset, _LARGE_TARGET):
        return None
    outcome = search.laboratory.train(case.project, scales_target=True)
    return Confirmed(unscaled_target(case, outcome), search.share(outcome)) if search.is_better(outcome) else None


def unbent(search: Search) -> Confirmed | None:
    """Whether a linear function is not enough."""
    case = search.case
    # a straight line may be enough, and the run be slow on its way to it
    if not is_linear(case.project) or not falls_short(search.laboratory.yardstick.linear, search.goal):
        return None
    layers = case.project.network.layers
    output = tuple(layer for layer in layers[-1:] if layer.kind == "sigmoid")
    curved = with_layers(case.project, (LinearLayer(units=_UNITS), TanhLayer(), LinearLayer(), *output))
    epochs = max(_EPOCHS, case.epochs)
    adam: dict[str, object] = {"optimizer": AdamSpec(lr=_LR), "schedule": None, "changes": ()}
    outcome = search.laboratory.train(with_training(without_penalties(curved), **adam), epochs)
    if not search.is_better(outcome):
        return None
    finding = Finding(
        Fault.TOO_SIMPLE,
        Told("A straight line is not enough"),
        tell(
            "Without an activation the network is a straight line, and the loss over all training samples ends at "
            "{end}. Tried: with a hidden layer of {units} Tanh units it comes to {loss} (Adam, learning rate {lr}, "
            "{epochs} epochs).",
            end=case.end_loss,
            units=Figure(Measure.TRIAL_UNITS, _UNITS, trial=outcome),
            loss=outcome.end_loss,
            lr=outcome.lr,
            epochs=outcome.epochs_done,
        ),
        Told("Add a hidden layer with an activation."),
        Basis.TRIED,
        panel="layer_space",
    )
    return Confirmed(finding, search.share(outcome))


def narrowest(case: Case) -> int:
    shapes = case.project.layer_shapes()
    return min((shapes[i].outputs for i in hidden_linear(case.project)), default=0)


def wider(search: Search) -> Confirmed | None:
    """Whether more units would do."""
    case = search.case
    hidden = hidden_linear(case.project)
    if not hidden or is_linear(case.project) or case.project.training.changes or narrowest(case) > _NARROW:
        return None
    project = with_wider(case.project, _WIDE)
    outcomes = [search.laboratory.train(with_seed(project, i)) for i in range(2)]
    if not all(search.is_better(outcome) for outcome in outcomes):
        return None
    worst = max(outcomes, key=lambda outcome: outcome.loss)
    units = narrowest(case)
    finding = Finding(
        Fault.TOO_SIMPLE,
        Told("Too few units"),
        tell(
            f"With {{units}} {'unit' if units == 1 else 'units'} in a hidden layer the loss over all training samples "
            "ends at {end}. Tried: with {more} or more it comes to {loss} in as many epochs.",
            units=Figure(Measure.NARROWEST, units),
            end=case.end_loss,
            more=Figure(Measure.TRIAL_UNITS, _WIDE, trial=worst),
            loss=worst.end_loss,
        ),
        Told("Add units to the hidden layers."),
        Basis.TRIED,
        panel="layer_space",
    )
    return Confirmed(finding, search.share(worst))
