"""Making tensors."""

import math
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.operations import Codes, Operation, call, shape_code
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _


def torch_options(dtype: Value, device: Value, requires_grad: Value) -> dict[str, Any]:
    return {
        "dtype": v.torch_dtype(dtype),
        "device": v.as_device(device),
        "requires_grad": v.as_flag(requires_grad, "requires_grad"),
    }


Make = Callable[..., Value]
"""How a library makes a tensor: the name of its function, what that takes, and the three options."""


def _by_torch(name: str, given: tuple[Any, ...], dtype: Value, device: Value, requires_grad: Value) -> Value:
    return getattr(torch, name)(*given, **torch_options(dtype, device, requires_grad))


def _by_numpy(name: str, given: tuple[Any, ...], dtype: Value, *_torchs_alone: Value) -> Value:
    return getattr(np, name)(*given, dtype=v.numpy_dtype(dtype))


def _in_both(name: str, function: Callable[..., Value], code: Callable[[Codes], str]) -> Operation:
    """An operation that both libraries have by the same name; the function's first parameter is a `Make`."""
    return Operation(name, partial(function, _by_torch), partial(function, _by_numpy), code)


# of numbers


def _tensor(data: Value, dtype: Value = None, device: Value = None, requires_grad: Value = False) -> Value:
    if not v.is_array(data):
        v.check_list(data)
    return torch.tensor(data, **torch_options(dtype, device, requires_grad))


def _array(data: Value, dtype: Value = None, device: Value = None, requires_grad: Value = False) -> Value:
    if not v.is_array(data):
        v.check_list(data)
    return np.array(data, dtype=v.numpy_dtype(dtype))


def _as_tensor(data: Value, dtype: Value = None) -> Value:
    if not v.is_array(data):
        v.check_list(data)
    return torch.as_tensor(data, dtype=v.torch_dtype(dtype))


def _np_as_tensor(data: Value, dtype: Value = None) -> Value:
    if not v.is_array(data):
        v.check_list(data)
    return np.asarray(data, dtype=v.numpy_dtype(dtype))


def _float_tensor(data: Value) -> Value:
    if not isinstance(data, list | tuple):
        raise BenchError(_("torch.Tensor takes a list here, not {kind_of}").format(kind_of=v.kind_of(data)))
    v.check_list(data)
    return torch.tensor(data, dtype=torch.float32)


def _np_float_array(data: Value) -> Value:
    return np.array(data, dtype=np.float32)


def _from_numpy(ndarray: Value) -> Value:
    if not isinstance(ndarray, np.ndarray):
        raise BenchError(
            _("from_numpy takes a NumPy array such as np.array([1, 2]), not {kind_of}").format(
                kind_of=v.kind_of(ndarray)
            )
        )
    return torch.from_numpy(ndarray)


def _itself(ndarray: Value) -> Value:
    return ndarray


# filled


def sizes(size: tuple[Value, ...]) -> tuple[int, ...]:
    shape = v.as_shape(size)
    v.make_room(*shape)
    return shape


def _filled(name: str) -> Operation:
    def filled(
        make: Make, *size: Value, dtype: Value = None, device: Value = None, requires_grad: Value = False
    ) -> Value:
        return make(name, (sizes(size),), dtype, device, requires_grad)

    def code(codes: Codes) -> str:
        return call(f"np.{name}", shape_code(codes["size"]), dtype=codes["dtype"])

    return _in_both(name, filled, code)


def _empty(make: Make, *size: Value, dtype: Value = None, device: Value = None, requires_grad: Value = False) -> Value:
    shape = sizes(size)
    told = _("empty sets nothing: its numbers are whatever was in this memory, and are to be set first")
    warnings.warn(told, UserWarning, stacklevel=2)
    return make("empty", (shape,), dtype, device, requires_grad)


def _like(name: str) -> Operation:
    def of_torch(input: Value, dtype: Value = None, device: Value = None, requires_grad: Value = False) -> Value:
        device = input.device if device is None else device
        return getattr(torch, name)(input, **torch_options(dtype, device, requires_grad))

    def of_numpy(input: Value, dtype: Value = None, device: Value = None, requires_grad: Value = False) -> Value:
        return getattr(np, name)(input, dtype=v.numpy_dtype(dtype))

    return Operation(name, of_torch, of_numpy, lambda codes: call(f"np.{name}", codes["input"], dtype=codes["dtype"]))


def _full(
    make: Make,
    size: Value,
    fill_value: Value,
    dtype: Value = None,
    device: Value = None,
    requires_grad: Value = False,
) -> Value:
    number = v.as_number(fill_value, "fill_value")
    return make("full", (sizes((size,)), number), dtype, device, requires_grad)


def _eye(make: Make, n: Value, dtype: Value = None, device: Value = None, requires_grad: Value = False) -> Value:
    n = v.as_int(n, "n")
    v.make_room(n, n)
    return make("eye", (n,), dtype, device, requires_grad)


# in a row


def _ends(start: Value, end: Value, step: Value) -> tuple[int | float, int | float, int | float]:
    if end is None:
        start, end = 0, start
    first, last = v.as_number(start, "start"), v.as_number(end, "end")
    by = v.as_number(step, "step")
    if not all(math.isfinite(each) for each in (first, last, by)) or by == 0:
        raise BenchError(_("start, end and step should be finite, and step not zero"))
    if (last - first) * by < 0:
        raise BenchError(_("with this step the end is never reached"))
    count = abs((last - first) / by)
    v.make_room(math.ceil(count) if math.isfinite(count) else v.MAX_ELEMENTS + 1)
    return first, last, by


def _arange(
    make: Make,
    start: Value,
    end: Value = None,
    step: Value = 1,
    dtype: Value = None,
    device: Value = None,
    requires_grad: Value = False,
) -> Value:
    return make("arange", _ends(start, end, step), dtype, device, requires_grad)


def _arange_code(codes: Codes) -> str:
    ends = [codes[name] for name in ("start", "end") if codes[name] is not None]
    if codes["step"] is not None:
        ends = [*(["0"] if len(ends) == 1 else []), *ends, codes["step"]]
    return call("np.arange", *ends, dtype=codes["dtype"])


def _linspace(
    make: Make,
    start: Value,
    end: Value,
    steps: Value,
    dtype: Value = None,
    device: Value = None,
    requires_grad: Value = False,
) -> Value:
    ends = float(v.as_number(start, "start")), float(v.as_number(end, "end"))
    count = v.as_int(steps, "steps")
    v.make_room(count)
    return make("linspace", (*ends, count), dtype, device, requires_grad)


def _linspace_code(codes: Codes) -> str:
    return call("np.linspace", codes["start"], codes["end"], codes["steps"], dtype=codes["dtype"])


CREATION = [
    Operation("tensor", _tensor, _array, lambda codes: call("np.array", codes["data"], dtype=codes["dtype"])),
    Operation(
        "as_tensor", _as_tensor, _np_as_tensor, lambda codes: call("np.asarray", codes["data"], dtype=codes["dtype"])
    ),
    Operation(
        "Tensor", _float_tensor, _np_float_array, lambda codes: call("np.array", codes["data"], dtype="np.float32")
    ),
    Operation("from_numpy", _from_numpy, _itself, lambda codes: codes["ndarray"]),
    _filled("zeros"),
    _filled("ones"),
    _in_both("empty", _empty, lambda codes: call("np.empty", shape_code(codes["size"]), dtype=codes["dtype"])),
    _like("zeros_like"),
    _like("ones_like"),
    _in_both("full", _full, lambda codes: call("np.full", codes["size"], codes["fill_value"], dtype=codes["dtype"])),
    _in_both("eye", _eye, lambda codes: call("np.eye", codes["n"], dtype=codes["dtype"])),
    _in_both("arange", _arange, _arange_code),
    _in_both("linspace", _linspace, _linspace_code),
]
