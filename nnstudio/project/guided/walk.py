"""What the project is at each step of a lesson, for a learner who does what the steps ask for and nothing else.

The check of a lesson's file goes this way to find what can't be finished; grading, to know the lesson's own project;
the window, to tell which steps of a lesson are still the same after it was revised.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.asking import applied, freed_by
from nnstudio.project.guided.lesson import GuidedLesson, SetUp
from nnstudio.project.guided.lesson_reading import set_up_project, starting_project
from nnstudio.project.guided.tasks import Aim, Condition, Trained
from nnstudio.project.project import Project

_FREE_FOR_A_GOAL = frozenset(
    (
        *("network.layers", "data.features", "data.standardize"),
        *("training.optimizer", "training.batch_size", "training.epochs", "training.seed", "training.changes"),
        *("training.l1", "training.l2", "training.schedule", "training.early_stopping"),
    )
)
"""What a learner may try out to reach a goal: all but the samples themselves."""
_WHAT_LOSSES_ARE_OF = frozenset(("training.loss", "data.standardize_target"))
"""What makes a loss another figure: no way to a goal for it."""


@dataclass(frozen=True)
class Stage:
    """One step, once it has been set up and all that it waits for is there."""

    given: Project
    """As the step sets it up, before the learner's turn."""
    project: Project
    """As the step's conditions leave it."""
    epochs: int
    """So many have been trained at least, by what the lesson asks for."""
    free: frozenset[str]
    """Fields of the project, dotted, that the lesson leaves to the learner, and all that is within them."""
    free_for_goal: frozenset[str]
    """The same with what may be tried out to reach the step's goal."""

    @property
    def last_epoch(self) -> int | None:
        """Where a run of this step ends that does not go further than it is asked to; None if that is left open."""
        return None if is_within("training.epochs", self.free) else max(self.epochs, self.project.training.epochs)


class Walk:
    """Goes from step to step."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.epochs = 0
        self.free: frozenset[str] = frozenset()

    def set_up(self, set_up: SetUp) -> None:
        """Raises ProjectError if what is asked for is no sound project; nothing changes then."""
        project = set_up_project(set_up, self.project)
        if set_up.project is not None:
            self.free = frozenset()
        if set_up.change is not None:
            settled = frozenset(leaves(set_up.change))
            self.free = frozenset(path for path in self.free if not is_within(path, settled))
        self._go_on_with(project)
        if set_up.reset:
            self.epochs = 0

    def do(self, condition: Condition) -> None:
        """Does what a condition asks for.

        Raises:
            ProjectError: nobody can, for the project is as it is; says why.
        """
        project = applied(condition, self.project)
        fixed, freed = freed_by(condition, project)
        self.free = frozenset(path for path in self.free if path not in fixed) | freed
        self._go_on_with(project)
        if isinstance(condition, Trained):
            self.epochs = max(self.epochs, condition.epochs)

    def stage(self, given: Project, goal: Sequence[Aim]) -> Stage:
        """Where the walk stands, after a step that began with `given`; the step's goal is reached then."""
        free = self.free
        if goal:
            losses = any(aim.expression.is_of_loss for aim in goal)
            self.free = free | _FREE_FOR_A_GOAL | (frozenset() if losses else _WHAT_LOSSES_ARE_OF)
            self.epochs = max(self.epochs, int(losses))
        return Stage(given, self.project, self.epochs, free, self.free)

    def _go_on_with(self, project: Project) -> None:
        if project.run_key() != self.project.run_key():
            self.epochs = 0
        self.project = project


def stages(lesson: GuidedLesson) -> Iterator[Stage]:
    """Each step's, in their order. What can't be set up or done is left as it is.

    Raises:
        ProjectError: the lesson does not start with a sound project.
    """
    walk = Walk(starting_project(lesson.start))
    for step in lesson.steps:
        if step.set_up is not None:
            with suppress(ProjectError):
                walk.set_up(step.set_up)
        given = walk.project
        for condition in step.wait_for:
            with suppress(ProjectError):
                walk.do(condition)
        yield walk.stage(given, step.goal)


def is_within(path: str, free: frozenset[str]) -> bool:
    """Whether a dotted path is one of those that are free, or lies within one."""
    return any(path == one or path.startswith(f"{one}.") for one in free)


def leaves(change: object, where: str = "") -> list[str]:
    """The dotted paths of the values in nested objects; a list counts as one value."""
    if not isinstance(change, dict):
        return [where]
    return [leaf for key, inside in change.items() for leaf in leaves(inside, f"{where}.{key}" if where else str(key))]
