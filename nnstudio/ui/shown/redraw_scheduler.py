"""Whose turn it is to be drawn, while frames follow each other quickly."""

import math
import time
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnstudio.language import _
from nnstudio.log.reports import attempt

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame

_PASSING_S = 0.1
"""Epochs that are chosen faster than this are passing by."""
_HEAVY_S = 0.018
"""A frame that takes the processor for longer than this is followed by one with nothing beside the big plot."""
_APART_S = 0.3
"""Epochs that come less often than this are shown in every view."""
_PATIENCE_MS = 150
"""How long what waits for its turn waits for a frame, before it is drawn without one."""


class FrameView(Protocol):
    """What shows a frame."""

    every: int
    """While frames follow each other, every how many of them it is worth drawing anew."""
    waits: bool
    """Whether it takes too long to go along with the timeline, and waits until that rests."""

    def set_frame(self, frame: "Frame", /) -> None: ...
    def isVisible(self) -> bool: ...


class RedrawScheduler(QObject):
    """Shares a frame's time among the views beside the big plot, which moves with every frame.

    At rest each of them is drawn, and if epochs come slowly. While training runs fast or the timeline is dragged,
    one a frame is, the one that is most overdue: however many panels are open, none keeps the plot waiting. Those
    that were passed over are drawn as soon as the timeline rests. What a panel has had computed in a thread takes
    its turn likewise, by `later`.
    """

    rested = Signal(object)
    """The timeline rests at this Frame, and not all views have been shown it: `draw` it for all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # a clock may have begun a moment ago
        self._beat, self._chosen = 0, -math.inf
        self._is_passing = False
        self._drawn: dict[int, int] = {}
        """At which beat a view was drawn last, by its id."""
        self._left: Frame | None = None
        """What some of the views have not been shown yet."""
        self._is_moving, self._has_paused = False, True
        self._spent, self._shown = 0.0, 0.0
        """The window's time on the processor when the last frame began to be drawn, and when that was."""
        self._waiting: dict[Hashable, Callable[[], None]] = {}
        self._patience = QTimer(self)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_timeout)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(round(_PASSING_S * 1000))
        self._rest.timeout.connect(self._on_rest_timeout)

    @property
    def is_done(self) -> bool:
        """Whether every view shows what it is to show."""
        return self._left is None and not self._waiting

    def note_choice(self) -> None:
        """Another epoch is about to be shown, because somebody has chosen it."""
        now = time.perf_counter()
        self._is_passing, self._chosen = now - self._chosen < _PASSING_S, now

    def draw(self, frame: "Frame", views: Sequence[FrameView], live: bool) -> None:
        """Shows a frame in those of the views whose turn it is, or in all; `live` in a running training."""
        passing, self._is_passing = self._is_passing, False
        now, before = time.perf_counter(), self._shown
        self._shown = now
        self._is_moving = passing or (live and now - before < _APART_S)
        if not self._is_moving:
            self._has_paused, self._left = True, None
            self._rest.stop()
            self._draw_all_that_waits()
            for view in views:
                attempt(_("A view could not be drawn"), partial(view.set_frame, frame))
            return
        if not (live and self._follows_a_heavy_one()):
            self._beat += 1
            # every other frame at most, that views which keep asking don't keep the others waiting
            if self._waiting and self._beat % 2:
                self._draw_what_waits()
            else:
                self._draw_next(frame, views, live)
        if live:
            self._left = None
            self._rest.stop()
        else:
            self._left = frame
            self._rest.start()

    def forget(self) -> None:
        """Drops what waits to be drawn: it is of a run that is no longer shown."""
        self._left = None
        self._rest.stop()
        self._waiting.clear()
        self._patience.stop()

    def pass_by(self) -> None:
        """A frame in which something else is drawn beside the big plot."""
        self._shown = time.perf_counter()
        self._has_paused, self._spent = True, time.thread_time()

    def _follows_a_heavy_one(self) -> bool:
        """Whether much was drawn since the last frame began, some of it just now; never twice in a row."""
        spent = time.thread_time()
        heavy = spent - self._spent > _HEAVY_S and not self._has_paused
        self._has_paused, self._spent = heavy, spent
        return heavy

    def later(self, key: Hashable, draw: Callable[[], None]) -> None:
        """Has something drawn when it is its turn: at once at rest, in one of the next frames while they move.

        What waits under the same key is dropped for it.
        """
        if not self._is_moving:
            draw()
            return
        self._waiting[key] = draw
        self._patience.start()

    def _draw_what_waits(self) -> None:
        draw = self._waiting.pop(next(iter(self._waiting)))
        if self._waiting:
            self._patience.start()
        else:
            self._patience.stop()
        draw()

    def _draw_all_that_waits(self) -> None:
        while self._waiting:
            self._draw_what_waits()

    def _draw_next(self, frame: "Frame", views: Sequence[FrameView], live: bool) -> None:
        due = [(self._overdue(view, live), view) for view in views if self._takes_part(view, live)]
        share, chosen = max(due, key=lambda pair: pair[0], default=(0.0, None))
        if chosen is not None and share >= 1:
            self._drawn[id(chosen)] = self._beat
            attempt(_("A view could not be drawn"), partial(chosen.set_frame, frame))

    @staticmethod
    def _takes_part(view: FrameView, live: bool) -> bool:
        return view.isVisible() and (live or not view.waits)

    def _overdue(self, view: FrameView, live: bool) -> float:
        # along the timeline nothing else needs the processor
        every = view.every if live else view.every / 2
        return (self._beat - self._drawn.get(id(view), -1000)) / every

    @Slot()
    def _on_patience_timeout(self) -> None:
        # no frame has come: training was paused, or the timeline let go
        self._is_moving = False
        self._draw_all_that_waits()

    @Slot()
    def _on_rest_timeout(self) -> None:
        if self._left is not None:
            self.rested.emit(self._left)
