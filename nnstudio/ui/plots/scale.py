"""Round numbers for the ends of axes."""

import math

import numpy as np
from numpy.typing import NDArray

_LEAST = 1e-12
_STEPS = (1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.4, 8.0, 10.0)


def stepped(value: float) -> float:
    """The next of …, 1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10, … (Renard's R10) at or above a positive value."""
    exponent = math.floor(math.log10(value))
    leading = value / 10.0**exponent
    step = next((s for s in _STEPS if s >= leading * (1 - 1e-12)), 10.0)
    return step * 10.0**exponent


def logged(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Losses on a logarithmic axis, as pyqtgraph wants them: their decimal logarithms; 0 lies at its lower end."""
    logarithms: NDArray[np.float64] = np.log10(np.maximum(values, _LEAST))
    return logarithms
