"""What the tensor bench computes with, and the limits that keep every line quick."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.training.devices import list_devices
from nnstudio.language import _

Value = Any
"""A tensor, an array, a dtype, a device, a layer, a loader, or a number, text, tuple or list of Python."""

MAX_ELEMENTS = 10**6
"""Of one tensor."""
MAX_WORK = 3 * 10**7
"""Numbers that one line may read and write in all."""
MAX_PRODUCTS = 2 * 10**8
"""Multiplications of one matrix product."""
MAX_DIMENSIONS = 16
MAX_PRINTED = 4000
"""Characters that one ``print`` writes."""
MAX_LISTED = 10_000
"""Items of a list, with all that is within it, and characters of a text."""


class Pair(NamedTuple):
    """What ``x.max(dim)`` gives, by NumPy: the values and where they stood."""

    values: Any
    indices: Any


class Formula:
    """What a layer or a loss of ``torch.nn`` computes, as a formula of NumPy: its function, and its text."""

    def __init__(self, function: Callable[..., Any], code: Callable[..., str]) -> None:
        self.function = function
        self.code = code


SIZED = ("float16", "float32", "float64", "uint8", "int8", "int16", "int32", "int64", "bool")
SHORT = {"float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32", "short": "int16"}
"""PyTorch's other names of them."""
DTYPES = {name: SHORT.get(name, name) for name in (*SIZED, *SHORT)}
"""By their names, the short ones of PyTorch among them."""
PYTHONS = {"float": float, "int": int, "bool": bool}
"""Python's own kinds of numbers, which both libraries take for dtypes."""


def is_array(value: Value) -> bool:
    """A tensor, a NumPy array or one of NumPy's numbers, as against Python's own values."""
    return isinstance(value, torch.Tensor | np.ndarray | np.generic)


def is_dtype(value: Value) -> bool:
    """PyTorch's, NumPy's or Python's word for a kind of numbers."""
    return isinstance(value, torch.dtype | np.dtype | type)


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


def common_shape(*shapes: Sequence[int]) -> tuple[int, ...]:
    """What broadcasting makes of them; of those that do not fit the first, for the library to complain of."""
    try:
        return np.broadcast_shapes(*(tuple(shape) for shape in shapes))
    except ValueError:
        return tuple(shapes[0])


def check_product(*operands: Value) -> None:
    """Nothing, if a matrix product isn't too large."""
    if len(operands) == 2 and all(is_array(one) for one in operands):
        a, b = operands
        if not a.ndim or not b.ndim:
            return
        if elements(a.shape) * (b.shape[-1] if b.ndim > 1 else 1) > MAX_PRODUCTS:
            raise BenchError(_("this matrix product is too large for here"))
        make_room(*common_shape(a.shape[:-2], b.shape[:-2]), *a.shape[-2:-1], *b.shape[-1:])


def count_items(value: Value) -> int:
    """How many items a list or tuple has, with those within its items; no more are counted than are allowed."""
    count, todo = 0, [value]
    while todo and count <= MAX_LISTED:
        part = todo.pop()
        count += 1
        if isinstance(part, list | tuple) and not is_array(part):
            todo.extend(part[: MAX_LISTED + 1])
    return count


def check_index(shape: Sequence[int], parts: Value) -> None:
    """Nothing, if an index into this shape gives no more numbers than a tensor may hold."""
    parts = parts if isinstance(parts, tuple) else (parts,)
    picking = [part for part in parts if isinstance(part, list) or (is_array(part) and part.ndim)]
    if not picking:
        return
    masks = [part for part in picking if is_array(part) and str(part.dtype).endswith("bool")]
    sizes = [part.shape if is_array(part) else np.shape(part) for part in picking]
    # a mask picks at most all of its own places
    picked = max(elements(mask.shape) for mask in masks) if masks else elements(common_shape(*sizes))
    used = sum(part.ndim if any(part is mask for mask in masks) else 1 for part in picking)
    kept = sorted(shape)[used:]
    make_room(picked * elements(kept) if len(parts) > 1 or used > 1 else picked * elements(shape[used:]))


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


def torch_dtype(value: Value) -> torch.dtype | None:
    """PyTorch's; it takes Python's own kinds of numbers, too."""
    if value is None or isinstance(value, torch.dtype) or value is float or value is int or value is bool:
        found: Any = value
        return found  # type: ignore[no-any-return]
    raise BenchError(_("dtype should be one such as torch.float32, not {kind_of}").format(kind_of=kind_of(value)))


def numpy_dtype(value: Value) -> np.dtype[Any] | None:
    """NumPy's, of its own words and of Python's."""
    if value is None:
        return None
    if isinstance(value, str) and value in SIZED:
        return np.dtype(value)
    known = isinstance(value, type) and (value in (float, int, bool) or issubclass(value, np.generic))
    if (known or isinstance(value, np.dtype)) and np.dtype(value).name in SIZED:
        return np.dtype(value)
    raise BenchError(_("dtype should be one such as np.float32, not {kind_of}").format(kind_of=kind_of(value)))


def as_device(value: Value) -> torch.device:
    """A device that is there.

    Raises:
        BenchError: it is not; says why.
    """
    if value is None:
        return torch.device("cpu")
    if isinstance(value, torch.device):
        value = str(value)
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
    """Nothing, if there are only numbers in it, however nested; a tensor of one number is one, too."""
    if isinstance(data, list | tuple):
        for each in data:
            check_list(each)
    elif is_array(data) and isinstance(data, torch.Tensor) and elements(data.shape) != 1:
        raise BenchError(_("a list can hold numbers only: put tensors together by stack([a, b]) or cat([a, b])"))
    elif is_array(data):
        return
    elif not is_number(data):
        raise BenchError(_("a tensor holds numbers, not {kind_of}").format(kind_of=kind_of(data)))


def kind_of(value: Value) -> str:
    """A value's kind in words."""
    match value:
        case torch.Tensor():
            return _("a tensor of shape {shape}").format(shape=tuple(value.shape))
        case np.ndarray():
            return _("a NumPy array of shape {shape}").format(shape=value.shape)
        case np.generic():
            return _("the number {value}").format(value=value)
        case Pair():
            return _("the values and indices of max or min")
        case None:
            return "None"
        case bool() | int() | float():
            return _("the number {value}").format(value=value)
        case str():
            return _("the text “{value}”").format(value=value if len(value) <= 40 else f"{value[:39]}…")
        case list():
            return _("a list")
        case tuple():
            return _("a tuple")
        case torch.device():
            return _("the device “{value}”").format(value=value)
        case torch.nn.Module():
            return _("the layer {value}").format(value=type(value).__name__)
    if is_dtype(value):
        return _("the dtype {value}").format(value=value)
    return type(value).__name__
