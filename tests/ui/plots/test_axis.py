"""Figures beside a plot."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from nnstudio.ui.plots.axis import EpochAxis, UprightAxis


@pytest.mark.parametrize("size", [18, 40, 75, 110, 400])
@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 60), (0.001, 0.0012), (-1e6, 4e6)])
@pytest.mark.parametrize("points", [9, 18])
def test_that_the_figures_at_the_left_stay_apart_however_low_the_plot(qtbot, size, low, high, points):
    former = QApplication.font()
    font = QApplication.font()
    font.setPointSizeF(points)
    QApplication.setFont(font)
    try:
        (spacing, places), *_ = UprightAxis().tickValues(low, high, size)
        height = QFontMetricsF(font).height()
    finally:
        QApplication.setFont(former)
    pixels = spacing / (high - low) * size
    assert pixels >= min(height, size) - 1e-9
    assert all(low <= place <= high for place in places)


@given(st.integers(1, 100_000), st.integers(40, 2500), st.floats(-3, 0.9), st.floats(0, 0.9))
def test_that_epochs_are_whole_numbers_with_the_last_one_and_stand_apart(qapp, last, size, left, right):
    """Whatever part of them is seen."""
    axis = EpochAxis()
    axis.set_last(last)
    low = 1 + left * (last - 1)
    high = max(low + 1e-3, last - right * (last - low) if right > 0.1 else last + 0.3)
    ((spacing, ticks),) = axis.tickValues(low, high, size)
    assert all(tick == int(tick) and tick >= 0 and low <= tick <= high for tick in ticks)
    assert (last in ticks) == (low <= last <= high)
    assert axis.tickStrings(ticks, 1.0, spacing) == [f"{int(tick):,}" for tick in ticks]
    widest = QFontMetricsF(QApplication.font()).horizontalAdvance(f"{int(high):,}")
    pixels = [(tick - low) / (high - low) * size for tick in sorted(ticks)]
    assert all(b - a >= widest for a, b in pairwise(pixels))


@pytest.mark.parametrize("last", [2, 3, 7, 15])
def test_that_every_epoch_has_its_figure_where_there_is_room(qapp, last):
    axis = EpochAxis()
    axis.set_last(last)
    ((_, ticks),) = axis.tickValues(1, last, 1500)
    assert sorted(ticks) == list(range(1, last + 1))
