"""What a line means, as a tree: values, names, calls, and nothing that could reach beyond them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A part of an expression; `start` and `end` are its place in the line."""

    start: int
    end: int
    depth: int
    """How many nodes lie below one another in it."""


@dataclass(frozen=True)
class Constant(Node):
    """A number, a text in quotation marks, True, False, None or ``...``."""

    value: int | float | str | bool | None


@dataclass(frozen=True)
class Dots(Node):
    """``...`` in an index."""


@dataclass(frozen=True)
class Items(Node):
    """``[a, b]`` or ``(a, b)``."""

    items: tuple[Node, ...]
    is_list: bool


@dataclass(frozen=True)
class Name(Node):
    name: str


@dataclass(frozen=True)
class Member(Node):
    """``torch.float32``: something of a library that is not called."""

    library: str
    path: str


@dataclass(frozen=True)
class Unary(Node):
    sign: str
    operand: Node


@dataclass(frozen=True)
class Binary(Node):
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call(Node):
    """``exp(x)``, ``torch.exp(x)``, ``np.exp(x)``; the library is empty where none is written."""

    library: str
    path: str
    arguments: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Method(Node):
    """``x.sum(0)``."""

    target: Node
    name: str
    arguments: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Attribute(Node):
    """``x.T``."""

    target: Node
    name: str


@dataclass(frozen=True)
class Slice(Node):
    """``a:b:c`` within an index."""

    first: Node | None
    last: Node | None
    step: Node | None


@dataclass(frozen=True)
class Index(Node):
    """``x[0, 1:3]``."""

    target: Node
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Statement:
    """An expression, and the variable that its value is given to, if any."""

    name: str | None
    expression: Node
    text: str
