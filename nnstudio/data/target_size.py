"""Targets of a size that a new network, which answers with numbers near 0, has far to go to."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGE_TARGET = 1000.0
"""So far from 0, steps of any usual length come too late or blow up."""
_USUAL_MOST, _USUAL_SPREAD = 10.0, 0.1
_CLOSE_TOGETHER = 0.01


def largest(y: NDArray[Any]) -> float:
    """How far from 0 the values (n,) go."""
    return float(np.abs(y).max())


def is_close_together(y: NDArray[Any]) -> bool:
    """Whether the values (n,) differ by far less than what a new network answers."""
    return 0 < float(y.std()) < _CLOSE_TOGETHER


def is_better_standardised(y: NDArray[np.float64]) -> bool:
    """Whether values to be predicted, (n,), lie so far from 0, or so close together, that scaling them helps."""
    return largest(y) >= _USUAL_MOST or float(y.std()) < _USUAL_SPREAD
