"""A number as a learner types it: “−28/3”, “1e-4”, “1,5”, “50 %”, “1 − 0.1·(−9.33)”."""

import ast
import math
import operator
import re
from collections.abc import Callable

LONGEST = 80
"""Characters; what is longer is no number that somebody types."""
_SIGNS = str.maketrans({"−": "-", "–": "-", ",": ".", "·": "*", "×": "*", "÷": "/", "\N{NO-BREAK SPACE}": " "})
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


def typed_number(text: str) -> float | None:
    """The number, also one that is given as a small calculation; None if it is none, or is not finite."""
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
