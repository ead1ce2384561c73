"""Whose turn it is to be drawn, while frames follow each other quickly."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from nnstudio.engine.frame import Frame

_PASSING_S = 0.1
"""Epochs that are chosen faster than this are passing by."""


class FrameView(Protocol):
    """What shows a frame."""

    every: int
    """While frames follow each other, every how many of them it is worth drawing anew."""
    waits: bool
    """Whether it takes too long to go along with the timeline, and waits until that rests."""

    def set_frame(self, frame: "Frame", /) -> None: ...
    def isVisible(self) -> bool: ...


class Turns(QObject):
    """Shares a frame's time among the views beside the big plot, which moves with every frame.

    At rest each of them is drawn. While training runs or the timeline is dragged, one a frame is, the one that is
    most overdue: however many panels are open, none keeps the plot waiting. Those that were passed over are drawn
    as soon as the timeline rests.
    """

    rested = Signal(object)
    """The timeline rests at this Frame, and not all views have been shown it: `draw` it for all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._beat, self._chosen = 0, 0.0
        self._is_passing = False
        self._drawn: dict[int, int] = {}
        """At which beat a view was drawn last, by its id."""
        self._left: Frame | None = None
        """What some of the views have not been shown yet."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(round(_PASSING_S * 1000))
        self._rest.timeout.connect(self._on_rest_timeout)

    def note_choice(self) -> None:
        """Another epoch is about to be shown, because somebody has chosen it."""
        now = time.perf_counter()
        self._is_passing, self._chosen = now - self._chosen < _PASSING_S, now

    def draw(self, frame: "Frame", views: Sequence[FrameView], live: bool) -> None:
        """Shows a frame in those of the views whose turn it is, or in all; `live` in a running training."""
        passing, self._is_passing = self._is_passing, False
        if not live and not passing:
            self._left = None
            self._rest.stop()
            for view in views:
                view.set_frame(frame)
            return
        self._beat += 1
        due = [(self._overdue(view, live), view) for view in views if self._takes_part(view, live)]
        share, chosen = max(due, key=lambda pair: pair[0], default=(0.0, None))
        if chosen is not None and share >= 1:
            self._drawn[id(chosen)] = self._beat
            chosen.set_frame(frame)
        if live:
            self._left = None
            self._rest.stop()
        else:
            self._left = frame
            self._rest.start()

    @staticmethod
    def _takes_part(view: FrameView, live: bool) -> bool:
        return view.isVisible() and (live or not view.waits)

    def _overdue(self, view: FrameView, live: bool) -> float:
        # along the timeline nothing else needs the processor
        every = view.every if live else view.every / 2
        return (self._beat - self._drawn.get(id(view), -1000)) / every

    @Slot()
    def _on_rest_timeout(self) -> None:
        if self._left is not None:
            self.rested.emit(self._left)
