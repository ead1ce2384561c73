"""What the project becomes when a learner does what a condition asks for; and why, if nobody can."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from nnstudio.language import _, ngettext, one_of
from nnstudio.project import edits
from nnstudio.project.bounds import MAX_EPOCHS
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.folds import Fold
from nnstudio.project.guided.conditions import Checked, Condition, LayersAre, ProjectHas, Selected, Swept, Trained
from nnstudio.project.guided.tasks import Bounds
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.losses.kinds import LOSS_KINDS, LOSSES_OF_TASK
from nnstudio.project.names import meant, printable, shown
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.project import Project
from nnstudio.project.schedules import MONITOR_WORDS, SCHEDULE_KINDS
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS, OWN_SOURCE_KINDS, SOURCE_KINDS
from nnstudio.project.storage import problem_from, project_json
from nnstudio.project.sweep_fields import sweep_fields

Value = str | bool | int | float


class UnmetError(InvalidProjectError):
    """Nobody can do what a condition asks for."""

    def __init__(self, message: str, *field: str | int) -> None:
        super().__init__(message)
        self.field = field
        """What of the condition is wrong."""


def applied(condition: Condition, project: Project) -> Project:
    """The project once the condition is met; of several ways, one.

    Raises:
        UnmetError: it can't be met; says why.
    """
    match condition:
        case Trained():
            if condition.epochs > MAX_EPOCHS:
                raise UnmetError(
                    _("{epochs:,} are too many; at most {max_epochs:,} are allowed").format(
                        epochs=condition.epochs, max_epochs=MAX_EPOCHS
                    ),
                    "epochs",
                )
            return project
        case Swept():
            _require_sweep(condition, project)
            return project
        case ProjectHas():
            return _with_field(condition, project)
        case LayersAre():
            return _with_layers(condition, project)
        case Selected(control="loss_selector"):
            losses = {loss.title: loss.kind for loss in LOSSES_OF_TASK[project.data.task]}
            return _set(project, "training.loss", losses[condition.text]) if condition.text in losses else project
        case Selected(control="optimizer_selector"):
            kinds = {spec.title: kind for kind, spec in OPTIMIZER_KINDS.items()}
            kind = kinds.get(condition.text)
            return project if kind is None else _set(project, "training.optimizer.kind", kind)
    return project


def freed_by(condition: Condition, project: Project) -> tuple[frozenset[str], frozenset[str]]:
    """Which fields of the project the condition settles, and which it leaves to the learner; `project` meets it."""
    match condition:
        case ProjectHas(where="data.source.kind") if condition.equals is None or condition.equals in OWN_SOURCE_KINDS:
            return frozenset(), frozenset(("data",))
        case ProjectHas() if condition.equals is None:
            return frozenset(), frozenset((condition.where, *_beside(condition.where, project)))
        case ProjectHas():
            return frozenset((condition.where,)), frozenset(_beside(condition.where, project))
        case Selected(control="optimizer_selector"):
            return frozenset(), frozenset(_beside("training.optimizer.kind", project))
        case LayersAre():
            return frozenset(("network.layers",)), frozenset(_of_layers(condition, project))
        case Checked(control="draw_button"):
            return frozenset(), frozenset(("data",))
        case Checked(control="endless_button"):
            return frozenset(), frozenset(("training.epochs",))
    return frozenset(), frozenset()


def turning_points(*bounds: Bounds) -> list[float]:
    """The numbers at which something may change, one between each two of them, and one beyond either end."""
    named = ("above", "at_least", "below", "at_most")
    ends = sorted({_as_float(getattr(one, name)) for one in bounds for name in named if getattr(one, name) is not None})
    if not ends:
        return [0.0]
    between = [a + (b - a) / 2 for a, b in pairwise(ends)]
    beyond = [ends[0] - max(1.0, abs(ends[0])), ends[-1] + max(1.0, abs(ends[-1]))]
    return sorted(value for value in {*ends, *between, *beyond} if math.isfinite(value))


def whole_numbers(values: Sequence[float]) -> list[float]:
    """The whole numbers at, around and between the values."""
    return sorted({float(round_(value)) for value in values for round_ in (math.floor, math.ceil)})


def _as_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(1e308, value)


def _require_sweep(condition: Swept, project: Project) -> None:
    """Raises UnmetError if the panel offers no such sweep of the project."""
    offered = [each.field for each in sweep_fields(project)]
    for each in condition.sweep.variations:
        if each.field not in offered:
            told = _("the panel Seeds and sweeps has no {field} to be varied at this step{meant}")
            raise UnmetError(told.format(field=shown(each.field), meant=meant(each.field, offered)), "vary")
    try:
        condition.sweep.members(project)
    except InvalidProjectError as error:
        raise UnmetError(str(error), "vary" if condition.vary is not None else "folds") from None


# a field of the project


def _with_field(condition: ProjectHas, project: Project) -> Project:
    raw = from_json(project_json(project))
    if condition.is_met(raw):
        return project
    here, there, missing = _follow(raw, condition.where)
    if not missing and isinstance(there, dict | list):
        raise UnmetError(
            _("{where} is a group of fields, not one value").format(where=printable(condition.where)), "where"
        )
    if condition.where == "data.source.kind" and condition.equals in OWN_SOURCE_KINDS:
        # what they bring is the learner's
        return project
    refusal: InvalidProjectError | None = None
    for value in _candidates(condition, there):
        try:
            changed = _set(project, condition.where, value)
        except InvalidProjectError as error:
            refusal = refusal or error
            continue
        if condition.is_met(from_json(project_json(changed))):
            return changed
    if missing and (refusal is None or isinstance(refusal, _NoFieldError)):
        known = tuple(here) if isinstance(here, dict) else ()
        why = _("the project has no {where} at this step{meant}").format(
            where=printable(condition.where), meant=meant(missing, known)
        )
        raise UnmetError(why, "where")
    field, because = printable(condition.where), f": {refusal}" if refusal is not None else ""
    if condition.equals is not None:
        raise UnmetError(
            _("{field} can't be {equals}{because}").format(
                field=field, equals=shown(condition.equals), because=because
            ),
            "equals",
        )
    if condition.limits():
        bound = next(name for name in ("above", "at_least", "below", "at_most") if getattr(condition, name) is not None)
        if not isinstance(there, int | float):
            raise UnmetError(
                _("{field} is {there}, no number that could be {limits}").format(
                    field=field, there=shown(there), limits=condition.limits()
                ),
                bound,
            )
        raise UnmetError(
            _("{field} can't be {limits}{because}").format(field=field, limits=condition.limits(), because=because),
            bound,
        )
    raise UnmetError(
        _("{field} can't be other than {other_than}{because}").format(
            field=field, other_than=shown(condition.other_than), because=because
        ),
        "other_than",
    )


class _NoFieldError(InvalidProjectError):
    """There is no such field, or it can't stand alone."""


def _refused(error: ValidationError, raw: Any) -> InvalidProjectError:
    details = error.errors()[0]
    names_no_field = details["type"] in ("extra_forbidden", "missing", "union_tag_not_found")
    return (_NoFieldError if names_no_field else InvalidProjectError)(problem_from(details, raw).message)


def _follow(raw: Any, where: str) -> tuple[Any, Any, str]:
    """The object around a field, what stands in it, and the name that is not there, if one is not."""
    here, there = raw, raw
    for key in where.split("."):
        here = there
        try:
            there = here[int(key)] if isinstance(here, list) else here[key]
        except (KeyError, IndexError, TypeError, ValueError):
            return here, None, key or " "
    return here, there, ""


def _candidates(condition: ProjectHas, there: Any) -> Iterator[Value]:
    """Values to try, the likely ones first."""
    if condition.equals is not None:
        yield condition.equals
        if isinstance(condition.equals, int | float) and not isinstance(condition.equals, bool):
            # what is equal may be written otherwise: 50.0 for a whole number, 1 for true
            number = float(condition.equals)
            if number.is_integer():
                yield int(number)
            yield number
            if number in (0, 1):
                yield bool(number)
        return
    if condition.limits():
        points = turning_points(condition)
        for value in (*points, *whole_numbers(points), 0.0, 1.0, 0.5):
            if condition.holds(value):
                if value.is_integer():
                    yield int(value)
                yield value
        return
    if isinstance(there, bool):
        yield not there
    elif isinstance(there, int | float):
        yield from (there + 1, there - 1, there / 2)
    yield from (*LOSS_KINDS, *OPTIMIZER_KINDS, *SCHEDULE_KINDS, *SOURCE_KINDS, *LAYER_KINDS, *MONITOR_WORDS)
    yield from (True, False, 1, 0, 0.5, "x1")


def _set(project: Project, where: str, value: Value) -> Project:
    """The project with another value in a field, as the window's fields would set it.

    Raises:
        InvalidProjectError: the field does not take it. Whether the whole can be trained then is not asked.
    """
    try:
        match where.split("."):
            case ["data", "source", "kind"] if value in SOURCE_KINDS:
                return project.with_source(SOURCE_KINDS[str(value)]())
            case ["data", "source", "kind"]:
                raise InvalidProjectError(
                    _("unknown kind {value}{meant}").format(
                        value=shown(value), meant=meant(str(value), tuple(ALL_SOURCE_KINDS))
                    )
                )
            case ["data", "source", field] if field in type(project.data.source).model_fields:
                return edits.with_source_options(project, **{field: value})
            case ["data", "fold", field]:
                return edits.with_fold(project, edits.changed(project.data.fold or Fold(), **{field: value}))
            case ["training", "optimizer", "kind"] if value in OPTIMIZER_KINDS:
                old = project.training.optimizer
                new = OPTIMIZER_KINDS[str(value)](lr=old.lr, weight_decay=old.weight_decay)
                return edits.with_training(project, optimizer=new)
            case ["training", "schedule", "kind"] if value in SCHEDULE_KINDS:
                return edits.with_training(project, schedule=edits.fitting_schedule(project, str(value)))
            case ["training", "loss"] if value in LOSS_KINDS and not LOSS_KINDS[str(value)]().fits(project.data.task):
                fitting = one_of(loss.kind for loss in LOSSES_OF_TASK[project.data.task])
                raise InvalidProjectError(
                    _("it does not fit {task}; use {fitting}").format(task=project.data.task, fitting=fitting)
                )
            case ["network", "layers", number, "kind"] if value in LAYER_KINDS and _is_place(number, project):
                return edits.replace_layer(project, int(number), LAYER_KINDS[str(value)]())
    except ValidationError as error:
        raise _refused(error, {}) from None
    return _set_plainly(project, where, value)


def _is_place(number: str, project: Project) -> bool:
    return number.isascii() and number.isdigit() and int(number) < len(project.network.layers)


def _set_plainly(project: Project, where: str, value: Value) -> Project:
    raw = from_json(project_json(project))
    here: Any = raw
    *path, last = where.split(".")
    try:
        for key in path:
            if isinstance(here, dict) and here.get(key) is None:
                here[key] = {}
            here = here[int(key)] if isinstance(here, list) else here[key]
        here[int(last) if isinstance(here, list) else last] = value
    except (KeyError, IndexError, TypeError, ValueError):
        raise _NoFieldError(_("no such field")) from None
    try:
        return Project.model_validate_json(to_json(raw))
    except ValidationError as error:
        raise _refused(error, raw) from None


def _beside(where: str, project: Project) -> Iterator[str]:
    """What comes along with another kind, and may be set as one likes."""
    group, _, name = where.rpartition(".")
    if name != "kind":
        return
    here: Any = project
    for key in group.split("."):
        here = here[int(key)] if isinstance(here, tuple) else getattr(here, key, None)
    if here is not None:
        yield from (f"{group}.{field}" for field in type(here).model_fields if field != "kind")
    if group == "data.source":
        yield from ("data.features", "data.standardize", "data.standardize_target")


# the stack


def _with_layers(condition: LayersAre, project: Project) -> Project:
    for i, kind in enumerate(condition.kinds):
        if kind not in LAYER_KINDS:
            raise UnmetError(
                _("there is no layer {kind}{meant}").format(kind=shown(kind), meant=meant(kind, tuple(LAYER_KINDS))),
                "kinds",
                i,
            )
    before = project.network.layers
    kept = tuple(layer.kind for layer in before) == condition.kinds
    layers: list[LayerSpec] = list(before) if kept else [LAYER_KINDS[kind]() for kind in condition.kinds]
    linear = [i for i, layer in enumerate(layers) if isinstance(layer, LinearLayer)]
    if condition.units:
        if len(condition.units) not in (len(linear), len(linear) - 1):
            entries = ngettext("{unit_count} entry", "{unit_count} entries", len(condition.units)).format(
                unit_count=len(condition.units)
            )
            hidden = max(0, len(linear) - 1)
            raise UnmetError(
                _("has {entries}, but of the {linear_count} linear layers {hidden} are hidden").format(
                    entries=entries, linear_count=len(linear), hidden=hidden
                ),
                "units",
            )
        for i, (place, units) in enumerate(zip(linear, condition.units, strict=False)):
            layers[place] = _sized(layers[place], units, i)
        for place in linear[len(condition.units) :]:
            layers[place] = _sized(layers[place], None, 0)
    elif not kept:
        # hidden layers have a size of their own, whichever
        for place in linear[:-1]:
            layers[place] = _sized(layers[place], 2, 0)
    try:
        changed = edits.with_layers(project, tuple(layers))
    except ValidationError as error:
        raise UnmetError(problem_from(error.errors()[0], {}).message, "kinds") from None
    if condition.units and len(condition.units) == len(linear):
        problem = next(iter(changed.network.problems(changed.data.input_count(), changed.output_count())), None)
        if problem is not None:
            raise UnmetError(problem.message, "units")
    return changed


def _sized(layer: LayerSpec, units: int | None, number: int) -> LayerSpec:
    try:
        return edits.changed(layer, units=units)
    except ValidationError as error:
        raise UnmetError(problem_from(error.errors()[0], {}).message, "units", number) from None


def _of_layers(condition: LayersAre, project: Project) -> Iterator[str]:
    for i, layer in enumerate(project.network.layers):
        for field in type(layer).model_fields:
            if field != "kind" and not (field == "units" and condition.units):
                yield f"network.layers.{i}.{field}"
