"""Whether a step waits for what is so already: then it is done by whoever does nothing."""

from pydantic_core import from_json

from nnstudio.language import _
from nnstudio.project.guided.condition_check import texts_of
from nnstudio.project.guided.conditions import (
    Checked,
    Computed,
    Condition,
    Diverged,
    EpochShown,
    LayersAre,
    ListOpened,
    PanelOpen,
    ProjectHas,
    ResetPressed,
    Selected,
    Swept,
    Trained,
    UnitChosen,
    UnitOff,
)
from nnstudio.project.guided.walk import State, Walk
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.storage import project_json


def met_by_nobody(condition: Condition, begun: State, walk: Walk) -> str:
    """Why nothing need be done for a condition; empty if something must be.

    Args:
        begun: as the step begins.
        walk: where the step's other conditions, those that come first, have led.
    """
    already = _("this is so when the step begins, so it is done by doing nothing")
    match condition:
        case ResetPressed():
            if not walk.epochs:
                return _("nothing is trained by then, so there is nothing to reset")
        case Trained():
            if walk.epochs >= condition.epochs:
                return _("{epochs:,} epochs are trained by then, so it is done by doing nothing").format(
                    epochs=walk.epochs
                )
        case ProjectHas():
            if condition.is_met(from_json(project_json(begun.project))):
                return already
        case LayersAre():
            if condition.is_met(begun.project.network.layers):
                return already
        case EpochShown():
            shown = begun.epoch if begun.epoch is not None else begun.last_epoch
            if walk.epochs == begun.epochs and condition.holds(begun.epochs) and condition.holds(shown):
                return already
        case Checked():
            if dict(begun.checks).get(condition.control, False) is condition.on:
                return already
        case Selected():
            if condition.text == _stands_at(condition.control, begun):
                return already
        case PanelOpen():
            # a page that is open already is turned away from
            if condition.page is None and condition.name in begun.panels:
                return already
        case UnitOff():
            if walk.state().has_unit_off:
                return already
        case Diverged():
            if walk.state().is_diverged:
                return already
        case UnitChosen() | ListOpened() | Computed() | Swept():
            # the unit is let go of when the step begins, no list stays open; lines and sweeps count that are begun then
            pass
        case _:
            raise NotImplementedError(type(condition))
    return ""


def _stands_at(selector: str, begun: State) -> str:
    """What a selector shows as the step begins, as far as a lesson can know."""
    training = begun.project.training
    match selector:
        case "loss_selector":
            loss: LossSpec = training.loss
            return loss.title
        case "optimizer_selector":
            return training.optimizer.title
    # the first is what a new window has
    return (texts_of(selector, begun.project) or ("",))[0]
