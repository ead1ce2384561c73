"""A part of a script under construction."""

from collections.abc import Callable, Mapping
from typing import Any


class ScriptLines:
    """A part of a script: its lines, and the names that it imports from scikit-learn's modules."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.imports: dict[str, set[str]] = {}
        self.needs_numpy = False

    def add(self, *lines: str) -> None:
        self.lines += lines
        self.needs_numpy = self.needs_numpy or any("np." in line for line in lines)

    def use(self, module: str, name: str) -> None:
        self.imports.setdefault(module, set()).add(name)


SourceWriter = Callable[[ScriptLines, Any], None]
"""Writes the lines that make `X` and `y` of one kind of source, given its spec."""


def written(options: Mapping[str, object]) -> list[str]:
    """Options as a call has them: ``["lr=0.1", "momentum=0.9"]``."""
    return [f"{name}={value!r}" for name, value in options.items()]
