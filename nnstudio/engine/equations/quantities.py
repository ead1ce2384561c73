"""Matrices with names, and equations between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from nnstudio.engine.equations.rules import Rule

Matrix = NDArray[np.float32]

_RAISED = str.maketrans("0123456789()ᵀ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵀ")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Name:
    """A quantity's symbol: as LaTeX, and as plain text."""

    latex: str
    plain: str
    line: str = ""
    """As LaTeX without a fraction, where `latex` has one."""

    @property
    def low(self) -> str:
        """As LaTeX that is no higher than a line."""
        return self.line or self.latex


def name(letter: str, layer: int | None = None, low: str = "", plain: str = "") -> Name:
    """``W`` of layer 1 is W⁽¹⁾; `low` is an index below; `plain` is the letter where LaTeX has a command for it."""
    latex, text = letter, plain or letter
    if low:
        latex, text = f"{latex}_{{{low}}}", text + low.translate(_LOWERED)
    if layer is not None:
        latex, text = f"{latex}^{{({layer})}}", f"{text}{f'({layer})'.translate(_RAISED)}"
    return Name(latex, text)


def slope(of: Name, what: str = "L") -> Name:
    """The name of the derivative of the loss by a quantity."""
    low = rf"\partial {what}/\partial {of.low}"
    return Name(rf"\frac{{\partial {what}}}{{\partial {of.latex}}}", f"∂{what}/∂{of.plain}", low)


def transposed(of: Name) -> Name:
    plain = f"({of.plain})ᵀ" if "/" in of.plain else f"{of.plain}ᵀ"
    low = rf"({of.line})^\top" if of.line else ""
    return Name(rf"{_grouped(of.latex)}^\top", plain, low)


def renewed(of: Name) -> Name:
    """What a quantity has become after the step."""
    latex = _grouped(of.latex) if "_" in of.latex else of.latex
    return Name(rf"{latex}_{{\text{{new}}}}", f"{of.plain} new")


def primed(of: Name) -> Name:
    """A quantity that has been changed a little."""
    return Name(rf"{{{of.latex}}}'", f"{of.plain}′")


def _grouped(latex: str) -> str:
    """A name that can take an index or a power without either seeming a part of it."""
    if latex.startswith(r"\frac"):
        return rf"\left({latex}\right)"
    return rf"({latex})" if "_" in latex else f"{{{latex}}}"


@dataclass(frozen=True, eq=False)
class Quantity:
    """A matrix with a name. A row of numbers is (1, m), one number (1, 1)."""

    name: Name
    values: Matrix
    """(rows, columns) float32, owned and read-only."""
    meaning: str = ""
    """What it is, in a few words."""

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.values.shape
        return rows, columns

    @property
    def transposed(self) -> "Quantity":
        return Quantity(transposed(self.name), owned(self.values.T), self.meaning)


@dataclass(frozen=True, eq=False)
class Equation:
    """How one quantity is made of others."""

    result: Quantity
    operands: tuple[Quantity, ...]
    layout: tuple[int | str, ...]
    """The formula's right side, left to right: an operand by its index, and the signs between them."""
    rule: Rule
    """How each number of the result is made."""
    formula: str
    """The whole as LaTeX."""

    def spelled(self, row: int, column: int) -> str:
        """One number of the result, worked out with the numbers that made it."""
        values = [operand.values for operand in self.operands]
        return self.rule.spell(values, self.result.values, row, column)


def owned(values: Tensor | NDArray[np.floating] | float) -> Matrix:
    """A read-only copy as a matrix: what has one axis becomes a row."""
    array = values.detach().cpu().numpy() if isinstance(values, Tensor) else np.asarray(values)
    matrix = np.array(array, dtype=np.float32, order="C", ndmin=2)
    matrix.setflags(write=False)
    return matrix


def quantity(called: Name, values: Tensor | NDArray[np.floating] | float, meaning: str = "") -> Quantity:
    return Quantity(called, owned(values), meaning)


def equation(
    result: Quantity, operands: Sequence[Quantity], layout: Sequence[int | str], rule: Rule, right: str
) -> Equation:
    """An equation whose LaTeX is the result's name and `right`, in which ``@0`` stands for the first operand's name."""
    for i, operand in reversed(list(enumerate(operands))):
        grouped = _grouped(operand.name.latex)
        for sign in "_^":
            right = right.replace(f"@{i}{sign}", grouped + sign)
        right = right.replace(f"@{i}", operand.name.latex)
    return Equation(result, tuple(operands), tuple(layout), rule, f"{result.name.latex} = {right}")
