"""Which values the two ends and the middle of diverging colours stand for."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_LEAST = 1e-9


class ValueSpan(NamedTuple):
    """From `middle` − `reach` to `middle` + `reach`."""

    middle: float
    reach: float

    @classmethod
    def of(cls, y: NDArray[Any]) -> "ValueSpan":
        """For values to be predicted, (n,): around 0 where some lie on either side of it, else around their own middle,
        for of prices the half of all colours would never be seen."""
        low, high = float(y.min()), float(y.max())
        if low < 0 < high:
            return cls.around_zero(max(-low, high))
        return cls((low + high) / 2, max(_LEAST, (high - low) / 2))

    @classmethod
    def around_zero(cls, limit: float) -> "ValueSpan":
        return cls(0.0, max(_LEAST, limit))

    def from_middle(self, values: NDArray[Any]) -> NDArray[Any]:
        """How far values of any shape lie from the middle, in their own units."""
        return values - np.float32(self.middle) if self.middle and values.dtype == np.float32 else values - self.middle
