"""The line over a plot that says what its colours mean, in plots of any size."""

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.plots.key_strip import Entry, KeyStrip, Sample

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


@pytest.fixture
def curves(canvas):
    items = [pg.PlotCurveItem([0, 1], [0, i]) for i in range(3)]
    for item in items:
        canvas.addItem(item)
    return items


def keyed(canvas, curves, *more):
    strip = KeyStrip(canvas)
    entries = [Entry(f"curve number {i}", "#2878b8", Sample.LINE, (item,)) for i, item in enumerate(curves)]
    strip.set_entries([*entries, *more])
    return strip


PRESSES = {
    "click": lambda button: QTest.mouseClick(button, Qt.MouseButton.LeftButton),
    "space": lambda button: QTest.keyClick(button, Qt.Key.Key_Space),
}


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_that_an_entry_hides_what_it_names_and_shows_it_again(canvas, curves, press, qtbot):
    canvas.resize(700, 400)
    strip = keyed(canvas, curves, Entry("only told"))
    qtbot.waitUntil(lambda: all(button.isVisible() for button in strip.buttons))
    assert [button.accessibleName() for button in strip.buttons] == [f"curve number {i}" for i in range(3)]
    heard = []
    strip.switched.connect(lambda name, shown: heard.append((name, shown)))
    press(strip.buttons[1])
    assert [item.opacity() for item in curves] == [1, 0, 1]
    assert [button.isChecked() for button in strip.buttons] == [True, False, True]
    assert "<s" in strip._written[0]
    # another frame changes nothing about it
    strip.set_entries(strip._entries)
    assert curves[1].opacity() == 0
    press(strip.buttons[1])
    assert [item.opacity() for item in curves] == [1, 1, 1]
    assert heard == [("curve number 1", False), ("curve number 1", True)]


def test_that_what_was_hidden_stays_so_under_another_text_and_when_it_is_drawn_anew(canvas, curves):
    canvas.resize(700, 400)
    strip = KeyStrip(canvas)
    strip.set_entries([Entry("area 0.5", "#2878b8", items=(curves[0],), name="area")])
    strip.buttons[0].click()
    strip.set_entries([Entry("area 0.6", "#2878b8", items=(curves[1],), name="area")])
    assert (curves[0].opacity(), curves[1].opacity()) == (1, 0)
    assert strip.is_hidden("area")


def test_that_buttons_go_with_what_can_be_hidden_at_once(canvas, curves):
    """The texts are the same; one that waits to be deleted can't be pressed any more."""
    strip = keyed(canvas, curves)
    before = strip.buttons
    strip.set_entries([Entry(f"curve number {i}", "#2878b8", Sample.LINE) for i in range(3)])
    assert strip.buttons == []
    assert not any(button.isVisibleTo(canvas) for button in before)


def test_that_what_two_entries_name_is_shown_while_both_are(canvas, curves):
    strip = KeyStrip(canvas)
    strip.set_entries([Entry("a run", items=tuple(curves)), Entry("test", items=(curves[2],))])
    strip.buttons[0].click()
    strip.buttons[1].click()
    strip.buttons[0].click()
    assert [item.opacity() for item in curves] == [1, 1, 0]


@given(st.integers(160, 1200), st.integers(110, 900), st.integers(1, 10))
def test_that_each_button_lies_on_its_entry_and_on_no_other(qapp, width, height, count):
    canvas = Canvas()
    canvas.dress()
    canvas.resize(width, height)
    canvas.show()
    strip = KeyStrip(canvas)
    strip.set_entries([Entry(f"class number {i}", "#2878b8", is_switch=True) for i in range(count)])
    canvas.fit()
    strip._arrange()
    places = [button.geometry() for button in strip.buttons if button.isVisible()]
    assert len(places) in (0, count)
    for i, place in enumerate(places):
        assert place.width() > 20 and place.height() > 8
        inner = place.adjusted(3, 2, -3, -2)
        assert not any(inner.intersects(other.adjusted(3, 2, -3, -2)) for other in places[:i])
        strip_rect = canvas.mapFromScene(strip.text.sceneBoundingRect()).boundingRect()
        assert strip_rect.adjusted(-3, -3, 3, 3).contains(place)
    canvas.hide()
    canvas.deleteLater()


def test_that_hidden_classes_and_test_samples_are_neither_drawn_nor_picked(studio):
    project = edits.with_data(open_source("binary-classification"), test_fraction=0.3)
    here = studio(project)
    plot, data = here.find("decision_plot"), here.window.session.run.dataset
    zero, one, test = plot._key.buttons
    one.click()
    rows, _ = plot.sample_positions()
    y = np.concatenate((data.y_train, data.y_test))
    assert sorted(rows) == np.flatnonzero(y == 0).tolist()
    test.click()
    rows, _ = plot.sample_positions()
    assert sorted(rows) == np.flatnonzero(data.y_train == 0).tolist()
    zero.click()
    assert len(plot.sample_positions()[0]) == 0
    for button in (zero, one, test):
        button.click()
    assert len(plot.sample_positions()[0]) == len(y)


def test_that_a_curve_of_the_loss_can_be_hidden_while_it_grows(here):
    plot = here.find("loss_plot")
    plot._key.buttons[0].click()
    here.train()
    assert plot._curves["train"].opacity() == 0
    plot._key.buttons[0].click()
    assert plot._curves["train"].opacity() == 1
