"""Which samples are drawn where there are more than a picture can show: a fair, fixed sample of them."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

MOST_DRAWN = 5000
"""So many samples, train and test together."""
Rows = NDArray[np.intp]


@lru_cache(maxsize=16)
def drawn_rows(train: int, test: int, most: int = MOST_DRAWN) -> tuple[Rows, Rows]:
    """Rows among so many train samples, and among the test samples, each ascending: all, or `most` of both together.

    They are drawn at random, so that an order in the data means nothing, and always the same. Train and test keep their
    shares. Of fewer, all are among those of more.
    """
    n = train + test
    if n <= most:
        return _first(train, train), _first(test, test)
    tested = min(test, max(1, round(most * test / n))) if test else 0
    return _first(train, most - tested), _first(test, tested)


def _first(count: int, most: int) -> Rows:
    # its own generator: nothing that trains draws from it
    order = np.arange(count) if most >= count else np.random.default_rng(0).permutation(count)
    rows = np.sort(order[:most])
    rows.setflags(write=False)
    return rows
