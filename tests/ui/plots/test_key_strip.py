"""The line over a plot that says what its colours mean, in plots of any size."""

import pytest

from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.plots.key_strip import Entry, KeyStrip

CLASSES = [Entry(f"class number {i}", "#2878b8") for i in range(10)]


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    canvas.dress()
    qtbot.addWidget(canvas)
    canvas.show()
    return canvas


@pytest.mark.parametrize("first", [(170, 700), (160, 110), (900, 250)])
@pytest.mark.parametrize("then", [(900, 180), (160, 110), (400, 600)])
def test_that_a_plot_lies_within_its_widget_whatever_size_it_had_before(canvas, qtbot, first, then):
    strip = KeyStrip(canvas)
    strip.set_entries(CLASSES)
    for size in (first, then):
        canvas.resize(*size)
        qtbot.waitUntil(lambda: canvas.getPlotItem().geometry().height() <= canvas.viewport().height())
    qtbot.waitUntil(lambda: canvas.getPlotItem().getViewBox().geometry().height() > 0.2 * canvas.height())


def test_that_the_entries_give_way_in_a_plot_that_is_too_low_and_come_back(canvas, qtbot):
    strip = KeyStrip(canvas)
    strip.set_entries(CLASSES)
    canvas.resize(160, 110)
    qtbot.waitUntil(lambda: not strip.text.isVisible())
    canvas.resize(700, 400)
    qtbot.waitUntil(strip.text.isVisible)
    assert strip.entries == [entry.text for entry in CLASSES]


def test_that_an_entry_without_a_colour_has_no_sample(canvas):
    strip = KeyStrip(canvas)
    strip.set_entries([Entry("Run 1", "#2878b8"), Entry("without a sample")])
    assert strip.text.toPlainText().count("●") == 1
