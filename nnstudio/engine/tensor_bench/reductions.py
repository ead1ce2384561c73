"""Many numbers made into fewer."""

from typing import Any

import numpy as np
import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
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
        _check(name, input, dim)
        keep = dim is not None and v.as_flag(keepdim, "keepdim")
        function = getattr(np, numpy_name)
        return function(input, axis=v.as_dim(dim), keepdims=keep, **numpy_options)

    def code(codes: Codes) -> str:
        keep = codes["keepdim"] if codes["dim"] is not None else None
        return call(f"np.{numpy_name}", codes["input"], axis=codes["dim"], keepdims=keep, **extra)

    return Operation(name, by_torch, by_numpy, code, is_method=True)


def _check(name: str, input: Value, dim: Value) -> None:
    """The libraries only warn of what has no answer, and NumPy does so by a message on the terminal."""
    shape = tuple(input.shape)
    dims = v.as_dim(dim)
    along = range(len(shape)) if dims is None else (dims,) if isinstance(dims, int) else dims
    if all(-len(shape) <= each < len(shape) for each in along):
        count = v.elements([shape[each] for each in along])
        least = {"mean": 1, "std": 2, "var": 2}.get(name, 0)
        if count < least:
            raise BenchError(
                ngettext(
                    "{name} needs at least {least} number, and there are {count}",
                    "{name} needs at least {least} numbers, and there are {count}",
                    least,
                ).format(name=name, least=least, count=count)
            )


def _extreme(name: str) -> Operation:
    """``max`` and ``min``: along a dimension torch tells the places too."""

    def by_torch(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
        if dim is None:
            return getattr(torch, name)(input)
        found = getattr(torch, name)(input, v.as_int(dim, "dim"), v.as_flag(keepdim, "keepdim"))
        return Pair(found.values, found.indices)

    def by_numpy(input: Value, dim: Value = None, keepdim: Value = False) -> Value:
        if dim is None:
            return getattr(np, name)(input)
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


REDUCTIONS = [
    *(_reduction(name) for name in ("sum", "mean", "all", "any")),
    _reduction("std", ddof=1),
    _reduction("var", ddof=1),
    _extreme("max"),
    _extreme("min"),
    _place("argmax"),
    _place("argmin"),
]
