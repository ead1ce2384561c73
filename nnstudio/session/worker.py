"""The training thread: one at a time it does the jobs that the window posts."""

import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread, Signal

from nnstudio.language import _
from nnstudio.log.reports import report, text_of
from nnstudio.project.data import DataSpec
from nnstudio.project.errors import OutsideFileError, ProjectError
from nnstudio.project.project import Project
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.session.keeping import Captured, restore_runs
from nnstudio.session.pace import epochs_at_once
from nnstudio.session.priority import STACK_BYTES
from nnstudio.session.run import Run, branch_run, prepare_run
from nnstudio.session.sweeps.sweep_keeping import restore_sweeps
from nnstudio.session.sweeps.sweep_record import SweepRecord

if TYPE_CHECKING:
    from nnstudio.engine.files.archive import Archive

_GLANCE_S = 0.02
"""How often a training that is held back looks whether it still is."""


class _Wake:
    """Nothing but a sign that something urgent waits."""


@dataclass(eq=False)
class PrepareJob:
    """Make the run for a project, unless a later job has made this one pointless."""

    project: Project
    device: str
    origin: tuple[Run, int] | None = None
    """The run from which it branches off, and the epoch where."""
    dropped: threading.Event = field(default_factory=threading.Event)


@dataclass(eq=False)
class TrainJob:
    """Train a run up to an epoch. `until` and `pace` may be changed while it goes on."""

    run: Run
    until: int
    is_step: bool = False
    """Whether it is a single epoch, which ends where it was to end whatever changes meanwhile."""
    is_hurried: bool = False
    """Whether it takes no notice of the pace that is chosen."""
    was_endless: bool = False
    """Whether it has gone on, at least for a while, without an end before a pause."""
    pace: float = 0.0
    """The shortest time for an epoch, in seconds; 0 for full speed."""
    is_held_back: bool = False
    """Whether its pace has kept it waiting lately; it would be faster at full speed."""
    device: str = "cpu"
    afresh: bool = False
    """Whether it goes on where it was stopped early."""
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, eq=False)
class Prepared:
    job: PrepareJob
    run: Run | None
    error: str = ""


@dataclass(frozen=True, eq=False)
class Rested:
    """A TrainJob has come to its end: all epochs done, stopped, or failed with `error`."""

    job: TrainJob
    error: str = ""


@dataclass(eq=False)
class CaptureJob:
    """Take down how the runs stand, while training goes on."""

    purpose: object
    """What it is for; of no concern here."""
    take: Callable[[], Captured]
    captured: Captured | None = None
    error: str = ""
    """Why nothing was captured."""


@dataclass(eq=False)
class RestoreJob:
    """Read a studio file, and make its runs."""

    path: Path
    device: str
    archive: "Archive | None" = None
    runs: list[Run] = field(default_factory=list)
    sweeps: list[SweepRecord] = field(default_factory=list)
    error: str = ""
    outside: str = ""
    """The data file that lies outside the studio file's folder, if that is why it was not opened."""


@dataclass(frozen=True, eq=False)
class LookAroundJob:
    """Find out what this machine has, and fetch samples of every source for the gallery's pictures."""


@dataclass(eq=False)
class ExamineJob:
    """Look closely at a run that rests: what may draw random numbers or train anew belongs in this thread."""

    look: Callable[[Callable[[], bool]], object]
    """Given what says when to give up; None then."""
    gives_way: bool = False
    """Whether it is to give up when another job waits."""
    gave_way: bool = False
    """Whether it has: it may be posted anew."""
    result: object = None
    error: str = ""
    dropped: threading.Event = field(default_factory=threading.Event)


class TrainingThread(QThread):
    """Owns torch's global random generator while it trains; the window only posts jobs and reads histories."""

    prepared = Signal(Prepared)
    """A Prepared."""
    rested = Signal(Rested)
    """A Rested."""
    captured = Signal(CaptureJob)
    """A CaptureJob that is done, or says why it could not be."""
    restored = Signal(RestoreJob)
    """A RestoreJob."""
    examined = Signal(ExamineJob)
    """An ExamineJob that was not dropped."""
    devices_found = Signal(tuple)
    """A tuple of engine.training.devices.Device."""
    sample_found = Signal(str, object)
    """A source's kind, and its Dataset."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
        self._jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._urgent: deque[CaptureJob | RestoreJob] = deque()
        self._leaving = threading.Event()

    def post_urgent(self, job: CaptureJob | RestoreJob) -> None:
        """To be done at once, between two batches if training goes on."""
        self._urgent.append(job)
        self._jobs.put(_Wake())

    def post(self, job: PrepareJob | TrainJob | LookAroundJob | ExamineJob) -> None:
        self._jobs.put(job)

    def leave(self) -> None:
        """Ends the thread after the current batch; returns when it has ended."""
        self._leaving.set()
        self._jobs.put(None)
        self.wait()

    def run(self) -> None:
        while not self._leaving.is_set():
            self._do(self._jobs.get())

    def _do(self, job: object) -> None:
        """Does a job; one that fails, however it does, is answered all the same, and the thread goes on."""
        try:
            match job:
                case PrepareJob():
                    self._prepare(job)
                case TrainJob():
                    self._train(job)
                case _Wake():
                    self._do_urgent()
                case CaptureJob():
                    job.captured = job.take()
                    self.captured.emit(job)
                case RestoreJob():
                    self._restore(job)
                case LookAroundJob():
                    self._look_around()
                case ExamineJob():
                    self._examine(job)
        except BaseException as error:
            self._answer_failed(job, error)

    def _answer_failed(self, job: object, error: BaseException) -> None:
        match job:
            case PrepareJob():
                self.prepared.emit(Prepared(job, None, sentence(error, _("The network could not be prepared"))))
            case TrainJob():
                job.run.has_diverged = _is_divergence(error)
                self.rested.emit(Rested(job, sentence(error, _("Training stopped"))))
            case CaptureJob():
                job.error = sentence(error, _("The work could not be saved"))
                self.captured.emit(job)
            case RestoreJob():
                job.archive, job.runs, job.sweeps = None, [], []
                job.error = sentence(error, _("{path_name} could not be opened").format(path_name=job.path.name))
                job.outside = error.path if isinstance(error, OutsideFileError) else ""
                self.restored.emit(job)
            case ExamineJob():
                job.error = sentence(error, _("The run could not be examined"), tell=not job.dropped.is_set())
                if not job.dropped.is_set():
                    self.examined.emit(job)
            case LookAroundJob():
                sentence(error, _("Not all of this machine's devices and data sets could be found"), tell=True)

    def _prepare(self, job: PrepareJob) -> None:
        if job.dropped.is_set():
            return

        def stop() -> bool:
            return job.dropped.is_set() or self._leaving.is_set()

        if job.origin is None:
            run: Run | None = prepare_run(job.project, job.device)
        else:
            run = branch_run(job.origin[0], job.project, job.origin[1], job.device, stop)
        if run is not None:
            self.prepared.emit(Prepared(job, run))

    def _do_urgent(self) -> None:
        while self._urgent and not self._leaving.is_set():
            self._do(self._urgent.popleft())

    def _restore(self, job: RestoreJob) -> None:
        from nnstudio.engine.files.archive import read_archive

        job.archive = read_archive(job.path)
        job.runs = restore_runs(job.archive, job.device)
        job.sweeps = restore_sweeps(job.archive.sweeps)
        self.restored.emit(job)

    def _train(self, job: TrainJob) -> None:
        def stopped() -> bool:
            return job.stop.is_set() or self._leaving.is_set()

        def stop() -> bool:
            return stopped() or bool(self._urgent)

        def device_waits() -> bool:
            return trainer.device.type != job.device

        def held_up() -> bool:
            """Whether it has to stop, or to go on otherwise."""
            return stop() or (job.pace, job.until) != (pace, end) or device_waits()

        def due() -> float:
            """When the next epoch may begin at this pace."""
            return started + (trainer.epoch - first) * pace

        trainer = job.run.trainer
        if job.afresh:
            trainer.train_on()
        while trainer.epoch < job.until and not trainer.is_out_of_patience and not stopped():
            self._do_urgent()
            if device_waits() and not job.run.in_mid_epoch:
                trainer.move_to(job.device)
            started, first, pace, end = time.monotonic(), trainer.epoch, job.pace, job.until
            job.run.in_mid_epoch = True
            moves = device_waits()
            until = trainer.epoch + 1 if moves else end
            if pace:
                until = min(until, trainer.epoch + epochs_at_once(pace))
            for reports in trainer.epoch_batches(until, stop if moves else held_up):
                for each in reports:
                    job.run.history.add(each)
                job.run.in_mid_epoch = False
                job.is_held_back = trainer.epoch < job.until and time.monotonic() < due()
            job.run.in_mid_epoch = trainer.in_mid_epoch
            if pace and trainer.epoch < job.until:
                self._hold_back(job, pace, due())
        self.rested.emit(Rested(job))

    def _hold_back(self, job: TrainJob, pace: float, until: float) -> None:
        """Waits, at this pace, for the time when the next epoch may begin; what is urgent is done meanwhile."""
        while job.pace == pace and not job.stop.is_set() and (left := until - time.monotonic()) > 0:
            job.stop.wait(min(left, _GLANCE_S))
            self._do_urgent()

    def _examine(self, job: ExamineJob) -> None:
        def dropped() -> bool:
            return job.dropped.is_set() or self._leaving.is_set()

        def stop() -> bool:
            job.gave_way = job.gave_way or (job.gives_way and not self._jobs.empty())
            return job.gave_way or dropped()

        if dropped():
            return
        job.result = job.look(stop)
        if not dropped():
            self.examined.emit(job)

    def _look_around(self) -> None:
        from nnstudio.data.load import load_dataset
        from nnstudio.engine.optimizers.table import load_optimizers
        from nnstudio.engine.training.devices import list_devices

        self.devices_found.emit(list_devices())
        for kind, source in SOURCE_KINDS.items():
            if self._leaving.is_set():
                return
            try:
                self.sample_found.emit(kind, load_dataset(DataSpec(source=source())))  # type: ignore[arg-type]
            except Exception as error:
                # one picture less in the gallery
                sentence(
                    error, _("There is no picture of {source_title}").format(source_title=source().title), tell=True
                )
        if not self._leaving.is_set():
            load_optimizers()


def _is_divergence(error: BaseException) -> bool:
    # what was not imported has raised nothing
    divergence = sys.modules.get("nnstudio.engine.training.divergence")
    return divergence is not None and isinstance(error, divergence.DivergedError)


def sentence(error: BaseException, lead: str, tell: bool = False) -> str:
    """What a failed job says to the learner; an error that nobody expected is logged.

    Args:
        lead: what did not happen, as the beginning of a sentence.
        tell: whether nobody else tells the learner.
    """
    text = text_of(error)
    if isinstance(error, ProjectError) or _is_divergence(error):
        return text
    said = report(lead, error, tell)
    if isinstance(error, MemoryError) or "out of memory" in text or "can't allocate" in text:
        return _("There is not enough memory for this network on this device; make it smaller, or the batches.")
    return said
