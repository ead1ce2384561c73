"""The palette's colours as shades of numbers: diverging maps and classes."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.palette import CLASS_COLORS, DARK, LIGHT, Scheme

__all__ = [
    "CLASS_COLORS",
    "DARK",
    "LIGHT",
    "Scheme",
    "diverging_table",
    "rgb",
    "shade_classes",
    "shade_diverging",
]

PART_COLORS = ("#009e73", "#cc79a7", "#56b4e9", "#6741d9", "#b59f00", "#8c564b", "#1f5a8c", "#e6860b")
"""Of things that are told apart by name alone, as the contributions to a prediction: none is the prediction's own."""


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
