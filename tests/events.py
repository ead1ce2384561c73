"""Waiting for a window outside of pytest, where a script of its own turns the events."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent


def settle() -> None:
    """Lets pending layouts and paints happen, and what is to be deleted go."""
    for _ in range(5):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def wait_for(condition: Callable[[], bool], patience_s: float = 120.0) -> None:
    """Turns events until the condition holds, and settles.

    Raises:
        TimeoutError: it does not come true.
    """
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the window does not get there")
        QCoreApplication.processEvents()
        time.sleep(0.002)
    settle()
