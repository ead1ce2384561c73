"""Going through values one by one, in a loop or in a list that is made of others, for a bounded time."""

import ast
import time
from collections.abc import Callable

import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.engine.tensor_bench.pythons import items_of
from nnstudio.engine.tensor_bench.reading import LIBRARIES, refused
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _

MAX_STEPS = 10_000
"""Statements that the loops of one line come to."""
MAX_SECONDS = 2.0
"""How long they may take: the window stands still meanwhile."""


class Steps:
    """Counts what the loops of one line compute."""

    def __init__(self) -> None:
        self._count = 0
        self._began = time.monotonic()

    def count(self) -> None:
        """Another statement.

        Raises:
            BenchError: the line has computed for long enough.
        """
        self._count += 1
        if self._count > MAX_STEPS:
            raise BenchError(
                _("a loop has at most {max_steps:,} statements to compute here: let it go round less often").format(
                    max_steps=MAX_STEPS
                )
            )
        if time.monotonic() - self._began > MAX_SECONDS:
            raise BenchError(_("this loop takes too long here: let it go round less often"))


def parts_of(value: Value, count: int) -> list[Value]:
    """What is given to so many names."""
    is_row = v.is_array(value) and value.ndim > 0
    if not is_row and not isinstance(value, tuple | list | torch.utils.data.DataLoader):
        raise BenchError(
            _("{kind_of} has no parts that could be given to several names").format(kind_of=v.kind_of(value))
        )
    if len(value) != count:
        raise BenchError(
            _("there are {count} names, but {kind_of} has {size_count} parts").format(
                count=count, kind_of=v.kind_of(value), size_count=len(value)
            )
        )
    return list(value)


def listed(
    each: ast.AST,
    one: ast.comprehension,
    value: Callable[[ast.AST], tuple[Value, str]],
    variables: dict[str, Value],
    steps: Steps,
) -> tuple[Value, str]:
    """``[f(x) for x in values if …]``: the list and its text; its names are its own."""
    values, code = value(one.iter)
    names = [node.id for node in ast.walk(one.target) if isinstance(node, ast.Name)]
    if any(name in LIBRARIES for name in names):
        raise refused(one.target, ast.unparse(one.target))
    outer = {name: variables[name] for name in names if name in variables}
    found, spelled = [], ast.unparse(each)
    try:
        for item in items_of(values, _("a list")):
            steps.count()
            _give(one.target, item, variables)
            if all(value(test)[0] for test in one.ifs):
                part, spelled = value(each)
                found.append(part)
    finally:
        for name in names:
            if name in outer:
                variables[name] = outer[name]
            else:
                variables.pop(name, None)
    ifs = "".join(f" if {ast.unparse(test)}" for test in one.ifs)
    return found, f"[{spelled} for {ast.unparse(one.target)} in {code}{ifs}]"


def _give(target: ast.AST, value: Value, variables: dict[str, Value]) -> None:
    match target:
        case ast.Name(id=name):
            variables[name] = value
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for each, part in zip(targets, parts_of(value, len(targets)), strict=True):
                _give(each, part, variables)
        case _unused:
            raise refused(target, ast.unparse(target)[:40])
