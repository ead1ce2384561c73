"""The line as NumPy computes it, and as it is spelled there."""

import ast
from collections.abc import Sequence, Set
from typing import Any

import numpy as np
import torch

from nnstudio.engine.tensor_bench import numpys
from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.calls import Caller
from nnstudio.engine.tensor_bench.errors import BenchError, UnavailableError
from nnstudio.engine.tensor_bench.evaluate import Spelled
from nnstudio.engine.tensor_bench.operations import Operation, atom
from nnstudio.engine.tensor_bench.random import Streams
from nnstudio.engine.tensor_bench.values import Formula, Pair, Value
from nnstudio.language import _

_SAME = ("shape", "ndim", "dtype", "T", "mT", "nbytes", "itemsize")
"""Properties that tensors and arrays both have."""


class NumpyEvaluator(Caller):
    """By NumPy. `own` are the nodes at which PyTorch's side found a NumPy array."""

    library = "np"

    def __init__(self, variables: dict[str, Value], streams: Streams, own: Set[ast.AST]) -> None:
        super().__init__(variables, streams)
        self._own = own

    def function(self, operation: Operation) -> Any:
        if operation.is_torchs_alone:
            self.why_not = _("NumPy's arrays are always in the CPU's memory, and its random numbers are its own")
        if operation.numpy is None:
            raise UnavailableError(
                operation.why_not or _("NumPy has no {operation_name}").format(operation_name=operation.name)
            )
        return operation.numpy

    def as_array(self, value: Value, of: str) -> Value:
        if v.is_array(value):
            return value
        v.check_list(value)
        return np.asarray(value)

    def apply_module(self, module: Value, code: str, given: Sequence[Spelled]) -> Spelled:
        if not isinstance(module, Formula):
            raise UnavailableError(_("NumPy has no layers: they are PyTorch's"))
        return module.function(*(value for value, _unused in given)), module.code(*(text for _unused, text in given))

    def is_numpys(self, node: ast.AST, value: Value) -> bool:
        return node in self._own

    def before(self, operation: Operation, value: Value) -> None:
        # NumPy has no graph that would have to be looked at
        return

    def member(self, library: str, path: str) -> Spelled:
        if library == "torch" and path in v.DTYPES:
            path = v.DTYPES[path]
        if path in (*v.SIZED, *numpys.TYPES, "pi", "inf", "nan", "newaxis", "ndarray"):
            return getattr(np, path), f"np.{path}"
        raise UnavailableError(_("NumPy has no {operation_name}").format(operation_name=path))

    def attribute(self, node: ast.AST, value: Value, code: str) -> Spelled:
        assert isinstance(node, ast.Attribute)
        name = node.attr
        if v.is_array(value) and (node in self._own or name in _SAME):
            found = value if name == "T" and value.ndim < 2 else getattr(value, name)
            return found, f"{atom(code)}.{name}"
        if v.is_array(value) and name == "data":
            return value, code
        if isinstance(value, Pair) and name in Pair._fields:
            return getattr(value, name), f"{atom(code)}[{Pair._fields.index(name)}]"
        if isinstance(value, torch.device) and name in ("type", "index"):
            return getattr(value, name), f"{code}.{name}"
        if isinstance(value, type) and name == "__name__":
            return value.__name__, f"{code}.__name__"
        if not v.is_array(value):
            raise BenchError(
                _(".{name} is a property of tensors, not of {kind_of}").format(name=name, kind_of=v.kind_of(value))
            )
        raise UnavailableError(_("a NumPy array has no .{name}").format(name=name))

    def note(self, value: Value, label: str, inputs: Sequence[Value]) -> None:
        # NumPy knows of no gradients
        return
