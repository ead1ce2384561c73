"""How large things are drawn: sizes that were given in pixels, kept in proportion to the text."""

import re

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""The scales on offer, from the smallest to the largest."""
_MINIMUM, _FIXED = "minimum_size", "fixed_size"
_PIXELS = re.compile(r"(\d+)px")
_ENLARGED = """
QAbstractButton, QTabBar {{ icon-size: 16px; }}
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator {{ width: 14px; height: 14px; }}
QSlider {{ min-height: 22px; }}
"""
"""What the style draws in pixels of its own, and need not be said at the usual size."""


def nearest(scale: float) -> float:
    """The step nearest to a wished scale."""
    return min(STEPS, key=lambda step: abs(step - scale))


def scaled_style(style: str, scale: float) -> str:
    """A style sheet with its lengths at another scale; no line vanishes."""
    if scale == 1:
        return style
    return _PIXELS.sub(lambda match: f"{max(1, round(int(match[1]) * scale))}px", style + _ENLARGED.format())


def scaled_font(font: QFont, scale: float) -> QFont:
    """The font at another scale."""
    larger = QFont(font)
    if font.pointSizeF() > 0:
        larger.setPointSizeF(font.pointSizeF() * scale)
    else:
        larger.setPixelSize(round(font.pixelSize() * scale))
    return larger


def css_size(font: QFont) -> str:
    """A font's size as style sheets write it; in a unit that is not scaled a second time."""
    return f"{font.pointSizeF():.2f}pt" if font.pointSizeF() > 0 else f"{font.pixelSize() * 0.75:.2f}pt"


def keep(widget: QWidget, minimum: tuple[int, int] | None, fixed: tuple[int, int] | None) -> bool:
    """Notes a widget's sizes for the usual scale, for `fit`; 0 leaves a direction free. Whether they are its first."""
    is_first = widget.property(_MINIMUM) is None and widget.property(_FIXED) is None
    if minimum is not None:
        widget.setProperty(_MINIMUM, QSize(*minimum))
    if fixed is not None:
        widget.setProperty(_FIXED, QSize(*fixed))
    return is_first


def fit(widget: QWidget, scale: float) -> None:
    """Gives a widget the sizes noted by `keep` as they are at a scale."""
    minimum, fixed = widget.property(_MINIMUM), widget.property(_FIXED)
    if minimum is not None:
        widget.setMinimumSize(round(minimum.width() * scale), round(minimum.height() * scale))
    if fixed is not None:
        if fixed.width():
            widget.setFixedWidth(round(fixed.width() * scale))
        if fixed.height():
            widget.setFixedHeight(round(fixed.height() * scale))
