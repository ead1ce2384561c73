"""Something computed once in a thread of its own, for a view that can wait for it."""

import atexit
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QThread, Signal, Slot

from nnstudio.log.reports import report
from nnstudio.session.priority import lower_priority
from nnstudio.session.worker import STACK_BYTES

_under_way: set["BackgroundTask"] = set()


class BackgroundTask(QThread):
    """Runs `task` once. It keeps itself alive till then, so that whoever wanted the result may go away before."""

    done = Signal(object)
    """What `task` returned. Connect it to a slot of a QObject, before `go`."""
    failed = Signal(str)
    """Why there is no result, in a sentence."""

    def __init__(self, task: Callable[[], Any]) -> None:
        super().__init__()
        self.setStackSize(STACK_BYTES)
        self._task: Callable[[], Any] | None = task
        self.finished.connect(self._on_finished)

    def go(self) -> None:
        _under_way.add(self)
        self.start(QThread.Priority.LowPriority)

    def run(self) -> None:
        lower_priority()
        task, self._task = self._task, None
        assert task is not None
        try:
            result = task()
        except MemoryError as error:
            report("What is shown could not be computed", error, tell=False)
            self.failed.emit("There is not enough memory for this.")
        except BaseException as error:
            self.failed.emit(report("What is shown could not be computed", error))
        else:
            self.done.emit(result)

    @Slot()
    def _on_finished(self) -> None:
        self.wait()
        _under_way.discard(self)


@atexit.register
def _wait_for_all() -> None:
    """A thread that still runs when its QThread is destroyed would abort the process."""
    for task in tuple(_under_way):
        task.wait()
    _under_way.clear()
