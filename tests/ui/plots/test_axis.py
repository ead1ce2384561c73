"""Figures beside a plot."""

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from nnstudio.ui.plots.axis import UprightAxis


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
