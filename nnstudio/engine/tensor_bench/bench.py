"""The tensor bench itself: variables, and lines that are computed."""

from dataclasses import dataclass
from typing import Any

from nnstudio.engine.tensor_bench import syntax
from nnstudio.engine.tensor_bench.broadcast import Stretch, stretch
from nnstudio.engine.tensor_bench.errors import BenchError, UnavailableError
from nnstudio.engine.tensor_bench.evaluate import NumpyEvaluator, TorchEvaluator
from nnstudio.engine.tensor_bench.graph import GraphNode, Recorder
from nnstudio.engine.tensor_bench.parser import parse
from nnstudio.engine.tensor_bench.syntax import Statement
from nnstudio.engine.tensor_bench.values import Value, is_array
from nnstudio.language import _

MAX_VARIABLES = 50


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
        self._recorder = Recorder()

    @property
    def variables(self) -> dict[str, Value]:
        """The variables, as PyTorch has them."""
        return dict(self._torch)

    def clear(self) -> None:
        """Forgets all variables."""
        self.__init__()  # type: ignore[misc]

    def run(self, line: str) -> list[Computed]:
        """Computes a line's statements, which ``;`` parts. If one can't be, none of the line's variables is set.

        Raises:
            BenchError: it can't be computed; a sentence, with its place in the line.
        """
        statements = parse(line)
        kept = dict(self._torch), dict(self._numpy)
        try:
            return [self._statement(statement) for statement in statements]
        except BenchError:
            self._torch, self._numpy = kept
            raise
        finally:
            self._recorder.keep(list(self._torch.values()))

    def _statement(self, statement: Statement) -> Computed:
        if statement.name and statement.name not in self._torch and len(self._torch) >= MAX_VARIABLES:
            raise BenchError(
                _("there are {max_variables} variables already: use one of their names again").format(
                    max_variables=MAX_VARIABLES
                )
            )
        evaluator = TorchEvaluator(self._torch, self._recorder)
        found, _unused = evaluator.value(statement.expression)
        by_numpy: Any = None
        why_not = numpy_code = ""
        try:
            by_numpy, numpy_code = NumpyEvaluator(self._numpy).value(statement.expression)
        except BenchError as error:
            why_not = str(error)
        sign, operands, stretched = self._operands(statement.expression)
        graph = self._recorder.graph(found)
        if statement.name:
            self._torch[statement.name] = found
            self._numpy[statement.name] = UnavailableError(why_not) if why_not else by_numpy
            self._recorder.call(found, statement.name)
        return Computed(
            statement.name, statement.text, found, by_numpy, why_not, numpy_code, sign, operands, stretched, graph
        )

    def _operands(self, node: syntax.Node) -> tuple[str, tuple[Value, Value] | None, Stretch | None]:
        if not isinstance(node, syntax.Binary) or node.sign == "@":
            return "", None, None
        evaluator = TorchEvaluator(self._torch, Recorder())
        a, b = evaluator.value(node.left)[0], evaluator.value(node.right)[0]
        if not (is_array(a) and is_array(b)):
            return "", None, None
        found = stretch(a.shape, b.shape)
        return (node.sign, (a, b), found) if found is not None and found.is_needed else ("", None, None)
