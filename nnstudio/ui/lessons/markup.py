"""A lesson's text as rich text: **bold**, *italic*, `code`, $formula$, and lists of lines that begin with a hyphen."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from nnstudio.project.guided.marks import PIECE

FORMULA_SCHEME = "formula:"
Terms = Mapping[str, str]
"""Sentences by the terms, in small letters, that they explain."""


def rich_text(paragraphs: Sequence[str], image: Callable[[str], str], terms: Terms = MappingProxyType({})) -> str:
    """HTML of paragraphs; `image` gives a formula's picture. Where a term first stands, its sentence is a tooltip."""
    parts = []
    left = dict(terms)

    def explained(text: str) -> str:
        return _explained(text, left)

    items: list[str] = []
    for paragraph in paragraphs:
        if paragraph.startswith("- "):
            items.append(f"<li>{_inline(paragraph[2:], image, explained)}</li>")
            continue
        if items:
            parts.append(_list(items))
            items = []
        centred = re.fullmatch(r"\$[^$]+\$", paragraph)
        style = ' align="center"' if centred else ""
        parts.append(f"<p{style}>{_inline(paragraph, image, explained)}</p>")
    return "".join([*parts, *([_list(items)] if items else [])])


def _list(items: Sequence[str]) -> str:
    return f'<ul style="margin-left: 12px; -qt-list-indent: 0;">{"".join(items)}</ul>'


def _explained(text: str, left: dict[str, str]) -> str:
    """The text as HTML, with the sentences of those terms in it that have not been explained yet; takes them out."""
    if not left:
        return html.escape(text)
    # the longest first: a batch size is no batch
    any_term = "|".join(re.escape(term) for term in sorted(left, key=len, reverse=True))
    parts = []
    at = 0
    for match in re.finditer(rf"\b(?P<term>{any_term})(?:e?s)?\b", text, re.IGNORECASE):
        sentence = left.pop(match["term"].lower(), None)
        if sentence is None:
            continue
        parts.append(html.escape(text[at : match.start()]))
        parts.append(f'<span title="{html.escape(sentence)}">{html.escape(match.group())}</span>')
        at = match.end()
    return "".join([*parts, html.escape(text[at:])])


def _inline(text: str, image: Callable[[str], str], explained: Callable[[str], str]) -> str:
    parts = []
    at = 0
    for match in PIECE.finditer(text):
        parts.append(explained(text[at : match.start()]))
        at = match.end()
        if match["formula"] is not None:
            parts.append(image(match["formula"]))
        elif match["code"] is not None:
            parts.append(f"<code>{html.escape(match['code'])}</code>")
        elif match["bold"] is not None:
            parts.append(f"<b>{explained(match['bold'])}</b>")
        else:
            parts.append(f"<i>{explained(match['italic'])}</i>")
    return "".join([*parts, explained(text[at:])])
