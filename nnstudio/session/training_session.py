"""The state machine of training: what runs, what rests, and what a press of Train means next."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from nnstudio.language import _
from nnstudio.project.bounds import MAX_EPOCHS
from nnstudio.project.edits import branch_point
from nnstudio.project.project import Project
from nnstudio.session.examinations import Examinations
from nnstudio.session.keeping import FILE_BUDGET, Captured, capture
from nnstudio.session.race_session import RaceSession
from nnstudio.session.run import Run
from nnstudio.session.runs import RunBook
from nnstudio.session.session_state import SessionState, State
from nnstudio.session.sweeps.sweep_record import SweepRecord
from nnstudio.session.sweeps.sweep_session import SweepSession
from nnstudio.session.worker import (
    CaptureJob,
    ExamineJob,
    LookAroundJob,
    Prepared,
    PrepareJob,
    Rested,
    RestoreJob,
    TrainingThread,
    TrainJob,
    sentence,
)

__all__ = ["State", "TrainingSession"]

TICK_MS = 20


class TrainingSession(SessionState):
    """Runs the current project in the training thread, and tells the window what has come of it.

    A change of the project (other than its number of epochs) ends the run; going back to the earlier project,
    as undo does, brings that run back as it was.
    """

    def __init__(self, project: Project, device: str = "cpu", parent: QObject | None = None) -> None:
        super().__init__(project, device, parent)
        self.commit_pending: Callable[[], None] = _nothing
        """Has what is typed in the window's fields take effect; the window says how."""
        self._after_preparing: Callable[[], None] | None = None
        self.book = RunBook(self)
        """All runs that have been trained."""
        self.race = RaceSession(self)
        """Several optimisers from the same start, trained beside this run."""
        self.sweeps = SweepSession(self)
        """Many runs at once, trained beside this one."""
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._thread = TrainingThread(self)
        self._examinations = Examinations(self._thread)
        self._thread.prepared.connect(self._on_thread_prepared)
        self._thread.rested.connect(self._on_thread_rested)
        self._thread.captured.connect(self.captured)
        self._thread.restored.connect(self.archive_opened)
        self._thread.examined.connect(self.examined)
        self._thread.devices_found.connect(self.devices_found)
        self._thread.sample_found.connect(self.sample_found)

    # what is wished

    def start(self, archive: Path | None = None) -> None:
        """Starts the thread; it loads PyTorch while the window is already there.

        With a studio file, the current run is to be found in there.
        """
        follow_up = self._after_preparing
        self._thread.start()
        if archive is not None:
            self.open_archive(archive)
        elif self._preparing is None:
            self._prepare()
        # Train may have been pressed already
        self._after_preparing = follow_up
        self._thread.post(LookAroundJob())

    def set_project(self, project: Project) -> None:
        """Follows an edit of the project."""
        if project == self._project:
            return
        if self._is_same_run(project):
            self._project = project
            self._retarget()
            return
        origin = self._branching(project)
        goes_on = self._job is not None and self._job.run.differs_by_changes(project)
        self._put_away()
        self._project = project
        self._count_from(0)
        kept = self.book.latest(project)
        if kept is not None:
            self._bring_back(kept)
        else:
            self._prepare(origin)
        if goes_on:
            self._go_on()

    def take_up(self, change: Callable[[int], Project]) -> Project | None:
        """Has the training that goes on take up, from the next epoch on, what `change` makes of that epoch's number.

        It is a project that differs in its changes by hand from there on, and is to become the current one at once.
        None if nothing trains, or it is just at its end.
        """
        job = self._job
        if job is None or job.run.trainer.epoch >= job.until or job.run.trainer.is_out_of_patience:
            return None
        job.run.project = job.run.trainer.take_up(change)
        return job.run.project

    def reopen(self, run: Run) -> None:
        """Brings back a run of the current project that was put away, as after a reset."""
        if run is not self._run and run.project.run_key() == self._project.run_key():
            self._put_away()
            run.is_set_aside = False
            self._bring_back(run)

    def train(self) -> None:
        """Trains up to the target; from there, once it is reached, as many epochs again."""
        self.commit_pending()
        self._train()

    def _train(self) -> None:
        if self._state is State.TRAINING:
            return
        if self._state is State.FAILED:
            self._reset()
        if self._run is None:
            self._after_preparing = self._train
            return
        if self._state is State.FINISHED or self._run.epoch >= self._course.target:
            self._count_from(self._run.epoch)
        self._begin()

    def _go_on(self) -> None:
        """Trains what is left, once the run is there."""
        if self._preparing is not None:
            self._after_preparing = self._go_on
        elif self._run is not None and self._state in (State.IDLE, State.PAUSED):
            self._train()

    def pause(self) -> None:
        """Rests after the current batch."""
        if self._job is not None:
            self._job.stop.set()

    def step(self) -> None:
        """Trains a single epoch."""
        self.commit_pending()
        self._step()

    def _step(self) -> None:
        if self._state is State.TRAINING:
            return
        if self._state is State.FAILED:
            self._reset()
        if self._run is None:
            self._after_preparing = self._step
            return
        self._course.target = max(self._course.target, self._run.epoch + 1)
        self._begin(is_step=True)

    def train_to(self, epoch: int) -> None:
        """Trains up to an epoch and rests there, at full speed whatever pace is chosen: what follows builds on it."""
        if self._run is not None and self._state is not State.TRAINING and self._run.epoch < epoch:
            self._course.target = max(self._course.target, epoch)
            self._begin(until=epoch)

    def train_whole(self) -> None:
        """Trains the project's epochs at full speed, once the run is there, if it has not been through them."""
        if self._preparing is not None:
            self._after_preparing = self.train_whole
        elif self._state in (State.IDLE, State.PAUSED):
            self.train_to(self._project.training.epochs)

    def start_afresh(self) -> None:
        """Forgets all runs: another project has been opened."""
        self.book.clear()
        self.sweeps.clear()
        if self._state is not State.IDLE:
            self._reset()

    def open_archive(self, path: Path) -> None:
        """Has a studio file read; ``archive_opened`` tells when it is."""
        self._thread.post_urgent(RestoreJob(path, self._device))

    def adopt(self, runs: list[Run], current: int | None, sweeps: list[SweepRecord]) -> None:
        """Takes over the runs and sweeps of a file for the project that is open now, in place of all others."""
        self.sweeps.adopt(sweeps)
        self._was_prepared = True
        self._put_away()
        self._drop_preparation()
        self.book.clear()
        for run in runs:
            self.book.enter(run)
        kept = runs[current] if current is not None else None
        if kept is not None and kept.project.run_key() == self._project.run_key():
            self._bring_back(kept)
        else:
            self._count_from(0)
            self._prepare()

    def capture(self, purpose: object, epoch: int | None, layout: dict[str, Any], budget: int) -> None:
        """Has everything taken down as it stands, in mid-training too; ``captured`` follows."""
        sweeps = self.sweeps.records
        take = partial(capture, self._project, self.book.runs, self._run, epoch, layout, budget, sweeps)
        self._thread.post_urgent(CaptureJob(purpose, take))

    def capture_now(self, epoch: int | None, layout: dict[str, Any]) -> Captured:
        """The same at once, when the training thread has ended."""
        return capture(self._project, self.book.runs, self._run, epoch, layout, FILE_BUDGET, self.sweeps.records)

    def examine(self, look: Callable[[Callable[[], bool]], object], gives_way: bool = False) -> ExamineJob | None:
        """Has something looked at in the training thread while it rests; ``examined`` follows.

        None while training goes on. Training that begins drops what is not done by then; what `gives_way` also ends
        when any other job waits, and may be posted anew.
        """
        return None if self._state is State.TRAINING else self._examinations.post(look, gives_way)

    def reset(self) -> None:
        """Back to the same initial weights; the run so far is set aside."""
        self.commit_pending()
        self._reset()

    def _reset(self) -> None:
        self._put_away()
        if self._run is not None:
            self._run.is_set_aside = True
        self._count_from(0)
        self._prepare()

    def set_device(self, device: str) -> None:
        """Trains on another device from now on: a run that rests goes on there from the same parameters."""
        self._device = device
        if self._run is None or self._run.epoch == 0:
            self._reset()

    def set_endless(self, is_endless: bool) -> None:
        """Whether Train trains until it is paused, instead of to the target; also the training that goes on now."""
        self._course.is_endless = is_endless
        self._steer()

    def set_pace(self, seconds: float, is_watched: bool = False) -> None:
        """The shortest time for an epoch, 0 for full speed; or as long as it takes to watch the project's epochs."""
        self._course.set_pace(seconds, is_watched)
        self._steer()

    def close(self) -> None:
        """Ends the threads that train; returns when they have ended."""
        self.race.close()
        self.sweeps.close()
        self._drop_job()
        self._drop_preparation()
        self._examinations.drop()
        self._thread.leave()
        if self._run is not None:
            # nobody listens any more
            self._state = self._resting_state()

    # the thread's side

    def _is_same_run(self, project: Project) -> bool:
        """Whether the current run is that of `project`, or can become it while it goes on."""
        if self._run is None:
            return project.run_key() == self._project.run_key()
        if project.run_key() == self._run.project.run_key():
            return True
        if self._job is None or not self._run.trainer.follow(project):
            return False
        self._run.project = project
        return True

    def _branching(self, project: Project) -> tuple[Run, int] | None:
        """The current run and its epoch up to which a run of `project` would be the same, if that spares training.

        While a branch of a run is made, that run still is the one to branch from.
        """
        preparing = self._preparing
        run = preparing.origin[0] if preparing is not None and preparing.origin is not None else self._run
        point = branch_point(run.project, project) if run is not None else None
        if run is None or point is None or min(point, run.epoch) == 0:
            return None
        return run, min(point, run.epoch)

    def _prepare(self, origin: tuple[Run, int] | None = None) -> None:
        self._drop_preparation()
        self._set_run(None)
        self._set_state(State.IDLE)
        problems = self._project.problems()
        self._set_problem(str(problems[0].message) if problems else "")
        if not problems:
            self._preparing = PrepareJob(self._project, self._device, origin)
            self._thread.post(self._preparing)

    def _begin(self, is_step: bool = False, until: int | None = None) -> None:
        assert self._run is not None
        self.book.enter(self._run)
        self._examinations.drop()
        self._run.early_stop = None
        afresh = self._state is State.FINISHED
        end, is_hurried = until or self._run.epoch + 1, until is not None
        self._job = TrainJob(self._run, end, is_step or is_hurried, is_hurried, device=self._device, afresh=afresh)
        self._steer()
        self._set_problem("")
        self._set_state(State.TRAINING)
        self._timer.start()
        self._thread.post(self._job)

    def _count_from(self, base: int, done: int = 0) -> None:
        self._course.count_from(base, self._project.training.epochs, done)

    def _retarget(self) -> None:
        self._count_from(self._course.base, self._run.epoch if self._run is not None else 0)
        self._steer()
        if self._job is None and self._state in (State.PAUSED, State.FINISHED):
            self._set_state(self._resting_state())

    def _steer(self) -> None:
        if self._job is not None:
            self._course.steer(self._job, self._project.training.epochs)

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.stop.set()
            self._job = None
            self._timer.stop()

    def _drop_preparation(self) -> None:
        if self._preparing is not None:
            self._preparing.dropped.set()
        self._preparing = None
        self._after_preparing = None

    def _put_away(self) -> None:
        self._drop_job()
        if self._run is not None:
            self._run.base = self._course.base
            if self._run.epoch == 0:
                self.book.forget(self._run)

    def _bring_back(self, run: Run) -> None:
        self._drop_preparation()
        self._count_from(run.base, run.epoch)
        self._set_run(run)
        self._set_problem(run.failure)
        self._set_state(self._resting_state())

    def _resting_state(self) -> State:
        assert self._run is not None
        if self._run.failure:
            return State.FAILED
        if self._run.epoch == 0:
            return State.IDLE
        try:
            stop = self._run.early_stop = self._run.trainer.early_stop(self._course.target)
            if stop is not None:
                self._run.history.keep(stop.best)
        except Exception as error:
            # whatever happens, it rests, and says so
            self._run.failure = sentence(error, _("It can't be told whether the run has stopped early"))
            self._set_problem(self._run.failure)
            return State.FAILED
        return State.FINISHED if stop is not None or self._run.epoch >= self._course.target else State.PAUSED

    @Slot(Prepared)
    def _on_thread_prepared(self, prepared: Prepared) -> None:
        self._was_prepared = True
        if prepared.job is not self._preparing:
            return
        self._preparing = None
        if prepared.run is None:
            self._set_problem(prepared.error)
            self._set_state(State.FAILED)
            return
        follow_up, self._after_preparing = self._after_preparing, None
        if prepared.run.epoch > 0:
            self._bring_back(prepared.run)
        self._set_run(prepared.run)
        if follow_up is not None:
            follow_up()

    @Slot(Rested)
    def _on_thread_rested(self, rested: Rested) -> None:
        # the run may have been put away meanwhile; it keeps its failure all the same
        rested.job.run.failure = rested.error
        if rested.job is self._job:
            self._job = None
            self._timer.stop()
        elif rested.job.run is not self._run or self._job is not None:
            return
        needed = self._needed(rested.job.run) if self._course.is_overrun(rested.job) else None
        if needed is not None:
            self._course.count_from(0, needed)
        self._course.target = max(self._course.target, rested.job.run.epoch)
        self._deliver()
        self._set_problem(rested.error)
        self._set_state(self._resting_state())
        if needed is not None:
            # last, for what comes of it may be another project, and another run
            self.endless_ended.emit(min(needed, MAX_EPOCHS))

    def _needed(self, run: Run) -> int:
        """How many epochs a project must have whose run is this one; one that ends by itself has some to spare."""
        ends = run.trainer.is_out_of_patience or bool(run.failure)
        return max(self._project.training.epochs, run.epoch + 1) if ends else run.epoch

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._deliver()


def _nothing() -> None:
    """There are no fields."""
