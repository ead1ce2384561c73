"""Many numbers made into fewer."""

import warnings
from typing import Any

import numpy as np
import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.operations import Codes, Operation, call
from nnstudio.engine.tensor_bench.values import Pair, Value
from nnstudio.language import ngettext


def _reduction(name: str, numpy_name: str = "", **numpy_options: Any) -> Operation:
    """Over everything, or along `dim`."""
    numpy_name = numpy_name or name
    extra = {key: str(value) for key, value in numpy_options.items()}

    def by_torch(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
        _check(name, input, dim)
        function = getattr(torch, name)
        if dim is None:
            return function(input)
        return function(input, dim=v.as_dim(dim), keepdim=v.as_flag(keepdim, "keepdim"))

    def by_numpy(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
        keep = dim is not None and v.as_flag(keepdim, "keepdim")
        function = getattr(np, numpy_name)
        return function(input, axis=v.as_dim(dim), keepdims=keep, **numpy_options)

    def code(codes: Codes) -> str:
        keep = codes["keepdim"] if codes["dim"] is not None else None
        return call(f"np.{numpy_name}", codes["input"], axis=codes["dim"], keepdims=keep, **extra)

    return Operation(name, by_torch, by_numpy, code, is_method=True)


def _check(name: str, input: Value, dim: Value) -> None:
    """Says what it is that has no answer: the result is nan."""
    shape = tuple(input.shape)
    dims = v.as_dim(dim)
    along = range(len(shape)) if dims is None else (dims,) if isinstance(dims, int) else dims
    if all(-len(shape) <= each < len(shape) for each in along):
        count = v.elements([shape[each] for each in along])
        least = {"mean": 1, "std": 2, "var": 2}.get(name, 0)
        if count < least:
            told = ngettext(
                "{name} needs at least {least} number, and there are {count}",
                "{name} needs at least {least} numbers, and there are {count}",
                least,
            )
            warnings.warn(told.format(name=name, least=least, count=count), UserWarning, stacklevel=2)


def _extreme(name: str) -> Operation:
    """``max`` and ``min``: along a dimension torch tells the places too."""

    def by_torch(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
        if dim is None:
            return getattr(torch, name)(input)
        if v.is_array(dim) and dim.ndim:
            # of two tensors: the larger or smaller of each pair
            v.make_room(*v.common_shape(input.shape, dim.shape))
            return getattr(torch, name)(input, dim)
        return getattr(torch, name)(input, v.as_int(dim, "dim"), v.as_flag(keepdim, "keepdim"))

    def by_numpy(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
        if dim is None:
            return getattr(np, name)(input)
        if v.is_array(dim) and dim.ndim:
            return getattr(np, f"{name}imum")(input, dim)
        axis, keep = v.as_int(dim, "dim"), v.as_flag(keepdim, "keepdim")
        places = getattr(np, f"arg{name}")(input, axis=axis, keepdims=keep)
        return Pair(getattr(np, name)(input, axis=axis, keepdims=keep), np.asarray(places))

    def code(codes: Codes) -> str:
        options = {"axis": codes["dim"], "keepdims": codes["keepdim"] if codes["dim"] is not None else None}
        values = call(f"np.{name}", codes["input"], **options)
        if codes["dim"] is None:
            return values
        return f"({values}, {call(f'np.arg{name}', codes['input'], **options)})"

    return Operation(name, by_torch, by_numpy, code, is_method=True)


def _place(name: str) -> Operation:
    def by_torch(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
        return getattr(torch, name)(input, v.as_dim(dim), v.as_flag(keepdim, "keepdim"))

    def by_numpy(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
        return getattr(np, name)(input, axis=v.as_dim(dim), keepdims=v.as_flag(keepdim, "keepdim"))

    def code(codes: Codes) -> str:
        return call(f"np.{name}", codes["input"], axis=codes["dim"], keepdims=codes["keepdim"])

    return Operation(name, by_torch, by_numpy, code, is_method=True)


def _median(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
    if dim is None:
        return torch.median(input)
    return torch.median(input, v.as_int(dim, "dim"), v.as_flag(keepdim, "keepdim"))


def _np_median(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
    # of an even count PyTorch takes the lower of the two in the middle, where NumPy's own median takes their mean
    if dim is None:
        return np.quantile(input, 0.5, method="lower").astype(input.dtype)
    axis, keep = v.as_int(dim, "dim"), v.as_flag(keepdim, "keepdim")
    values = np.quantile(input, 0.5, axis, method="lower", keepdims=True).astype(input.dtype)
    places = np.argmax(input == values, axis, keepdims=True)
    return Pair(*(one if keep else np.squeeze(one, axis) for one in (values, places)))


def _median_code(codes: Codes) -> str:
    keep = codes["keepdim"] if codes["dim"] is not None else None
    return call("np.quantile", codes["input"], "0.5", axis=codes["dim"], method='"lower"', keepdims=keep)


def _norm(input: Value, p: Value = 2, dim: Value = None, keepdim: Value = False) -> Value:
    if dim is None:
        return torch.norm(input, v.as_number(p, "p"))
    return torch.norm(input, v.as_number(p, "p"), v.as_int(dim, "dim"), v.as_flag(keepdim, "keepdim"))


def _np_norm(input: Value, p: Value = 2, dim: Value = None, keepdim: Value = False) -> Value:
    power = v.as_number(p, "p")
    if dim is None:
        return np.linalg.norm(np.ravel(input), power)
    return np.linalg.norm(input, power, v.as_int(dim, "dim"), v.as_flag(keepdim, "keepdim"))


def _norm_code(codes: Codes) -> str:
    if codes["dim"] is None:
        return call("np.linalg.norm", call("np.ravel", codes["input"]), *([codes["p"]] if codes["p"] else []))
    return call("np.linalg.norm", codes["input"], codes["p"] or "2", axis=codes["dim"], keepdims=codes["keepdim"])


def _cumsum(input: Value, dim: Value) -> Value:
    return torch.cumsum(input, v.as_int(dim, "dim"))


def _np_cumsum(input: Value, dim: Value) -> Value:
    return np.cumsum(input, v.as_int(dim, "dim"))


def _prod(input: Value) -> Value:
    return torch.prod(input)


def _np_prod(input: Value) -> Value:
    return np.prod(input)


REDUCTIONS = [
    *(_reduction(name) for name in ("sum", "mean", "all", "any")),
    Operation("prod", _prod, _np_prod, lambda codes: call("np.prod", codes["input"]), is_method=True),
    Operation(
        "cumsum", _cumsum, _np_cumsum, lambda codes: call("np.cumsum", codes["input"], codes["dim"]), is_method=True
    ),
    _reduction("std", ddof=1),
    _reduction("var", ddof=1),
    _extreme("max"),
    _extreme("min"),
    _place("argmax"),
    _place("argmin"),
    Operation("median", _median, _np_median, _median_code, is_method=True),
    Operation("norm", _norm, _np_norm, _norm_code, is_method=True),
    Operation("linalg.norm", _norm, _np_norm, _norm_code),
]
