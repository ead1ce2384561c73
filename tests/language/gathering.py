"""Gathers the program's texts as gettext's tools know them, by Babel.

The template is not kept: it is a function of the sources, and each change of a text would conflict with every other.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "nnstudio"
EXAMPLES = ROOT / "resources" / "lessons" / "index.json"
KEYWORDS: dict[str, Any] = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def gather() -> Catalog:
    """Every text of the program, each with where it stands, always in the same order."""
    catalog = Catalog(project="NN Studio", charset="utf-8", header_comment="# The texts of NN Studio")
    for place, (line, message, comments, context) in found_in_code():
        catalog.add(message, None, [(place, line)], auto_comments=comments, context=context)
    for text in _of_examples():
        catalog.add(text, None, [(EXAMPLES.relative_to(ROOT).as_posix(), 1)])
    return catalog


def found_in_code() -> Iterator[tuple[str, Any]]:
    """Each call that asks for a text: its file, and what Babel has to say of it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        with path.open("rb") as file:
            for found in extract("python", file, KEYWORDS, ("Translators:",), {"encoding": "utf-8"}):
                yield path.relative_to(ROOT).as_posix(), found


def template() -> bytes:
    """The ``.pot``: the same bytes for the same sources."""
    buffer = io.BytesIO()
    write_po(buffer, gather(), width=100, omit_header=False, sort_output=True)
    lines = buffer.getvalue().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(b'"POT-Creation-Date'))


def _of_examples() -> Iterator[str]:
    for entry in json.loads(EXAMPLES.read_text(encoding="utf-8")):
        yield from (entry[key] for key in ("title", "summary") if key in entry)
