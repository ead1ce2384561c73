"""NumPy's functions and methods as they are typed: NumPy itself computes them, at either side."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.creation import CREATION, sizes
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _

TYPES = (*v.SIZED, "double", "single", "half", "intp")
"""NumPy's words for kinds of numbers."""
_OF_ARRAYS = (
    *("exp", "log", "log2", "log10", "log1p", "expm1", "sqrt", "square", "abs", "sign", "sin", "cos", "tan", "tanh"),
    *("floor", "ceil", "round", "isnan", "isinf", "isfinite", "negative", "reciprocal", "deg2rad", "cumsum"),
    *("add", "subtract", "multiply", "divide", "power", "maximum", "minimum", "logaddexp", "equal", "less", "greater"),
    *("logical_and", "logical_or", "logical_not", "isclose", "allclose", "array_equal", "clip", "where"),
    *("sum", "mean", "std", "var", "min", "max", "argmin", "argmax", "all", "any", "prod", "median", "sort", "argsort"),
    *("unique", "ravel", "reshape", "transpose", "squeeze", "expand_dims", "swapaxes", "ndim", "shape", "size"),
    *("dot", "matmul", "shares_memory", "may_share_memory", "zeros_like", "ones_like", "copy", "array", "asarray"),
    *("concatenate", "stack", "vstack", "hstack", "column_stack"),
)
"""What makes no more numbers than it is given, or than broadcasting makes of them."""
_OPTIONS = {"axis", "keepdims", "ddof", "dtype", "decimals", "axes", "shape", "a_min", "a_max", "min", "max", "copy"}
METHODS = (
    *("sum", "mean", "std", "var", "min", "max", "argmin", "argmax", "all", "any", "prod", "cumsum", "round", "clip"),
    *("reshape", "transpose", "squeeze", "flatten", "ravel", "swapaxes", "copy", "item", "tolist", "astype", "dot"),
    *("sort", "fill"),
)
NUMPYS_ATTRIBUTES = ("shape", "ndim", "dtype", "T", "size", "nbytes", "itemsize")
IN_PLACE = ("sort", "fill")
"""The methods that change the array itself."""


def _checked(function: Callable[..., Value], given: tuple[Value, ...], named: dict[str, Value]) -> Value:
    """Calls NumPy after a look at what it is given."""
    for name in named:
        if name not in _OPTIONS:
            raise BenchError(_("the option {name} is not known here").format(name=name))
    values = [_argument(value) for value in given]
    options = {name: _argument(value) for name, value in named.items()}
    arrays = [value for value in values if v.is_array(value)]
    if getattr(function, "__name__", "") in ("dot", "matmul"):
        v.check_product(*values[:2])
    elif len(arrays) > 1:
        v.make_room(*v.common_shape(*(value.shape for value in arrays)))
    return function(*values, **options)


def _argument(value: Value) -> Value:
    if isinstance(value, str) or v.is_dtype(value):
        return v.numpy_dtype(value)
    if isinstance(value, list | tuple):
        v.make_room(sum(v.elements(each.shape) if v.is_array(each) else 1 for each in value))
        return type(value)(_argument(each) for each in value) if type(value) in (list, tuple) else tuple(value)
    if v.is_array(value) or value is None or v.is_number(value):
        return value
    raise BenchError(_("NumPy takes arrays and numbers, not {kind_of}").format(kind_of=v.kind_of(value)))


def _of_arrays(name: str) -> Callable[..., Value]:
    def function(*given: Value, **named: Value) -> Value:
        return _checked(getattr(np, name), given, named)

    return _called(name, function)


def _called(name: str, function: Callable[..., Value]) -> Callable[..., Value]:
    """The function under the name that Python complains of."""
    function.__qualname__ = f"np.{name}"
    return function


def _of_shape(name: str) -> Callable[..., Value]:
    def function(shape: Value, *rest: Value, dtype: Value = None) -> Value:
        room = sizes((shape,))
        rest = tuple(_argument(each) for each in rest)
        return getattr(np, name)(room, *rest, **({} if dtype is None else {"dtype": v.numpy_dtype(dtype)}))

    return _called(name, function)


def _broadcast_to(array: Value, shape: Value) -> Value:
    return np.broadcast_to(_argument(array), sizes((shape,)))


def _linspace(start: Value, stop: Value, num: Value = 50, dtype: Value = None) -> Value:
    count = v.as_int(num, "num")
    v.make_room(count)
    return np.linspace(v.as_number(start, "start"), v.as_number(stop, "stop"), count, dtype=v.numpy_dtype(dtype))


def _eye(N: Value, dtype: Value = float) -> Value:
    n = v.as_int(N, "N")
    v.make_room(n, n)
    return np.eye(n, dtype=v.numpy_dtype(dtype))


def _norm(x: Value, ord: Value = None, axis: Value = None, keepdims: Value = False) -> Value:
    power = None if ord is None else v.as_number(ord, "ord")
    return np.linalg.norm(_argument(x), power, v.as_dim(axis), v.as_flag(keepdims, "keepdims"))


_MIRRORED = {operation.name: operation.numpy for operation in CREATION if operation.numpy is not None}
NUMPYS: dict[str, Callable[..., Value]] = {
    **{name: _of_arrays(name) for name in _OF_ARRAYS},
    **{name: _of_shape(name) for name in ("zeros", "ones", "full", "empty")},
    **{name: _of_arrays(name) for name in TYPES},
    "broadcast_to": _called("broadcast_to", _broadcast_to),
    "linspace": _called("linspace", _linspace),
    "eye": _called("eye", _eye),
    "linalg.norm": _called("linalg.norm", _norm),
    "arange": _MIRRORED["arange"],
}
"""By their paths in NumPy."""


def method(array: Any, name: str) -> Callable[..., Value] | None:
    """A method of a NumPy array, if it is one that is known here."""
    if name not in METHODS:
        return None

    def function(*given: Value, **named: Value) -> Value:
        if name == "tolist" and array.size > 1000:
            raise BenchError(_(".tolist() is for at most 1,000 numbers here"))
        if name == "dot":
            v.check_product(array, *given[:1])
        elif arrays := [value for value in given if v.is_array(value)]:
            v.make_room(*v.common_shape(array.shape, *(value.shape for value in arrays)))
        return _checked(getattr(array, name), given, named)

    return function
