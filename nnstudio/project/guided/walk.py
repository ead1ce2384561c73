"""What the project is at each step of a lesson, for a learner who does what the steps ask for and nothing else.

The check of a lesson's file goes this way to find what can't be finished; grading, to know the lesson's own project;
the window, to tell which steps of a lesson are still the same after it was revised.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.asking import applied, freed_by, turning_points, whole_numbers
from nnstudio.project.guided.conditions import (
    Checked,
    Computed,
    Condition,
    Diverged,
    EpochShown,
    PanelOpen,
    ResetPressed,
    Swept,
    Trained,
    UnitChosen,
    UnitOff,
)
from nnstudio.project.guided.lesson import GuidedLesson, SetUp
from nnstudio.project.guided.lesson_reading import set_up_project, starting_project
from nnstudio.project.guided.tasks import Aim
from nnstudio.project.project import Project
from nnstudio.project.sweep import Sweep

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
_SWEEPS_SEEN = 2


@dataclass(frozen=True)
class State:
    """How the studio stands for whoever has done what the lesson asked for so far: what a step speaks of."""

    project: Project
    epochs: int
    """So many have been trained at least."""
    free: frozenset[str]
    """Fields of the project, dotted, that the lesson leaves to the learner, and all that is within them."""
    earlier: tuple[tuple[Project, int], ...] = ()
    """The runs before this one, each with its epochs."""
    panels: tuple[str, ...] = ()
    """The panels that the lesson has opened; the last is in front."""
    pages: tuple[tuple[str, str], ...] = ()
    """Of some of them the page that was asked for, by the panel's name."""
    epoch: int | None = None
    """The one that the timeline was put at; None: the latest."""
    has_unit_off: bool = False
    checks: tuple[tuple[str, bool], ...] = ()
    """Boxes and buttons that were switched on or off."""
    is_diverged: bool = False
    """Whether the run has come to its end because its loss became infinite or NaN."""
    sweeps: tuple[tuple[Project, Sweep], ...] = ()
    """The latest ones that the lesson has asked for, each with what was trained: one, and the one that it is compared
    with."""

    @property
    def last_epoch(self) -> int:
        """Where a run ends that does not go further than it is asked to; 0 before one has begun."""
        return max(self.epochs, self.project.training.epochs) if self.epochs else 0


@dataclass(frozen=True)
class Stage:
    """One step: how it finds the studio once it is set up, and how it leaves it when all that it waits for is there."""

    before: State
    after: State
    free_for_goal: frozenset[str]
    """The fields that `after` leaves free, with what may be tried out to reach the step's goal."""

    @property
    def given(self) -> Project:
        """As the step sets it up, before the learner's turn."""
        return self.before.project

    @property
    def project(self) -> Project:
        """As the step's conditions leave it."""
        return self.after.project

    @property
    def epochs(self) -> int:
        """So many have been trained at least, by what the lesson asks for."""
        return self.after.epochs

    @property
    def free(self) -> frozenset[str]:
        """Fields that the lesson leaves to the learner."""
        return self.after.free

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
        self._earlier: list[tuple[Project, int]] = []
        self._panels: list[str] = []
        self._pages: dict[str, str] = {}
        self._epoch: int | None = None
        self._has_unit_off = False
        self._checks: dict[str, bool] = {}
        self._is_diverged = False
        self._sweeps: list[tuple[Project, Sweep]] = []

    def set_up(self, set_up: SetUp) -> None:
        """Raises ProjectError if what is asked for is no sound project; nothing changes then."""
        project = set_up_project(set_up, self.project)
        if set_up.project is not None:
            self.free = frozenset()
        if set_up.change is not None:
            settled = frozenset(leaves(set_up.change))
            self.free = frozenset(path for path in self.free if not is_within(path, settled))
        self._go_on_with(project, anew=set_up.reset)
        self._panels = [name for name in self._panels if name not in (*set_up.close, *set_up.open)] + [*set_up.open]
        if set_up.epoch is not None:
            self._epoch = set_up.epoch

    def do(self, condition: Condition) -> None:
        """Does what a condition asks for.

        Raises:
            ProjectError: nobody can, for the project is as it is; says why.
        """
        project = applied(condition, self.project)
        fixed, freed = freed_by(condition, project)
        self.free = frozenset(path for path in self.free if path not in fixed) | freed
        self._go_on_with(project, anew=isinstance(condition, ResetPressed))
        match condition:
            case Trained():
                self.epochs, self._epoch = max(self.epochs, condition.epochs), None
            case Diverged():
                self._is_diverged = True
            case PanelOpen():
                self._panels = [*(name for name in self._panels if name != condition.name), condition.name]
                if condition.page is not None:
                    self._pages[condition.name] = condition.page
            case Computed():
                self._panels = [*(name for name in self._panels if name != "tensors"), "tensors"]
            case Swept():
                self._panels = [*(name for name in self._panels if name != "sweep"), "sweep"]
                self._sweeps = [*self._sweeps, (self.project, condition.sweep)][-_SWEEPS_SEEN:]
            case EpochShown():
                self._epoch = epoch_within(condition)
            case UnitOff():
                self._has_unit_off = True
            case Checked():
                self._checks[condition.control] = condition.on

    def state(self) -> State:
        """Where the walk stands."""
        return State(
            self.project,
            self.epochs,
            self.free,
            tuple(self._earlier),
            tuple(self._panels),
            tuple((name, page) for name, page in self._pages.items() if name in self._panels),
            self._epoch,
            self._has_unit_off,
            tuple(self._checks.items()),
            self._is_diverged,
            tuple(self._sweeps),
        )

    def stage(self, before: State, goal: Sequence[Aim]) -> Stage:
        """The step that began `before` and has been done; its goal is reached then."""
        after = self.state()
        if goal:
            losses = any(aim.expression.is_of_loss for aim in goal)
            self.free = self.free | _FREE_FOR_A_GOAL | (frozenset() if losses else _WHAT_LOSSES_ARE_OF)
            self.epochs = max(self.epochs, int(losses))
            after = replace(after, epochs=self.epochs)
        return Stage(before, after, self.free)

    def _go_on_with(self, project: Project, anew: bool = False) -> None:
        if anew or project.run_key() != self.project.run_key():
            if self.epochs:
                self._earlier.append((self.project, self.epochs))
            self.epochs, self._epoch, self._has_unit_off, self._is_diverged = 0, None, False, False
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
        before = walk.state()
        for condition in sorted(step.wait_for, key=rank_of):
            with suppress(ProjectError):
                walk.do(condition)
        yield walk.stage(before, step.goal)


def rank_of(condition: Condition) -> int:
    """When a condition is to be met, of those of a step: training comes when all is set, then looking at it."""
    ranks = {Trained: 1, Diverged: 1, Swept: 1, EpochShown: 2, UnitChosen: 2, UnitOff: 2, ResetPressed: 3}
    return ranks.get(type(condition), 0)


def epoch_within(condition: EpochShown) -> int | None:
    """The first epoch that a condition on the timeline takes; None if there is none."""
    values = whole_numbers([*turning_points(condition), 0.0])
    return next((int(value) for value in values if value >= 0 and condition.holds(value)), None)


def is_within(path: str, free: frozenset[str]) -> bool:
    """Whether a dotted path is one of those that are free, or lies within one."""
    return any(path == one or path.startswith(f"{one}.") for one in free)


def leaves(change: object, where: str = "") -> list[str]:
    """The dotted paths of the values in nested objects; a list counts as one value."""
    if not isinstance(change, dict):
        return [where]
    return [leaf for key, inside in change.items() for leaf in leaves(inside, f"{where}.{key}" if where else str(key))]
