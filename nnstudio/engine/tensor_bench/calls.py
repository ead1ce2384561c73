"""What is called: functions of the libraries and of Python, methods, layers."""

import ast
import inspect
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np
import torch

from nnstudio.engine.tensor_bench import numpys, scikit
from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.evaluate import Evaluator, Spelled
from nnstudio.engine.tensor_bench.library import BARE, FUNCTIONS, METHODS
from nnstudio.engine.tensor_bench.operations import ARRAYS, Operation, atom
from nnstudio.engine.tensor_bench.pythons import PYTHONS, compute
from nnstudio.engine.tensor_bench.random import NUMPYS_RANDOM, RNG_METHODS
from nnstudio.engine.tensor_bench.reading import refused
from nnstudio.engine.tensor_bench.values import Formula, Value
from nnstudio.language import _
from nnstudio.project.names import meant

_OTHER_METHODS: tuple[tuple[type, tuple[str, ...]], ...] = (
    (torch.nn.Module, ("parameters", "named_parameters", "state_dict", "zero_grad", "train", "eval")),
    (torch.optim.Optimizer, ("step", "zero_grad")),
    (torch.Generator, ("manual_seed", "initial_seed")),
    (dict, ("keys", "values", "items")),
)
"""Of what is no tensor."""
_LISTED = ("parameters", "named_parameters", "keys", "values", "items")
"""Methods whose parts are listed at once."""
_SAME_AS = {"axis": "dim", "keepdims": "keepdim"}
"""NumPy's words, which PyTorch takes as well."""
_NUMPYS_BUSINESS = ("device", "requires_grad")
"""Options that are none of it."""


class Caller(Evaluator):
    """An evaluator that knows what can be called."""

    def call(self, node: ast.Call) -> Spelled:
        for keyword in node.keywords:
            if keyword.arg is None:
                raise refused(node, "**")
        found = self.dotted(node.func)
        if found is not None:
            return self._of_library(node, *found)
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func)
        if isinstance(node.func, ast.Name) and node.func.id not in self.variables:
            return self._named(node, node.func.id)
        target, code = self.value(node.func)
        if isinstance(target, torch.nn.Module | Formula):
            given = [self.value(each) for each in node.args]
            if node.keywords:
                raise BenchError(_("a layer takes its tensors without names"))
            return self.apply_module(target, code, given)
        raise BenchError(_("only functions and methods can be called: write * for a product"))

    def _named(self, node: ast.Call, name: str) -> Spelled:
        operation = FUNCTIONS.get(BARE.get(name, name))
        if name in PYTHONS:
            given = [self.value(each) for each in node.args]
            if operation is None or not any(v.is_array(value) for value, _unused in given):
                return self._python(name, given, node)
        if name in scikit.SCIKIT:
            values, named, code = self._arguments(node.args, node.keywords)
            return scikit.SCIKIT[name](*values, **named), f"{name}({code})"
        if operation is None:
            self._unknown(name)
        return self._apply(node, operation, node.args)

    def _of_library(self, node: ast.Call, library: str, path: str) -> Spelled:
        if library == "np":
            return self._numpys(node, path)
        operation = FUNCTIONS.get(path) or FUNCTIONS.get(path.removeprefix("nn.functional."))
        if operation is None:
            if path in v.DTYPES:
                raise BenchError(_("torch.{path} is a dtype: it can't be called").format(path=path))
            self._unknown(path)
        holder: Any = torch
        for name in path.split("."):
            holder = getattr(holder, name, None)
        if holder is None:
            raise BenchError(
                _("torch has no {path}: there is torch.nn.functional.{name}").format(path=path, name=operation.name)
                if hasattr(torch.nn.functional, operation.name)
                else _("torch has no {path}").format(path=path)
            )
        return self._apply(node, operation, node.args)

    def _unknown(self, path: str) -> NoReturn:
        if path in METHODS:
            told = _("there is no function {path} here: it is a method, x.{name}()")
            raise BenchError(told.format(path=path, name=path))
        hint = meant(path, [*FUNCTIONS, *PYTHONS])
        raise BenchError(_("there is no function {path} here{hint}").format(path=path, hint=hint))

    # NumPy's own

    def _numpys(self, node: ast.Call, path: str) -> Spelled:
        function = numpys.NUMPYS.get(path)
        drawn = NUMPYS_RANDOM.get(path)
        if function is None and drawn is None:
            hint = meant(path, [*numpys.NUMPYS, *NUMPYS_RANDOM])
            raise BenchError(_("there is no function np.{path} here{hint}").format(path=path, hint=hint))
        given, named, code = self._arguments(node.args, node.keywords)
        if drawn is not None:
            found = drawn(self.streams, *given, **named)
        else:
            assert function is not None
            found = function(*given, **named)
        self.note(found, path, [value for value in given if v.is_array(value)])
        return found, f"np.{path}({code})"

    def _arguments(
        self, args: Sequence[ast.AST], keywords: Sequence[ast.keyword]
    ) -> tuple[list[Value], dict[str, Value], str]:
        given = [self.value(each) for each in args]
        named = {str(each.arg): self.value(each.value) for each in keywords}
        codes = [code for _unused, code in given] + [f"{key}={code}" for key, (_unused, code) in named.items()]
        return [value for value, _unused in given], {key: value for key, (value, _u) in named.items()}, ", ".join(codes)

    # methods

    def _method(self, node: ast.Call, target: ast.Attribute) -> Spelled:
        value, code = self.value(target.value)
        name = target.attr
        if v.is_array(value):
            if self.is_numpys(target, value):
                return self._numpys_method(node, value, code, name)
            operation = METHODS.get(name)
            if operation is None:
                if name in FUNCTIONS:
                    told = _("there is no method .{name}() here: it is a function, {name}(x)")
                    raise BenchError(told.format(name=name))
                hint = meant(name, list(METHODS))
                raise BenchError(_("there is no method .{name}() here{hint}").format(name=name, hint=hint))
            if name.endswith("_") and name != "requires_grad_":
                self.changed.append((value, value))
            self.before(operation, value)
            return self._apply(node, operation, node.args, ((value, code),))
        if scikit.is_model(value) and name in scikit.METHODS and not node.keywords:
            given, _named, text = self._arguments(node.args, [])
            return scikit.apply(value, name, given), f"{atom(code)}.{name}({text})"
        if isinstance(value, np.random.Generator) and name in RNG_METHODS:
            given, named, text = self._arguments(node.args, node.keywords)
            return RNG_METHODS[name](value, *given, **named), f"{atom(code)}.{name}({text})"
        for kind, names in _OTHER_METHODS:
            if isinstance(value, kind) and name in names:
                given, named, text = self._arguments(node.args, node.keywords)
                return self.other_method(value, name, given, named), f"{atom(code)}.{name}({text})"
        raise BenchError(
            _(".{operation_name}() is a method of tensors, not of {kind_of}").format(
                operation_name=name, kind_of=v.kind_of(value)
            )
        )

    def other_method(self, value: Value, name: str, given: Sequence[Value], named: dict[str, Value]) -> Value:
        """A method of a layer, an optimiser, a generator or a state_dict."""
        for each in (*given, *named.values()):
            if not isinstance(each, bool | int):
                raise BenchError(_("{name}() takes no {kind_of}").format(name=name, kind_of=v.kind_of(each)))
        if isinstance(value, torch.optim.Optimizer) and name == "step":
            self.changed.extend((each, each) for group in value.param_groups for each in group["params"])
        found = getattr(value, name)(*given, **named)
        return list(found) if name in _LISTED else found

    def _numpys_method(self, node: ast.Call, value: Value, code: str, name: str) -> Spelled:
        function = numpys.method(value, name)
        if function is None:
            hint = meant(name, list(numpys.METHODS))
            raise BenchError(_("a NumPy array has no method .{name}() here{hint}").format(name=name, hint=hint))
        given, named, text = self._arguments(node.args, node.keywords)
        if name in numpys.IN_PLACE:
            self.changed.append((value, value))
        return function(*given, **named), f"{atom(code)}.{name}({text})"

    # the table's operations

    def _apply(
        self, node: ast.Call, operation: Operation, arguments: Sequence[ast.AST], lead: Sequence[Spelled] = ()
    ) -> Spelled:
        function = self.function(operation)
        given = [*lead, *(self.value(argument) for argument in arguments)]
        signature = inspect.signature(function)
        named = {}
        for keyword in node.keywords:
            name = str(keyword.arg)
            name = _SAME_AS.get(name, name) if name not in signature.parameters else name
            if self.library == "np" and name in _NUMPYS_BUSINESS:
                continue
            named[name] = self.value(keyword.value)
        streams = [self.streams] if operation.draws else []
        try:
            bound = signature.bind(
                *streams, *(value for value, _unused in given), **{key: value for key, (value, _u) in named.items()}
            )
            texts = signature.bind(
                *streams, *(code for _unused, code in given), **{key: code for key, (_unused, code) in named.items()}
            )
        except TypeError as error:
            raise BenchError(f"{operation.name}: {error}") from None
        inputs = []
        for name, value in bound.arguments.items():
            if name in ARRAYS:
                bound.arguments[name] = self.as_array(value, operation.name)
                inputs.append(bound.arguments[name])
            elif name == "tensors" and isinstance(value, list | tuple):
                inputs.extend(value)
        result = function(*bound.args, **bound.kwargs)
        self.note(result, operation.name, inputs if operation.is_graphed else ())
        codes = {name: texts.arguments.get(name) for name in signature.parameters}
        return result, operation.numpy_code(codes) if operation.numpy_code is not None else operation.name

    # Python's own

    def _python(self, name: str, given: Sequence[Spelled], node: ast.Call) -> Spelled:
        options = {str(each.arg): self.value(each.value)[0] for each in node.keywords}
        if options and (name != "print" or not all(isinstance(each, str) for each in options.values())):
            raise BenchError(_("{name} takes no options here").format(name=name))
        values = [value for value, _unused in given]
        code = f"{name}({', '.join(code for _unused, code in given)})"
        if name == "print":
            written = options.get("sep", " ").join(str(value) for value in values)
            self.printed.append(f"{written}{options.get('end', chr(10))}"[: v.MAX_PRINTED])
            return None, code
        return compute(name, values), code

    # what the libraries do not share

    @abstractmethod
    def function(self, operation: Operation) -> Any:
        """What computes the operation."""

    @abstractmethod
    def as_array(self, value: Value, of: str) -> Value:
        """An argument of the function `of` as what this library computes with."""

    @abstractmethod
    def apply_module(self, module: Value, code: str, given: Sequence[Spelled]) -> Spelled:
        """A layer or a loss, applied."""

    @abstractmethod
    def is_numpys(self, node: ast.AST, value: Value) -> bool:
        """Whether the method or property at this node is NumPy's own, and not PyTorch's that NumPy stands in for."""

    @abstractmethod
    def before(self, operation: Operation, value: Value) -> None:
        """Told of a method before it is called."""
