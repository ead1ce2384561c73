"""What the tensor bench computes with, and the limits that keep every line quick."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.training.devices import list_devices
from nnstudio.language import _

Value = Any
"""A tensor, a NumPy array, a Pair, a DType, a torch.device, or a number, text, tuple or list of Python."""

MAX_ELEMENTS = 10**6
"""Of one tensor."""
MAX_WORK = 3 * 10**7
"""Numbers that one line may read and write in all."""
MAX_PRODUCTS = 2 * 10**8
"""Multiplications of one matrix product."""
MAX_DIMENSIONS = 16


class Pair(NamedTuple):
    """What ``x.max(dim)`` gives: the values and where they stood."""

    values: Any
    indices: Any


@dataclass(frozen=True)
class DType:
    """A kind of numbers, the same in both libraries."""

    name: str

    @property
    def torch(self) -> torch.dtype:
        found: torch.dtype = getattr(torch, self.name)
        return found

    @property
    def numpy(self) -> np.dtype[Any]:
        return np.dtype(self.name)

    def __str__(self) -> str:
        return self.name


_SIZED = ("float16", "float32", "float64", "uint8", "int8", "int16", "int32", "int64", "bool")
_SHORT = {"float": "float32", "double": "float64", "long": "int64", "int": "int32"}
DTYPES = {name: DType(_SHORT.get(name, name)) for name in (*_SIZED, *_SHORT)}
"""By their names, the short ones of PyTorch among them."""


def dtype_of(value: torch.Tensor | np.ndarray[Any, Any]) -> DType:
    """A tensor's or an array's dtype."""
    return DType(str(value.dtype).removeprefix("torch."))


def is_array(value: Value) -> bool:
    """A tensor or a NumPy array, as against Python's own values."""
    return isinstance(value, torch.Tensor | np.ndarray)


def is_number(value: Value) -> bool:
    return isinstance(value, bool | int | float)


def elements(shape: Sequence[int]) -> int:
    return math.prod(shape)


def make_room(*sizes: int) -> None:
    """Nothing, if a tensor of this shape is small enough.

    Raises:
        BenchError: it is not.
    """
    if len(sizes) > MAX_DIMENSIONS:
        raise BenchError(
            _("a tensor has at most {max_dimensions} dimensions here, this one would have {size_count}").format(
                max_dimensions=MAX_DIMENSIONS, size_count=len(sizes)
            )
        )
    count = elements([max(0, size) for size in sizes])
    if count > MAX_ELEMENTS:
        raise BenchError(
            _("this would make {count:,} numbers; a tensor has at most {max_elements:,} here").format(
                count=count, max_elements=MAX_ELEMENTS
            )
        )


def as_int(value: Value, what: str) -> int:
    """A whole number, also where a tensor holds it."""
    if is_array(value) and value.ndim == 0 and not str(value.dtype).endswith(("16", "32", "64")):
        value = value.item()
    if is_array(value) and value.ndim == 0 and "int" in str(value.dtype):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int):
        raise BenchError(_("{what} should be a whole number, not {kind_of}").format(what=what, kind_of=kind_of(value)))
    if abs(value) > 2**62:
        raise BenchError(_("{what} is too large a number").format(what=what))
    return value


def as_shape(sizes: Iterable[Value]) -> tuple[int, ...]:
    """The sizes of ``f(2, 3)`` as well as of ``f((2, 3))``."""
    sizes = tuple(sizes)
    if len(sizes) == 1 and isinstance(sizes[0], tuple | list):
        sizes = tuple(sizes[0])
    return tuple(as_int(size, _("a size")) for size in sizes)


def as_dim(dim: Value) -> int | tuple[int, ...] | None:
    if dim is None:
        return None
    if isinstance(dim, tuple | list):
        return tuple(as_int(each, "dim") for each in dim)
    return as_int(dim, "dim")


def as_dtype(value: Value) -> DType | None:
    if value is None or isinstance(value, DType):
        return value
    if isinstance(value, str) and value in DTYPES:
        return DTYPES[value]
    raise BenchError(_("dtype should be one such as torch.float32, not {kind_of}").format(kind_of=kind_of(value)))


def torch_dtype(value: Value) -> torch.dtype | None:
    dtype = as_dtype(value)
    return None if dtype is None else dtype.torch


def numpy_dtype(value: Value) -> np.dtype[Any] | None:
    dtype = as_dtype(value)
    return None if dtype is None else dtype.numpy


def as_device(value: Value) -> torch.device:
    """A device that is there.

    Raises:
        BenchError: it is not; says why.
    """
    if value is None:
        return torch.device("cpu")
    if isinstance(value, torch.device):
        value = value.type if value.index in (None, 0) else str(value)
    if not isinstance(value, str):
        raise BenchError(_('a device is named by a text such as "cpu", not {kind_of}').format(kind_of=kind_of(value)))
    known = {device.kind: device for device in list_devices()}
    device = known.get(value.removesuffix(":0"))
    if device is None:
        raise BenchError(
            _("there is no device “{value}”: known are {known}").format(value=value, known=", ".join(known))
        )
    if not device.available:
        raise BenchError(
            _("{device_kind} is not available here: {reason}").format(device_kind=device.kind, reason=device.reason)
        )
    return torch.device(device.kind)


def as_flag(value: Value, what: str) -> bool:
    if not isinstance(value, bool):
        raise BenchError(_("{what} should be True or False, not {kind_of}").format(what=what, kind_of=kind_of(value)))
    return value


def as_number(value: Value, what: str) -> int | float:
    if not is_number(value):
        raise BenchError(_("{what} should be a number, not {kind_of}").format(what=what, kind_of=kind_of(value)))
    number: int | float = value
    return number


def check_list(data: Value) -> None:
    """Nothing, if there are only numbers in it, however nested."""
    if isinstance(data, list | tuple):
        for each in data:
            check_list(each)
    elif is_array(data):
        raise BenchError(_("a list can hold numbers only: put tensors together by stack([a, b]) or cat([a, b])"))
    elif not is_number(data):
        raise BenchError(_("a tensor holds numbers, not {kind_of}").format(kind_of=kind_of(data)))


def kind_of(value: Value) -> str:
    """A value's kind in words."""
    match value:
        case torch.Tensor():
            return _("a tensor of shape {shape}").format(shape=tuple(value.shape))
        case np.ndarray():
            return _("a NumPy array of shape {shape}").format(shape=value.shape)
        case Pair():
            return _("the values and indices of max or min")
        case None:
            return "None"
        case bool() | int() | float():
            return _("the number {value}").format(value=value)
        case str():
            return _("the text “{value}”").format(value=value)
        case list():
            return _("a list")
        case tuple():
            return _("a tuple")
        case DType():
            return _("the dtype {value}").format(value=value)
    return _("the device “{value}”").format(value=value)
