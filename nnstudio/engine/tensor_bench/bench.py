"""The tensor bench itself: variables, and lines that are computed."""

import ast
from dataclasses import dataclass

import numpy as np
import torch

from nnstudio.engine.tensor_bench import values as v
from nnstudio.engine.tensor_bench.broadcast import Stretch, stretch
from nnstudio.engine.tensor_bench.by_numpy import NumpyEvaluator
from nnstudio.engine.tensor_bench.by_torch import TorchEvaluator
from nnstudio.engine.tensor_bench.errors import BenchError, UnavailableError
from nnstudio.engine.tensor_bench.graph import GraphNode, Recorder
from nnstudio.engine.tensor_bench.memory import shares
from nnstudio.engine.tensor_bench.random import Streams
from nnstudio.engine.tensor_bench.reading import Statement, place_of, read
from nnstudio.engine.tensor_bench.statements import Done, execute, roots_of
from nnstudio.engine.tensor_bench.values import Value
from nnstudio.language import _, all_of


@dataclass(frozen=True, eq=False)
class Computed:
    """What came of one statement."""

    name: str | None
    """The variable that it was given to."""
    text: str
    torch: Value
    numpy: Value
    """None where NumPy has no such thing: `why_not` says why."""
    why_not: str
    numpy_code: str
    """How NumPy spells it; empty if it has no such thing."""
    printed: tuple[str, str] | None
    """What ``print`` wrote, by PyTorch and by NumPy."""
    drawn: str
    """Which generator random numbers come from; empty if none were drawn."""
    notes: tuple[str, ...]
    """What else is to be said: other variables that have changed, what PyTorch warns of."""
    sign: str
    """The operator between the two operands of `stretch`."""
    operands: tuple[Value, Value] | None
    stretch: Stretch | None
    """How the operands of the outermost operator were brought to one shape, where they had to be."""
    graph: tuple[GraphNode, ...]
    """How a single number with a gradient came about; empty for all else."""


class Bench:
    """Keeps variables from line to line, once as PyTorch has them and once as NumPy has."""

    def __init__(self) -> None:
        self._torch: dict[str, Value] = {}
        self._numpy: dict[str, Value] = {}
        self._streams = Streams()
        self._numpy_streams = Streams()
        self._recorder = Recorder()

    @property
    def variables(self) -> dict[str, Value]:
        """The variables, as PyTorch has them."""
        return dict(self._torch)

    def clear(self) -> None:
        """Forgets all variables, and seeds the generators anew."""
        self.__init__()  # type: ignore[misc]

    def run(self, line: str) -> list[Computed]:
        """Computes a line's statements, which ``;`` parts; as in Python, those before one that fails are done.

        Raises:
            BenchError: it can't be computed; a sentence, with its place in the line.
        """
        try:
            return [self._statement(statement) for statement in read(line)]
        except BenchError as error:
            if error.node is not None:
                error.start, error.end = place_of(error.node, line)
            raise
        finally:
            self._recorder.keep(list(self._torch.values()))

    def _statement(self, statement: Statement) -> Computed:
        node = statement.node
        by_torch = TorchEvaluator(self._torch, self._streams, self._recorder)
        drawn = self._streams.torch_draws, self._streams.numpy_draws
        try:
            with torch.set_grad_enabled(not statement.is_without_gradient):
                done = execute(node, by_torch)
        except BenchError:
            # some of it may be done; a single assignment is not
            done_names = _names_of(node) if isinstance(node, ast.For | ast.If) else set()
            self._give_up_numpys(done_names, by_torch, _("NumPy has not computed this: the line was not finished"))
            self._keep_pace()
            raise
        finally:
            for changed, _part in by_torch.changed:
                self._recorder.forget(changed)
        told = self._streams.told(*drawn)
        graph = by_torch.graph or self._recorder.graph(done.value)
        name = _name_of(node)
        if name:
            self._recorder.call(done.value, name)
        by_numpy = NumpyEvaluator(self._numpy, self._numpy_streams, by_torch.numpys)
        numpy_done, why_not = self._by_numpy(statement, by_numpy, by_torch)
        printed = None
        if by_torch.printed:
            printed = _told(by_torch.printed), _told(by_numpy.printed)
        sign, operands, stretched = _stretched(node, by_torch)
        return Computed(
            name,
            statement.text,
            done.value,
            numpy_done.value,
            why_not,
            numpy_done.code,
            printed,
            told,
            (*self._sharing(node, by_torch), *dict.fromkeys(by_torch.notes)),
            sign,
            operands,
            stretched,
            graph,
        )

    def _by_numpy(self, statement: Statement, by_numpy: NumpyEvaluator, by_torch: TorchEvaluator) -> tuple[Done, str]:
        """The same by NumPy. Where it can't follow, the variables that were set are none of its own any more."""
        try:
            done, why_not = execute(statement.node, by_numpy), by_numpy.why_not
        except BenchError as error:
            done, why_not = Done(None, ""), str(error)
            self._give_up_numpys(_names_of(statement.node), by_torch, why_not)
        for name in [name for name in self._numpy if name not in self._torch]:
            del self._numpy[name]
        self._keep_pace()
        return done, why_not

    def _keep_pace(self) -> None:
        """Both sides draw the same numbers next, whatever became of this line."""
        self._numpy_streams.follow(self._streams)
        for name, value in self._torch.items():
            other = self._numpy.get(name)
            if isinstance(value, torch.Generator) and isinstance(other, torch.Generator):
                other.set_state(value.get_state())
            if isinstance(value, np.random.Generator) and isinstance(other, np.random.Generator):
                other.bit_generator.state = value.bit_generator.state

    def _give_up_numpys(self, names: set[str], by_torch: TorchEvaluator, why_not: str) -> None:
        """What a statement has changed, or set by these names, is none of NumPy's any more."""
        for name, value in self._torch.items():
            is_changed = any(shares(value, one) for one, _part in by_torch.changed)
            if name in names or name not in self._numpy or is_changed:
                self._numpy[name] = UnavailableError(why_not)

    def _sharing(self, node: ast.stmt, evaluator: TorchEvaluator) -> tuple[str, ...]:
        """Which variables have changed because their memory was changed by another's name."""
        if not evaluator.changed:
            return ()
        own = roots_of(node) or _methods_of(node)
        others = {name: value for name, value in self._torch.items() if name not in own}
        changed = [part for _array, part in evaluator.changed if part is not None]
        surely = [name for name, value in others.items() if any(shares(value, part) for part in changed)]
        whole = [array for array, part in evaluator.changed if part is None]
        perhaps = [name for name, value in others.items() if any(shares(value, array) for array in whole)]
        told = []
        if surely:
            told.append(_("in the same memory, and so changed, too: {names}").format(names=all_of(surely)))
        if perhaps:
            told.append(_("in the same memory: {names}").format(names=all_of(perhaps)))
        return tuple(told)


def _told(printed: list[str]) -> str:
    text = "".join(printed)
    return (text if len(text) <= v.MAX_PRINTED else f"{text[: v.MAX_PRINTED]} …").rstrip("\n")


def _name_of(node: ast.stmt) -> str | None:
    if isinstance(node, ast.Assign) and isinstance(node.targets[-1], ast.Name):
        return node.targets[-1].id
    return None


def _names_of(node: ast.stmt) -> set[str]:
    """The variables that a statement, or one within it, sets anew."""
    targets: list[ast.AST] = []
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assign):
            targets.extend(inner.targets)
        elif isinstance(inner, ast.AugAssign | ast.For):
            targets.append(inner.target)
    found = set()
    while targets:
        target = targets.pop()
        if isinstance(target, ast.Tuple | ast.List):
            targets.extend(target.elts)
        elif isinstance(target, ast.Name):
            found.add(target.id)
    return found


def _methods_of(node: ast.stmt) -> set[str]:
    """The variables at which the methods of a statement, or of those within it, begin."""
    found = set()
    for inner in ast.walk(node):
        part: ast.AST | None = inner.value if isinstance(inner, ast.Expr) else None
        while isinstance(part, ast.Call | ast.Attribute | ast.Subscript):
            part = part.func if isinstance(part, ast.Call) else part.value
        if isinstance(part, ast.Name):
            found.add(part.id)
    return found


def _stretched(node: ast.stmt, evaluator: TorchEvaluator) -> tuple[str, tuple[Value, Value] | None, Stretch | None]:
    expression = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    if evaluator.last_binary is None or evaluator.last_binary[0] is not expression:
        return "", None, None
    _node, sign, a, b = evaluator.last_binary
    if sign == "@" or not (v.is_array(a) and v.is_array(b)):
        return "", None, None
    found = stretch(a.shape, b.shape)
    return (sign, (a, b), found) if found is not None and found.is_needed else ("", None, None)
