"""How well one colour stands out from another, as WCAG 2.2 measures it."""

from functools import cache

TEXT, SHAPE = 4.5, 3.0
"""What texts need on their ground, and what lines and shapes need, as a ratio from 1 to 21."""


@cache
def luminance(color: str) -> float:
    """How bright "#rrggbb" is, from 0 for black to 1 for white."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _shares(color)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours: 1 for the same, 21 for black and white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@cache
def shown_on(ground: str, color: str, least: float = SHAPE) -> str:
    """The colour, as little darker or lighter as makes it stand out from its ground."""
    end = "#000000" if luminance(ground) > 0.18 else "#ffffff"
    share = next((share for share in range(101) if contrast(mixed(color, end, share / 100), ground) >= least), 100)
    return mixed(color, end, share / 100)


def mixed(one: str, other: str, share: float) -> str:
    """One colour with a share of the other, from 0 to 1."""
    parts = zip(_shares(one), _shares(other), strict=True)
    return "#" + "".join(f"{round(255 * (a + (b - a) * share)):02x}" for a, b in parts)


def _shares(color: str) -> list[float]:
    return [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
