"""What of a lesson can't be finished: each step against the project as it is by then."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from nnstudio.language import _, all_of
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.asking import UnmetError
from nnstudio.project.guided.condition_check import condition_faults, missed_epoch, missing_control
from nnstudio.project.guided.conditions import AnyCondition, Condition, EpochShown, Swept, Trained
from nnstudio.project.guided.figure_check import Range, range_of, require_figure
from nnstudio.project.guided.figures import SWEEP
from nnstudio.project.guided.formula_bounds import FormulaBudget
from nnstudio.project.guided.given_away import given_away
from nnstudio.project.guided.idle_check import met_by_nobody
from nnstudio.project.guided.lesson import SetUp
from nnstudio.project.guided.lesson_reading import (
    panel_faults,
    project_faults,
    set_up_faults,
    starting_project,
    unknown_control,
)
from nnstudio.project.guided.lines import Place
from nnstudio.project.guided.tasks import Aim, Bounds, Measured, Prediction, Quiz, Shown
from nnstudio.project.guided.text_check import asked_faults, choice_faults, label_faults, text_faults
from nnstudio.project.guided.walk import Stage, Walk, rank_of
from nnstudio.project.names import printable
from nnstudio.project.project import Project

Found = Iterator[tuple[Place, str]]


def all_faults(raw: dict[str, Any]) -> Found:
    """All that can be said of a lesson, as JSON's values, beyond the form of each part.

    Parts whose form is wrong are passed over; what is wrong with them is said elsewhere.
    """
    yield from _text_faults(raw.get("summary"), ("summary",), label_faults)
    yield from _text_faults(raw.get("title"), ("title",), label_faults)
    hidden = _texts(raw.get("hide"))
    for i, name in enumerate(hidden):
        yield from unknown_control(name, ("hide", i))
    start = raw.get("start")
    project: Project | None = None
    if isinstance(start, str | dict):
        problems = list(project_faults(start, ("start",)))
        yield from problems
        if not problems:
            project = starting_project(start)
    # what is wrong with its table is said elsewhere
    walk = Walk(project) if project is not None and project.data.source.is_complete() else None
    steps = raw.get("steps")
    told: dict[tuple[str, int, str], int] = {}
    for i, step in enumerate(steps if isinstance(steps, list) else ()):
        if isinstance(step, dict):
            check = _StepCheck(_parts_of(step), ("steps", i), walk, tuple(hidden), told)
            yield from check.faults()
            walk = check.walk


@dataclass(frozen=True)
class _Parts:
    """Those parts of a step that have the right form, the entries of lists with their numbers."""

    raw: dict[str, Any]
    set_up: SetUp | None
    predict: Prediction | None
    quiz: Quiz | None
    wait_for: list[tuple[int, Condition]]
    goal: list[tuple[int, Aim]]
    show: list[tuple[int, Shown]]


def _parts_of(raw: dict[str, Any]) -> _Parts:
    def one(kind: Any, value: Any) -> Any:
        try:
            return _adapter(kind).validate_json(to_json(value))
        except (ValidationError, ValueError):
            return None

    def many(kind: Any, values: Any) -> list[Any]:
        entries = values if isinstance(values, list) else []
        return [(i, part) for i, entry in enumerate(entries) if (part := one(kind, entry)) is not None]

    return _Parts(
        raw,
        one(SetUp, raw.get("set_up")),
        one(Prediction, raw.get("predict")),
        one(Quiz, raw.get("quiz")),
        many(AnyCondition, raw.get("wait_for")),
        many(Aim, raw.get("goal")),
        many(Shown, raw.get("show")),
    )


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


class _StepCheck:
    """One step. `walk` stands where the step before has left it; None once the project is no longer known."""

    def __init__(
        self,
        parts: _Parts,
        here: Place,
        walk: Walk | None,
        hidden: tuple[str, ...],
        told: dict[tuple[str, int, str], int],
    ) -> None:
        self._parts, self._here, self._hidden = parts, here, hidden
        self._told = told
        """The figures that were shown, each with the run and its epoch, and by which step."""
        self.walk = walk

    def faults(self) -> Found:
        yield from self._all_texts()
        point_at = self._parts.raw.get("point_at")
        if isinstance(point_at, str):
            yield from unknown_control(point_at, (*self._here, "point_at"))
            if point_at in self._hidden:
                yield (
                    (*self._here, "point_at"),
                    _("{point_at} is hidden in this lesson, so there is nothing to point at").format(point_at=point_at),
                )
        yield from self._set_up_faults()
        if isinstance(point_at, str) and self.walk is not None:
            missing = missing_control(point_at, self.walk)
            if missing:
                yield (*self._here, "point_at"), missing
        before = self.walk.state() if self.walk is not None else None
        yield from self._condition_faults()
        if self._parts.quiz is not None:
            yield from _doubles([choice.text for choice in self._parts.quiz.choices], (*self._here, "quiz", "choices"))
        stage = None
        if self.walk is not None and before is not None:
            goal = tuple(aim for _, aim in self._parts.goal)
            stage = self.walk.stage(before, goal)
        yield from self._figure_faults(stage)

    def _all_texts(self) -> Found:
        raw, here = self._parts.raw, self._here
        yield from _text_faults(raw.get("title"), (*here, "title"), label_faults)
        text = raw.get("text")
        if isinstance(text, str):
            yield from _text_faults(text, (*here, "text"), text_faults)
        together = partial(text_faults, budget=FormulaBudget())
        for i, paragraph in enumerate(text if isinstance(text, list) else ()):
            yield from _text_faults(paragraph, (*here, "text", i), together)
        for key in ("predict", "quiz"):
            asked = raw.get(key)
            if not isinstance(asked, dict):
                continue
            for name in ("question", "because"):
                yield from _text_faults(asked.get(name), (*here, key, name), asked_faults)
            choices = asked.get("choices")
            for i, choice in enumerate(choices if isinstance(choices, list) else ()):
                for name, find in (("text", choice_faults), ("why", asked_faults)):
                    if isinstance(choice, dict):
                        yield from _text_faults(choice.get(name), (*here, key, "choices", i, name), find)
        for key, name in (("goal", "label"), ("show", "label"), ("wait_for", "hint")):
            entries = raw.get(key)
            for i, entry in enumerate(entries if isinstance(entries, list) else ()):
                if isinstance(entry, dict):
                    yield from _text_faults(entry.get(name), (*here, key, i, name), label_faults)

    def _set_up_faults(self) -> Found:
        set_up = self._parts.set_up
        if set_up is None:
            return
        where = (*self._here, "set_up")
        yield from panel_faults(set_up, where)
        for name in set(set_up.open) & set(set_up.close):
            yield where, _("the panel {name} is both opened and closed").format(name=printable(name))
        found = list(set_up_faults(set_up, self.walk.project if self.walk is not None else None, where))
        yield from found
        if found or self.walk is None:
            self.walk = self.walk if not found else None
            return
        self.walk.set_up(set_up)
        if not self.walk.project.data.source.is_complete():
            self.walk = None
            return
        last = max(self.walk.epochs, self.walk.project.training.epochs) if self.walk.epochs else 0
        if set_up.epoch is not None and set_up.epoch > last:
            runs = _("the run has {last:,} epochs by then").format(last=last) if last else _("no run has begun by then")
            yield (
                (*where, "epoch"),
                _("there is no epoch {epoch:,} to show: {runs}").format(epoch=set_up.epoch, runs=runs),
            )

    def _condition_faults(self) -> Found:
        faulty = set()
        for j, condition in self._parts.wait_for:
            found = list(condition_faults(condition, (*self._here, "wait_for", j), self.walk, self._hidden))
            yield from found
            if found:
                faulty.add(j)
        # the epochs come last: what a step asks for may be done in any order
        begun = self.walk.state() if self.walk is not None else None
        for j, condition in sorted(self._parts.wait_for, key=lambda one: rank_of(one[1])):
            place = (*self._here, "wait_for", j)
            if self.walk is None or begun is None or j in faulty:
                continue
            idle = met_by_nobody(condition, begun, self.walk)
            if idle:
                yield place, idle
            if isinstance(condition, Trained):
                problem = next(iter(self.walk.project.problems()), None)
                if problem is not None and not self.walk.free:
                    yield place, _("nothing can be trained by then: {problem}").format(problem=problem)
            try:
                self.walk.do(condition)
            except UnmetError as error:
                yield (*place, *error.field), str(error)
        for j, condition in self._parts.wait_for:
            if isinstance(condition, EpochShown) and self.walk is not None:
                missed = missed_epoch(condition, self.walk)
                if missed:
                    yield (*self._here, "wait_for", j), missed

    def _figure_faults(self, stage: Stage | None) -> Found:
        here, predict = self._here, self._parts.predict
        yield from self._sweep_faults()
        if predict is not None:
            yield from self._spoiled(predict, stage)
            if predict.expression.is_of_sweep is self._waits_for_sweep:
                yield from self._measured(predict, stage, (*here, "predict"))
            yield from _choice_faults(predict, stage, (*here, "predict"))
        for i, aim in self._parts.goal:
            if aim.expression.is_of_sweep:
                continue
            found = list(self._measured(aim, stage, (*here, "goal", i)))
            yield from found
            if not found:
                yield from _bound_faults(aim, stage, [aim], (*here, "goal", i))
        yield from self._contradictions(stage)
        for i, one in self._parts.show:
            yield from self._measured(one, stage, (*here, "show", i))
            if stage is not None:
                self._told.setdefault(_moment(one, stage), int(str(here[1])))

    @property
    def _waits_for_sweep(self) -> bool:
        return any(isinstance(one, Swept) for _unused, one in self._parts.wait_for)

    def _sweep_faults(self) -> Found:
        """Questions and goals for which the figure of a sweep won't do."""
        predict = self._parts.predict
        if predict is not None and predict.expression.is_of_sweep is not self._waits_for_sweep:
            told = _("a figure of a sweep is predicted where the step waits for one (condition swept), and no other")
            yield (*self._here, "predict", "figure"), told
        for i, aim in self._parts.goal:
            if aim.expression.is_of_sweep:
                yield (*self._here, "goal", i, "figure"), _("a goal is reached by one run; sweep is of many")
        if predict is not None and predict.expression.is_of_sweep and self._parts.goal:
            told = _(
                "the step predicts a figure of a sweep; what counts is its runs, so a goal wants a step of its own"
            )
            yield (*self._here, "goal"), told
        measured = [*self._parts.show, *([(0, predict)] if predict is not None else [])]
        for _unused, one in measured:
            right = one.expression.right
            if right is not None and (right.root == SWEEP) is not one.expression.is_of_sweep:
                told = _("{figure}: a figure of a run and one of a sweep")
                yield self._here, told.format(figure=printable(one.figure))

    def _spoiled(self, predict: Prediction, stage: Stage | None) -> Found:
        """A question whose answer is on the screen before it is asked."""
        where = (*self._here, "predict")
        if self._parts.raw.get("show") and not self._parts.raw.get("wait_for"):
            yield (
                (*self._here, "show"),
                _(
                    "these figures stand below the question, with nothing to be done in between; give the step "
                    "something to wait for, or show them in the next one"
                ),
            )
        waited = [condition for _unused, condition in self._parts.wait_for]
        yield from (((*where, "figure"), told) for told in given_away(predict, waited, self._hidden))
        before = self._told.get(_moment(predict, stage)) if stage is not None else None
        if before is not None:
            yield (
                (*where, "figure"),
                _("step {number} has shown this already, and nothing is trained in between").format(number=before + 1),
            )

    def _measured(self, measured: Measured, stage: Stage | None, where: Place) -> Found:
        if stage is None:
            return
        try:
            require_figure(measured.expression, stage, stage.project)
        except ProjectError as error:
            yield (*where, "figure"), str(error)

    def _contradictions(self, stage: Stage | None) -> Found:
        """Goals for one figure that can't all be reached at once."""
        by_figure: dict[str, list[tuple[int, Aim]]] = {}
        for i, aim in self._parts.goal:
            by_figure.setdefault(repr(aim.expression), []).append((i, aim))
        for aims in by_figure.values():
            if len(aims) > 1 and all(not list(_bound_faults(aim, stage, [aim], ())) for _, aim in aims):
                yield from _bound_faults(
                    aims[-1][1], stage, [aim for _, aim in aims], (*self._here, "goal", aims[-1][0])
                )


def _moment(measured: Measured, stage: Stage) -> tuple[str, int, str]:
    """A figure, and the run and the epoch, or the sweep, at which a step has it."""
    if measured.expression.is_of_sweep:
        return repr(stage.after.sweeps[-1:]), 0, repr(measured.expression)
    return stage.project.run_key().model_dump_json(), stage.epochs, repr(measured.expression)


def _bound_faults(measured: Measured, stage: Stage | None, bounds: Sequence[Bounds], where: Place) -> Found:
    """Bounds that no value of the figure meets, all of them at once."""
    everywhere = Range().samples(bounds)
    if not any(all(one.holds(value) for one in bounds) for value in everywhere):
        yield where, _("no number is {bounds}").format(bounds=all_of(one.limits() for one in bounds))
        return
    if stage is None:
        return
    known = range_of(measured.expression, stage.project)
    if not any(all(one.holds(value) for one in bounds) for value in known.samples(bounds)):
        limits = all_of(one.limits() for one in bounds)
        yield (
            where,
            _("this never holds: {figure} {told}, and so never {limits}").format(
                figure=printable(measured.figure), told=known.told(), limits=limits
            ),
        )


def _choice_faults(predict: Prediction, stage: Stage | None, where: Place) -> Found:
    """Choices of which none, or several, would be right."""
    if not predict.choices:
        return
    yield from _doubles([choice.text for choice in predict.choices], (*where, "choices"))
    bounds = [choice.when for choice in predict.choices]
    contradictory = False
    for i, one in enumerate(bounds):
        if not any(one.holds(value) for value in Range().samples([one])):
            contradictory = True
            yield (*where, "choices", i, "when"), _("no number is {limits}").format(limits=one.limits())
    if contradictory:
        return
    known = range_of(predict.expression, stage.project) if stage is not None else Range()
    values = known.samples(bounds)
    missed = [value for value in values if not any(one.holds(value) for one in bounds)]
    if missed:
        yield (
            (*where, "choices"),
            _("no choice is right if the figure comes to {missed:g}; the bounds leave a gap").format(missed=missed[0]),
        )
    # two that meet in one point are no trouble where values are not whole
    ends = {getattr(one, name) for one in bounds for name in ("above", "at_least", "below", "at_most")}
    for value in values:
        right = [i for i, one in enumerate(bounds) if one.holds(value)]
        if len(right) > 1 and (known.is_whole or value not in ends):
            both = all_of(str(i + 1) for i in right)
            yield (
                (*where, "choices", right[1], "when"),
                _("choices {both} are right at once if it comes to {value:g}").format(both=both, value=value),
            )
            break


def _doubles(texts: Sequence[str], where: Place) -> Found:
    seen: dict[str, int] = {}
    for i, text in enumerate(texts):
        same = " ".join(text.split()).casefold()
        if same in seen:
            yield (*where, i, "text"), _("the same answer as choice {seen}").format(seen=seen[same] + 1)
        seen.setdefault(same, i)


def _text_faults(text: Any, where: Place, find: Callable[[str], Iterator[str]]) -> Found:
    if isinstance(text, str):
        for message in find(text):
            yield where, message


def _texts(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
