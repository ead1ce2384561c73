"""Which tensors and arrays lie in the same memory."""

from typing import Any

import numpy as np
import torch

from nnstudio.engine.tensor_bench.values import Value

_WORK = 10_000
"""How long NumPy may look for a number that two arrays have in common."""


def shares(a: Value, b: Value) -> bool:
    """Whether a change of the one is a change of the other."""
    one, other = _as_array(a), _as_array(b)
    if one is None or other is None:
        return a is b
    try:
        return bool(np.shares_memory(one, other, max_work=_WORK))  # type: ignore[arg-type]  # any number will do
    except np.exceptions.TooHardError:
        return True


def _as_array(value: Value) -> np.ndarray[Any, Any] | None:
    if isinstance(value, torch.Tensor) and value.device.type == "cpu" and value.layout is torch.strided:
        return value.detach().numpy()
    return value if isinstance(value, np.ndarray) else None
