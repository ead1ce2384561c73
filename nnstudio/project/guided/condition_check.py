"""Whether what a step waits for is something that a learner can do in this window, with this project."""

from collections.abc import Iterator, Sequence

from nnstudio.language import _, all_of
from nnstudio.project.features import FeatureError
from nnstudio.project.guided.asking import turning_points, whole_numbers
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
from nnstudio.project.guided.controls import CHECKABLE, CONTROLS, DEVICES, FIELDS, PAGES, PANELS, SELECTORS, SPEEDS
from nnstudio.project.guided.lesson_reading import unknown_control, unknown_panel
from nnstudio.project.guided.lines import Place
from nnstudio.project.guided.tasks import Bounds
from nnstudio.project.guided.walk import Walk, is_within
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.kinds import LOSS_KINDS, LOSSES_OF_TASK
from nnstudio.project.names import meant, printable, shown
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

Found = Iterator[tuple[Place, str]]


def condition_faults(condition: Condition, where: Place, walk: Walk | None, hidden: Sequence[str]) -> Found:
    """What keeps a condition from being met, beyond what the project's fields take (`asking` says that).

    Args:
        walk: where the lesson stands before the step's conditions; None if its project is not known.
        hidden: the controls that the lesson hides.
    """
    project = walk.project if walk is not None else None
    match condition:
        case LayersAre() | Computed() | Swept():
            pass
        case Trained() | Diverged():
            if {"train_button", "step_button"} <= set(hidden):
                yield where, _("train_button and step_button are hidden in this lesson, so nobody can train")
        case ProjectHas():
            yield from _hidden(FIELDS.get(condition.where), where, hidden)
            yield from _value_faults(condition, where)
        case ResetPressed():
            yield from _hidden("reset_button", where, hidden)
        case ListOpened():
            yield from _selector_faults(condition.control, (*where, "control"))
            yield from _hidden(condition.control, where, hidden)
        case PanelOpen():
            yield from unknown_panel(condition.name, (*where, "name"))
            yield from _page_faults(condition, where, project)
        case EpochShown():
            yield from _hidden("timeline", where, hidden)
            yield from _epoch_faults(condition, where)
        case UnitChosen() | UnitOff():
            yield from _hidden("network_diagram", where, hidden)
        case Checked():
            yield from _checked_faults(condition, where, project)
            yield from _hidden(condition.control, where, hidden)
        case Selected():
            yield from _selected_faults(condition, where, project)
            yield from _hidden(condition.control, where, hidden)
        case _:
            raise NotImplementedError(type(condition))


def missed_epoch(condition: EpochShown, walk: Walk) -> str:
    """Why the timeline has no such epoch once the step's training is done; empty if it has."""
    numbers = _epochs_within(condition)
    if not numbers:
        # it is said of the bounds
        return ""
    if not walk.epochs:
        return "" if numbers[0] == 0 else _("there is no such epoch before a run, and nothing is trained by then")
    last = max(walk.epochs, walk.project.training.epochs)
    if numbers[0] > last and not is_within("training.epochs", walk.free):
        return _("the run that the lesson asks for ends at epoch {last:,}").format(last=last)
    return ""


def missing_control(name: str, walk: Walk) -> str:
    """Why the window does not have a control with this project; empty if it has, or if that is not known."""
    project = walk.project
    columns = None if walk.free else _column_count(project)
    if name.startswith("source_") and "data.source" not in walk.free and "data" not in walk.free:
        field = name.removeprefix("source_")
        if field not in type(project.data.source).model_fields:
            return _("{source_title} has no {field} to be set at this step").format(
                source_title=project.data.source.title, field=field
            )
    if name == "fit_plot" and columns not in (None, 1):
        return _("there is no fit_plot at this step, for the data have several columns; there is a decision_plot")
    if name == "decision_plot" and columns == 1:
        return _("there is no decision_plot at this step, for the data have one column; there is a fit_plot")
    return ""


def _hidden(control: str | None, where: Place, hidden: Sequence[str]) -> Found:
    if control is not None and control in hidden:
        yield where, _("{control} is hidden in this lesson, so nobody can do this").format(control=control)


def contradiction(bounds: Bounds) -> str:
    """What is contradictory in bounds; empty if a number lies within them."""
    if bounds.limits() and not any(bounds.holds(value) for value in turning_points(bounds)):
        return _("no number is {limits}").format(limits=bounds.limits())
    return ""


def _value_faults(condition: ProjectHas, where: Place) -> Found:
    against = contradiction(condition)
    if against:
        yield where, against
    if condition.equals is None:
        return
    if condition.equals == condition.other_than:
        yield (*where, "other_than"), _("nothing equals {equals} and is another").format(equals=shown(condition.equals))
    if condition.limits() and not against:
        is_number = isinstance(condition.equals, int | float)
        if not is_number or not condition.holds(float(condition.equals)):
            yield (
                (*where, "equals"),
                _("{equals} is not {limits}").format(equals=shown(condition.equals), limits=condition.limits()),
            )


def _page_faults(condition: PanelOpen, where: Place, project: Project | None) -> Found:
    if condition.page is None or condition.name not in PANELS:
        return
    place, pages = (*where, "page"), PAGES.get(condition.name, {})
    if condition.page not in pages:
        there_are = _("; there are {pages}").format(pages=all_of(pages)) if pages else ""
        yield (
            place,
            _("the panel {name} has no page {page}{there_are}").format(
                name=condition.name, page=printable(condition.page), there_are=there_are
            ),
        )
    elif condition.name == "metrics" and project is not None:
        is_linear = all(isinstance(layer, LinearLayer) for layer in project.network.layers)
        is_regression = project.data.task is Task.REGRESSION
        if condition.page == "weights" and not (is_linear and is_regression):
            yield place, _("weights are compared for a linear regression alone: nothing but Linear layers, and numbers")
        if condition.page in ("classes", "reliability") and is_regression:
            yield place, _("there are no classes at this step; numbers are predicted")


def _selector_faults(control: str, place: Place) -> Found:
    if control not in CONTROLS:
        yield from unknown_control(control, place)
    elif control not in SELECTORS:
        yield (
            place,
            _("{control} is no selector; there are {selectors}").format(
                control=control, selectors=", ".join(SELECTORS)
            ),
        )


def _epochs_within(condition: EpochShown) -> list[float]:
    values = whole_numbers([*turning_points(condition), 0.0])
    return [value for value in values if value >= 0 and condition.holds(value)]


def _epoch_faults(condition: EpochShown, where: Place) -> Found:
    if not _epochs_within(condition):
        yield where, _("no epoch is {limits}; epochs are whole numbers from 0 on").format(limits=condition.limits())


def _checked_faults(condition: Checked, where: Place, project: Project | None) -> Found:
    place = (*where, "control")
    if condition.control not in CONTROLS:
        yield from unknown_control(condition.control, place)
    elif condition.control not in CHECKABLE:
        yield (
            place,
            _("{control} can't be on or off; {checkable} can").format(
                control=condition.control, checkable=all_of(CHECKABLE)
            ),
        )
    elif condition.control in ("take_apart_box", "reference_box") and project is not None and condition.on:
        if _column_count(project) not in (None, 1) or project.data.task is not Task.REGRESSION:
            told = _("{control} is there for a curve alone: one column, and numbers to be predicted")
            yield place, told.format(control=condition.control)
        elif condition.control == "take_apart_box" and not isinstance(project.network.layers[-1], LinearLayer):
            yield place, _("take_apart_box is grey at this step: the network does not end with a Linear layer")


def _selected_faults(condition: Selected, where: Place, project: Project | None) -> Found:
    place = (*where, "control")
    choices = texts_of(condition.control, project)
    yield from _selector_faults(condition.control, place)
    if choices is not None and condition.text not in choices:
        text = printable(condition.text)
        yield (
            (*where, "text"),
            _("{control} has no “{text}” at this step{meant}").format(
                control=condition.control, text=text, meant=meant(condition.text, choices)
            ),
        )


def texts_of(selector: str, project: Project | None) -> tuple[str, ...] | None:
    """What can be chosen, as it is shown; None for a control that is no selector."""
    match selector:
        case "device_selector":
            return DEVICES
        case "speed_selector":
            return SPEEDS
        case "optimizer_selector":
            return tuple(spec.title for spec in OPTIMIZER_KINDS.values())
        case "loss_selector":
            losses = LOSS_KINDS.values() if project is None else LOSSES_OF_TASK[project.data.task]
            return tuple(loss.title for loss in losses)
        case "view_selector":
            return _views(project)
    return None


def _views(project: Project | None) -> tuple[str, ...]:
    curve, classes, values = ("Fit",), ("Decision regions",), ("Predicted value", "Predicted against actual")
    columns = None if project is None else _column_count(project)
    if project is None or columns is None:
        return (*curve, *classes, *values)
    if columns == 1:
        return curve
    return values if project.data.task is Task.REGRESSION else classes


def _column_count(project: Project) -> int | None:
    try:
        return len(project.data.columns())
    except FeatureError:
        return None
