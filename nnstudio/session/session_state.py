"""What a training session knows, and what it tells the window."""

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from nnstudio.project.project import Project
from nnstudio.session.course import Course
from nnstudio.session.run import Run
from nnstudio.session.worker import CaptureJob, ExamineJob, PrepareJob, RestoreJob, TrainJob


class State(StrEnum):
    IDLE = "idle"
    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "failed"


class SessionState(QObject):
    """What is trained and how far it is; tells when that changes."""

    state_changed = Signal(State)
    """The State."""
    run_changed = Signal(object)
    """The Run now current: a new one before its first epoch, or an earlier one; None while there is none."""
    progressed = Signal()
    """The current run's history has grown; at most once a tick."""
    problem_changed = Signal(str)
    """Why training failed or can't begin, in a sentence; empty when nothing is wrong."""
    captured = Signal(CaptureJob)
    """A CaptureJob that is done."""
    archive_opened = Signal(RestoreJob)
    """A RestoreJob that is done, or says why it could not be."""
    examined = Signal(ExamineJob)
    """An ExamineJob that is done."""
    endless_ended = Signal(int)
    """A training that had no end rests: so many epochs the project needs for a run of it to be the same."""
    devices_found = Signal(tuple)
    sample_found = Signal(str, object)

    def __init__(self, project: Project, device: str, parent: QObject | None) -> None:
        super().__init__(parent)
        self._project = project
        self._device = device
        self._state = State.IDLE
        self._run: Run | None = None
        self._course = Course(project.training.epochs)
        self._problem = ""
        self._delivered = 0
        self._was_prepared = False
        self._job: TrainJob | None = None
        self._preparing: PrepareJob | None = None

    @property
    def state(self) -> State:
        return self._state

    @property
    def run(self) -> Run | None:
        return self._run

    @property
    def target(self) -> int:
        """The epoch up to which Train trains."""
        return self._course.target

    @property
    def goal(self) -> int | None:
        """The same; None if it trains until it is paused."""
        return None if self._course.is_endless else self._course.target

    @property
    def device(self) -> str:
        return self._device

    @property
    def problem(self) -> str:
        return self._problem

    @property
    def is_loading(self) -> bool:
        """Whether the thread has yet to load PyTorch: true until the first project is prepared."""
        return not self._was_prepared

    @property
    def is_preparing(self) -> bool:
        return self._preparing is not None

    @property
    def next_change(self) -> int:
        """The epoch at whose end a change by hand would be made now; 0 before training."""
        run, preparing = self._run, self._preparing
        if run is not None:
            return run.trainer.next_change if self._job is not None else run.rests_at
        if preparing is None or preparing.origin is None:
            return 0
        origin, epoch = preparing.origin
        return origin.rests_at if epoch == origin.epoch else epoch

    @property
    def is_under_way(self) -> bool:
        """Whether training goes on, or rests short of its end."""
        is_branching = self._preparing is not None and self._preparing.origin is not None
        return self._state in (State.TRAINING, State.PAUSED) or is_branching

    @property
    def is_held_back(self) -> bool:
        """Whether training goes on, and waits now and then for its pace alone."""
        return self._job is not None and self._job.is_held_back

    def _deliver(self) -> None:
        if self._run is not None and self._run.epoch != self._delivered:
            self._delivered = self._run.epoch
            self.progressed.emit()

    def _set_run(self, run: Run | None) -> None:
        if run is not self._run:
            self._run = run
            self._delivered = run.epoch if run is not None else 0
            self.run_changed.emit(run)

    def _set_state(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    def _set_problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit(problem)
