"""Many small snapshots in few large arrays: an array of their own each would cost several times their numbers."""

import bisect
from array import array

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.snapshots.snapshot import Snapshot, Vector

_BLOCK_BYTES = 2**18
PLACE_BYTES = 16
"""What the store notes of a snapshot besides its numbers."""


class SnapshotStore:
    """Snapshots by their epochs, in the epochs' order.

    A row that has been written never changes, so what was read stays true, and stores can share their blocks.
    """

    def __init__(self, first: Snapshot) -> None:
        self._size = first.vector.size
        self._rows_a_block = max(1, _BLOCK_BYTES // max(1, first.vector.nbytes))
        self._blocks: list[Vector] = []
        self._next = 0
        self._epochs = array("q")
        self._places = array("q")
        self.put(first)

    def __len__(self) -> int:
        return len(self._epochs)

    def __contains__(self, epoch: int) -> bool:
        i = bisect.bisect_left(self._epochs, epoch)
        return i < len(self._epochs) and self._epochs[i] == epoch

    def __getitem__(self, epoch: int) -> Snapshot:
        """Raises:
        KeyError: the snapshot of `epoch` is not stored.
        """
        i = bisect.bisect_left(self._epochs, epoch)
        if i == len(self._epochs) or self._epochs[i] != epoch:
            raise KeyError(epoch)
        return Snapshot(epoch, self._vector(self._places[i]))

    @property
    def epochs(self) -> list[int]:
        return self._epochs.tolist()

    @property
    def first(self) -> int:
        return self._epochs[0]

    @property
    def last(self) -> int:
        return self._epochs[-1]

    @property
    def nbytes(self) -> int:
        return len(self) * (4 * self._size + PLACE_BYTES)

    def around(self, epoch: int) -> list[int]:
        """The stored epochs next to `epoch`: at most one before it, and it or one after it."""
        i = bisect.bisect_left(self._epochs, epoch)
        return self._epochs[max(0, i - 1) : i + 1].tolist()

    def put(self, snapshot: Snapshot) -> None:
        """Stores a snapshot, in place of what was stored for its epoch."""
        place = self._write(snapshot.vector)
        if not self._epochs or snapshot.epoch > self._epochs[-1]:
            self._epochs.append(snapshot.epoch)
            self._places.append(place)
            return
        i = bisect.bisect_left(self._epochs, snapshot.epoch)
        if self._epochs[i] == snapshot.epoch:
            self._places[i] = place
        else:
            self._epochs.insert(i, snapshot.epoch)
            self._places.insert(i, place)

    def until(self, epoch: int) -> "SnapshotStore":
        """A store of what is stored up to and with `epoch`; its numbers are shared, not copied."""
        count = bisect.bisect_right(self._epochs, epoch)
        return self._sharing(self._epochs[:count], self._places[:count])

    def every(self, stride: int) -> "SnapshotStore":
        """A store of the first epoch and of those that `stride` divides; its numbers are shared, not copied."""
        epochs, places = np.frombuffer(self._epochs, np.int64), np.frombuffer(self._places, np.int64)
        chosen = epochs % stride == 0
        chosen[0] = True
        return self._sharing(array("q", epochs[chosen].tobytes()), array("q", places[chosen].tobytes()))

    def arrays(self) -> tuple[NDArray[np.int64], Vector]:
        """Copies of the k epochs, and of their snapshots' P numbers each: (k × P)."""
        places = np.array(self._places)
        numbers: Vector = np.empty((len(self), self._size), dtype=np.float32)
        blocks, rows = np.divmod(places, self._rows_a_block)
        for block in np.unique(blocks):
            here = blocks == block
            numbers[here] = self._blocks[block][rows[here]]
        return np.array(self._epochs), numbers

    @classmethod
    def of(cls, epochs: NDArray[np.int64], numbers: Vector) -> "SnapshotStore":
        """What `arrays` gave, or its like; it takes `numbers` over."""
        store = cls(Snapshot(int(epochs[0]), numbers[0]))
        rows = store._rows_a_block
        store._blocks = [numbers[i : i + rows] for i in range(0, len(numbers), rows)]
        store._next = len(store._blocks) * rows
        store._epochs = array("q", epochs.astype(np.int64).tobytes())
        store._places = array("q", np.arange(len(numbers), dtype=np.int64).tobytes())
        return store

    def _sharing(self, epochs: "array[int]", places: "array[int]") -> "SnapshotStore":
        other = SnapshotStore(self[self.first])
        other._epochs, other._places, other._blocks = epochs, places, list(self._blocks)
        # this store goes on filling its last block; the other begins one of its own
        other._next = len(other._blocks) * self._rows_a_block
        return other

    def _write(self, vector: Vector) -> int:
        block, row = divmod(self._next, self._rows_a_block)
        if self._rows_a_block == 1 and not vector.flags.writeable:
            # large, and never to change: there is no need of a copy
            self._blocks.append(vector[None])
            self._next += 1
            return block
        if block == len(self._blocks):
            self._blocks.append(np.empty((self._rows_a_block, self._size), dtype=np.float32))
        self._blocks[block][row] = vector
        self._next += 1
        return self._next - 1

    def _vector(self, place: int) -> Vector:
        block, row = divmod(place, self._rows_a_block)
        vector: Vector = self._blocks[block][row]
        vector.setflags(write=False)
        return vector
