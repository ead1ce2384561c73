"""A run's losses: kept in full, drawn at a cost that does not grow, smoothed honestly."""

import numpy as np
from numpy.typing import NDArray

MAX_POINTS = 1200


class Series:
    """Values that only grow in number, drawn at a cost that does not."""

    def __init__(self) -> None:
        self._values = np.empty(1024)
        self._n = 0

    def clear(self) -> None:
        self._n = 0

    def extend(self, values: list[float]) -> None:
        while self._n + len(values) > len(self._values):
            self._values = np.concatenate((self._values, np.empty(len(self._values))))
        self._values[self._n : self._n + len(values)] = values
        self._n += len(values)

    def __len__(self) -> int:
        return self._n

    @property
    def values(self) -> NDArray[np.float64]:
        return self._values[: self._n]

    def drawn(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Epochs and values to draw: all of them, or the lowest and the highest of each stretch of epochs."""
        n = self._n
        if n <= MAX_POINTS:
            return np.arange(1, n + 1, dtype=float), self.values.copy()
        size = -(-n // (MAX_POINTS // 2))
        whole = n // size * size
        blocks = self._values[:whole].reshape(-1, size)
        starts = np.arange(0, whole, size)
        low, high = blocks.argmin(axis=1), blocks.argmax(axis=1)
        order = np.sort(np.column_stack((starts + low, starts + high)), axis=1).ravel()
        rest = self._values[whole:n]
        ends = [whole + rest.argmin(), whole + rest.argmax()] if len(rest) else []
        chosen = np.unique(np.concatenate(([0, n - 1], order, ends)).astype(int))
        return chosen + 1.0, self._values[chosen]


def smoothed(values: NDArray[np.float64], weight: float) -> NDArray[np.float64]:
    """The exponential moving average, corrected for its start as in `Adam <https://arxiv.org/abs/1412.6980>`_.

    Each value is the weighted mean of all up to it; the past's share falls by `weight` (below 1) an epoch.
    """
    from scipy.signal import lfilter

    sums: NDArray[np.float64] = lfilter([1 - weight], [1, -weight], values)
    return sums / (1 - weight ** np.arange(1, len(values) + 1))
