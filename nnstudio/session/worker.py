"""The training thread: one at a time it does the jobs that the window posts."""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread, Signal

from nnstudio.project.data import SOURCE_KINDS, DataSpec
from nnstudio.project.errors import ProjectError
from nnstudio.project.project import Project
from nnstudio.session.keeping import Captured, restore_runs
from nnstudio.session.run import Run, branch_run, prepare_run

if TYPE_CHECKING:
    from nnstudio.engine.archive import Archive

STACK_BYTES = 8 * 2**20


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
    pace: float = 0.0
    """The shortest time for an epoch, in seconds."""
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


@dataclass(eq=False)
class RestoreJob:
    """Read a studio file, and make its runs."""

    path: Path
    device: str
    archive: "Archive | None" = None
    runs: list[Run] = field(default_factory=list)
    error: str = ""


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

    prepared = Signal(object)
    """A Prepared."""
    rested = Signal(object)
    """A Rested."""
    captured = Signal(object)
    """A CaptureJob."""
    restored = Signal(object)
    """A RestoreJob."""
    examined = Signal(object)
    """An ExamineJob that was not dropped."""
    devices_found = Signal(object)
    """A tuple of engine.devices.Device."""
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
            match self._jobs.get():
                case PrepareJob() as job:
                    self._prepare(job)
                case TrainJob() as job:
                    self._train(job)
                case _Wake():
                    self._do_urgent()
                case LookAroundJob():
                    self._look_around()
                case ExamineJob() as job:
                    self._examine(job)

    def _prepare(self, job: PrepareJob) -> None:
        if job.dropped.is_set():
            return

        def stop() -> bool:
            return job.dropped.is_set() or self._leaving.is_set()

        try:
            if job.origin is None:
                run: Run | None = prepare_run(job.project, job.device)
            else:
                run = branch_run(job.origin[0], job.project, job.origin[1], job.device, stop)
            if run is None:
                return
            result = Prepared(job, run)
        except Exception as error:
            result = Prepared(job, None, sentence(error))
        self.prepared.emit(result)

    def _do_urgent(self) -> None:
        while self._urgent and not self._leaving.is_set():
            match self._urgent.popleft():
                case CaptureJob() as capturing:
                    capturing.captured = capturing.take()
                    self.captured.emit(capturing)
                case RestoreJob() as restoring:
                    self._restore(restoring)
                    self.restored.emit(restoring)

    def _restore(self, job: RestoreJob) -> None:
        from nnstudio.engine.archive import read_archive

        try:
            job.archive = read_archive(job.path)
            job.runs = restore_runs(job.archive, job.device)
        except Exception as error:
            job.error = sentence(error)

    def _train(self, job: TrainJob) -> None:
        def stopped() -> bool:
            return job.stop.is_set() or self._leaving.is_set()

        def stop() -> bool:
            return stopped() or bool(self._urgent)

        def device_waits() -> bool:
            return trainer.device.type != job.device

        def held_up() -> bool:
            """Whether what runs freely has to stop, or to go on otherwise."""
            return stop() or bool(job.pace) or device_waits() or trainer.epoch >= job.until

        error = ""
        trainer = job.run.trainer
        try:
            if job.afresh:
                trainer.train_on()
            while trainer.epoch < job.until and not trainer.is_out_of_patience and not stopped():
                self._do_urgent()
                if trainer.device.type != job.device and not job.run.in_mid_epoch:
                    trainer.move_to(job.device)
                started = time.monotonic()
                job.run.in_mid_epoch = True
                is_free = not job.pace and not device_waits()
                until = job.until if is_free else trainer.epoch + 1
                for reports in trainer.bunches(until, held_up if is_free else stop):
                    for report in reports:
                        job.run.history.add(report)
                    job.run.in_mid_epoch = False
                job.run.in_mid_epoch = trainer.in_mid_epoch
                if job.pace and trainer.epoch < job.until:
                    job.stop.wait(max(0.0, job.pace - (time.monotonic() - started)))
        except Exception as failure:
            error = sentence(failure)
        self.rested.emit(Rested(job, error))

    def _examine(self, job: ExamineJob) -> None:
        def dropped() -> bool:
            return job.dropped.is_set() or self._leaving.is_set()

        def stop() -> bool:
            job.gave_way = job.gave_way or (job.gives_way and not self._jobs.empty())
            return job.gave_way or dropped()

        if dropped():
            return
        try:
            job.result = job.look(stop)
        except Exception as error:
            job.error = sentence(error)
        if not dropped():
            self.examined.emit(job)

    def _look_around(self) -> None:
        from nnstudio.data.load import load_dataset
        from nnstudio.engine.devices import list_devices
        from nnstudio.engine.training import load_optimizers

        self.devices_found.emit(list_devices())
        for kind, source in SOURCE_KINDS.items():
            if self._leaving.is_set():
                return
            # a picture that can't be drawn is no reason to end the thread
            with suppress(Exception):
                self.sample_found.emit(kind, load_dataset(DataSpec(source=source())))  # type: ignore[arg-type]
        if not self._leaving.is_set():
            load_optimizers()


def sentence(error: Exception) -> str:
    """An exception as one sentence for the learner."""
    from nnstudio.engine.training import DivergedError

    text = " ".join(str(error).split())
    if isinstance(error, ProjectError | DivergedError):
        return text
    if isinstance(error, MemoryError) or "out of memory" in text or "can't allocate" in text:
        return "There is not enough memory for this network on this device; make it smaller, or the batches."
    return f"Training stopped because of an error ({type(error).__name__}: {text[:300]})."
