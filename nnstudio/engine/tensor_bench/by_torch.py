"""The line as PyTorch computes it."""

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from nnstudio.engine.tensor_bench import numpys
from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.calls import Caller
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.evaluate import Spelled
from nnstudio.engine.tensor_bench.graph import GraphNode, Recorder
from nnstudio.engine.tensor_bench.library import ATTRIBUTES, FUNCTIONS, METHODS
from nnstudio.engine.tensor_bench.modules import apply
from nnstudio.engine.tensor_bench.operations import Operation
from nnstudio.engine.tensor_bench.random import Streams
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _
from nnstudio.project.names import meant

_OTHER_ATTRIBUTES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (torch.device, ("type", "index")),
    (torch.nn.Linear, ("weight", "bias", "in_features", "out_features")),
    (torch.return_types.max, ("values", "indices")),
    (torch.return_types.median, ("values", "indices")),
    (torch.return_types.min, ("values", "indices")),
    (torch.utils.data.DataLoader, ("batch_size",)),
    (torch.return_types.sort, ("values", "indices")),
    (torch.dtype, ("itemsize",)),
    (type, ("__name__",)),
)


class TorchEvaluator(Caller):
    """By PyTorch. What takes part in a gradient is recorded."""

    library = "torch"

    def __init__(self, variables: dict[str, Value], streams: Streams, recorder: Recorder) -> None:
        super().__init__(variables, streams)
        self._recorder = recorder
        self.numpys: set[ast.AST] = set()
        """Nodes whose method or property is NumPy's own."""
        self.graph: tuple[GraphNode, ...] = ()
        """How a number came about whose gradients were asked for."""

    def function(self, operation: Operation) -> Any:
        return operation.torch

    def as_array(self, value: Value, of: str) -> Value:
        # PyTorch takes numbers for a tensor in where() and x.add(1), and says itself where it doesn't
        if isinstance(value, torch.Tensor) or v.is_number(value):
            return value
        if isinstance(value, np.ndarray):
            raise BenchError(_("this is a NumPy array: torch.from_numpy(a) makes a tensor of it"))
        raise BenchError(
            _("{of} takes tensors, not {kind_of}: tensor(…) makes one of it").format(of=of, kind_of=v.kind_of(value))
        )

    def apply_module(self, module: Value, code: str, given: Sequence[Spelled]) -> Spelled:
        values = [value for value, _unused in given]
        found = apply(module, *values)
        self.note(found, type(module).__name__, (*values, *module.parameters()))
        return found, code

    def is_numpys(self, node: ast.AST, value: Value) -> bool:
        if isinstance(value, torch.Tensor):
            return False
        self.numpys.add(node)
        return True

    def before(self, operation: Operation, value: Value) -> None:
        if operation.name == "backward":
            self.graph = self._recorder.graph(value)

    def member(self, library: str, path: str) -> Spelled:
        holder = torch if library == "torch" else np
        known = v.DTYPES if library == "torch" else numpys.TYPES
        if path in (*known, "pi", "inf", "nan", *(("newaxis",) if library == "np" else ())) and hasattr(holder, path):
            return getattr(holder, path), f"{library}.{path}"
        if path in ("Tensor", "ndarray", "__version__") and hasattr(holder, path):
            return getattr(holder, path), f"{library}.{path}"
        hint = meant(path, [*known, *FUNCTIONS])
        raise BenchError(_("“{path}” is not known here{meant}").format(path=path, meant=hint))

    def attribute(self, node: ast.AST, value: Value, code: str) -> Spelled:
        assert isinstance(node, ast.Attribute)
        name = node.attr
        if isinstance(value, torch.Tensor):
            if name not in ATTRIBUTES:
                raise self._unknown_attribute(name)
            found = getattr(value, name)
            if name in ("T", "mT"):
                self.note(found, name, (value,))
            return found, f"{code}.{name}"
        if v.is_array(value):
            if name not in numpys.NUMPYS_ATTRIBUTES:
                raise BenchError(_("a NumPy array has no .{name}").format(name=name))
            self.numpys.add(node)
            return getattr(value, name), f"{code}.{name}"
        for kind, names in _OTHER_ATTRIBUTES:
            if isinstance(value, kind) and name in names:
                return getattr(value, name), f"{code}.{name}"
        if name in (*ATTRIBUTES, "values", "indices"):
            raise BenchError(
                _(".{name} is a property of tensors, not of {kind_of}").format(name=name, kind_of=v.kind_of(value))
            )
        raise self._unknown_attribute(name)

    def _unknown_attribute(self, name: str) -> BenchError:
        if name in METHODS:
            return BenchError(_("there is nothing called .{name} here: it is a method, .{name}()").format(name=name))
        hint = meant(name, ATTRIBUTES)
        return BenchError(_("there is nothing called .{name} here{hint}").format(name=name, hint=hint))

    def note(self, value: Value, label: str, inputs: Sequence[Value]) -> None:
        self._recorder.note(value, label, inputs)
