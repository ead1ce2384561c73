"""The gallery of activations: true curves, true inputs, and a button that edits the project."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnstudio.engine.views.activations import function_and_slope
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.kinds import ACTIVATIONS
from nnstudio.project.layers.linear import LinearLayer


@pytest.fixture
def opened(studio):
    layers = (LinearLayer(units=5), ReLULayer(), LinearLayer(units=3), TanhLayer(), LinearLayer())
    here = studio(edits.with_layers(open_source("binary-classification"), layers))
    here.train()
    return open_gallery(here)


def open_gallery(here):
    here.window.drawers.show("activation_gallery")
    here.panel = here.window.drawers["activation_gallery"].panel
    return here


def choose(here, kind):
    here.qtbot.mouseClick(here.panel.tiles[kind], Qt.MouseButton.LeftButton)


def inputs_of(here, layer):
    run, frame = here.window.session.run, here.window.frame_source.frame
    run.probe.load(frame.snapshot)
    return run.probe.layers(run.dataset.X_train)[layer - 1].ravel()


def test_that_the_layers_own_activation_is_shown_with_its_inputs(opened):
    panel = opened.panel
    assert (panel.kind, panel.layer) == ("relu", 1)
    assert np.array_equal(panel.inputs.values, inputs_of(opened, 1))
    counts, _ = np.histogram(inputs_of(opened, 1), 72, (-6, 6))
    x, y = panel.plot.marks.getData()
    assert len(x) == (counts > 0).sum()
    assert y == pytest.approx(np.maximum(0, x), abs=1e-3)
    flat = np.mean(function_and_slope("relu", inputs_of(opened, 1))[1] < 0.01)
    assert f"For {flat:.1%} of these numbers" in panel.figures.text()
    opened.timeline.setValue(2)
    assert np.array_equal(panel.inputs.values, inputs_of(opened, 1))
    assert "Epoch 2:" in panel.figures.text()


@pytest.mark.parametrize("kind", ["gelu", "elu"])
def test_that_any_function_can_be_looked_at_with_the_same_inputs(opened, kind):
    choose(opened, kind)
    x, y = opened.panel.plot.curve.getData()
    expected, slope = function_and_slope(kind, x)
    assert np.array_equal(y, expected)
    assert np.array_equal(opened.panel.plot.slope.getData()[1], slope)
    assert (x[0], x[-1]) == (-6, 6)
    assert np.array_equal(opened.panel.inputs.values, inputs_of(opened, 1))


def test_that_a_function_is_used_in_the_chosen_layer_and_undo_takes_it_back(opened):
    box = opened.selector("activation_layer_selector")
    box.setCurrentIndex(box.findData("3"))
    assert opened.panel.kind == "tanh"
    assert not opened.button("use_activation_button").isEnabled()
    choose(opened, "silu")
    opened.press("use_activation_button")
    assert opened.kinds() == ["linear", "relu", "linear", "silu", "linear"]
    assert not opened.button("use_activation_button").isEnabled()
    opened.wait_for_run()
    assert opened.panel.layer == 3
    assert np.array_equal(opened.panel.inputs.values, inputs_of(opened, 3))
    opened.action("undo_action").trigger()
    assert opened.kinds() == ["linear", "relu", "linear", "tanh", "linear"]


def test_that_what_would_not_fit_can_not_be_used_and_says_why(studio):
    project = edits.with_layers(
        open_source("binary-classification"), (LinearLayer(units=3), LinearLayer(), SigmoidLayer())
    )
    here = open_gallery(studio(edits.with_training(project, loss="bce")))
    choose(here, "tanh")
    button = here.button("use_activation_button")
    assert not button.isEnabled()
    assert "end with a Sigmoid" in button.toolTip()


def test_that_a_network_without_activations_says_so(studio):
    here = open_gallery(studio("linear-regression"))
    assert here.panel.layer is None
    assert "has no activation" in here.panel.figures.text()
    assert not here.button("use_activation_button").isEnabled()
    for kind in ACTIVATIONS:
        choose(here, kind)
        assert here.panel.kind == kind
