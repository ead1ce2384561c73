"""How long the sweep that is wished for would take, told before it is begun."""

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.project.sweep import Sweep
from nnstudio.session.background_task import BackgroundTask
from nnstudio.ui.panels.sweeps.sweep_words import seconds_text

_PAUSE_MS = 400


class SweepEstimate(QObject):
    """Tries for a moment, in a thread of its own, once nothing has been changed for a while."""

    found = Signal(str)
    """``about 12 s``; empty while it is not known; or what keeps the sweep from being begun."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wished: tuple[Project, Sweep, str] | None = None
        self._task: BackgroundTask | None = None
        self._dropped = threading.Event()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause_timeout)

    @property
    def is_busy(self) -> bool:
        return self._pause.isActive() or self._task is not None

    def ask(self, project: Project, sweep: Sweep, device: str) -> None:
        """``found`` follows, unless something else is asked before."""
        wished = (project, sweep, device)
        if wished == self._wished:
            return
        self.drop()
        self.found.emit("")
        self._wished = wished
        self._pause.start()

    def drop(self) -> None:
        """Nothing is wished for, or it is being trained already."""
        self._wished = None
        self._pause.stop()
        self._dropped.set()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    @Slot()
    def _on_pause_timeout(self) -> None:
        if self._wished is None:
            return
        project, sweep, device = self._wished
        self._dropped = dropped = threading.Event()
        trial = partial(_estimate, project, sweep, device, dropped.is_set)
        self._task = BackgroundTask(trial, _("It can't be told how long"), False)
        self._task.done.connect(self._on_task_done)
        self._task.failed.connect(self._on_task_failed)
        self._task.go()

    @Slot(str)
    def _on_task_failed(self, sentence: str) -> None:
        self._task = None
        self.found.emit(sentence)

    @Slot(object)
    def _on_task_done(self, seconds: float) -> None:
        self._task = None
        self.found.emit(_("about {time}").format(time=seconds_text(seconds)))


def _estimate(project: Project, sweep: Sweep, device: str, stop: Callable[[], bool]) -> float:
    from nnstudio.engine.sweeps.estimate import estimate_seconds

    return estimate_seconds(sweep.members(project), device, stop)
