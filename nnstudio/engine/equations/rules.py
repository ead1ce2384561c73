"""How each number of a matrix is made of the numbers of others, and how that is spelled."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from nnstudio.language import _
from nnstudio.project.rounding import digits_below_one

Values = NDArray[np.float32]
Shape = tuple[int, int]

_FIRST, _LAST = 6, 2


class Cells(NamedTuple):
    """A block of one operand."""

    operand: int
    rows: range
    columns: range


class Rule(Protocol):
    """One number of the result: where it comes from, and how."""

    def sources(self, shapes: Sequence[Shape], row: int, column: int) -> tuple[Cells, ...]:
        """The cells that made it."""
        ...

    def spell(self, operands: Sequence[Values], result: Values, row: int, column: int) -> str:
        """The sum with its numbers."""
        ...


def number(value: float) -> str:
    """Four digits that count, with a true minus."""
    # a zero has no sign that matters here
    exact = float(value) + 0.0
    text = _scientific(digits_below_one(exact, f"{exact:.4g}"), "·", lambda exponent: f"10{raised(exponent)}")
    return text.replace("-", "−")


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def raised(exponent: int) -> str:
    """An exponent as it is written above the line."""
    return str(exponent).translate(_RAISED)


def plain(value: float) -> str:
    """A setting as it stands in a line of text: 0.001, 10⁻⁸, 2.5·10⁻⁸."""
    return _scientific(f"{value:g}", "·", lambda exponent: f"10{raised(exponent)}")


def latex(value: float) -> str:
    """A setting as LaTeX."""
    return _scientific(f"{value:g}", r" \cdot ", lambda exponent: f"10^{{{exponent}}}")


def _scientific(text: str, times: str, power: Callable[[int], str]) -> str:
    digits, e, exponent = text.partition("e")
    if not e:
        return text
    made = power(int(exponent))
    return {"1": made, "-1": f"-{made}"}.get(digits, f"{digits}{times}{made}")


def bracketed(value: float) -> str:
    """The same as it stands within a sum or a product."""
    return f"({number(value)})" if value < 0 else number(value)


_NEEDLESS = re.compile(r"(?:(?<=\()|(?<=, ))\((−[^()]*)\)(?=[,)])")


def _tidy(text: str) -> str:
    """Without brackets around a number that stands alone between brackets or commas."""
    return _NEEDLESS.sub(r"\1", text)


def _taken(count: int) -> list[int]:
    """The places whose terms are written out, of a sum of `count`."""
    return list(range(count)) if count <= _FIRST + _LAST + 1 else [*range(_FIRST), *range(count - _LAST, count)]


def _joined(terms: list[str], count: int, sign: str = " + ") -> str:
    if len(terms) < count:
        terms = [*terms[:_FIRST], _("… ({count:,} more)").format(count=count - len(terms)), *terms[_FIRST:]]
    return sign.join(terms)


def _place(shape: Shape, row: int, column: int) -> tuple[int, int]:
    """Where a number comes from in an operand that is spread over the result."""
    return (0 if shape[0] == 1 else row), (0 if shape[1] == 1 else column)


def _one(operand: int, row: int, column: int) -> Cells:
    return Cells(operand, range(row, row + 1), range(column, column + 1))


@dataclass(frozen=True)
class Product:
    """The matrix product of the first two operands; a third one is a row that is added to each row."""

    def sources(self, shapes: Sequence[Shape], row: int, column: int) -> tuple[Cells, ...]:
        inner = range(shapes[0][1])
        cells = [Cells(0, range(row, row + 1), inner), Cells(1, inner, range(column, column + 1))]
        return (*cells, _one(2, 0, column)) if len(shapes) > 2 else tuple(cells)

    def spell(self, operands: Sequence[Values], result: Values, row: int, column: int) -> str:
        left, right = operands[0][row], operands[1][:, column]
        terms = [f"{bracketed(left[k])}·{bracketed(right[k])}" for k in _taken(len(left))]
        text = _joined(terms, len(left))
        if len(operands) > 2:
            text += f" + {bracketed(operands[2][0, column])}"
        return f"{text} = {number(result[row, column])}"


@dataclass(frozen=True)
class Each:
    """Each number of its own: `how` is a text in which ``{0}`` stands for the first operand's number there."""

    how: str

    def sources(self, shapes: Sequence[Shape], row: int, column: int) -> tuple[Cells, ...]:
        return tuple(_one(i, *_place(shape, row, column)) for i, shape in enumerate(shapes))

    def spell(self, operands: Sequence[Values], result: Values, row: int, column: int) -> str:
        numbers = [bracketed(o[_place(_shape(o), row, column)]) for o in operands]
        return f"{_tidy(self.how.format(*numbers))} = {number(result[row, column])}"


@dataclass(frozen=True)
class Fold:
    """A row, a column or everything made into one number.

    `term` is written for each number, ``{0}`` being the first operand's; `whole` takes the terms as ``{}``, their
    number as ``{n}``, and the last operand's first number among them as ``{last}``.
    """

    axis: int | None
    """0: down each column; 1: along each row; None: over everything."""
    term: str = "{0}"
    whole: str = "{}"
    join: str = " + "

    def _block(self, shape: Shape, row: int, column: int) -> tuple[range, range]:
        rows = range(shape[0]) if self.axis in (0, None) else range(row, row + 1)
        columns = range(shape[1]) if self.axis in (1, None) else range(column, column + 1)
        if shape[0] == 1:
            rows = range(1)
        if shape[1] == 1:
            columns = range(1)
        return rows, columns

    def sources(self, shapes: Sequence[Shape], row: int, column: int) -> tuple[Cells, ...]:
        return tuple(Cells(i, *self._block(shape, row, column)) for i, shape in enumerate(shapes))

    def spell(self, operands: Sequence[Values], result: Values, row: int, column: int) -> str:
        rows, columns = self._block(_shape(operands[0]), row, column)
        count = len(rows) * len(columns)
        terms = []
        for k in _taken(count):
            i, j = rows[k // len(columns)], columns[k % len(columns)]
            numbers: list[Any] = [bracketed(o[_place(_shape(o), i, j)]) for o in operands]
            terms.append(self.term.format(*numbers))
        last = operands[-1][_place(_shape(operands[-1]), rows[0], columns[0])]
        text = self.whole.format(_joined(terms, count, self.join), n=count, last=number(last))
        return f"{_tidy(text)} = {number(result[row, column])}"


@dataclass(frozen=True)
class Pick:
    """From each row of the first operand the number in the column that the second one names, sign turned."""

    labels: tuple[int, ...]

    def sources(self, shapes: Sequence[Shape], row: int, column: int) -> tuple[Cells, ...]:
        return _one(0, row, self.labels[row]), _one(1, row, 0)

    def spell(self, operands: Sequence[Values], result: Values, row: int, column: int) -> str:
        picked = operands[0][row, self.labels[row]]
        return f"−{bracketed(picked)} (class {self.labels[row]}) = {number(result[row, column])}"


@dataclass(frozen=True)
class PickRow:
    """From the first operand, a column, the number in the row that the second one names."""

    labels: tuple[int, ...]

    def sources(self, shapes: Sequence[Shape], row: int, column: int) -> tuple[Cells, ...]:
        return _one(0, self.labels[row], 0), _one(1, row, 0)

    def spell(self, operands: Sequence[Values], result: Values, row: int, column: int) -> str:
        label = self.labels[row]
        return f"{number(operands[0][label, 0])} (class {label}) = {number(result[row, column])}"


def _shape(values: Values) -> Shape:
    rows, columns = values.shape
    return rows, columns


@dataclass(frozen=True)
class Given:
    """Nothing made it: it is what the step starts from."""

    def sources(self, shapes: Sequence[Shape], row: int, column: int) -> tuple[Cells, ...]:
        return ()

    def spell(self, operands: Sequence[Values], result: Values, row: int, column: int) -> str:
        return number(result[row, column])
