"""Slow figures are computed in a thread of their own, one after the other, only while someone looks."""

import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, Signal, Slot

from nnstudio.language import _
from nnstudio.log.reports import report
from nnstudio.session.priority import lower_priority

_END = object()


class Background(QObject):
    """Goes through an iterator in a thread, and brings what it yields into the window's thread."""

    found = Signal(object)
    """What the iterator yielded; nothing more comes from one that was stopped."""
    ended = Signal()
    """The iterator has come to its end."""
    failed = Signal(str)
    """It raised an error, in a sentence."""
    _came = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        return self._thread is not None and not self._stop.is_set()

    def start(self, steps: Iterator[object]) -> None:
        """Begins with `steps`, when what is going on has ended its present step; the rest of that is dropped."""
        self.drop()
        self._stop = threading.Event()
        arguments = (steps, self._stop, self._thread)
        self._thread = threading.Thread(target=self._go, args=arguments, name="background", daemon=True)
        self._thread.start()

    def drop(self) -> None:
        """Has what is going on end after its present step; nothing more comes of it."""
        self._stop.set()

    def stop(self) -> None:
        """The same; returns when the thread has ended."""
        self.drop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _go(self, steps: Iterator[object], stop: threading.Event, before: threading.Thread | None) -> None:
        lower_priority()
        if before is not None:
            before.join()
        try:
            while not stop.is_set():
                step = next(steps, _END)
                if stop.is_set():
                    return
                if step is _END:
                    self._came.emit(stop, "ended", None)
                    return
                self._came.emit(stop, "found", step)
        except BaseException as error:
            said = report(_("What is shown could not be computed"), error, tell=not stop.is_set())
            if not stop.is_set():
                self._came.emit(stop, "failed", said)

    @Slot(object, str, object)
    def _on_came(self, stop: threading.Event, what: str, value: object) -> None:
        if stop.is_set():
            return
        if what == "found":
            self.found.emit(value)
            return
        assert self._thread is not None
        self._thread.join()
        self._thread = None
        if what == "failed":
            self.failed.emit(str(value))
        self.ended.emit()
