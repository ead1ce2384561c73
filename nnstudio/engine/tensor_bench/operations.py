"""What a function or method is: how each library computes it, and how it is spelled there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnstudio.engine.tensor_bench.values import Value

ARRAYS = ("input", "other", "condition")
"""Parameters of these names take a tensor; a list or a number given there is made into one first."""

Codes = dict[str, Any]
"""The texts of the arguments by parameter; a tuple of texts for one that takes several."""


@dataclass(frozen=True)
class Operation:
    """A function, a method, or both. `torch` and `numpy` have the same parameters, by which calls are read."""

    name: str
    torch: Callable[..., Value] | None
    numpy: Callable[..., Value] | None
    numpy_code: Callable[[Codes], str] | None = None
    """How the library spells it, of the arguments' texts."""
    is_function: bool = True
    is_method: bool = False
    why_not: str = ""
    """Why NumPy has none."""
    is_graphed: bool = True
    """Whether it is a step of its own in the graph."""
    draws: bool = False
    """Whether its first argument are the `Streams` of random numbers."""
    is_torchs_alone: bool = False
    """Whether NumPy's side computes it by PyTorch, and only so that the line goes on."""


def atom(code: str) -> str:
    """The text in brackets, unless it holds together by itself."""
    depth = 0
    if code[:1] in ('"', "'"):
        return code
    for sign in code:
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif depth == 0 and not (sign.isalnum() or sign in "._"):
            return f"({code})"
    return code


def call(name: str, *arguments: str, **named: str | None) -> str:
    """A call as it is written; what is None is left out."""
    texts = [*arguments, *(f"{key}={value}" for key, value in named.items() if value is not None)]
    return f"{name}({', '.join(texts)})"


def shape_code(codes: tuple[str, ...]) -> str:
    """The sizes as the one tuple that NumPy wants."""
    return codes[0] if len(codes) == 1 else f"({', '.join(codes)})"
