"""Computing a tree: what is the same for PyTorch and for NumPy; nothing is looked up but what the library lists."""

import ast
import operator
import re
import warnings
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch

from nnstudio.engine.tensor_bench import scikit
from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError, UnavailableError
from nnstudio.engine.tensor_bench.loops import Steps, listed
from nnstudio.engine.tensor_bench.operations import atom
from nnstudio.engine.tensor_bench.random import Streams
from nnstudio.engine.tensor_bench.reading import LIBRARIES, refused
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _
from nnstudio.project.names import meant

SIGNS: dict[type[ast.AST], tuple[str, Callable[[Value, Value], Value]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow),
    ast.MatMult: ("@", operator.matmul),
    ast.BitAnd: ("&", operator.and_),
    ast.BitOr: ("|", operator.or_),
    ast.BitXor: ("^", operator.xor),
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.In: ("in", lambda a, b: a in b),
    ast.NotIn: ("not in", lambda a, b: a not in b),
    ast.Is: ("is", operator.is_),
    ast.IsNot: ("is not", operator.is_not),
}
_UNARY: dict[type[ast.AST], tuple[str, Callable[[Value], Value]]] = {
    ast.USub: ("-", operator.neg),
    ast.UAdd: ("+", operator.pos),
    ast.Invert: ("~", operator.invert),
    ast.Not: ("not ", operator.not_),
}
_FORMAT = re.compile(r"[<>^=]?[-+ ]?0?\d{0,2},?(\.\d{1,2})?[bdeEfFgGnosx%]?")
_LARGEST = 2**64
Spelled = tuple[Value, str]
"""A value, and its text in the library's own words."""


class Evaluator:
    """Walks a tree."""

    library = ""

    def __init__(self, variables: dict[str, Value], streams: Streams) -> None:
        self.variables = variables
        self.streams = streams
        self.printed: list[str] = []
        """What ``print`` wrote."""
        self.changed: list[tuple[Value, Value]] = []
        """Tensors and arrays that were changed in place, and which part of each; None where that isn't known."""
        self.notes: list[str] = []
        """What PyTorch or NumPy warned of."""
        self.last_binary: tuple[ast.AST, str, Value, Value] | None = None
        """The operator that was computed last, and its operands."""
        self.why_not = ""
        """Why a value that was computed is none of this library's."""
        self._work = 0
        self.steps = Steps()

    def value(self, node: ast.AST) -> Spelled:
        """The node's value, and its text in the library's own words.

        Raises:
            BenchError: it can't be computed; it knows the node.
        """
        with self.telling(node):
            found, code = self._of(node)
            self._weigh(found)
            return found, code

    @contextmanager
    def telling(self, node: ast.AST) -> Iterator[None]:
        """Within it, what PyTorch and NumPy complain of becomes a `BenchError`, and their warnings become notes."""
        try:
            with warnings.catch_warnings(record=True) as said, np.errstate(all="ignore"):
                warnings.simplefilter("always")
                yield
            self.notes.extend(_first_sentence(str(one.message)) for one in said if one.category is UserWarning)
        except BenchError as error:
            if error.end == 0 and error.node is None:
                error.node = node
            raise
        # whatever a library raises is told in a sentence
        except Exception as error:
            told = BenchError(_reason(error))
            told.node = node
            raise told from None

    def _weigh(self, value: Value) -> None:
        if v.is_array(value):
            v.make_room(*value.shape)
            self._work += v.elements(value.shape)
        elif isinstance(value, int) and abs(value) > _LARGEST:
            raise BenchError(_("this number is too large for here"))
        elif (isinstance(value, list | tuple) and v.count_items(value) > v.MAX_LISTED) or (
            isinstance(value, str) and len(value) > v.MAX_LISTED
        ):
            raise BenchError(_("this list or text is too long for here"))
        if self._work > v.MAX_WORK:
            raise BenchError(_("this line computes too many numbers: split it, or make the tensors smaller"))

    def _of(self, node: ast.AST) -> Spelled:
        match node:
            case ast.Constant(value=value):
                if value is not ... and not isinstance(value, int | float | str | None):
                    raise refused(node, repr(value))
                return value, "..." if value is ... else repr(value)
            case ast.List(elts=items):
                found, codes = self._items(items)
                return found, f"[{', '.join(codes)}]"
            case ast.Tuple(elts=items):
                found, codes = self._items(items)
                return tuple(found), f"({', '.join(codes)}{',' if len(found) == 1 else ''})"
            case ast.Name(id=name):
                return self._name(name)
            case ast.UnaryOp(op=op, operand=operand):
                return self._unary(node, op, operand)
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(node, op, self.value(left), self.value(right))
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._compared(node, left, ops, others)
            case ast.BoolOp(op=op, values=values):
                return self._both(op, values)
            case ast.IfExp(test=test, body=body, orelse=other):
                condition, condition_code = self.value(test)
                found, code = self.value(body if condition else other)
                return found, f"({code})" if "torch." in condition_code else code
            case ast.JoinedStr(values=values):
                return self._joined(values)
            case ast.Call():
                return self.call(node)
            case ast.Attribute():
                return self._attribute(node)
            case ast.ListComp(elt=each, generators=[one]) | ast.GeneratorExp(elt=each, generators=[one]):
                return listed(each, one, self.value, self.variables, self.steps)
            case ast.Subscript(value=target, slice=index):
                return self._subscript(node, self.value(target), index)
        raise refused(node, ast.unparse(node)[:40])

    def _items(self, nodes: Sequence[ast.AST]) -> tuple[list[Value], list[str]]:
        found = [self.value(node) for node in nodes]
        return [value for value, _unused in found], [code for _unused, code in found]

    def _name(self, name: str) -> Spelled:
        if name in self.variables:
            found = self.variables[name]
            if isinstance(found, UnavailableError):
                raise UnavailableError(str(found))
            return found, name
        if name in v.PYTHONS:
            return v.PYTHONS[name], name
        if name in LIBRARIES:
            raise BenchError(_("a point and a name should follow “{token_text}”").format(token_text=name))
        raise BenchError(
            _("there is no variable {name}{meant}").format(name=name, meant=meant(name, sorted(self.variables)))
        )

    # signs

    def _unary(self, node: ast.AST, op: ast.AST, operand: ast.AST) -> Spelled:
        value, code = self.value(operand)
        sign, compute = _UNARY[type(op)]
        if not v.is_array(value) and not v.is_number(value) and sign != "not ":
            raise BenchError(_("“{sign}” needs numbers, not {kind_of}").format(sign=sign, kind_of=v.kind_of(value)))
        found = compute(value)
        self.note(found, sign, (value,))
        return found, f"{sign}{atom(code)}"

    def _binary(self, node: ast.AST, op: ast.AST, left: Spelled, right: Spelled) -> Spelled:
        sign, compute = SIGNS.get(type(op), ("", None))
        if compute is None:
            raise refused(node, ast.unparse(node)[:40])
        a, b = left[0], right[0]
        self.check_operands(sign, a, b)
        found = compute(a, b)
        self.note(found, sign, (a, b))
        self.last_binary = (node, sign, a, b)
        return found, f"{_operand(left[1])} {sign} {_operand(right[1])}"

    def _compared(self, node: ast.AST, left: ast.AST, ops: Sequence[ast.AST], others: Sequence[ast.AST]) -> Spelled:
        sides = [self.value(each) for each in (left, *others)]
        if len(ops) > 1 and any(v.is_array(value) for value, _unused in sides):
            raise BenchError(_("comparisons can't be chained: write (a < b) & (b < c)"))
        found = [self._binary(node, op, a, b) for op, a, b in zip(ops, sides, sides[1:], strict=False)]
        if len(found) == 1:
            return found[0]
        return all(value for value, _unused in found), " and ".join(code for _unused, code in found)

    def _both(self, op: ast.AST, nodes: Sequence[ast.AST]) -> Spelled:
        codes = []
        found: Value = None
        for node in nodes:
            found, code = self.value(node)
            codes.append(_operand(code))
            if bool(found) is isinstance(op, ast.Or):
                break
        return found, (" or " if isinstance(op, ast.Or) else " and ").join(codes)

    def check_operands(self, sign: str, a: Value, b: Value) -> None:
        """Nothing, if the two can be computed with, and come to no more than a tensor may hold."""
        arrays = [one for one in (a, b) if v.is_array(one)]
        if (
            sign in ("is", "is not")
            or (sign in ("in", "not in") and isinstance(b, list | tuple | str))
            or (sign in ("==", "!=") and not arrays)
        ):
            return
        for one, other in ((a, b), (b, a)):
            if isinstance(one, list | tuple) and self._is_pythons(sign, one, other):
                return
            if isinstance(one, list | tuple):
                raise BenchError(
                    _("“{sign}” needs tensors or numbers: tensor([…]) makes a tensor of a list").format(sign=sign)
                )
            if not v.is_array(one) and not v.is_number(one):
                raise BenchError(
                    _("“{sign}” needs tensors or numbers, not {kind_of}").format(sign=sign, kind_of=v.kind_of(one))
                )
        if sign == "@":
            if len(arrays) < 2:
                raise BenchError(_("“@” is the matrix product: both sides must be tensors"))
            v.check_product(a, b)
        elif len(arrays) == 2:
            v.make_room(*v.common_shape(a.shape, b.shape))
        elif sign == "**" and not arrays and (abs(a) > 1e6 or abs(b) > 100):
            raise BenchError(_("this power is too large for here"))
        elif sign in ("/", "//", "%") and not arrays and b == 0:
            raise BenchError(_("this divides by zero"))

    def _is_pythons(self, sign: str, items: Sequence[Value], other: Value) -> bool:
        """Whether a list goes with the other operand: with a NumPy array, or as Python puts lists together."""
        if isinstance(other, np.ndarray | np.generic):
            v.check_list(items)
            v.make_room(*v.common_shape(np.shape(items), other.shape))
            return sign != "@" or other.ndim < 2
        if sign == "*" and isinstance(other, int):
            if v.count_items(items) * max(0, other) > 2 * v.MAX_LISTED:
                raise BenchError(_("this list or text is too long for here"))
            return True
        return sign in ("==", "!=") or (isinstance(other, list | tuple) and sign not in ("@", "-", "/"))

    def _joined(self, parts: Sequence[ast.AST]) -> Spelled:
        """An f-string."""
        texts, codes = [], []
        for part in parts:
            if not isinstance(part, ast.FormattedValue):
                text, _unused = self.value(part)
                texts.append(text)
                codes.append(text)
                continue
            value, code = self.value(part.value)
            spec = "".join(str(self.value(each)[0]) for each in getattr(part.format_spec, "values", ()))
            if part.conversion not in (-1, ord("r"), ord("s")) or not _FORMAT.fullmatch(spec):
                raise BenchError(_("“{spec}” is no way to write a number that is known here").format(spec=spec))
            texts.append(repr(value) if part.conversion == ord("r") else format(value, spec))
            codes.append(f"{{{code}{':' + spec if spec else ''}}}")
        return "".join(texts), f'f"{"".join(codes)}"'

    # parts

    def _attribute(self, node: ast.Attribute) -> Spelled:
        found = self.dotted(node)
        if found is not None:
            return self.member(*found)
        value, code = self.value(node.value)
        if scikit.is_model(value) and node.attr in scikit.ATTRIBUTES:
            return getattr(value, node.attr), f"{atom(code)}.{node.attr}"
        return self.attribute(node, value, code)

    def dotted(self, node: ast.AST) -> tuple[str, str] | None:
        """The library and the path of ``torch.nn.Linear``; None for all that isn't a library's."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in LIBRARIES or not names:
            return None
        library, lead = LIBRARIES[node.id]
        return library, ".".join([lead, *names] if lead else names)

    def _subscript(self, node: ast.AST, target: Spelled, index: ast.AST) -> Spelled:
        value, code = target
        parts, text = self.index(index)
        if isinstance(value, dict):
            return value[parts], f"{atom(code)}[{text}]"
        if isinstance(value, tuple | list) and not v.is_array(value):
            if isinstance(parts, slice):
                return value[parts], f"{atom(code)}[{text}]"
            return value[v.as_int(parts, _("an index"))], f"{atom(code)}[{text}]"
        if isinstance(value, torch.nn.Sequential | torch.utils.data.TensorDataset):
            return value[v.as_int(parts, _("an index"))], f"{atom(code)}[{text}]"
        if not v.is_array(value):
            raise BenchError(_("only tensors have an index, not {kind_of}").format(kind_of=v.kind_of(value)))
        v.check_index(value.shape, parts)
        found = value[parts]
        self.note(found, "[ ]", (value,))
        return found, f"{atom(code)}[{text}]"

    def index(self, node: ast.AST) -> Spelled:
        """What stands between the brackets."""
        if isinstance(node, ast.Tuple) and node.elts:
            found = [self._index_item(each) for each in node.elts]
            return tuple(part for part, _unused in found), ", ".join(code for _unused, code in found)
        return self._index_item(node)

    def _index_item(self, node: ast.AST) -> Spelled:
        if isinstance(node, ast.Slice):
            ends = [None if part is None else self.value(part) for part in (node.lower, node.upper, node.step)]
            numbers = [None if end is None or end[0] is None else v.as_int(end[0], _("a slice's end")) for end in ends]
            texts = ["" if end is None else end[1] for end in ends]
            return slice(*numbers), f"{texts[0]}:{texts[1]}" + (f":{texts[2]}" if texts[2] else "")
        value, code = self.value(node)
        if isinstance(value, list):
            v.check_list(value)
        return value, code

    # what the libraries do not share

    @abstractmethod
    def call(self, node: ast.Call) -> Spelled:
        """A function, a method or a layer that is called."""

    @abstractmethod
    def member(self, library: str, path: str) -> Spelled:
        """``torch.float32``: something of a library that is not called."""

    @abstractmethod
    def attribute(self, node: ast.AST, value: Value, code: str) -> Spelled:
        """``x.T``."""

    @abstractmethod
    def note(self, value: Value, label: str, inputs: Sequence[Value]) -> None:
        """Told of each operation."""


def _operand(code: str) -> str:
    return atom(code) if " " in code else code


def _first_sentence(text: str) -> str:
    text = " ".join(text.split())
    return text.split(" (Triggered")[0].split(". ")[0][:300].removesuffix(".")


def _reason(error: Exception) -> str:
    """The library's own reason, the first sentence of it."""
    if isinstance(error, KeyError):
        return _("there is no {key} in it").format(key=error)
    if isinstance(error, StopIteration):
        return _("there is no next one: it has come to its end")
    if isinstance(error, MemoryError):
        return _("there is not enough memory for this")
    text = " ".join(str(error).split())
    text = text.split(" Exception raised from")[0].split("\n")[0]
    text = f"{text[:1].lower()}{text[1:]}"[:240] or type(error).__name__
    if "same dtype" in text:
        text = _("{reason}; .float() makes numbers with a point of whole ones").format(reason=text)
    if "'numpy.ndarray' and 'Tensor'" in text or "'Tensor' and 'numpy.ndarray'" in text:
        text = _("a tensor and a NumPy array do not mix: torch.from_numpy(a) makes a tensor of the array")
    return text
