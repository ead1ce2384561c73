"""Numbers in cells, and the colours behind them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from nnstudio.ui.style.colors import CLASS_COLORS, DARK, LIGHT
from nnstudio.ui.widgets.heat_cells import heat, ink_on, shade
from nnstudio.ui.widgets.number_texts import percent, short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.0000"),
        (0.81321, "0.8132"),
        (-12.3456, "−12.35"),
        (1234.5, "1234"),
        (0.00081, "8.1e−04"),
        (-3.2e7, "−3.2e+07"),
        # only 1 itself looks like it
        (1, "1.000"),
        (0.99994, "0.9999"),
        (0.999999, ">0.9999"),
        (-0.99999994, "<−0.9999"),
        (math.nan, "nan"),
        (-math.inf, "−inf"),
    ],
)
def test_that_numbers_are_written_short(value, text):
    assert short(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_that_a_short_number_is_the_number_and_fits_its_cell(value):
    text = short(value)
    assert len(text) <= len("−0.00000") + 1
    assert float(text.lstrip("<>").replace("−", "-")) == pytest.approx(value, rel=0.06, abs=1e-4)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 %"), (1, "100 %"), (0.9733, "97.3 %"), (0.5, "50 %"), (0.9998, ">99.9 %")]
)
def test_that_shares_are_percentages(value, text):
    assert percent(value) == text


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_blue_is_below_zero_and_orange_above(scheme):
    below, zero, above = (heat(value, 2.0, scheme) for value in (-2.0, 0.0, 2.0))
    assert zero == QColor(scheme.zero)
    assert below.blue() > below.red()
    assert above.red() > above.blue()
    assert heat(9.0, 2.0, scheme) == above
    assert heat(math.nan, 2.0, scheme) == QColor(scheme.error_surface)
    assert heat(1.0, 0.0, scheme) == zero


def _contrast(a: QColor, b: QColor) -> float:
    def luminance(color: QColor) -> float:
        parts = (color.redF(), color.greenF(), color.blueF())
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_every_number_can_be_read_on_its_colour(scheme):
    grounds = [heat(value / 20, 1.0, scheme) for value in range(-20, 21)]
    grounds += [shade(share / 10, color, scheme) for color in CLASS_COLORS for share in range(11)]
    assert min(_contrast(ground, ink_on(ground)) for ground in grounds) >= 4.5
