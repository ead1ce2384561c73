"""Python's cyclic garbage, collected in the window's thread alone."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 50
_at_work = 0


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Spares looking for garbage where nearly all that is made stays; a window that was shown meanwhile goes on so."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled and not _at_work:
            gc.enable()


class GarbageCollector(QObject):
    """Takes the place of Python's automatic collection while a window is open.

    That runs in whichever thread has just made an object: in the training thread it would destroy the plots' items
    under the window's hands, and keep both waiting while it goes through all that the libraries have made.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_at_work = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._on_timer_timeout)

    def start(self) -> None:
        global _at_work
        if not self._is_at_work:
            self._is_at_work = True
            _at_work += 1
            gc.disable()
            self._timer.start()

    def stop(self) -> None:
        """Leaves it to Python again, with the last window."""
        global _at_work
        if self._is_at_work:
            self._is_at_work = False
            _at_work -= 1
            self._timer.stop()
            if not _at_work:
                gc.enable()

    @Slot()
    def _on_timer_timeout(self) -> None:
        # as Python itself decides it, the oldest generation first
        due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[2] and not gc.get_freeze_count():
            # some seconds after the start: nearly all that there is belongs to the libraries, and looking through it
            # would take a third of a second, again and again
            gc.freeze()
        for generation in (2, 1, 0):
            if due[generation]:
                gc.collect(generation)
                return
