"""The learning-rate range test beside a sweep over rates, computed in a thread of its own."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.project.project import Project
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.sweeps.sweep_record import SweepRecord

if TYPE_CHECKING:
    from nnstudio.engine.sweeps.rate_ramp import Ramp

RATE = "training.optimizer.lr"


class RampFinder(QObject):
    """Of a sweep that varies the rate alone, once it is over."""

    found = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._record: SweepRecord | None = None
        self._task: BackgroundTask | None = None
        self.ramp: Ramp | None = None
        """Of the sweep looked at last; None where it has none, or while it is computed."""

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def look(self, record: SweepRecord | None) -> None:
        """Has the ramp of a sweep computed, if it has one; ``found`` follows."""
        if record is not None and (record.fields != (RATE,) or not record.is_over):
            record = None
        if record is self._record:
            return
        self._record, self.ramp = record, None
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if record is None:
            return
        rates = [float(value) for value in record.sweep.variations[0].values]
        if len(rates) > 1 and min(rates) > 0:
            self._task = BackgroundTask(partial(_ramp, record.project, min(rates), max(rates)), notifies=False)
            self._task.done.connect(self._on_task_done)
            self._task.failed.connect(self._on_task_failed)
            self._task.go()

    @Slot(object)
    def _on_task_done(self, ramp: "Ramp") -> None:
        self._task, self.ramp = None, ramp
        self.found.emit()

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        # a curve less; the runs themselves say what can't be trained
        self._task = None


def _ramp(project: Project, low: float, high: float) -> "Ramp":
    from nnstudio.data.load import load_dataset
    from nnstudio.engine.sweeps.rate_ramp import rate_ramp

    return rate_ramp(project, load_dataset(project.data), low, high)
