"""Python code as HTML in colours."""

import io
import keyword
import tokenize
from html import escape

_CLASSES = {tokenize.COMMENT: "comment", tokenize.STRING: "string", tokenize.NUMBER: "number"}
# Python 3.12 takes f-strings apart; their words are text as well
_OF_STRINGS = {"FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END"}


def highlighted(code: str) -> str:
    """The code, escaped, with keywords, strings, numbers and comments each in a ``<span>`` of that class."""
    lines = code.splitlines(keepends=True)
    pieces: list[str] = []
    row, column = 1, 0
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        name = _CLASSES.get(token.type, "")
        if token.type == tokenize.NAME and keyword.iskeyword(token.string):
            name = "keyword"
        if tokenize.tok_name[token.type] in _OF_STRINGS:
            name = "string"
        if not name:
            continue
        pieces.append(escape(_between(lines, (row, column), token.start)))
        pieces.append(f'<span class="{name}">{escape(_between(lines, token.start, token.end))}</span>')
        row, column = token.end
    pieces.append(escape(_between(lines, (row, column), (len(lines) + 1, 0))))
    return "".join(pieces)


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """The text from one place (row from 1, column from 0) to another."""
    if start[0] > len(lines):
        return ""
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] : end[1]]
    last = lines[end[0] - 1][: end[1]] if end[0] <= len(lines) else ""
    return lines[start[0] - 1][start[1] :] + "".join(lines[start[0] : end[0] - 1]) + last
