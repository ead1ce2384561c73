"""Colours behind numbers: the diverging map for values, one hue for shares, and an ink that can be read on them."""

import math
from functools import cache

from PySide6.QtGui import QColor

from nnstudio.ui.style.colors import CLASS_COLORS, Scheme

_STRENGTH = 0.8


@cache
def _parts(color: str) -> tuple[int, int, int]:
    known = QColor(color)
    return known.red(), known.green(), known.blue()


def mix(a: str, b: str, share: float) -> QColor:
    """`share` of `b` in `a`."""
    parts = zip(_parts(a), _parts(b), strict=True)
    return QColor(*(round(first + (second - first) * share) for first, second in parts))


def heat(value: float, limit: float, scheme: Scheme) -> QColor:
    """Blue below zero, orange above, full at ±limit; what is not a number has the error's ground."""
    if math.isnan(value):
        return QColor(scheme.error_surface)
    share = max(-1.0, min(1.0, value / limit)) if limit > 0 else 0.0
    return mix(scheme.zero, CLASS_COLORS[0 if share < 0 else 1], _STRENGTH * abs(share))


def shade(share: float, color: str, scheme: Scheme) -> QColor:
    """A share of 0 to 1 of one colour."""
    return mix(scheme.surface, color, _STRENGTH * max(0.0, min(1.0, share)))


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever stands out more (WCAG's relative luminance)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    light = 0.2126 * linear(ground.redF()) + 0.7152 * linear(ground.greenF()) + 0.0722 * linear(ground.blueF())
    return QColor("#000000") if light > 0.179 else QColor("#ffffff")
