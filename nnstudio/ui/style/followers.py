"""Who follows the theme, and when: in portions, so that a change of everything never keeps the window waiting."""

import time
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QThread, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_PORTION_S, _SMALL_PORTION_S = 0.05, 0.01
"""How long followers are let go on in one turn, those that are seen and those that are not."""
_PATIENCE_S = 0.5
"""A change that takes longer shows the busy cursor."""


class Stage(IntEnum):
    """In which order what is seen follows: what changes sizes first, so that all is laid out once."""

    SIZE = 0
    STYLE = 1
    CONTENT = 2
    HIDDEN = 3
    """Anything that can't be seen."""


_SEEN = (Stage.SIZE, Stage.STYLE, Stage.CONTENT)


class Follower(QObject):
    """Brings its owner, whose child it is and with whom it goes, up to date at every change of the theme."""

    def __init__(self, owner: Any, show: Callable[[Any], None], stage: Stage, queue: "FollowerQueue") -> None:
        """`show` is called with the owner; it must not hold on to it."""
        super().__init__(owner)
        self._show, self._stage, self._queue = show, stage, queue

    @property
    def stage(self) -> Stage:
        """When it is its turn."""
        return Stage.HIDDEN if _is_hidden(self.parent()) else self._stage

    @Slot()
    def follow(self) -> None:
        """Shows the theme as it is now."""
        self._show(self.parent())

    @Slot()
    def catch_up_in_turn(self) -> None:
        """Follows when it is its turn."""
        self._queue.add(self)


class FollowerQueue(QObject):
    """Lets followers catch up with a change.

    Within an event loop, as in the program, it goes in portions; meanwhile nothing is painted, and then one part of a
    window after the other. What is hidden comes last, a little at a time. Outside of one, where nothing would give
    them a turn, all follow at once.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: dict[Stage, dict[Follower, None]] = {stage: {} for stage in Stage}
        self._unpainted: list[QWidget] = []
        self._since = 0.0
        self._is_busy = False
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._on_turn_timeout)

    def add(self, follower: Follower) -> None:
        """Has it catch up when it is its turn, from `begin` on."""
        self._waiting[follower.stage][follower] = None

    @property
    def is_empty(self) -> bool:
        return not self._unpainted and not any(self._waiting.values())

    def begin(self) -> None:
        """Begins with what has been added."""
        self._since = time.perf_counter()
        if QThread.currentThread().loopLevel():
            self._stop_painting()
            self._turn.start()
            self._follow_until(self._since + _PORTION_S, *_SEEN)
        else:
            self._follow_until(None, *Stage)

    def _stop_painting(self) -> None:
        for part in [follower.parent() for follower in self._waiting[Stage.STYLE] if isValid(follower)]:
            if isinstance(part, QWidget) and part.updatesEnabled():
                part.setUpdatesEnabled(False)
                self._unpainted.append(part)

    def _follow_until(self, end: float | None, *stages: Stage) -> bool:
        """Has those of some stages follow until the time is up, one at least. Whether all have."""
        for waiting in [self._waiting[stage] for stage in stages]:
            while waiting:
                follower = next(iter(waiting))
                del waiting[follower]
                # their owners may have gone meanwhile
                if isValid(follower):
                    follower.follow()
                if end is not None and time.perf_counter() > end:
                    return not any(self._waiting[stage] for stage in stages)
        return True

    @Slot()
    def _on_turn_timeout(self) -> None:
        if not self._is_busy and time.perf_counter() - self._since > _PATIENCE_S and self._unpainted:
            self._is_busy = True
            QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        if not self._follow_until(time.perf_counter() + _PORTION_S, *_SEEN):
            return
        if self._unpainted:
            part = self._unpainted.pop(0)
            if isValid(part):
                part.setUpdatesEnabled(True)
            return
        if self._is_busy:
            self._is_busy = False
            QGuiApplication.restoreOverrideCursor()
        if self._follow_until(time.perf_counter() + _SMALL_PORTION_S, Stage.HIDDEN):
            self._turn.stop()


def _is_hidden(owner: QObject | None) -> bool:
    """Whether something belongs to a window on the screen, and can't be seen there."""
    while owner is not None and not isinstance(owner, QWidget):
        owner = owner.parent()
    if owner is None:
        return False
    window = owner.window()
    if owner.isVisible():
        # docks that lie behind others in tabs are moved out of their window
        return not window.rect().intersects(QRect(owner.mapTo(window, QPoint()), owner.size()))
    while not window.isVisible() and (parent := window.parentWidget()) is not None:
        window = parent.window()
    return window.isVisible()
