"""The marks in a lesson's text: **bold**, *italic*, `code` and $formula$."""

import re

PIECE = re.compile(r"\$(?P<formula>[^$\n]+)\$|`(?P<code>[^`\n]+)`|\*\*(?P<bold>[^*\n]+)\*\*|\*(?P<italic>[^*\n]+)\*")
"""One marked piece; what is between two of them is plain."""


def plain_text(paragraph: str) -> str:
    """The text without its marks, for those who hear it."""
    return PIECE.sub(lambda match: next(group for group in match.groups() if group is not None), paragraph)
