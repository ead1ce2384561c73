"""Layer space: what is drawn is what the layer puts out, and what is only interpolated says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from nnstudio.data.value_span import ValueSpan
from nnstudio.engine.views.layer_space import Axis, LayerPicture
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.sources.bundled import DiabetesSource
from nnstudio.project.sources.drawn import PlaneSource
from nnstudio.project.sources.scikit_made import MoonsSource
from nnstudio.project.sources.spec import Task
from nnstudio.ui.panels.layer_space.layer_transition import REST_S, STEP_S, between, moment_at
from nnstudio.ui.style.theme import theme

LAYERS = (LinearLayer(units=4), TanhLayer(), LinearLayer(units=2), TanhLayer(), LinearLayer())


@pytest.fixture
def opened(studio):
    project = edits.with_layers(edits.with_data(open_source("binary-classification"), test_fraction=0.2), LAYERS)
    here = studio(project)
    here.train()
    here.window.drawers.show("layer_space")
    here.panel = here.window.drawers["layer_space"].panel
    return here


def choose(here, selector, key):
    box = here.selector(selector)
    box.setCurrentIndex(box.findData(key))


def outputs(here, place):
    run, frame = here.window.session.run, here.window.frame_source.frame
    run.probe.load(frame.snapshot)
    return run.probe.layers(run.dataset.X_train, frame.off)[place - 1]


def train_points(here):
    return np.column_stack(here.panel.plot.train_samples.getData())


def test_that_two_units_are_drawn_with_the_line_that_parts_the_classes(opened):
    choose(opened, "layer_space_layer_selector", "4")
    assert train_points(opened) == pytest.approx(outputs(opened, 4))
    assert len(opened.panel.plot.test_samples.getData()[0]) == 60
    x, y = opened.panel.plot.boundary.T
    weight, bias = opened.window.parameters["4.weight"][0], opened.window.parameters["4.bias"][0]
    assert weight[0] * x + weight[1] * y + bias == pytest.approx([0, 0], abs=1e-4)
    assert "both classes are equally likely" in opened.panel.text.text()
    choose(opened, "layer_space_x_selector", "u1")
    choose(opened, "layer_space_y_selector", "u0")
    assert train_points(opened) == pytest.approx(outputs(opened, 4)[:, ::-1])
    x, y = opened.panel.plot.boundary.T
    assert weight[1] * x + weight[0] * y + bias == pytest.approx([0, 0], abs=1e-4)


def test_that_wider_layers_open_at_their_components_and_other_axes_can_be_chosen(opened):
    choose(opened, "layer_space_layer_selector", "2")
    assert opened.selector("layer_space_x_selector").currentText() == "PC 1"
    assert "of the variance" in opened.panel.plot.getPlotItem().getAxis("bottom").labelText
    assert len(opened.panel.plot.boundary) == 0
    choose(opened, "layer_space_x_selector", "u3")
    assert train_points(opened)[:, 0] == pytest.approx(outputs(opened, 2)[:, 3])
    choose(opened, "layer_space_layer_selector", "0")
    assert opened.selector("layer_space_x_selector").currentText() == "x1"
    assert train_points(opened) == pytest.approx(opened.window.session.run.dataset.X_train, abs=1e-6)
    choose(opened, "layer_space_layer_selector", "2")
    assert opened.selector("layer_space_x_selector").currentData() == "u3"


def test_that_one_unit_is_a_strip_with_a_histogram_for_each_class(opened):
    choose(opened, "layer_space_layer_selector", "5")
    plot = opened.panel.plot
    assert train_points(opened)[:, 0] == pytest.approx(outputs(opened, 5)[:, 0])
    labels = opened.window.session.run.dataset.y_train
    assert (train_points(opened)[labels == 0, 1] < 0.5).all()
    assert (train_points(opened)[labels == 1, 1] > 0.5).all()
    assert len(plot.bars) == 2
    values = outputs(opened, 5)[:, 0]
    counts = [np.histogram(values[labels == c], 40, (values.min(), values.max()))[0] for c in (0, 1)]
    for bar, count in zip(plot.bars, counts, strict=True):
        # float32 edges may put a sample next door
        assert bar - 1.1 == pytest.approx(count / np.max(counts), abs=2.1 / np.max(counts))
    assert not opened.selector("layer_space_x_selector").isEnabled()


def test_that_it_follows_the_timeline_and_the_units_switched_off(opened):
    choose(opened, "layer_space_layer_selector", "4")
    opened.timeline.setValue(3)
    assert train_points(opened) == pytest.approx(outputs(opened, 4))
    opened.window.selection.switch((3, 0))
    assert (train_points(opened)[:, 0] == 0).all()
    opened.window.selection.switch_all_on()
    opened.card(2).field("units").setValue(3)
    opened.wait_for_run()
    assert opened.panel.layer_choice.currentData() == "4"
    assert opened.selector("layer_space_x_selector").currentText() == "PC 1"


def test_that_playing_goes_through_all_layers_and_says_what_is_interpolated(opened, monkeypatch):
    clock = [50.0]
    monkeypatch.setattr("nnstudio.ui.panels.layer_space.layer_space_panel.time.perf_counter", lambda: clock[0])
    choose(opened, "layer_space_layer_selector", "0")
    opened.press("play_layers_button")
    panel = opened.panel
    panel._timer.stop()
    seen = []
    for _ in range(70):
        panel._travel()
        if not panel.play.isChecked():
            break
        seen.append(panel.text.text())
        clock[0] += 0.1
    assert any("interpolated" in text for text in seen)
    assert seen[0].startswith("the inputs: what the network computes")
    assert "From 4: Tanh to 5: Linear" in " ".join(seen)
    assert not panel.play.isChecked()
    assert panel.place == 5
    assert train_points(opened)[:, 0] == pytest.approx(outputs(opened, 5)[:, 0])


def test_that_playing_ends_when_the_panel_is_closed(opened):
    opened.qtbot.mouseClick(opened.panel.play, Qt.MouseButton.LeftButton)
    assert opened.panel.is_playing
    opened.window.drawers["layer_space"].hide()
    assert not opened.panel.is_playing


def test_that_one_column_is_a_curve(studio):
    here = studio(edits.with_layers(open_source("nonlinear-regression"), LAYERS))
    here.window.drawers.show("layer_space")
    here.panel = here.window.drawers["layer_space"].panel
    choose(here, "layer_space_layer_selector", "4")
    pieces = here.panel.plot.pieces
    assert all(piece.isVisible() for piece in pieces)
    x = np.concatenate([piece.getData()[0][:-1] for piece in pieces])
    line = here.window.frame_source.frame.layers[3]
    assert x == pytest.approx(line[:-1, 0])
    here.train()
    assert train_points(here) == pytest.approx(outputs(here, 4))


@pytest.mark.parametrize("appearance", ["light", "dark"])
@pytest.mark.parametrize("source", [DiabetesSource(), PlaneSource(samples=80), MoonsSource(samples=80)], ids=repr)
def test_that_samples_keep_the_colours_that_the_text_names(studio, source, appearance):
    """At every epoch shown, whichever way the picture came about."""
    theme().choose(appearance)
    design = edits.with_training(open_source("binary-classification").with_source(source), epochs=6)
    here = studio(edits.with_data(design, test_fraction=0.25, standardize=True))
    here.window.drawers.show("layer_space")
    here.panel = here.window.drawers["layer_space"].panel
    here.train()
    for epoch in (5, 2, 6):
        here.look_at(epoch)
        assert_colors_say_the_target(here)
    choose(here, "layer_space_layer_selector", "0")
    assert_colors_say_the_target(here)
    if source.task is Task.REGRESSION:
        assert "blue where" in here.panel.text.text()


def assert_colors_say_the_target(here):
    data, plot = here.window.session.run.dataset, here.panel.plot
    middle, limit = (0.5, 1.0) if data.class_names else ValueSpan.of(data.y_train)
    if not data.class_names:
        assert f"below {middle:.4g}," in here.panel.text.text()
    for item, y, part in ((plot.train_samples, data.y_train, "brush"), (plot.test_samples, data.y_test, "pen")):
        assert len(item.points()) == len(y)
        for point, target in zip(item.points(), y, strict=True):
            color = getattr(point, part)().color()
            # near zero there is hardly any colour
            if abs(target - middle) > 0.1 * limit:
                assert (color.red() > color.blue()) == (target > middle)


@given(st.floats(0, 100), st.integers(1, 12))
def test_that_a_journey_moves_on_and_comes_to_an_end(seconds, pictures):
    moment = moment_at(seconds, pictures)
    assert 0 <= moment.place <= pictures - 1
    assert 0 <= moment.share <= 1
    assert moment.has_ended == (seconds >= (pictures - 1) * (STEP_S + REST_S) + REST_S)
    later = moment_at(seconds + 0.05, pictures)
    assert later.place + later.share >= moment.place + moment.share


@given(st.floats(1e-3, 1e3), st.floats(0, 1))
def test_that_a_circle_stays_one_on_the_way_to_another_layer(stretch, share):
    angles = np.linspace(0, 2 * np.pi, 9)[:-1]
    circle = np.column_stack((np.cos(angles), np.sin(angles)))
    # a sample far off, so that the picture is not square
    samples = np.array([[3.0, 0.0]])
    axes = (Axis(False, 0), Axis(False, 1))
    here = LayerPicture(axes, (), circle[None], samples, samples[:0])
    there = LayerPicture(axes, (), stretch * circle[None] + 5.0, stretch * samples + 5.0, samples[:0])
    drawn = between(here, there, share).lines[0]
    assert np.ptp(drawn[:, 0]) == pytest.approx(np.ptp(drawn[:, 1]))
    assert drawn.min() >= 0 and drawn.max() <= 1
