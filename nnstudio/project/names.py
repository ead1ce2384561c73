"""What a message says about a name or a value that is not right: always within one line."""

import difflib
import json
import unicodedata
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

from nnstudio.language import _

SHOWN = 16
LONGEST = 40
LONGEST_FILE_NAME = 240
"""In bytes, with some room for what others add."""


def shown(value: Any) -> str:
    """`value` as JSON writes it, shortened."""
    try:
        return printable(to_json(value, fallback=str).decode())
    except ValueError:
        # a byte of a file's name that is no letter
        return printable(json.dumps(value, default=str, ensure_ascii=False))


def printable(text: str, longest: int = LONGEST) -> str:
    """`text` shortened, with what would break the line or not be seen written as an escape."""
    text = text if len(text) <= longest else f"{text[: longest - 3]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def harmless(text: str) -> str:
    """`text` with what a terminal would act upon, or could not show, written as an escape; its lines stay lines.

    A file's name may hold what clears the screen, names the window anew, or turns the rest of the line around.
    """
    acts = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return "".join(
        c.encode("unicode_escape").decode() if c not in "\n\t" and unicodedata.category(c) in acts else c for c in text
    )


def file_name(stem: str, ending: str) -> str:
    """A name that every file system takes: they count bytes, and 255 are the most. The stem is cut where need be."""
    while stem and len(f"{stem}{ending}".encode(errors="surrogateescape")) > LONGEST_FILE_NAME:
        stem = stem[:-1]
    return f"{stem}{ending}"


def close_to(wrong: str, known: Sequence[str]) -> str:
    """The one of `known` that was probably meant; empty if none is alike."""
    return next(iter(difflib.get_close_matches(wrong[:LONGEST], known, n=1)), "")


def meant(wrong: str, known: Sequence[str]) -> str:
    """What was probably meant, else what there is: a clause that ends any sentence; empty if nothing is known."""
    close = close_to(wrong, known)
    if close:
        return _('; did you mean "{close}"?').format(close=close)
    if not known:
        return ""
    more = _(" and {known_count} more").format(known_count=len(known) - SHOWN) if len(known) > SHOWN else ""
    return _("; known: {known}{more}").format(known=", ".join(known[:SHOWN]), more=more)
