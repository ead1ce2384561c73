"""The shapes by which classes are told apart where their colours are not: the same in plots, keys and pictures."""

import math
from typing import NamedTuple

Corner = tuple[float, float]


class Mark(NamedTuple):
    """A shape about as large as a disc of diameter 1 around (0, 0); y goes down."""

    name: str
    sign: str
    """As a character."""
    corners: tuple[Corner, ...]
    """Of its outline; none for the disc."""


def _regular(count: int, radius: float, turn: float, inner: float = 1.0) -> tuple[Corner, ...]:
    """Corners on a circle from the top, turned by a part of a turn; with `inner`, as many again between them."""
    steps = count if inner == 1.0 else 2 * count
    found = []
    for i in range(steps):
        angle = 2 * math.pi * (i / steps + turn) - math.pi / 2
        size = radius * (inner if inner != 1.0 and i % 2 else 1.0)
        found.append((size * math.cos(angle), size * math.sin(angle)))
    return tuple(found)


def _cross(turn: float) -> tuple[Corner, ...]:
    wide, long = 0.19, 0.56
    plus = [(wide, -long), (wide, -wide), (long, -wide), (long, wide), (wide, wide), (wide, long)]
    plus += [(-x, -y) for x, y in plus]
    cos, sin = math.cos(2 * math.pi * turn), math.sin(2 * math.pi * turn)
    return tuple((x * cos - y * sin, x * sin + y * cos) for x, y in plus)


MARKS = (
    Mark("disc", "●", ()),
    Mark("square", "■", ((-0.44, -0.44), (0.44, -0.44), (0.44, 0.44), (-0.44, 0.44))),
    Mark("triangle", "▲", _regular(3, 0.66, 0.0)),
    Mark("diamond", "◆", _regular(4, 0.62, 0.0)),
    Mark("plus", "✚", _cross(0.0)),
    Mark("star", "★", _regular(5, 0.7, 0.0, inner=0.45)),
    Mark("triangle pointing down", "▼", _regular(3, 0.66, 0.5)),
    Mark("cross", "✖", _cross(0.125)),
    Mark("hexagon", "⬢", _regular(6, 0.55, 0.0)),
    Mark("triangle pointing left", "◀", _regular(3, 0.66, 0.75)),
)


def class_mark(label: int) -> Mark:
    """A class's shape; with more classes than shapes they come round again."""
    return MARKS[label % len(MARKS)]
