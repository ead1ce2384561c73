"""Trains sweeps beside the window and its own run, and tells how far they are."""

import threading
import time
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.project import Project
from nnstudio.project.sweep import Sweep
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord

KEPT_SWEEPS = 8
MOST_MEMBERS = 2_000
_TICK_MS = 60
_GLANCE_S = 0.05
"""How often a sweep that rests looks whether it still does."""


class SweepSession(QObject):
    """One sweep at a time; those before it are kept for comparison.

    Each run has the same numbers as if it were trained alone, whatever else is trained meanwhile.
    """

    changed = Signal()
    """A sweep was begun, paused, ended or forgotten."""
    progressed = Signal()
    """The current sweep has come further; a few times a second."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records: list[SweepRecord] = []
        self._task: BackgroundTask | None = None
        self._control: _Control | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.progressed)

    @property
    def records(self) -> tuple[SweepRecord, ...]:
        """All sweeps that are kept, in the order in which they were begun."""
        return tuple(self._records)

    @property
    def current(self) -> SweepRecord | None:
        """The one that was begun last."""
        return self._records[-1] if self._records else None

    @property
    def is_running(self) -> bool:
        """Whether a sweep is under way, be it at rest."""
        return self._task is not None

    @property
    def is_resting(self) -> bool:
        return self._control is not None and self._control.rests.is_set()

    def start(self, project: Project, sweep: Sweep, device: str = "cpu") -> SweepRecord:
        """Begins a sweep, in place of the one that is under way.

        Raises:
            InvalidProjectError: the project can't be trained, there is no such field, or a value does not suit it.
        """
        problem = next(iter(project.problems()), None)
        if problem is not None:
            raise InvalidProjectError(str(problem))
        if sweep.count > MOST_MEMBERS:
            told = _("these are {count:,} runs; at most {most:,} are possible here, and more by the command")
            raise InvalidProjectError(told.format(count=sweep.count, most=MOST_MEMBERS))
        members = tuple(MemberRecord(member) for member in sweep.members(project))
        self.stop()
        record = SweepRecord(project, sweep, members, device)
        self._records.append(record)
        del self._records[:-KEPT_SWEEPS]
        self._control = control = _Control()
        self._task = BackgroundTask(partial(_train, record, control), _("The sweep could not be trained"), False)
        self._task.done.connect(self._on_task_done)
        self._task.failed.connect(self._on_task_failed)
        self._task.go()
        self._timer.start()
        self.changed.emit()
        return record

    def pause(self) -> None:
        """Rests after the batches that are under way."""
        self._rest(True)

    def resume(self) -> None:
        self._rest(False)

    def stop(self) -> None:
        """Ends the sweep here; the runs that have come to their end are kept."""
        if self._task is None or self._control is None:
            return
        self._task.cancel()
        self._control.stop()
        record = self._records[-1]
        record.was_stopped = True
        self._end(record)

    def forget(self, record: SweepRecord) -> None:
        """Drops a sweep for good."""
        if record is self.current:
            self.stop()
        if record in self._records:
            self._records.remove(record)
            self.changed.emit()

    def clear(self) -> None:
        """Forgets all: another project has been opened."""
        self.stop()
        if self._records:
            self._records.clear()
            self.changed.emit()

    def adopt(self, records: list[SweepRecord]) -> None:
        """Takes over the sweeps of a file, in place of all others."""
        self.stop()
        self._records = records[-KEPT_SWEEPS:]
        self.changed.emit()

    def close(self) -> None:
        """Ends the sweep; returns when its threads have ended."""
        task = self._task
        self.stop()
        if task is not None:
            task.wait()

    def _rest(self, rests: bool) -> None:
        if self._control is None or self._control.rests.is_set() == rests:
            return
        self._records[-1].rest(rests)
        (self._control.rests.set if rests else self._control.rests.clear)()
        self._timer.start() if not rests else self._timer.stop()
        self.changed.emit()

    def _end(self, record: SweepRecord) -> None:
        self._task = self._control = None
        self._timer.stop()
        record.end()
        self.changed.emit()

    @Slot(object)
    def _on_task_done(self, record: SweepRecord) -> None:
        if record is self.current and self._task is not None:
            self._end(record)

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        if self._task is not None:
            record = self._records[-1]
            record.failure = sentence
            self._end(record)


class _Control:
    """What the window says to the threads that train."""

    def __init__(self) -> None:
        self.stopped, self.rests = threading.Event(), threading.Event()

    def stop(self) -> None:
        self.stopped.set()

    def stops(self) -> bool:
        """Asked after each batch; it waits while the sweep rests."""
        while self.rests.is_set() and not self.stopped.is_set():
            self.stopped.wait(_GLANCE_S)
        return self.stopped.is_set()


def _train(record: SweepRecord, control: _Control) -> SweepRecord:
    """Trains all members, in threads that stand back behind the window's as this one does."""
    from nnstudio.engine.sweeps.figures import figures_of
    from nnstudio.engine.sweeps.run_sweep import run_sweep
    from nnstudio.engine.training.devices import require_device

    require_device(record.device)
    summed = 0.0
    members = [each.member for each in record.members]
    runs = run_sweep(
        members, control.stops, lambda number, reports: record.members[number].take(reports), device=record.device
    )
    for number, run in runs:
        if run.ending.reason == "interrupted":
            continue
        each = record.members[number]
        each.run, each.figures = run, figures_of(run)
        now = time.monotonic()
        # a sum over thousands of runs takes a while
        if now - summed > _GLANCE_S:
            record.summarize()
            summed = time.monotonic()
    record.summarize()
    if record.sweep.folds:
        _compare(record, control)
    return record


def _compare(record: SweepRecord, control: _Control) -> None:
    """Fits scikit-learn's model on each fold, and tells what is known after each."""
    for each in record.members:
        if control.stops():
            return
        if each.run is not None:
            record.fit_baseline(each.run)
            record.summarize()
