"""The text of a line, cut into tokens."""

import re
from enum import Enum, auto
from typing import NamedTuple

from nnstudio.engine.tensor_bench.errors import BenchError
from nnstudio.language import _
from nnstudio.project.names import printable

MAX_TEXT = 1000
"""Characters of one line: what bounds the number of operations."""


class Kind(Enum):
    NUMBER = auto()
    NAME = auto()
    TEXT = auto()
    SIGN = auto()
    END = auto()


class Token(NamedTuple):
    kind: Kind
    text: str
    start: int
    end: int


_PATTERN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    | (?P<number> (?: [0-9]+ (?:\.[0-9]*)? | \.[0-9]+ ) (?:[eE][+-]?[0-9]+)? )
    | (?P<name> [A-Za-z_][A-Za-z_0-9]* )
    | (?P<text> "[^"]*" | '[^']*' )
    | (?P<sign> \*\* | == | != | <= | >= | \.\.\. | [-+*/@<>=()\[\],:.;&|~] )
    """,
    re.VERBOSE,
)


def tokenize(text: str) -> list[Token]:
    """All tokens of a line, the last one being the end; ``#`` begins a comment, a true minus is taken for ``-``.

    Raises:
        BenchError: the line is too long, or a character has no meaning.
    """
    if len(text) > MAX_TEXT:
        raise BenchError(
            _("the line has {text_count:,} characters; at most {max_text:,} are read: use several lines").format(
                text_count=len(text), max_text=MAX_TEXT
            )
        )
    text = text.replace("−", "-")
    tokens = []
    place = 0
    while place < len(text) and text[place] != "#":
        found = _PATTERN.match(text, place)
        if found is None:
            reason = (
                _("the quotation mark is never closed") if text[place] in "\"'" else _("this sign has no meaning here")
            )
            raise BenchError(
                _("{text} at place {place}: {reason}").format(
                    text=printable(text[place]), place=place + 1, reason=reason
                ),
                place,
                place + 1,
            )
        if found.lastgroup != "space":
            kind = Kind[str(found.lastgroup).upper()]
            tokens.append(Token(kind, found.group(), found.start(), found.end()))
        place = found.end()
    tokens.append(Token(Kind.END, "", place, place))
    return tokens
