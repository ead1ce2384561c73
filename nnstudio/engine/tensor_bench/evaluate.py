"""Computing a tree, by PyTorch or by NumPy; nothing is looked up but what the library lists."""

import inspect
import operator
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from nnstudio.engine.tensor_bench import syntax
from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError, UnavailableError
from nnstudio.engine.tensor_bench.graph import Recorder
from nnstudio.engine.tensor_bench.library import ATTRIBUTES, FUNCTIONS, METHODS
from nnstudio.engine.tensor_bench.operations import ARRAYS, Operation, atom
from nnstudio.engine.tensor_bench.syntax import Node
from nnstudio.engine.tensor_bench.values import Pair, Value
from nnstudio.language import _
from nnstudio.project.names import meant

_SIGNS: dict[str, Callable[[Value, Value], Value]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "@": operator.matmul,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "&": operator.and_,
    "|": operator.or_,
}


class Evaluator(ABC):
    """Walks a tree. `code` is how the library spells what was computed."""

    library = ""
    kind: type

    def __init__(self, variables: Mapping[str, Value]) -> None:
        self._variables = variables
        self._work = 0

    def value(self, node: Node) -> tuple[Value, str]:
        """The node's value, and its text in the library's own words.

        Raises:
            BenchError: it can't be computed; the place is the node's.
        """
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                found, code = self._of(node)
            self._weigh(found)
            return found, code
        except BenchError as error:
            if error.end == 0:
                error.start, error.end = node.start, node.end
            raise
        except (RuntimeError, IndexError, TypeError, ValueError, OverflowError, NotImplementedError) as error:
            raise BenchError(_reason(error), node.start, node.end) from None

    def _weigh(self, value: Value) -> None:
        if v.is_array(value):
            v.make_room(*value.shape)
            self._work += v.elements(value.shape)
        if self._work > v.MAX_WORK:
            raise BenchError(_("this line computes too many numbers: split it, or make the tensors smaller"))

    def _of(self, node: Node) -> tuple[Value, str]:
        match node:
            case syntax.Constant(value=value):
                return value, repr(value)
            case syntax.Items(items=items, is_list=is_list):
                found = [self.value(item) for item in items]
                values, codes = [value for value, _unused in found], ", ".join(code for _unused, code in found)
                if is_list:
                    return values, f"[{codes}]"
                return tuple(values), f"({codes}{',' if len(found) == 1 else ''})"
            case syntax.Name(name=name):
                if name not in self._variables:
                    raise BenchError(
                        _("there is no variable {name}{meant}").format(
                            name=name, meant=meant(name, sorted(self._variables))
                        )
                    )
                found = self._variables[name]
                if isinstance(found, UnavailableError):
                    raise UnavailableError(str(found))
                return found, name
            case syntax.Member(path=path):
                return self._member(path)
            case syntax.Unary(sign=sign, operand=operand):
                return self._unary(node, sign, operand)
            case syntax.Binary(sign=sign, left=left, right=right):
                return self._binary(node, sign, left, right)
            case syntax.Call():
                return self._call(node)
            case syntax.Method():
                return self._method(node)
            case syntax.Attribute(target=target, name=name):
                return self._attribute(node, target, name)
            case syntax.Index(target=target, items=items):
                return self._index(node, target, items)
        raise BenchError(_("this can stand within an index only"))

    def _member(self, path: str) -> tuple[Value, str]:
        if path in v.DTYPES:
            return v.DTYPES[path], f"{self.library}.{path}"
        if path == "pi":
            return float(np.pi), f"{self.library}.pi"
        raise BenchError(
            _("“{path}” is not known here{meant}").format(path=path, meant=meant(path, [*v.DTYPES, *FUNCTIONS]))
        )

    # signs

    def _unary(self, node: Node, sign: str, operand: Node) -> tuple[Value, str]:
        value, code = self.value(operand)
        if not v.is_array(value) and not v.is_number(value):
            raise BenchError(_("“{sign}” needs numbers, not {kind_of}").format(sign=sign, kind_of=v.kind_of(value)))
        inverted = ~value if v.is_array(value) and sign == "~" else not value if sign == "~" else None
        found = inverted if sign == "~" else -value if sign == "-" else +value
        self._note(node, found, sign, (value,))
        return found, f"{sign}{atom(code)}"

    def _binary(self, node: Node, sign: str, left: Node, right: Node) -> tuple[Value, str]:
        a, a_code = self.value(left)
        b, b_code = self.value(right)
        self._check_operands(sign, a, b)
        found = _combined(sign, a, b)
        self._note(node, found, sign, (a, b))
        return found, f"{_operand(a_code)} {sign} {_operand(b_code)}"

    def _check_operands(self, sign: str, a: Value, b: Value) -> None:
        for one in (a, b):
            if isinstance(one, list | tuple):
                raise BenchError(
                    _("“{sign}” needs tensors or numbers: tensor([…]) makes a tensor of a list").format(sign=sign)
                )
            if not v.is_array(one) and not v.is_number(one):
                raise BenchError(
                    _("“{sign}” needs tensors or numbers, not {kind_of}").format(sign=sign, kind_of=v.kind_of(one))
                )
        kinds = {type(one) for one in (a, b) if v.is_array(one)}
        if len(kinds) == 2:
            raise BenchError(
                _("a tensor and a NumPy array do not mix: torch.from_numpy(a) makes a tensor of the array")
            )
        if sign == "@":
            if not (v.is_array(a) and v.is_array(b)):
                raise BenchError(_("“@” is the matrix product: both sides must be tensors"))
            if a.ndim and b.ndim and v.elements(a.shape) * (b.shape[-1] if b.ndim > 1 else 1) > v.MAX_PRODUCTS:
                raise BenchError(_("this matrix product is too large for here"))
        elif v.is_array(a) and v.is_array(b):
            v.make_room(*np.broadcast_shapes(tuple(a.shape), tuple(b.shape)))
        elif sign == "**" and not v.is_array(a) and not v.is_array(b) and (abs(a) > 1e6 or abs(b) > 100):
            raise BenchError(_("this power is too large for here"))

    # calls

    def _call(self, node: syntax.Call) -> tuple[Value, str]:
        name = node.path.removeprefix("nn.functional.").removeprefix("random.")
        operation = FUNCTIONS.get(name)
        if operation is None:
            if name in METHODS:
                told = _("there is no function {path} here: it is a method, x.{name}()")
                raise BenchError(told.format(path=node.path, name=name))
            hint = meant(name, list(FUNCTIONS))
            raise BenchError(_("there is no function {path} here{hint}").format(path=node.path, hint=hint))
        return self._apply(node, operation, node.library, node.arguments, node.named)

    def _method(self, node: syntax.Method) -> tuple[Value, str]:
        operation = METHODS.get(node.name)
        if operation is None:
            if node.name in FUNCTIONS:
                told = _("there is no method .{name}() here: it is a function, {name}(x)")
                raise BenchError(told.format(name=node.name))
            hint = meant(node.name, list(METHODS))
            raise BenchError(_("there is no method .{name}() here{hint}").format(name=node.name, hint=hint))
        return self._apply(node, operation, "", (node.target, *node.arguments), node.named, is_method=True)

    def _apply(
        self,
        node: Node,
        operation: Operation,
        library: str,
        arguments: Sequence[Node],
        named: Sequence[tuple[str, Node]],
        is_method: bool = False,
    ) -> tuple[Value, str]:
        function = self._function(operation, library)
        found = [self.value(argument) for argument in arguments]
        options = {name: self.value(argument) for name, argument in named}
        if is_method and not v.is_array(found[0][0]):
            raise BenchError(
                _(".{operation_name}() is a method of tensors, not of {kind_of}").format(
                    operation_name=operation.name, kind_of=v.kind_of(found[0][0])
                )
            )
        signature = inspect.signature(function)
        try:
            bound = signature.bind(
                *(value for value, _unused in found), **{key: value for key, (value, _unused) in options.items()}
            )
            texts = signature.bind(
                *(code for _unused, code in found), **{key: code for key, (_unused, code) in options.items()}
            )
        except TypeError as error:
            raise BenchError(f"{operation.name}: {error}") from None
        inputs = []
        for name, value in bound.arguments.items():
            if name in ARRAYS:
                by_numpy = library == "np" or operation.torch is None
                bound.arguments[name] = self._as_array(value, by_numpy, operation.name)
                inputs.append(bound.arguments[name])
            elif name == "tensors" and isinstance(value, list | tuple):
                inputs.extend(value)
        result = function(*bound.args, **bound.kwargs)
        self._note(node, result, operation.name, inputs if operation.is_graphed else ())
        codes = {name: texts.arguments.get(name) for name in signature.parameters}
        return result, self._spelled(operation, codes)

    @abstractmethod
    def _function(self, operation: Operation, library: str) -> Any:
        """What computes the operation."""

    @abstractmethod
    def _as_array(self, value: Value, by_numpy: bool, of: str = "") -> Value:
        """An argument of the function `of` as what this library computes with."""

    def _spelled(self, operation: Operation, codes: dict[str, Any]) -> str:
        return operation.numpy_code(codes) if operation.numpy_code is not None else operation.name

    # parts

    def _attribute(self, node: Node, target: Node, name: str) -> tuple[Value, str]:
        value, code = self.value(target)
        if name not in ATTRIBUTES:
            if name in METHODS:
                raise BenchError(_("there is nothing called .{name} here: it is a method, .{name}()").format(name=name))
            hint = meant(name, ATTRIBUTES)
            raise BenchError(_("there is nothing called .{name} here{hint}").format(name=name, hint=hint))
        if name in ("values", "indices"):
            if not isinstance(value, Pair):
                raise BenchError(
                    _(".{name} is a part of max(dim) and min(dim), not of {kind_of}").format(
                        name=name, kind_of=v.kind_of(value)
                    )
                )
            place = "" if self.library == "torch" else f"[{value._fields.index(name)}]"
            return getattr(value, name), f"{atom(code)}{place or f'.{name}'}"
        if not v.is_array(value):
            raise BenchError(
                _(".{name} is a property of tensors, not of {kind_of}").format(name=name, kind_of=v.kind_of(value))
            )
        found = self._property(value, name)
        if name == "T":
            self._note(node, found, "T", (value,))
        return found, f"{atom(code)}.{name}"

    def _property(self, value: Value, name: str) -> Value:
        match name:
            case "shape":
                return tuple(value.shape)
            case "ndim":
                return int(value.ndim)
            case "dtype":
                return v.dtype_of(value)
            case "T":
                if value.ndim > 2:
                    raise BenchError(_("transposing by .T is for matrices: .permute() orders more dimensions"))
                return value.T if isinstance(value, np.ndarray) or value.ndim == 2 else value
        return self._own_property(value, name)

    @abstractmethod
    def _own_property(self, value: Value, name: str) -> Value:
        """What the libraries do not share."""

    def _index(self, node: Node, target: Node, items: Sequence[Node]) -> tuple[Value, str]:
        value, code = self.value(target)
        if isinstance(value, tuple | list) and len(items) == 1:
            place, text = self.value(items[0])
            return value[v.as_int(place, _("an index"))], f"{atom(code)}[{text}]"
        if not v.is_array(value):
            raise BenchError(_("only tensors have an index, not {kind_of}").format(kind_of=v.kind_of(value)))
        parts, texts = zip(*(self._index_item(item) for item in items), strict=True)
        found = value[parts]
        self._note(node, found, "[ ]", (value,))
        return found, f"{atom(code)}[{', '.join(texts)}]"

    def _index_item(self, item: Node) -> tuple[Any, str]:
        match item:
            case syntax.Dots():
                return ..., "..."
            case syntax.Slice(first=first, last=last, step=step):
                ends = [None if part is None else self.value(part) for part in (first, last, step)]
                numbers = [None if end is None else v.as_int(end[0], _("a slice's end")) for end in ends]
                texts = ["" if end is None else end[1] for end in ends]
                return slice(*numbers), f"{texts[0]}:{texts[1]}" + (f":{texts[2]}" if texts[2] else "")
        value, code = self.value(item)
        if isinstance(value, list):
            v.check_list(value)
            value = self._as_array(value, isinstance(self, NumpyEvaluator))
        if value is None or v.is_array(value):
            return value, code
        return v.as_int(value, _("an index")), code

    @abstractmethod
    def _note(self, node: Node, value: Value, label: str, inputs: Sequence[Value]) -> None:
        """Told of each operation."""


class TorchEvaluator(Evaluator):
    """By PyTorch. What takes part in a gradient is recorded."""

    library = "torch"

    def __init__(self, variables: Mapping[str, Value], recorder: Recorder) -> None:
        super().__init__(variables)
        self._recorder = recorder

    def _function(self, operation: Operation, library: str) -> Any:
        if library == "np" or operation.torch is None:
            if library != "np":
                raise BenchError(_("{name} is NumPy's: np.{name}(…)").format(name=operation.name))
            return operation.numpy
        return operation.torch

    def _as_array(self, value: Value, by_numpy: bool, of: str = "") -> Value:
        if by_numpy:
            if isinstance(value, torch.Tensor):
                raise BenchError(_("NumPy's functions take arrays: .numpy() makes one of a tensor"))
            return _array(value)
        if isinstance(value, np.ndarray):
            raise BenchError(_("this is a NumPy array: torch.from_numpy(a) makes a tensor of it"))
        if isinstance(value, torch.Tensor):
            return value
        # as PyTorch has it: lists in an index, numbers in where(), and nowhere else
        if of and not (of == "where" and v.is_number(value)):
            raise BenchError(
                _("{of} takes tensors, not {kind_of}: tensor(…) makes one of it").format(
                    of=of, kind_of=v.kind_of(value)
                )
            )
        v.check_list(value)
        return torch.tensor(value)

    def _own_property(self, value: Value, name: str) -> Value:
        if isinstance(value, np.ndarray):
            raise BenchError(_("a NumPy array has no .{name}").format(name=name))
        if name == "grad":
            if not value.is_leaf:
                raise BenchError(_("only tensors made with requires_grad=True keep their .grad"))
            return value.grad
        return value.device if name == "device" else value.requires_grad

    def _note(self, node: Node, value: Value, label: str, inputs: Sequence[Value]) -> None:
        self._recorder.note(value, label, inputs)


class NumpyEvaluator(Evaluator):
    """By NumPy."""

    library = "np"

    def _function(self, operation: Operation, library: str) -> Any:
        if operation.numpy is None:
            raise UnavailableError(
                operation.why_not or _("NumPy has no {operation_name}").format(operation_name=operation.name)
            )
        return operation.numpy

    def _as_array(self, value: Value, by_numpy: bool, of: str = "") -> Value:
        return _array(value)

    def _own_property(self, value: Value, name: str) -> Value:
        raise UnavailableError(_("a NumPy array has no .{name}").format(name=name))

    def _note(self, node: Node, value: Value, label: str, inputs: Sequence[Value]) -> None:
        # NumPy knows of no gradients
        return


def _array(value: Value) -> Value:
    if not isinstance(value, np.ndarray):
        v.check_list(value)
    return np.asarray(value)


def _combined(sign: str, a: Value, b: Value) -> Value:
    if not v.is_array(a) and not v.is_array(b) and ((sign == "/" and b == 0) or (sign == "**" and a == 0 and b < 0)):
        raise BenchError(_("this divides by zero"))
    return _SIGNS[sign](a, b)


def _operand(code: str) -> str:
    return atom(code) if " " in code else code


def _reason(error: Exception) -> str:
    """PyTorch's own reason, the first sentence of it."""
    text = " ".join(str(error).split())
    text = text.split(" Exception raised from")[0].split("\n")[0]
    text = f"{text[:1].lower()}{text[1:]}"[:240] or type(error).__name__
    if "same dtype" in text:
        text = _("{reason}; .float() makes numbers with a point of whole ones").format(reason=text)
    return text
