"""The steps of one epoch: it is trained anew, while training rests, to record where each mini-batch leads."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton

from nnstudio.language import _
from nnstudio.session.run import Run
from nnstudio.session.training_session import State, TrainingSession
from nnstudio.session.worker import ExamineJob
from nnstudio.ui.widgets.plain_text import tooltip

if TYPE_CHECKING:
    from nnstudio.engine.snapshots.snapshot import Snapshot


class EpochSteps(QObject):
    """A button that asks for them, and what was recorded."""

    changed = Signal()
    """Others have been recorded, or they are forgotten."""
    failed = Signal(str)

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._run: Run | None = None
        self._epoch = 0
        self._job: ExamineJob | None = None
        self.snapshots: list[Snapshot] | None = None
        """The parameters before the epoch and after each of its steps; None while they are not recorded."""
        self.button = QPushButton(_("Each step of this epoch"))
        self.button.setObjectName("landscape_steps_button")
        self.button.clicked.connect(self._on_button_clicked)
        session.examined.connect(self._on_session_examined)
        session.state_changed.connect(self._allow)
        self._allow()

    @property
    def is_busy(self) -> bool:
        return self._job is not None

    def look_at(self, run: Run | None, epoch: int) -> None:
        """The epoch shown; those of another are forgotten."""
        if run is not self._run or epoch != self._epoch:
            self._run, self._epoch = run, epoch
            if self._job is not None:
                self._job.dropped.set()
            self.snapshots, self._job = None, None
            self.changed.emit()
        self._allow()

    @Slot()
    def _on_button_clicked(self) -> None:
        if self._run is None or self._job is not None:
            return
        record = partial(_record, self._run, min(self._epoch, max(0, self._run.epoch - 1)))
        self._job = self._session.examine(record)
        self._allow()

    @Slot(ExamineJob)
    def _on_session_examined(self, job: ExamineJob) -> None:
        if job is not self._job:
            return
        self._job = None
        found: Any = job.result
        if job.error:
            self.failed.emit(job.error)
        elif found is not None:
            self.snapshots = found
            self.changed.emit()
        self._allow()

    @Slot()
    def _allow(self) -> None:
        if self._job is not None and self._job.dropped.is_set():
            # training has begun before it was done
            self._job = None
        reason = ""
        if self._run is None or self._run.epoch == 0:
            reason = _("Nothing has been trained yet")
        elif self._session.state is State.TRAINING:
            reason = _("Pause first: the epoch is trained anew to record its steps")
        elif self._job is not None:
            reason = _("The epoch is being trained anew")
        tip = _("Trains anew up to the epoch shown, and records where each mini-batch of the next one leads")
        self.button.setEnabled(not reason)
        self.button.setToolTip(tooltip(reason or tip))


def _record(run: Run, epoch: int, stop: Callable[[], bool]) -> object:
    from nnstudio.engine.views.landscape import record_steps

    return record_steps(run.project, run.dataset, epoch, stop, run.trainer.device.type)
