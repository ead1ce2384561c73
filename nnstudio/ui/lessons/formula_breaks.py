"""Where a formula that is too wide for its line can break: before the signs that stand between its parts."""

import re

_RELATIONS = (
    "=",
    "<",
    ">",
    r"\approx",
    r"\leq",
    r"\geq",
    r"\le",
    r"\ge",
    r"\neq",
    r"\to",
    r"\leftarrow",
    r"\Rightarrow",
)
_OPERATORS = ("+", "-", r"\cdot", r"\times", r"\pm")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_OPENING, _CLOSING = ("{", r"\left", r"\begin"), ("}", r"\right", r"\end")


def pieces(latex: str, at_operators: bool) -> list[str]:
    """The parts of a formula, each but the first beginning with the sign before it; the whole if it can't break.

    Args:
        at_operators: whether it may also break before what adds and multiplies, and not between two equals signs alone.
    """
    signs = (*_RELATIONS, *_OPERATORS) if at_operators else _RELATIONS
    found = [""]
    depth, before = 0, ""
    for token in _TOKEN.findall(latex):
        # an opening command is followed by its bracket, which is no bracket of its own
        depth += (token in _OPENING) - (token in _CLOSING)
        # a sign in front of a number belongs to it
        is_between = before not in ("", "(", "[", ",", *_RELATIONS, *_OPERATORS)
        if depth == 0 and token in signs and is_between:
            found.append("")
        found[-1] += token
        before = before if token.isspace() else token
    # where nothing stands before it, a sign would be set as one of a number
    return [piece if i == 0 else f"{{}} {piece.strip()}" for i, piece in enumerate(found)]
