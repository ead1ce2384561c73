"""Something done once in a thread of its own: its result, or why there is none, arrives in the window's thread."""

import atexit
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QThread, Signal, Slot

from nnstudio.language import _
from nnstudio.log.reports import report
from nnstudio.project.errors import ProjectError
from nnstudio.session.priority import STACK_BYTES, lower_priority

PROGRESS_STEPS = 1000
# a signal for every row would flood the window
_TELL_EVERY_S = 0.03

Tell = Callable[[float], None]
"""Takes the share that is done, from 0 to 1. It may raise, which ends the work."""

_under_way: set["BackgroundTask"] = set()


class CancelledError(Exception):
    """Raised within a task, where it tells how far it is."""


class BackgroundTask(QThread):
    """Runs `task` once. It keeps itself alive till then, so that whoever wanted the result may go away before."""

    done = Signal(object)
    """What `task` returned. Connect it to a slot of a QObject, before `go`."""
    failed = Signal(str)
    """Why there is no result, in a sentence."""

    def __init__(
        self, task: Callable[..., Any], what: str = _("What is shown could not be computed"), notifies: bool = True
    ) -> None:
        """`what` says what could not be done when an error ends it; `notifies` says it above the columns, too."""
        super().__init__()
        self.setStackSize(STACK_BYTES)
        self._task: Callable[..., Any] | None = task
        self._what, self._notifies = what, notifies
        self._cancelled = threading.Event()
        self.finished.connect(self._on_finished)

    def go(self) -> None:
        _under_way.add(self)
        self.start(QThread.Priority.LowPriority)

    def cancel(self) -> None:
        """From now on nothing more is heard of it."""
        self._cancelled.set()

    @property
    def was_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def run(self) -> None:
        lower_priority()
        task, self._task = self._task, None
        assert task is not None
        try:
            result = self._call(task)
        except CancelledError:
            return
        except ProjectError as error:
            self._fail(" ".join(str(error).split()))
        except MemoryError as error:
            report(self._what, error, tell=False)
            self._fail(_("There is not enough memory for this."))
        except BaseException as error:
            self._fail(report(self._what, error, tell=self._notifies and not self.was_cancelled))
        else:
            if not self.was_cancelled:
                self.done.emit(result)

    def _call(self, task: Callable[..., Any]) -> Any:
        return task()

    def _fail(self, sentence: str) -> None:
        if not self.was_cancelled:
            self.failed.emit(sentence)

    @Slot()
    def _on_finished(self) -> None:
        self.wait()
        _under_way.discard(self)


class ProgressTask(BackgroundTask):
    """The same for work that takes long: `task` is given a `Tell`, where it ends once it is cancelled."""

    progressed = Signal(int)
    """How many of PROGRESS_STEPS are done; at most some times a second."""

    _told = 0.0

    def _call(self, task: Callable[..., Any]) -> Any:
        return task(self._tell)

    def _tell(self, share: float) -> None:
        if self.was_cancelled:
            raise CancelledError
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY_S or share >= 1:
            self._told = now
            self.progressed.emit(round(share * PROGRESS_STEPS))


@atexit.register
def _wait_for_all() -> None:
    """A thread that still runs when its QThread is destroyed would abort the process."""
    for task in tuple(_under_way):
        task.wait()
    _under_way.clear()
