"""Where a step wants the studio: what it speaks of, and how far the window may be from that."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from pydantic_core import from_json

from nnstudio.project.changes import SetState
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.comparing import differences
from nnstudio.project.guided.conditions import Computed, Diverged, PanelOpen, ResetPressed, Swept, Trained
from nnstudio.project.guided.lesson import GuidedLesson, Step
from nnstudio.project.guided.lesson_reading import set_up_project
from nnstudio.project.guided.walk import Stage, State, is_within
from nnstudio.project.project import Project
from nnstudio.project.storage import project_from, project_json
from nnstudio.project.sweep import Sweep

_ENDLESS = 10**9


@dataclass(frozen=True)
class Destination:
    """The state that a step begins with; of one that was done, the state that it ended with."""

    state: State
    most_epochs: int
    """A run that has gone on for longer has left what the step speaks of."""
    needs_runs: bool
    """Whether the runs before this one are looked at as well."""
    keeps_epoch: bool
    """Whether the timeline stays where the learner has put it."""
    unseen: tuple[tuple[Project, Sweep], ...] = ()
    """The sweeps that the step asks for, if it is not done."""


def destination(
    lesson: GuidedLesson,
    stages: tuple[Stage, ...],
    number: int,
    is_done: bool,
    is_next: bool,
    now: Project,
    claims: Mapping[int, dict[str, Any]],
    kept: Mapping[int, str] = MappingProxyType({}),
) -> Destination:
    """Where step `number` wants the studio, which has the project `now`.

    Args:
        is_next: whether the learner comes from the step before, and takes along what they may choose.
        claims: what runs came to at steps that are done: with the learner's own project, where that may be chosen.
        kept: the learner's own projects at steps that have no claim, as JSON.
    """
    step, stage = lesson.steps[number], stages[number]
    state = replace(stage.after, free=stage.free_for_goal) if is_done else stage.before
    found = now
    if is_next and not is_done and step.set_up is not None:
        with suppress(ProjectError):
            found = set_up_project(step.set_up, now)
    own = _claimed(stages, number + is_done, state, claims, kept)
    chosen = None if is_done else _chosen(kept.get(number), replace(state, free=stage.free_for_goal))
    if chosen is not None:
        # what was tried out at the step stays as it was left
        is_same_run = chosen.run_key() == state.project.run_key()
        state = replace(state, free=stage.free_for_goal, epochs=state.epochs if is_same_run else 0)
        found = chosen
    if not is_own(found, state):
        state = replace(state, project=own[0], epochs=own[1]) if own is not None else state
    else:
        # what may be chosen stays as the learner has chosen it
        state = replace(state, project=found)
    looks_at_runs = any(isinstance(one, PanelOpen) and one.name == "runs" for one in step.wait_for)
    needs_runs = looks_at_runs or "runs" in state.panels or step.point_at == "runs_dock"
    has_epoch = step.set_up is not None and step.set_up.epoch is not None
    keeps_epoch = is_next and not is_done and state.epoch is not None and not has_epoch
    unseen = () if is_done else tuple(one for one in stage.after.sweeps if one not in stage.before.sweeps)
    return Destination(state, _most_epochs(step, state, is_done, is_next), needs_runs, keeps_epoch, unseen)


def is_own(project: Project, state: State) -> bool:
    """Whether a project is the one that a lesson has here, but for what it leaves to the learner."""
    return is_like(project, state.project, state.free)


def is_like(project: Project, other: Project, free: frozenset[str]) -> bool:
    """Whether two projects are the same, but for what is free."""
    if differences(project, other, free):
        return False
    return project.training.epochs == other.training.epochs or is_within("training.epochs", free)


def own_choice(stage: Stage, project: Project) -> str | None:
    """The project as JSON, if it differs from the one that the step begins with in nothing but what may be chosen."""
    begun = replace(stage.before, free=stage.free_for_goal)
    return project_json(project) if is_own(project, begun) and differences(project, stage.given, frozenset()) else None


def own_differences(step: Step, stage: Stage, project: Project) -> list[str]:
    """The fields in which a run's project is another than what the step asks for; a goal leaves most of them free."""
    found = differences(project, stage.project, stage.free_for_goal if step.goal else stage.free)
    if step.goal and any(isinstance(change, SetState) for change in project.training.changes):
        # weights that were read from a file were not trained
        found.append("training.changes")
    return found


def strange_fields(step: Step, stage: Stage, project: Project) -> list[str]:
    """The fields of the open project that the step has not asked to be changed."""
    asked = frozenset(differences(stage.before.project, stage.project, frozenset()))
    free = stage.free_for_goal if step.goal else stage.free
    return differences(project, stage.project, free | stage.before.free | asked)


def speaks_of_run(step: Step) -> bool:
    """Whether a step asks for a run, or says what one has come to."""
    asks = any(isinstance(one, Trained | Diverged | ResetPressed) for one in step.wait_for)
    return bool(step.predict or step.show or step.goal or asks)


def panels_of(lesson: GuidedLesson) -> frozenset[str]:
    """The panels that a lesson opens, or waits for."""
    waited = [one.name for step in lesson.steps for one in step.wait_for if isinstance(one, PanelOpen)]
    for kind, name in ((Computed, "tensors"), (Swept, "sweep")):
        if any(isinstance(one, kind) for step in lesson.steps for one in step.wait_for):
            waited.append(name)
    opened = [name for step in lesson.steps if step.set_up is not None for name in step.set_up.open]
    return frozenset((*waited, *opened))


def _most_epochs(step: Step, state: State, is_done: bool, is_next: bool) -> int:
    last = _ENDLESS if is_within("training.epochs", state.free) else state.last_epoch
    if is_done:
        return last
    if not is_next:
        # nothing of what is asked for may be there
        return state.epochs
    if not speaks_of_run(step):
        return _ENDLESS
    to_come = [one.epochs for one in step.wait_for if isinstance(one, Trained)]
    return max(state.epochs, min([last, *(epochs - 1 for epochs in to_come)]))


def _claimed(
    stages: tuple[Stage, ...],
    end: int,
    state: State,
    claims: Mapping[int, dict[str, Any]],
    kept: Mapping[int, str],
) -> tuple[Project, int] | None:
    """The run by which a learner has reached a goal, or answered, as long as the lesson has gone on with it."""
    for number in reversed(range(end)):
        if stages[number].project.run_key() != state.project.run_key() or stages[number].epochs > state.epochs:
            return None
        claim = claims.get(number)
        if claim is not None:
            with suppress(ProjectError, KeyError, TypeError, ValueError):
                project = project_from(from_json(claim["project"]))
                if is_own(project, state) and claim["epochs"] >= state.epochs:
                    return project, int(claim["epochs"])
            return None
        chosen = _chosen(kept.get(number), state)
        if chosen is not None:
            return chosen, state.epochs
    return None


def _chosen(kept: str | None, state: State) -> Project | None:
    """The project that was kept, as far as it is the one that a lesson has here."""
    if kept is None:
        return None
    with suppress(ProjectError, TypeError, ValueError):
        project = project_from(from_json(kept))
        return project if is_own(project, state) else None
    return None
