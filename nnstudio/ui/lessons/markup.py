"""A lesson's text as rich text: **bold**, *italic*, `code`, $formula$, and lists of lines that begin with a hyphen."""

import html
import re
from collections.abc import Callable, Sequence

FORMULA_SCHEME = "formula:"
_PIECE = re.compile(r"\$(?P<formula>[^$\n]+)\$|`(?P<code>[^`\n]+)`|\*\*(?P<bold>[^*\n]+)\*\*|\*(?P<italic>[^*\n]+)\*")


def rich_text(paragraphs: Sequence[str], image: Callable[[str], str]) -> str:
    """HTML of paragraphs; `image` gives the address under which a formula's picture can be found."""
    parts = []
    items: list[str] = []
    for paragraph in paragraphs:
        if paragraph.startswith("- "):
            items.append(f"<li>{_inline(paragraph[2:], image)}</li>")
            continue
        if items:
            parts.append(_list(items))
            items = []
        centred = re.fullmatch(r"\$[^$]+\$", paragraph)
        style = ' align="center"' if centred else ""
        parts.append(f"<p{style}>{_inline(paragraph, image)}</p>")
    return "".join([*parts, *([_list(items)] if items else [])])


def plain_text(paragraph: str) -> str:
    """The text without its marks, for those who hear it."""
    return _PIECE.sub(lambda match: next(group for group in match.groups() if group is not None), paragraph)


def _list(items: Sequence[str]) -> str:
    return f'<ul style="margin-left: 12px; -qt-list-indent: 0;">{"".join(items)}</ul>'


def _inline(text: str, image: Callable[[str], str]) -> str:
    parts = []
    at = 0
    for match in _PIECE.finditer(text):
        parts.append(html.escape(text[at : match.start()]))
        at = match.end()
        if match["formula"] is not None:
            parts.append(image(match["formula"]))
        elif match["code"] is not None:
            parts.append(f"<code>{html.escape(match['code'])}</code>")
        elif match["bold"] is not None:
            parts.append(f"<b>{html.escape(match['bold'])}</b>")
        else:
            parts.append(f"<i>{html.escape(match['italic'])}</i>")
    return "".join([*parts, html.escape(text[at:])])
