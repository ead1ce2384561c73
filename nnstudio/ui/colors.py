"""One meaning, one colour, in every view.

Below zero and class 0 are blue, above zero and class 1 orange; further classes take Okabe and Ito's palette
(https://jfly.uni-koeln.de/color/), and beyond its seven hues three that were sought by computer: as far as can be
from all others, and from both backgrounds, also as people with protanopia, deuteranopia or tritanopia see them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CLASS_COLORS = (
    "#2878b8",
    "#e6860b",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#c2451e",
    "#dccf3a",
    "#6c4a6c",
    "#b4d8b4",
    "#4a26d8",
)


def class_color(label: int) -> str:
    """A class's colour; with more classes than colours they come round again."""
    return CLASS_COLORS[label % len(CLASS_COLORS)]


@dataclass(frozen=True)
class Scheme:
    """The colours of a light or a dark window."""

    is_dark: bool
    window: str
    surface: str
    raised: str
    text: str
    muted: str
    field: str
    """Behind what can be typed into or ticked."""
    line: str
    accent: str
    on_accent: str
    selection: str
    error: str
    error_surface: str
    plot: str
    zero: str
    """The middle of the diverging map."""
    train: str
    test: str
    prediction: str


LIGHT = Scheme(
    is_dark=False,
    window="#f3f4f7",
    surface="#ffffff",
    raised="#ffffff",
    text="#1b2230",
    muted="#5d6778",
    field="#ffffff",
    line="#d5dae3",
    accent="#6741d9",
    on_accent="#ffffff",
    selection="#ece6fd",
    error="#b3261e",
    error_surface="#fdecea",
    plot="#ffffff",
    zero="#f8f8f8",
    train="#1b2230",
    test="#00875f",
    prediction="#d9480f",
)

DARK = Scheme(
    is_dark=True,
    window="#16191f",
    surface="#1e222a",
    raised="#2b313c",
    text="#e8ebf1",
    muted="#a2abba",
    field="#353d4b",
    line="#454d5b",
    accent="#8f74f0",
    on_accent="#ffffff",
    selection="#39325c",
    error="#ff8a80",
    error_surface="#4a2523",
    plot="#1a1d24",
    zero="#22262e",
    train="#e8ebf1",
    test="#3ccf9f",
    prediction="#ff9d5c",
)


def rgb(color: str) -> NDArray[np.float64]:
    """ "#rrggbb" as three numbers of 0 to 255."""
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def diverging_table(scheme: Scheme) -> NDArray[np.uint32]:
    """(256,) colours from blue through the scheme's middle to orange, the four bytes of RGBA in one number each."""
    blue, orange = rgb(CLASS_COLORS[0]), rgb(CLASS_COLORS[1])
    middle = rgb(scheme.zero)
    t = np.linspace(-1, 1, 256)[:, None]
    mixed = np.where(t < 0, middle + (blue - middle) * -t, middle + (orange - middle) * t)
    rgba = np.hstack((mixed, np.full((256, 1), 255.0))).round().astype(np.uint8)
    return rgba.view(np.uint32).ravel()


def shade_diverging(
    values: NDArray[np.floating] | NDArray[np.integer], limit: float, table: NDArray[np.uint32]
) -> NDArray[np.uint8]:
    """Values of −limit to limit as RGBA, (…, 4), by a diverging table; what lies beyond takes the end's colour."""
    scaled = values * np.float32(127.5 / (limit or 1.0))
    scaled += 127.5
    np.clip(scaled, 0, 255, out=scaled)
    return table.take(scaled.astype(np.uint8)).view(np.uint8).reshape(*values.shape, 4)


CLASS_SHADE = (0.12, 0.5)
"""How strongly a class's colour covers the ground where the network is undecided, and how much more where sure."""


def class_shades(classes: int, scheme: Scheme) -> NDArray[np.uint32]:
    """(classes, 256) colours, from undecided to sure, the four bytes of RGBA in one number each."""
    colors = np.array([rgb(class_color(c)) for c in range(classes)])[:, None]
    middle = rgb(scheme.zero)
    strength = CLASS_SHADE[0] + CLASS_SHADE[1] * np.linspace(0, 1, 256)[None, :, None]
    mixed = middle + (colors - middle) * strength
    rgba = np.concatenate((mixed, np.full((classes, 256, 1), 255.0)), axis=2).round().astype(np.uint8)
    return rgba.view(np.uint32)[..., 0]
