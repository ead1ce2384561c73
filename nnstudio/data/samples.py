"""What a source holds."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Floats
from nnstudio.data.filling import Filling


class Samples(NamedTuple):
    """What a source holds, before anything is selected or split: n samples of d features."""

    X: Floats
    """(n, d)"""
    y: NDArray[Any]
    """(n,): values for regression, labels from 0 for classes."""
    target_name: str = "y"
    class_names: tuple[str, ...] = ()
    """Empty where the classes have no names of their own."""
    gaps: NDArray[np.int64] | None = None
    """(d,): how many values of each column are missing; None where nothing is."""
    filling: Filling | None = None
    """Of a table: makes its cells X, and where X has gaps (NaN) gives it without them by what training rows say."""


Maker = Callable[[Any], Samples]
"""Makes the samples of one kind of source, given its spec."""
