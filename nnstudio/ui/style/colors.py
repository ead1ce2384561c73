"""The palette's colours as shades of numbers: diverging maps and classes."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from nnstudio.palette import CLASS_COLORS, DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Scheme, class_color

__all__ = [
    "CLASS_COLORS",
    "DARK",
    "HIGH_DARK",
    "HIGH_LIGHT",
    "LIGHT",
    "Scheme",
    "class_color",
    "class_shades",
    "diverging_table",
    "rgb",
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


@cache
def diverging_table(scheme: Scheme) -> NDArray[np.uint32]:
    """(256,) colours from blue through the scheme's middle to orange, the four bytes of RGBA in one number each."""
    blue, orange = rgb(CLASS_COLORS[0]), rgb(CLASS_COLORS[1])
    middle = rgb(scheme.zero)
    t = np.linspace(-1, 1, 256)[:, None]
    mixed = np.where(t < 0, middle + (blue - middle) * -t, middle + (orange - middle) * t)
    rgba = np.hstack((mixed, np.full((256, 1), 255.0))).round().astype(np.uint8)
    table = rgba.view(np.uint32).ravel()
    table.flags.writeable = False
    return table


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
