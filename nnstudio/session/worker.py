"""The training thread: one at a time it does the jobs that the window posts."""

import queue
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from nnstudio.project.data import SOURCE_KINDS, DataSpec
from nnstudio.project.errors import ProjectError
from nnstudio.project.project import Project
from nnstudio.session.run import Run, prepare_run

STACK_BYTES = 8 * 2**20


@dataclass(eq=False)
class PrepareJob:
    """Make the run for a project, unless a later job has made this one pointless."""

    project: Project
    device: str
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


@dataclass(frozen=True, eq=False)
class LookAroundJob:
    """Find out what this machine has, and fetch samples of every source for the gallery's pictures."""


class TrainingThread(QThread):
    """Owns torch's global random generator while it trains; the window only posts jobs and reads histories."""

    prepared = Signal(object)
    """A Prepared."""
    rested = Signal(object)
    """A Rested."""
    devices_found = Signal(object)
    """A tuple of engine.devices.Device."""
    sample_found = Signal(str, object)
    """A source's kind, and its Dataset."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
        self._jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._leaving = threading.Event()

    def post(self, job: PrepareJob | TrainJob | LookAroundJob) -> None:
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
                case LookAroundJob():
                    self._look_around()

    def _prepare(self, job: PrepareJob) -> None:
        if job.dropped.is_set():
            return
        try:
            result = Prepared(job, prepare_run(job.project, job.device))
        except Exception as error:
            result = Prepared(job, None, sentence(error))
        self.prepared.emit(result)

    def _train(self, job: TrainJob) -> None:
        def stop() -> bool:
            return job.stop.is_set() or self._leaving.is_set()

        error = ""
        trainer = job.run.trainer
        try:
            if job.afresh:
                trainer.train_on()
            while trainer.epoch < job.until and not trainer.is_out_of_patience and not stop():
                if trainer.device.type != job.device and not job.run.in_mid_epoch:
                    trainer.move_to(job.device)
                started = time.monotonic()
                job.run.in_mid_epoch = True
                for report in trainer.epochs(trainer.epoch + 1, stop):
                    job.run.history.add(report)
                    job.run.in_mid_epoch = False
                if job.pace and trainer.epoch < job.until:
                    job.stop.wait(max(0.0, job.pace - (time.monotonic() - started)))
        except Exception as failure:
            error = sentence(failure)
        self.rested.emit(Rested(job, error))

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
