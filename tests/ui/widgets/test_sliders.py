"""Sliders: the data follow a drag, which is one undo step; typed numbers stay exact; other samples at a click."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from nnstudio.data.load import load_dataset
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.scikit_made import BlobsSource
from nnstudio.session.commands import MERGE_WITHIN_S
from nnstudio.ui.widgets.fields import FloatField, IntField
from nnstudio.ui.widgets.sliders import PATIENCE, SliderRow, _nearest


def row_of(here, name) -> SliderRow:
    return next(row for row in here.window.data_panel.options.findChildren(SliderRow) if row.option == name)


def place(slider, share):
    return QPoint(round(slider.width() * share), slider.height() // 2)


def activate(here):
    """Focus and shortcuts are the active window's."""
    here.window.activateWindow()
    here.wait(here.window.isActiveWindow)


def undo_steps(here):
    return here.window.document.undo_stack.count()


class Drag:
    """A slider held by the left button."""

    def __init__(self, here, name):
        self.here, self.slider = here, row_of(here, name).slider

    def start(self, share):
        self.here.qtbot.mousePress(self.slider, Qt.MouseButton.LeftButton, pos=place(self.slider, share))

    def move(self, share):
        self.here.qtbot.mouseMove(self.slider, place(self.slider, share))

    def end(self, share):
        self.here.qtbot.mouseRelease(self.slider, Qt.MouseButton.LeftButton, pos=place(self.slider, share))


def test_that_the_data_follow_a_drag_that_is_one_undo_step(here):
    before = here.window.project
    drag = Drag(here, "noise")
    drag.start(0.3)
    first = here.window.project.data.source.noise
    assert first == pytest.approx(0.3, abs=0.06)
    here.wait_for_run()
    shown = here.find("decision_plot").sample_positions()[1][:, 0]
    assert np.array_equal(shown, load_dataset(here.window.project.data).raw_train[:, 0])
    drag.move(0.6)
    here.wait(lambda: here.window.project.data.source.noise != first)
    # longer than what makes one step of two edits otherwise
    here.qtbot.wait(round(1000 * MERGE_WITHIN_S) + 100)
    drag.move(0.8)
    drag.end(0.8)
    noise = here.window.project.data.source.noise
    assert noise == pytest.approx(0.8, abs=0.06)
    assert here.find("source_noise").value() == noise
    assert undo_steps(here) == 1
    drag.start(0.1)
    drag.end(0.1)
    assert undo_steps(here) == 2
    here.action("undo_action").trigger()
    assert here.window.project.data.source.noise == noise
    here.action("undo_action").trigger()
    assert here.window.project == before
    assert here.find("source_noise").value() == 0.1


def test_that_a_fast_drag_is_throttled_and_ends_where_it_was_let_go(here):
    sent = []
    row = row_of(here, "samples")
    row.option_changed.connect(lambda name, value: sent.append(value))
    drag = Drag(here, "samples")
    drag.start(0.1)
    for step in range(200):
        row.slider.setSliderPosition(step % 60)
    drag.end(0.9)
    assert 2 <= len(sent) < 60
    assert here.window.project.data.source.samples == sent[-1] == row.field.value()
    here.wait_for_run()
    assert len(here.window.session.run.dataset.X_train) == sent[-1]


def test_that_a_drag_waits_for_what_its_last_value_led_to(qtbot):
    row = SliderRow("n", "Number", "", IntField(0, 100), range(101))
    qtbot.addWidget(row)
    sent = []
    row.option_changed.connect(lambda name, value: sent.append(value))
    row.slider.setSliderDown(True)
    row.slider.setSliderPosition(10)
    row.slider.setSliderPosition(20)
    row._on_throttle_timeout()
    row.slider.setSliderPosition(30)
    assert sent == [10]
    row.set_answered()
    row._on_throttle_timeout()
    assert sent == [10, 30]
    row.slider.setSliderPosition(40)
    for _ in range(PATIENCE):
        row._on_throttle_timeout()
    assert sent == [10, 30, 40]
    row.slider.setSliderPosition(50)
    row.slider.setSliderDown(False)
    assert sent == [10, 30, 40, 50]


def test_that_a_drag_back_to_where_it_began_leaves_no_step(here):
    drag = Drag(here, "noise")
    row = row_of(here, "noise")
    at = row.slider.sliderPosition()
    drag.start(0.9)
    row.slider.setSliderPosition(at)
    row.slider.setSliderDown(False)
    assert here.window.project == open_source("binary-classification")
    assert undo_steps(here) == 0


def test_that_arrow_keys_move_a_slider_step_by_step(here):
    slider = row_of(here, "noise").slider
    slider.setFocus()
    for _ in range(3):
        here.key(slider, Qt.Key.Key_Right)
    assert here.window.project.data.source.noise == 0.13
    assert undo_steps(here) == 1


@pytest.mark.parametrize(
    ("name", "text", "value"), [("source_noise", "0.12345", 0.12345), ("source_seed", "4294967295", 2**32 - 1)]
)
def test_that_a_typed_number_stays_exact_between_the_sliders_stops(here, name, text, value):
    here.type_into(here.find(name), text)
    assert getattr(here.window.project.data.source, name.removeprefix("source_")) == value
    assert here.find(name).value() == value


def test_that_a_share_of_a_file_is_not_rounded_by_showing_it(studio):
    project = edits.with_data(open_source("binary-classification"), test_fraction=0.333)
    here = studio(project)
    assert row_of(here, "test_fraction").slider.value() == 33
    assert here.window.project == project


def test_that_the_split_has_a_seed_where_there_is_a_split(here):
    split = row_of(here, "split_seed")
    assert not split.isVisible()
    here.find("test_share").setValue(25)
    assert split.isVisible()
    here.wait_for_run()
    before = here.window.session.run.dataset.X_test
    here.find("split_seed").setValue(7)
    here.wait_for_run()
    assert here.window.project.data.split_seed == 7
    assert not np.array_equal(before, here.window.session.run.dataset.X_test)


def test_that_a_value_that_does_not_go_with_the_others_springs_back(studio):
    here = studio(open_source("binary-classification").with_source(BlobsSource(samples=5)))
    drag = Drag(here, "centers")
    drag.start(0.99)
    drag.end(0.99)
    row = row_of(here, "centers")
    assert here.window.project.data.source.centers == row.field.value() == 4
    assert row.slider.value() == 1


@pytest.mark.parametrize("part", ["slider", "field"])
def test_that_the_wheel_changes_nothing_without_focus(here, part):
    widget = getattr(row_of(here, "noise"), part)

    def turn():
        where = QPointF(widget.rect().center())
        there = QPointF(widget.mapToGlobal(widget.rect().center()))
        up, none = QPoint(0, 120), Qt.MouseButton.NoButton
        event = QWheelEvent(
            where, there, up, up, none, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(widget, event)

    activate(here)
    here.picker.setFocus()
    turn()
    assert here.window.project.data.source.noise == 0.1
    widget.setFocus()
    turn()
    assert here.window.project.data.source.noise > 0.1


def test_that_regenerate_draws_other_samples_each_time(here):
    seeds = [here.window.project.data.source.seed]
    for _ in range(3):
        here.press("regenerate_button")
        seeds.append(here.window.project.data.source.seed)
    assert len(set(seeds)) == 4
    here.wait_for_run()
    run = here.window.session.run
    assert run.project.data.source.seed == seeds[-1]
    assert np.array_equal(here.find("decision_plot").sample_positions()[1][:, 0], run.dataset.raw_train[:, 0])
    for seed in reversed(seeds[:-1]):
        here.action("undo_action").trigger()
        assert here.window.project.data.source.seed == seed


def test_that_regenerate_has_a_shortcut(here):
    activate(here)
    here.key(here.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    here.wait(lambda: here.window.project.data.source.seed != 2020)


def test_that_given_samples_are_split_anew_or_it_is_said_why_not(studio):
    here = studio(open_source("binary-classification").with_source(IrisSource()))
    button = here.button("regenerate_button")
    assert not button.isEnabled()
    assert "These samples are given" in button.toolTip()
    here.find("test_share").setValue(20)
    assert button.isEnabled()
    here.press("regenerate_button")
    assert here.window.project.data.split_seed != 0
    assert here.window.project.data.source == IrisSource()


@pytest.mark.parametrize(("value", "index"), [(-5, 0), (0, 0), (4, 0), (6, 1), (14, 1), (16, 2), (99, 2)])
def test_that_a_slider_shows_the_stop_nearest_to_the_value(value, index):
    assert _nearest((0, 10, 20), value) == index


def test_that_a_row_that_can_not_be_used_says_why(qtbot):
    row = SliderRow("n", "Number", "What it is", IntField(0, 10), range(11))
    qtbot.addWidget(row)
    row.set_possible("Not now, because it is late")
    assert not row.isEnabled()
    assert row.slider.toolTip() == row.field.toolTip() == "Not now, because it is late"
    row.set_possible("")
    assert row.isEnabled()
    assert row.slider.toolTip() == "What it is"


def test_that_a_row_sends_what_is_typed_and_shows_what_is_set_silently(qtbot):
    row = SliderRow("f", "Number", "", FloatField(0, 1, 0.1), tuple(i / 10 for i in range(11)))
    qtbot.addWidget(row)
    sent = []
    row.option_changed.connect(lambda *args: sent.append(args))
    row.set_value(0.42)
    assert (row.slider.value(), row.field.value(), sent) == (4, 0.42, [])
    row.field.setValue(0.77)
    assert sent == [("f", 0.77)]
