"""Has the current run examined: at once when it rests, with trial trainings when it has ended, now and then live."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.run import Run
from nnstudio.session.training_session import State, TrainingSession
from nnstudio.session.worker import ExamineJob

if TYPE_CHECKING:
    from nnstudio.engine.diagnosis.finding import Diagnosis
    from nnstudio.engine.diagnosis.run_facts import RunFacts
    from nnstudio.engine.diagnosis.trials import TrialRunner

_LIVE_S = 1.0
_LIVE_SHARE = 30
"""While training goes on, the examination rests for at least so many times as long as it took."""


class DiagnosisController(QObject):
    """Tells what is wrong with the run that is current, at its last epoch."""

    diagnosed = Signal(object, bool)
    """A Diagnosis, or None while there is no run; and whether trial trainings go on that may add to it."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: ExamineJob | None = None
        self._trial_runner: TrialRunner | None = None
        self._task: BackgroundTask | None = None
        self._examined_run: Run | None = None
        self._found: object = None
        """What was found last since the run came or changed its state."""
        self._next = 0.0
        self._started = 0.0
        session.state_changed.connect(self._on_session_state_changed)
        session.run_changed.connect(self._on_session_run_changed)
        session.progressed.connect(self._on_session_progressed)
        session.examined.connect(self._on_session_examined)

    @property
    def is_busy(self) -> bool:
        """Whether an examination is under way."""
        return self._job is not None

    @Slot(object)
    def _on_session_run_changed(self, run: Run | None) -> None:
        self._drop()
        self._found = None
        if run is None:
            self.diagnosed.emit(None, False)
        elif self._session.state is not State.TRAINING:
            self._examine(run)

    @Slot(State)
    def _on_session_state_changed(self, state: State) -> None:
        self._drop()
        self._found = None
        run = self._session.run
        if run is not None and state is not State.TRAINING:
            self._examine(run)

    def _drop(self) -> None:
        if self._job is not None:
            self._job.dropped.set()
        self._job = self._trial_runner = None

    def _examine(self, run: Run) -> None:
        """First what can be seen at once; of a run that has ended, then what has to be tried."""
        facts = self._facts(run, is_at_rest=True)
        if facts is None:
            self.diagnosed.emit(None, False)
            return
        self._drop()
        self._job = self._session.examine(partial(_look, facts, None))
        if self._session.state in (State.FINISHED, State.FAILED):
            from nnstudio.engine.diagnosis.trials import TrialRunner

            self._trial_runner = TrialRunner(facts)

    def _facts(self, run: Run, is_at_rest: bool) -> "RunFacts | None":
        from nnstudio.engine.diagnosis.run_facts import facts_of
        from nnstudio.engine.snapshots.cost import Cost

        count = len(run.dataset.X_train)
        if Cost.of(run.project.layer_shapes()).samples(count) < count:
            # to judge all samples would keep the training waiting for long
            return None
        return facts_of(run.project, run.dataset, run.probe, run.history, bool(run.failure), is_at_rest)

    @Slot(ExamineJob)
    def _on_session_examined(self, job: ExamineJob) -> None:
        if job is not self._job:
            return
        self._job = None
        diagnosis, trial_runner = job.result, self._trial_runner
        if job.error:
            # nothing more comes; what was found of an earlier run is not true of this one
            self._trial_runner = None
            self.diagnosed.emit(self._found, False)
            return
        if not job.gave_way or trial_runner is None:
            self._tell(diagnosis)
        if trial_runner is None:
            return
        if job.gives_way and not job.gave_way:
            self._trial_runner = None
            return
        self._job = self._session.examine(partial(_look, trial_runner.facts, trial_runner), gives_way=True)

    def _tell(self, diagnosis: object) -> None:
        self._found = diagnosis
        tries = self._trial_runner is not None and not getattr(diagnosis, "is_complete", True)
        self.diagnosed.emit(diagnosis, tries and self._laboratory_helps())

    def _laboratory_helps(self) -> bool:
        assert self._trial_runner is not None
        facts = self._trial_runner.facts
        return facts.has_failed or not facts.is_good

    # while it trains

    @Slot()
    def _on_session_progressed(self) -> None:
        run, now = self._session.run, time.monotonic()
        if run is None or self._session.state is not State.TRAINING or self._task is not None or now < self._next:
            return
        facts = self._facts(run, is_at_rest=False)
        if facts is None:
            return
        self._started, self._examined_run = now, run
        self._task = BackgroundTask(_live_look(facts))
        self._task.done.connect(self._on_task_done)
        self._task.failed.connect(self._on_task_failed)
        self._task.go()

    @Slot(object)
    def _on_task_done(self, diagnosis: "Diagnosis") -> None:
        self._rest()
        if self._session.state is State.TRAINING and self._session.run is self._examined_run:
            self.diagnosed.emit(diagnosis, False)

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        self._rest()

    def _rest(self) -> None:
        now = time.monotonic()
        self._task = None
        self._next = now + max(_LIVE_S, _LIVE_SHARE * (now - self._started))


def _look(facts: "RunFacts", trial_runner: "TrialRunner | None", stop: Callable[[], bool]) -> "Diagnosis":
    from nnstudio.engine.diagnosis.diagnose import diagnose

    if trial_runner is not None:
        trial_runner.stop = stop
    return diagnose(facts, trial_runner)


def _live_look(facts: "RunFacts") -> "Callable[[], Diagnosis]":
    return partial(_look, facts, None, bool)
