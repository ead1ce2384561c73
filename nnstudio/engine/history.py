"""Every epoch's losses, and as many parameter snapshots as the memory budget holds."""

import bisect
from array import array
from threading import Lock

from nnstudio.engine.snapshot import Snapshot
from nnstudio.engine.training import EpochReport

DEFAULT_BUDGET = 128 * 2**20
# what a small array costs besides its numbers
_OVERHEAD = 250


class History:
    """What a run has been through. Written by the training thread, read by any.

    The losses stay for ever. Of the snapshots, every one is kept while they fit into `budget` bytes; then every
    second, every fourth, and so on. The first and the last are always there.
    """

    def __init__(self, initial: Snapshot, budget: int = DEFAULT_BUDGET) -> None:
        self._lock = Lock()
        self._train = array("d")
        self._test = array("d")
        self._epochs = [initial.epoch]
        self._snapshots = {initial.epoch: initial}
        self._last = initial
        self._stride = 1
        self._capacity = max(2, budget // (initial.vector.nbytes + _OVERHEAD))

    def add(self, report: EpochReport) -> None:
        """Takes in the next epoch."""
        with self._lock:
            self._train.append(report.train_loss)
            if report.test_loss is not None:
                self._test.append(report.test_loss)
            self._last = report.snapshot
            if report.epoch % self._stride:
                return
            self._epochs.append(report.epoch)
            self._snapshots[report.epoch] = report.snapshot
            self._thin()

    def _thin(self) -> None:
        while len(self._epochs) > self._capacity:
            self._stride *= 2
            self._epochs = [epoch for epoch in self._epochs if epoch % self._stride == 0]
            self._snapshots = {epoch: self._snapshots[epoch] for epoch in self._epochs}

    def keep(self, snapshot: Snapshot) -> None:
        """Stores the snapshot of an epoch that may have been thinned out; later thinning may take it again."""
        with self._lock:
            if snapshot.epoch not in self._snapshots:
                bisect.insort(self._epochs, snapshot.epoch)
                self._snapshots[snapshot.epoch] = snapshot

    def until(self, epoch: int, last: Snapshot | None = None) -> "History":
        """A history of its own, of what had been by the end of `epoch`: where a branch begins.

        Its last snapshot is `last`, if the one stored for `epoch` was thinned out or the branch changes it.

        Raises:
            KeyError: the snapshot of `epoch` is not stored, and none was given.
        """
        with self._lock:
            if last is None:
                last = self._last if epoch == self._last.epoch else self._snapshots[epoch]
            branch = History(self._snapshots[self._epochs[0]])
            branch._train, branch._test = self._train[:epoch], self._test[:epoch]
            branch._epochs = [stored for stored in self._epochs if stored <= epoch]
            branch._snapshots = {stored: self._snapshots[stored] for stored in branch._epochs}
            if epoch in branch._snapshots:
                branch._snapshots[epoch] = last
            branch._last = last
            branch._stride, branch._capacity = self._stride, self._capacity
        return branch

    def stored(self, budget: int = DEFAULT_BUDGET) -> list[Snapshot]:
        """As many of the stored snapshots as fit into `budget` bytes, evenly spread; the first and the last always."""
        with self._lock:
            capacity = max(2, budget // (self._last.vector.nbytes + _OVERHEAD))
            stride = self._stride
            while self._last.epoch // stride + 1 > capacity:
                stride *= 2
            found = [self._snapshots[epoch] for epoch in self._epochs if epoch % stride == 0]
            return found if found[-1].epoch == self._last.epoch else [*found, self._last]

    @classmethod
    def of(cls, train_loss: list[float], test_loss: list[float], snapshots: list[Snapshot]) -> "History":
        """The history of a run that was kept elsewhere: all its losses, and the snapshots that `stored` gave."""
        history = cls(snapshots[0])
        history._train, history._test = array("d", train_loss), array("d", test_loss)
        history._last = snapshots[-1]
        # the last may stand alone, off the stride of the others
        while all(snapshot.epoch % (2 * history._stride) == 0 for snapshot in snapshots[:-1]) and len(snapshots) > 2:
            history._stride *= 2
        kept = [snapshot for snapshot in snapshots if snapshot.epoch % history._stride == 0]
        history._epochs = [snapshot.epoch for snapshot in kept]
        history._snapshots = {snapshot.epoch: snapshot for snapshot in kept}
        history._thin()
        return history

    @property
    def nbytes(self) -> int:
        """About what the stored snapshots take."""
        with self._lock:
            return len(self._epochs) * (self._last.vector.nbytes + _OVERHEAD)

    def shrink(self, budget: int) -> None:
        """Thins the snapshots, as far as `budget` bytes ask for it; from now on that is the budget."""
        with self._lock:
            self._capacity = max(2, budget // (self._last.vector.nbytes + _OVERHEAD))
            self._thin()

    @property
    def last(self) -> Snapshot:
        return self._last

    @property
    def train_loss(self) -> list[float]:
        """One value an epoch."""
        with self._lock:
            return self._train.tolist()

    @property
    def test_loss(self) -> list[float]:
        """One value an epoch; empty without a test split."""
        with self._lock:
            return self._test.tolist()

    def losses_since(self, epoch: int) -> tuple[list[float], list[float]]:
        """The train and test losses of the epochs after `epoch`."""
        with self._lock:
            return self._train[epoch:].tolist(), self._test[epoch:].tolist()

    @property
    def epochs(self) -> list[int]:
        """The epochs whose snapshots are stored, in their order; the first and the last are among them."""
        with self._lock:
            last = [] if self._epochs[-1] == self._last.epoch else [self._last.epoch]
            return [*self._epochs, *last]

    def nearest(self, epoch: int) -> Snapshot:
        """The stored snapshot whose epoch is closest to `epoch`."""
        with self._lock:
            if epoch >= self._last.epoch:
                return self._last
            i = bisect.bisect_left(self._epochs, epoch)
            around = [self._snapshots[e] for e in self._epochs[max(0, i - 1) : i + 1]] + [self._last]
            return min(around, key=lambda snapshot: abs(snapshot.epoch - epoch))
