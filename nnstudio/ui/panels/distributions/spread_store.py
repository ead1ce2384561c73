"""Computes spreads of a run's numbers in the background, once, and keeps them."""

import bisect
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.session.run import Run
from nnstudio.ui.shown.background import Background

if TYPE_CHECKING:
    from nnstudio.engine.snapshots.snapshot import Snapshot
    from nnstudio.engine.views.distributions import Distributions, Spread


class Key(NamedTuple):
    """What one computation is of."""

    quantity: str
    epoch: int
    before: int
    """The stored epoch before, where it matters; −1 where there is none."""
    off: frozenset[tuple[int, int]]
    """The units switched off, where it matters."""


class SpreadStore(QObject):
    """What has been computed of the run, by key."""

    grown = Signal()
    """Something more is known."""
    completed = Signal()
    """All that was asked for is known."""
    failed = Signal(str)
    """Why it could not be computed, in a sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._tool: Distributions | None = None
        self._known: dict[Key, dict[int, Spread]] = {}
        self._asked: set[Key] = set()
        self._started = 0.0
        self.seconds = 0.0
        """How long the last computation took."""
        self._background = Background(self)
        self._background.found.connect(self._on_background_found)
        self._background.ended.connect(self._on_background_ended)
        self._background.failed.connect(self.failed)

    def set_run(self, run: Run | None) -> None:
        """Forgets what is known of another run."""
        self._background.stop()
        self._run, self._tool = run, None
        self._known.clear()

    def keys(self, quantity: str, epochs: Iterable[int], off: frozenset[tuple[int, int]]) -> dict[int, Key]:
        """What is to be computed to know a quantity at these stored epochs; updates have none at the first."""
        assert self._run is not None
        stored = self._run.history.epochs
        if quantity != "updates":
            concerned = off if quantity == "activations" else frozenset()
            return {epoch: Key(quantity, epoch, -1, concerned) for epoch in epochs}
        found = {}
        for epoch in epochs:
            i = bisect.bisect_left(stored, epoch)
            if i > 0:
                found[epoch] = Key(quantity, epoch, stored[i - 1], frozenset())
        return found

    def ask(self, keys: Iterable[Key]) -> bool:
        """Whether all this is known already; if not, it is being computed from now on."""
        self._asked = set(keys)
        missing = [key for key in sorted(self._asked) if key not in self._known]
        if missing:
            self._started = time.monotonic()
            self._background.start(self._compute(missing))
        else:
            self._background.drop()
        return not missing

    def get(self, key: Key) -> "dict[int, Spread]":
        """By layer; empty while it is not known."""
        return self._known.get(key, {})

    @property
    def is_busy(self) -> bool:
        return self._background.is_busy

    @property
    def sample_count(self) -> int:
        """How many training samples the activations are of; 0 before anything is known."""
        return self._tool.sample_count if self._tool is not None else 0

    def stop(self) -> None:
        """Ends the thread; returns when it has ended."""
        self._background.stop()

    def _compute(self, keys: list[Key]) -> Iterator[object]:
        from nnstudio.engine.views.distributions import Distributions

        run = self._run
        assert run is not None
        if self._tool is None:
            self._tool = Distributions(run.project, run.dataset, run.trainer.layout, run.probe.fork())
        nearest = run.history.nearest
        return _spreads(self._tool, [(key, nearest(key.epoch), nearest(max(0, key.before))) for key in keys])

    @Slot(object)
    def _on_background_found(self, found: "tuple[Key, dict[int, Spread]]") -> None:
        self._known[found[0]] = found[1]
        self.grown.emit()

    @Slot()
    def _on_background_ended(self) -> None:
        self.seconds = time.monotonic() - self._started
        # of the quantity now asked for, only that; of others, what may be asked for again
        now = {key.quantity for key in self._asked}
        self._known = {k: v for k, v in self._known.items() if k in self._asked or k.quantity not in now}
        self.completed.emit()


def _spreads(
    tool: "Distributions", snapshots: "list[tuple[Key, Snapshot, Snapshot]]"
) -> "Iterator[tuple[Key, dict[int, Spread]]]":
    """Computes one after the other; what has been thinned out meanwhile is left out."""
    from nnstudio.engine.views.distributions import Quantity

    for key, snapshot, before in snapshots:
        if snapshot.epoch == key.epoch:
            last = before if key.before >= 0 and before.epoch == key.before else None
            yield key, tool.spreads(Quantity(key.quantity), snapshot, last, key.off)
