"""Keeps a panel from taking more than its share of the time while training runs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

_SHARE = 12


class Pacing:
    """After each drawing there is none for twelve times as long, while the network is in training."""

    def __init__(self) -> None:
        self._next = 0.0
        self.seconds = 0.0
        """How long the last drawing took."""

    @property
    def is_due(self) -> bool:
        return time.perf_counter() >= self._next

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Around a drawing."""
        started = time.perf_counter()
        yield
        ended = time.perf_counter()
        self.seconds = ended - started
        self._next = ended + _SHARE * self.seconds
