"""Functions of each number by itself, and softmax."""

import numpy as np
import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.operations import Codes, Operation, call
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _


def _same(name: str) -> Operation:
    """Both libraries call it so."""

    def by_torch(input: Value) -> Value:
        return getattr(torch, name)(input)

    def by_numpy(input: Value) -> Value:
        return getattr(np, name)(input)

    return Operation(name, by_torch, by_numpy, lambda codes: call(f"np.{name}", codes["input"]), is_method=True)


def _sigmoid(input: Value) -> Value:
    return torch.sigmoid(input)


def _np_sigmoid(input: Value) -> Value:
    return 1 / (1 + np.exp(-input))


def _relu(input: Value) -> Value:
    return torch.relu(input)


def _np_relu(input: Value) -> Value:
    return np.maximum(input, 0)


def _softplus(input: Value) -> Value:
    return torch.nn.functional.softplus(input)


def _np_softplus(input: Value) -> Value:
    return np.logaddexp(0, input)


def _softmax(input: Value, dim: Value) -> Value:
    return torch.softmax(input, v.as_int(dim, "dim"))


def _np_softmax(input: Value, dim: Value) -> Value:
    powers = np.exp(input)
    return powers / powers.sum(v.as_int(dim, "dim"), keepdims=True)


def _softmax_code(codes: Codes) -> str:
    powers = f"np.exp({codes['input']})"
    return f"{powers} / {powers}.sum({codes['dim']}, keepdims=True)"


def _clamp(input: Value, min: Value = None, max: Value = None) -> Value:
    return torch.clamp(input, _bound(min, "min"), _bound(max, "max"))


def _np_clamp(input: Value, min: Value = None, max: Value = None) -> Value:
    low, high = _bound(min, "min"), _bound(max, "max")
    if low is None and high is None:
        raise BenchError(_("clamp needs min or max"))
    return np.clip(input, low, high)


def _bound(value: Value, what: str) -> int | float | None:
    return None if value is None else v.as_number(value, what)


def _clamp_code(codes: Codes) -> str:
    return call("np.clip", codes["input"], codes["min"] or "None", codes["max"] or "None")


def _of_two(name: str, numpy_name: str = "", is_method: bool = True) -> Operation:
    numpy_name = numpy_name or name

    def by_torch(input: Value, other: Value) -> Value:
        _make_room(input, other)
        return getattr(torch, name)(input, other)

    def by_numpy(input: Value, other: Value) -> Value:
        _make_room(input, other)
        return getattr(np, numpy_name)(input, other)

    def code(codes: Codes) -> str:
        return call(f"np.{numpy_name}", codes["input"], codes["other"])

    return Operation(name, by_torch, by_numpy, code, is_method=is_method)


def _make_room(*operands: Value) -> None:
    v.make_room(*v.common_shape(*(one.shape if v.is_array(one) else () for one in operands)))


def _where(condition: Value, input: Value, other: Value) -> Value:
    _make_room(condition, input, other)
    return torch.where(condition, input, other)


def _np_where(condition: Value, input: Value, other: Value) -> Value:
    _make_room(condition, input, other)
    return np.where(condition, input, other)


_SAME = (
    *("exp", "log", "log2", "log10", "log1p", "sqrt", "square", "abs", "sign", "sin", "cos", "tan", "tanh"),
    *("round", "floor", "ceil", "isnan", "isinf", "isfinite", "logical_not"),
)
_OPERATORS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "div": "divide",
    "pow": "power",
    "eq": "equal",
    "ne": "not_equal",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
    "logical_and": "logical_and",
    "logical_or": "logical_or",
    "maximum": "maximum",
    "minimum": "minimum",
    "allclose": "allclose",
    "equal": "array_equal",
}
"""Functions of two tensors, and NumPy's names of them."""

ELEMENTWISE = [
    *(_same(name) for name in _SAME),
    Operation("sigmoid", _sigmoid, _np_sigmoid, lambda codes: f"1 / (1 + np.exp(-({codes['input']})))", is_method=True),
    Operation("relu", _relu, _np_relu, lambda codes: call("np.maximum", codes["input"], "0"), is_method=True),
    Operation(
        "softplus",
        _softplus,
        _np_softplus,
        lambda codes: call("np.logaddexp", "0", codes["input"]),
    ),
    Operation("softmax", _softmax, _np_softmax, _softmax_code, is_method=True),
    Operation("clamp", _clamp, _np_clamp, _clamp_code, is_method=True),
    Operation("clip", _clamp, _np_clamp, _clamp_code, is_method=True),
    *(_of_two(name, numpy_name) for name, numpy_name in _OPERATORS.items()),
    Operation(
        "where",
        _where,
        _np_where,
        lambda codes: call("np.where", codes["condition"], codes["input"], codes["other"]),
    ),
]
