"""Kernel calls written as the text of a TorchScript graph."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload

from nnstudio.engine.replay.kernels import storage
from nnstudio.language import _

# https://docs.pytorch.org/docs/stable/jit.html#interpreting-graphs
# as in PyTorch's c10/core/ScalarType.h
_DTYPES = {torch.int64: 4, torch.float32: 6, torch.float64: 7, torch.bool: 11}
FIXED = "%t"
"""How the names begin of values that are the same at every step."""


class CannotCompileError(Exception):
    """A call can't be said in a graph; the message says which, as a clause."""


class GraphText:
    """Collects calls; `name_of` gives the value of a tensor that no call of the graph has made."""

    def __init__(self, name_of: Callable[[Tensor], str], generators: dict[str, torch.Generator]) -> None:
        self._name_of = name_of
        self._generators = {id(generator): name for name, generator in generators.items()}
        self._made: dict[int, tuple[str, Tensor]] = {}
        self._new_places: set[int] = set()
        self._old_places: set[int] = set()
        self._head: list[str] = []
        self._body: list[str] = []
        self._constants: dict[str, str] = {}
        self._kept_lists: dict[str, str] = {}
        self._count = 0
        self._schemas: list[str] = []
        self.floats: list[float] = []
        """Numbers that the graph is given when it runs."""

    def add(
        self,
        func: OpOverload[..., Any],
        args: Sequence[Any],
        kwargs: dict[str, Any],
        result: Any,
        apart: Collection[str] = (),
    ) -> dict[str, int]:
        """One more call. Says where in `floats` the arguments named `apart` stand."""
        values, places = [], {}
        for i, argument in enumerate(func._schema.arguments):
            if i < len(args):
                value = args[i]
            elif argument.name in kwargs:
                value = kwargs[argument.name]
            else:
                value = argument.default_value
            if argument.name in apart:
                places[argument.name] = len(self.floats)
            values.append(self._value(value, str(argument.real_type)))
        left = self._results(func, result)
        self._body.append(f"{left}{' = ' if left else ''}{func._schema.name}({', '.join(values)})")
        self._schemas.append(str(func._schema))
        return places

    def write(self, line: str) -> None:
        """A line of the graph's own, which names its values itself."""
        self._body.append(line)

    def take_body(self) -> list[str]:
        """The lines since the last time."""
        lines, self._body = self._body, []
        return lines

    def head(self, fixed: Sequence[str]) -> list[str]:
        """The lines that come before everything: constants, what is the same at every step, and lists of it."""
        unpacked = ", ".join(f"{name} : Tensor" for name in fixed)
        return [
            "%go : bool = prim::Constant[value=1]()",
            "%zero : int = prim::Constant[value=0]()",
            "%one : int = prim::Constant[value=1]()",
            *self._head,
            *([f"{unpacked} = prim::ListUnpack(%tensors)"] if fixed else []),
            *(f"{name} : {right}" for right, name in self._kept_lists.items()),
        ]

    def compiled(self, source: str) -> Callable[..., int]:
        """The graph as a function.

        Raises:
            CannotCompileError: PyTorch reads the text differently from how it was meant.
        """
        try:
            graph = torch._C.parse_ir(source)
            read = Counter(_schemas_in(graph))
            function: Callable[..., int] = torch._C._create_function_from_graph("steps", graph)
        except (RuntimeError, AttributeError) as error:
            # an AttributeError: a PyTorch without TorchScript
            raise CannotCompileError(
                _("PyTorch makes no graph of it ({error})").format(error=str(error).splitlines()[0])
            ) from None
        if Counter(self._schemas) - read:
            raise CannotCompileError(_("PyTorch takes another kernel for one of its name"))
        return function

    def _results(self, func: OpOverload[..., Any], result: Any) -> str:
        returns = func._schema.returns
        results = [result] if len(returns) == 1 else list(result or ())
        names = []
        for returned, value in zip(returns, results, strict=True):
            name = self._new()
            names.append(f"{name} : {_type(str(returned.type))}")
            if isinstance(value, Tensor):
                if not func._schema.is_mutable:
                    self._made[id(value)] = name, value
                    self._new_places.add(storage(value))
            elif not isinstance(value, list | tuple | None):
                raise CannotCompileError(_("{kernel} hands a number to Python").format(kernel=func))
        return ", ".join(names)

    def _tensor(self, tensor: Tensor) -> str:
        made = self._made.get(id(tensor))
        if made is not None:
            return made[0]
        if storage(tensor) in self._new_places - self._old_places:
            raise CannotCompileError(_("it looks at a new tensor in a way that no kernel tells"))
        self._old_places.add(storage(tensor))
        return self._name_of(tensor)

    def _value(self, value: Any, kind: str) -> str:
        if isinstance(value, Tensor):
            return self._tensor(value)
        if isinstance(value, int | float) and kind == "Tensor":
            return self._name_of(torch.tensor(value, dtype=torch.int64 if isinstance(value, int) else torch.float64))
        if isinstance(value, float):
            return self._float(value)
        if isinstance(value, torch.Generator):
            # what was heard has a Python object of its own; recorded calls draw from the stream alone
            return self._generators.get(id(value), "%stream")
        if value is None:
            return self._constant("NoneType", "")
        if isinstance(value, bool):
            return self._constant("bool", f"[value={int(value)}]")
        if isinstance(value, int):
            return self._float(float(value)) if kind == "float" else self._constant("int", f"[value={value}]")
        if isinstance(value, torch.dtype) and value in _DTYPES:
            return self._constant("int", f"[value={_DTYPES[value]}]")
        if isinstance(value, str) and value.isidentifier():
            return self._constant("str", f'[value="{value}"]')
        if isinstance(value, list | tuple):
            return self._list(value, kind)
        raise CannotCompileError(_("{kind} can't be said in a graph").format(kind=type(value).__name__))

    def _list(self, values: Sequence[Any], kind: str) -> str:
        names = [self._value(value, _element(kind)) for value in values]
        right = f"{_element(kind)}[] = prim::ListConstruct({', '.join(names)})"
        # a list of what stays the same is made once, not at every step
        stays = not any(isinstance(value, Tensor) and not self._stays(value) for value in values)
        if stays and right in self._kept_lists:
            return self._kept_lists[right]
        name = self._new()
        if stays:
            self._kept_lists[right] = name
        else:
            self._body.append(f"{name} : {right}")
        return name

    def _stays(self, tensor: Tensor) -> bool:
        return id(tensor) not in self._made and self._name_of(tensor).startswith(FIXED)

    def _float(self, value: float) -> str:
        index = len(self.floats)
        self.floats.append(value)
        at = self._constant("int", f"[value={index}]")
        self._head.append(f"%float{index} : float = aten::__getitem__(%floats, {at})")
        return f"%float{index}"

    def _constant(self, kind: str, value: str) -> str:
        line = f"{kind} = prim::Constant{value}()"
        if line not in self._constants:
            name = self._constants[line] = self._new()
            self._head.append(f"{name} : {line}")
        return self._constants[line]

    def _new(self) -> str:
        self._count += 1
        return f"%v{self._count}"


def _type(kind: str) -> str:
    """A schema's type as graphs spell it."""
    return f"{_element(kind)}[]" if kind.startswith("List[") else kind


def _element(kind: str) -> str:
    """The type of a list's elements, of the list's type, which may be optional."""
    return kind.removeprefix("Optional[").removeprefix("List[").rstrip("]")


def loop(count: str, counter: str, lines: Sequence[str]) -> list[str]:
    """The lines, so many times over; `counter` counts from 0."""
    return [
        f"prim::Loop({count}, %go)",
        f"  block0({counter} : int):",
        *(f"    {line}" for line in lines),
        "    -> (%go)",
    ]


def whole(arguments: Sequence[str], lines: Sequence[str]) -> str:
    """A graph's text; it returns 0."""
    return "\n".join([f"graph({', '.join(arguments)}):", *(f"  {line}" for line in lines), "  return (%zero)", ""])


def _schemas_in(block: Any) -> Iterator[str]:
    for node in block.nodes():
        if node.kind() == "prim::Loop":
            for inner in node.blocks():
                yield from _schemas_in(inner)
        elif node.kind().startswith("aten::"):
            yield node.schema()
