"""A piece of work in a thread of its own, which tells how far it is and can be cancelled."""

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from nnstudio.log.reports import report
from nnstudio.project.errors import ProjectError
from nnstudio.session.worker import STACK_BYTES

# a signal for every row would flood the window
_TELL_EVERY_S = 0.05


class CancelledError(Exception):
    """Raised within the work, where it tells how far it is."""


class Work(QThread):
    """Runs `task` once. `task` is given a function to call with what is done, from 0 to 1."""

    progressed = Signal(int)
    """Hundredths done; at most some times a second."""

    def __init__(self, task: Callable[[Callable[[float], None]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
        self._task: Callable[[Callable[[float], None]], None] | None = task
        self._cancelled = threading.Event()
        self._told = 0.0
        self.error = ""
        """Once it has finished: what went wrong, in a sentence; empty if nothing did, or it was cancelled."""

    def cancel(self) -> None:
        """Ends the work where it next tells how far it is."""
        self._cancelled.set()

    @property
    def was_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def run(self) -> None:
        task, self._task = self._task, None
        assert task is not None
        try:
            task(self._tell)
        except CancelledError:
            pass
        except ProjectError as error:
            self.error = " ".join(str(error).split())
        except MemoryError as error:
            report("This could not be done", error, tell=False)
            self.error = "There is not enough memory for this."
        except BaseException as error:
            self.error = report("This could not be done", error, tell=False)

    def _tell(self, done: float) -> None:
        if self._cancelled.is_set():
            raise CancelledError
        now = time.monotonic()
        if now - self._told > _TELL_EVERY_S:
            self._told = now
            self.progressed.emit(round(100 * done))
