"""What a message says about a name or a value that is not right: always within one line."""

import difflib
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

SHOWN = 16
LONGEST = 40


def shown(value: Any) -> str:
    """`value` as JSON writes it, shortened."""
    return printable(to_json(value, fallback=str).decode())


def printable(text: str) -> str:
    """`text` shortened, with what would break the line or not be seen written as an escape."""
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def meant(wrong: str, known: Sequence[str]) -> str:
    """What was probably meant, else what there is: the end of a sentence, empty if nothing is known."""
    close = difflib.get_close_matches(wrong[:LONGEST], known, n=1)
    if close:
        return f'; did you mean "{close[0]}"?'
    if not known:
        return ""
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    return f"; known: {', '.join(known[:SHOWN])}{more}"
