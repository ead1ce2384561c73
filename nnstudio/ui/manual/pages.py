"""The manual's pages: Markdown files under ``resources/manual``, in the order in which its first page lists them."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nnstudio.resources import resources_dir

FIRST = "index.md"


class Page(NamedTuple):
    """One page."""

    name: str
    """Its file's name."""
    title: str
    text: str
    """Markdown."""


def manual_dir() -> Path:
    """Where the pages and their pictures lie."""
    return resources_dir() / "manual"


@cache
def pages() -> dict[str, Page]:
    """All pages by their names, the contents first."""
    first = _read(FIRST)
    names = re.findall(r"^- \[[^]]*\]\(([\w-]+\.md)\)", first.text, re.MULTILINE)
    return {FIRST: first, **{name: _read(name) for name in names}}


def find_pages(words: str) -> list[str]:
    """The names of the pages that have all the words, in whatever order and case."""
    wanted = words.casefold().split()
    return [page.name for page in pages().values() if all(word in page.text.casefold() for word in wanted)]


def _read(name: str) -> Page:
    text = (manual_dir() / name).read_text(encoding="utf-8")
    return Page(name, text.partition("\n")[0].lstrip("# "), text)
