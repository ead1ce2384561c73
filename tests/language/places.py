"""What stands in a text for what is filled in."""

from collections import Counter
from string import Formatter


def places_of(text: str) -> Counter[str]:
    """Each place with its form, as often as it is there; empty if the text has braces of another sort."""
    try:
        found = [
            f"{name}!{conversion}:{form}" for _, name, form, conversion in Formatter().parse(text) if name is not None
        ]
    except ValueError:
        return Counter()
    return Counter(found)
