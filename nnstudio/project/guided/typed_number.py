"""A number as a learner types it: “−28/3”, “1e-4”, “1,5”, “50 %”, “1 − 0.1·(−9.33)”, “1,550”."""

import ast
import math
import operator
import re
from collections.abc import Callable

from nnstudio.language import local

LONGEST = 80
"""Characters; what is longer is no number that somebody types."""
_SIGNS = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "÷": "/", "\N{NO-BREAK SPACE}": " "})
_NUMBER = re.compile(r"\d[\d.,]*\d")
_THOUSANDS_BY_BLANKS = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "ln": math.log,
    "log": math.log,
}


def typed_numbers(text: str) -> tuple[float, ...]:
    """The number, also one that is given as a small calculation; none if it is none, or is not finite.

    “1,550” may be a number of thousands or one with three decimals: then there are both, thousands first.
    """
    found = dict.fromkeys(_number(_written(text, as_thousands)) for as_thousands in (True, False))
    return tuple(value for value in found if value is not None)


def _written(text: str, as_thousands: bool) -> str:
    """The text with each number as Python writes it.

    Args:
        as_thousands: what one sign alone parts off, three digits behind it, are thousands and not decimals.
    """
    text = _THOUSANDS_BY_BLANKS.sub("", text[: LONGEST + 1])
    return _NUMBER.sub(lambda match: _pointed(match.group(), as_thousands), text)


def _pointed(number: str, as_thousands: bool) -> str:
    """A number with at most a decimal point; one that nobody writes so is left as it is, and is no number."""
    signs = [sign for sign in number if sign in ",."]
    last = signs[-1:] or [""]
    whole, _unused, fraction = number.rpartition(last[0]) if len(set(signs)) == 2 else (number, "", "")
    if len(set(signs)) == 2 and _grouped(whole, signs[0]):
        return f"{whole.replace(signs[0], '')}.{fraction}"
    if len(set(signs)) == 1 and _grouped(number, signs[0]):
        # a point is the decimal sign, unless the language has another
        is_usual = signs[0] == "," or local("1.5")[1] == ","
        if len(signs) > 1 or (is_usual and as_thousands and number[0] != "0"):
            return number.replace(signs[0], "")
    return number.replace(",", ".") if len(signs) == 1 else number


def _grouped(whole: str, sign: str) -> bool:
    """Whether the digits stand in threes, parted by the sign."""
    return re.fullmatch(rf"\d{{1,3}}({re.escape(sign)}\d{{3}})+", whole) is not None


def _number(text: str) -> float | None:
    plain = text.translate(_SIGNS).replace("^", "**").strip()
    plain = re.sub(r"(?<=[0-9.)])\s*%$", "/100", plain)
    if not plain or len(plain) > LONGEST:
        return None
    try:
        value = _value(ast.parse(plain, mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None
    return value if math.isfinite(value) else None


def _value(node: ast.expr) -> float:
    """Raises ValueError for all that is not arithmetic with numbers."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            return -_value(inside)
        case ast.UnaryOp(op=ast.UAdd(), operand=inside):
            return _value(inside)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=[inside], keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](_value(inside))
    raise ValueError
