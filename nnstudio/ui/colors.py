"""One meaning, one colour, in every view.

Below zero and class 0 are blue, above zero and class 1 orange; further classes take Okabe and Ito's palette
(https://jfly.uni-koeln.de/color/), which colour-blind people can tell apart.
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
    "#d6c400",
    "#7f7f7f",
    "#8c564b",
    "#6741d9",
)

PART_COLORS = ("#009e73", "#cc79a7", "#56b4e9", "#6741d9", "#b59f00", "#8c564b", "#1f5a8c", "#e6860b")
"""Of things that are told apart by name alone, as the contributions to a prediction: none is the prediction's own."""


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


def part_color(place: int, scheme: Scheme) -> str:
    """One of PART_COLORS, light enough for a dark ground."""
    color = rgb(PART_COLORS[place])
    if scheme.is_dark:
        color = color + (255 - color) * 0.35
    return "#" + "".join(f"{round(part):02x}" for part in color.tolist())


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


def shade_classes(probabilities: NDArray[np.floating], scheme: Scheme) -> NDArray[np.uint8]:
    """(n, 4) RGBA for (n, classes): the likeliest class's colour, the stronger the surer."""
    n, classes = probabilities.shape
    colors = np.array([rgb(color) for color in CLASS_COLORS[:classes]])
    best = probabilities.argmax(axis=1)
    sure = (probabilities[np.arange(n), best] - 1 / classes) / (1 - 1 / classes)
    middle = rgb(scheme.zero)
    mixed = middle + (colors[best] - middle) * (0.12 + 0.5 * sure)[:, None]
    return np.hstack((mixed, np.full((n, 1), 255.0))).astype(np.uint8)
