"""How long the window's thread is kept from its events: the longest stretch of a gesture, by a heartbeat."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

_BEAT_MS = 1
_QUIET_S = 0.25
_SETTLED_S = 0.02


@dataclass(frozen=True)
class Stall:
    """The longest stretch in which no event was served, in seconds: on the clock, and of the thread's own work."""

    wall: float
    work: float
    all: "tuple[Stall, ...]" = ()


class Heartbeat(QObject):
    """Beats as often as the event loop lets it, and notes the stretches between."""

    def __init__(self) -> None:
        super().__init__()
        self.stalls: list[Stall] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._wall, self._work = time.perf_counter(), time.thread_time()
        self._timer.start(_BEAT_MS)

    def stop(self) -> None:
        self._timer.stop()

    def _on_timer_timeout(self) -> None:
        wall, work = time.perf_counter(), time.thread_time()
        self.stalls.append(Stall(wall - self._wall, work - self._work))
        self._wall, self._work = wall, work


def watch(act: Callable[[], object], until: Callable[[], bool] = lambda: True, patience: float = 60.0) -> Stall:
    """Does `act` within an event loop, as a click would, and goes on until the window has come to rest after it."""
    heart = Heartbeat()
    loop = QEventLoop()
    QTimer.singleShot(0, lambda: act())
    rested = [time.perf_counter()]
    end = time.perf_counter() + patience

    def look() -> None:
        now = time.perf_counter()
        recent = [stall.work for stall in heart.stalls[seen[0] :]]
        seen[0] = len(heart.stalls)
        if not until() or any(work > _SETTLED_S for work in recent):
            rested[0] = now
        if now - rested[0] > _QUIET_S or now > end:
            loop.quit()

    seen = [0]
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    loop.exec()
    timer.stop()
    heart.stop()
    return Stall(max(s.wall for s in heart.stalls), max(s.work for s in heart.stalls), tuple(heart.stalls))


def yardstick() -> float:
    """Seconds of the thread's own work for a fixed task: Python and NumPy in about equal parts."""
    rng = np.random.default_rng(0)
    a = rng.normal(size=(300, 300))
    started = time.thread_time()
    for _ in range(40):
        np.sort(a, axis=1)
    total = 0
    for i in range(1_000_000):
        total += i & 7
    return time.thread_time() - started
