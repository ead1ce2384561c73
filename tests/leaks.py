"""What a test may leave behind by mistake: widgets, active timers, running threads."""

import gc
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QObject, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

PATIENCE_MS = 2000
_LONG_S = 1.0
KEPT_BY_QT = {"QTipLabel"}
"""Windows of Qt's own, which it makes when they are first needed and then keeps."""


@dataclass(frozen=True)
class Living:
    """All that lives at one moment and should not outlive the test that made it."""

    widgets: list[QWidget]
    timers: list[QTimer]
    qt_threads: list[QThread]
    threads: list[threading.Thread]


def find_living() -> Living:
    """The parentless windows, hidden ones included, active timers and running threads that there are now."""
    widgets = [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.parentWidget() is None and widget.metaObject().className() not in KEPT_BY_QT
    ]
    timers_and_threads = _objects_of(QTimer, QThread)
    timers = [each for each in timers_and_threads if isinstance(each, QTimer) and each.isActive()]
    qt_threads = [each for each in timers_and_threads if isinstance(each, QThread) and each.isRunning()]
    threads = [thread for thread in threading.enumerate() if not thread.daemon]
    return Living(widgets, timers, qt_threads, threads)


def find_leaks(before: Living) -> list[str]:
    """What lives now and did not `before`, each in a few words."""
    now = find_living()
    return [
        *(f"widget {_named(each)}" for each in _new(now.widgets, before.widgets)),
        *(f"active timer {_named(each)}" for each in _new(now.timers, before.timers)),
        *(f"running thread {_named(each)}" for each in _new(now.qt_threads, before.qt_threads)),
        *(f"running thread {each.name}" for each in _new(now.threads, before.threads)),
    ]


def wait_for_leaks(before: Living, patience_ms: int = PATIENCE_MS) -> list[str]:
    """What is still there when all that was about to end has ended; waits no longer than it must."""
    deadline = QDeadlineTimer(patience_ms)
    _let_go()
    leaks = find_leaks(before)
    while leaks and not deadline.hasExpired():
        gc.collect()
        if QCoreApplication.instance() is not None:
            QTest.qWait(10)
        _let_go()
        leaks = find_leaks(before)
    return leaks


def _let_go() -> None:
    """Deletes what was marked by deleteLater, which no event loop at this level would do."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _objects_of(*bases: type) -> list[Any]:
    """The live instances of `bases`; comparing types by identity is quick and asks nothing of strange objects."""
    kinds = set(bases)
    unseen = [*bases]
    while unseen:
        subclasses: list[type] = unseen.pop().__subclasses__()
        kinds.update(subclasses)
        unseen.extend(subclasses)
    interval = sys.getswitchinterval()
    # a tuple that another thread is building must not be held when that thread goes on: it could not be resized
    sys.setswitchinterval(_LONG_S)
    if len(sys._current_frames()) > 1:
        # one that waits for its turn already would still take it after the usual interval
        time.sleep(2 * interval)
    try:
        return [each for each in gc.get_objects() if type(each) in kinds and isValid(each)]
    finally:
        sys.setswitchinterval(interval)


def _new(now: list[Any], before: list[Any]) -> list[Any]:
    known = {id(each) for each in before}
    return [each for each in now if id(each) not in known]


def _named(each: QObject) -> str:
    name = each.objectName() or (each.windowTitle() if isinstance(each, QWidget) else "")
    kind = type(each).__name__
    return f"{kind} “{name}”" if name else kind
