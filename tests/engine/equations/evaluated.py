"""Works out the texts by which equations are spelled, so that a false one is found: ``1 / (1 + exp(−{0}))``."""

import math
import re
from collections.abc import Iterable, Mapping

import numpy as np

from nnstudio.engine.equations.quantities import Equation
from nnstudio.engine.equations.rules import Each, Fold

_SIGNS = {"·": "*", "×": "*", "−": "-", "½": "0.5", "≤": "<=", "≥": ">=", "′": "_slope"}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _exp(x: float) -> float:
    return math.exp(x) if x < 700 else math.inf


WORDS: Mapping[str, object] = {
    "abs": abs,
    "exp": _exp,
    "log": math.log,
    "max": lambda *all_of: max(all_of),
    "min": lambda *all_of: min(all_of),
    "sign": lambda x: float(np.sign(x)),
    "sqrt": math.sqrt,
    "tanh": math.tanh,
    "σ": lambda x: 1 / (1 + _exp(-x)),
    "Φ": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,
    "Φ_slope": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
}
"""What functions are called in the texts. A new function is added here."""


def as_python(text: str) -> str:
    """The text as an expression of Python, in which numbers may stand as ``v0``, ``v1``."""
    text = re.sub(r"^(.*), but within (\S+) and (\S+), ", r"max(\2, min(\3, \1)) ", text)
    text = text.replace("if positive", "if v0 > 0")
    text = re.sub(r"^(.*) if (.*), else (.*)$", r"(\1) if (\2) else (\3)", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = re.sub(r"√(v\d+)", r"√(\1)", text).replace("√", "sqrt")
    text = re.sub(r"\b(log) (v\d+)", r"\1(\2)", text)
    # tanh²(x)
    text = re.sub(r"([^\W\d]+)([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)\(([^()]*)\)", r"\1(\3)\2", text)
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda match: f"**({match.group().translate(_RAISED)})", text)
    for sign, python in _SIGNS.items():
        text = text.replace(sign, python)
    return text


def evaluated(text: str, numbers: Iterable[float]) -> float:
    """What a text comes to in which the numbers stand as ``v0``, ``v1``, ….

    Raises:
        ValueError: it can't be worked out: prose, or a function that WORDS does not have. None is left out: every text
            that an entry tells today can be worked out.
    """
    python = as_python(text)
    names = {f"v{i}": float(number) for i, number in enumerate(numbers)}
    try:
        return float(eval(python, {"__builtins__": {}, **WORDS}, names))  # noqa: S307 - a text of our own, in a test
    except (SyntaxError, NameError, TypeError) as error:
        raise ValueError(f"{text!r} can't be worked out, as {python!r}: {error}") from error


def how_evaluated(how: str, *numbers: float) -> float:
    """What an entry's text comes to, in which the numbers stand as ``{0}``, ``{1}``."""
    return evaluated(how.format(*(f"v{i}" for i in range(len(numbers)))), numbers)


def spelled_value(equation: Equation, row: int, column: int) -> float | None:
    """What the spelling of one number of the result comes to; None for a rule that has no text of its own."""
    rule = equation.rule
    if not isinstance(rule, Each | Fold):
        return None
    blocks = [
        equation.operands[cells.operand].values[np.ix_(cells.rows, cells.columns)].astype(float)
        for cells in rule.sources([operand.shape for operand in equation.operands], row, column)
    ]
    if isinstance(rule, Each):
        return how_evaluated(rule.how, *(block.item() for block in blocks))
    spread = [block.ravel().tolist() for block in np.broadcast_arrays(*blocks)]
    numbers = [number for operand in spread for number in operand]
    count = len(spread[0])
    terms = [rule.term.format(*(f"v{count * i + k}" for i in range(len(spread)))) for k in range(count)]
    text = rule.whole.format(rule.join.join(terms), n=count, last=f"v{count * (len(spread) - 1)}")
    return evaluated(text, numbers)
