"""Every epoch's losses, and as many parameter snapshots as the memory budget holds."""

from array import array
from threading import Lock

from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.snapshots.snapshot_store import PLACE_BYTES, SnapshotStore
from nnstudio.engine.training.trainer import EpochReport

DEFAULT_BUDGET = 128 * 2**20


class History:
    """What a run has been through. Written by the training thread, read by any.

    The losses stay for ever. Of the snapshots, every one is kept while they fit into `budget` bytes; then every
    second, every fourth, and so on. The first and the last are always there.
    """

    def __init__(self, initial: Snapshot, budget: int = DEFAULT_BUDGET) -> None:
        self._lock = Lock()
        self._train = array("d")
        self._test = array("d")
        self._store = SnapshotStore(initial)
        self._last = initial
        self._stride = 1
        self._capacity = _capacity(budget, initial)

    def add(self, report: EpochReport) -> None:
        """Takes in the next epoch."""
        with self._lock:
            self._train.append(report.train_loss)
            if report.test_loss is not None:
                self._test.append(report.test_loss)
            self._last = report.snapshot
            if report.epoch % self._stride:
                return
            self._store.put(report.snapshot)
            self._thin()

    def _thin(self) -> None:
        while len(self._store) > self._capacity:
            self._stride *= 2
            self._store = SnapshotStore.of(*self._store.every(self._stride).arrays())

    def keep(self, snapshot: Snapshot) -> None:
        """Stores the snapshot of an epoch that may have been thinned out; later thinning may take it again."""
        with self._lock:
            if snapshot.epoch not in self._store:
                self._store.put(snapshot)

    def until(self, epoch: int, last: Snapshot | None = None) -> "History":
        """A history of its own, of what had been by the end of `epoch`: where a branch begins.

        Its last snapshot is `last`, if the one stored for `epoch` was thinned out or the branch changes it.

        Raises:
            KeyError: the snapshot of `epoch` is not stored, and none was given.
        """
        with self._lock:
            if last is None:
                last = self._last if epoch == self._last.epoch else self._store[epoch]
            branch = History(self._store[self._store.first])
            branch._train, branch._test = self._train[:epoch], self._test[:epoch]
            branch._store = self._store.until(epoch)
            if epoch in branch._store:
                branch._store.put(last)
            branch._last = last
            branch._stride, branch._capacity = self._stride, self._capacity
        return branch

    def stored(self, budget: int = DEFAULT_BUDGET) -> SnapshotStore:
        """As many of the stored snapshots as fit into `budget` bytes, evenly spread; the first and the last always.

        It is quick: no numbers are copied.
        """
        with self._lock:
            capacity = _capacity(budget, self._last)
            stride = self._stride
            while self._last.epoch // stride + 1 > capacity:
                stride *= 2
            found = self._store.every(stride)
            if self._last.epoch not in found:
                found.put(self._last)
            return found

    @classmethod
    def of(cls, train_loss: list[float], test_loss: list[float], snapshots: SnapshotStore) -> "History":
        """The history of a run that was kept elsewhere: all its losses, and the snapshots that `stored` gave."""
        history = cls(snapshots[snapshots.first])
        history._train, history._test = array("d", train_loss), array("d", test_loss)
        history._last = snapshots[snapshots.last]
        # the last may stand alone, off the stride of the others
        others = snapshots.epochs[:-1]
        while all(epoch % (2 * history._stride) == 0 for epoch in others) and len(others) > 1:
            history._stride *= 2
        history._store = snapshots.every(history._stride)
        history._thin()
        return history

    @property
    def nbytes(self) -> int:
        """About what the stored snapshots take."""
        with self._lock:
            return self._store.nbytes

    def shrink(self, budget: int) -> None:
        """Thins the snapshots, as far as `budget` bytes ask for it; from now on that is the budget."""
        with self._lock:
            self._capacity = _capacity(budget, self._last)
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
            last = [] if self._store.last == self._last.epoch else [self._last.epoch]
            return [*self._store.epochs, *last]

    def nearest(self, epoch: int) -> Snapshot:
        """The stored snapshot whose epoch is closest to `epoch`."""
        with self._lock:
            if epoch >= self._last.epoch:
                return self._last
            closest = min([*self._store.around(epoch), self._last.epoch], key=lambda stored: abs(stored - epoch))
            return self._last if closest == self._last.epoch else self._store[closest]


def _capacity(budget: int, snapshot: Snapshot) -> int:
    return max(2, budget // (snapshot.vector.nbytes + PLACE_BYTES))
