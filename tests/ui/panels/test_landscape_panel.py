"""The landscape panel, driven in a window."""

import numpy as np
import pytest

from nnstudio.engine.metrics.baseline import linear_baseline
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.linear import LinearLayer


@pytest.fixture
def landscape(studio):
    def open_one(source):
        here = studio(source)
        here.train()
        here.window.drawers.show("landscape")
        here.panel = here.window.drawers["landscape"].panel
        here.wait(lambda: not here.panel.is_busy and here.panel.surface is not None)
        return here

    return open_one


def test_that_a_line_s_path_ends_where_its_parameters_are_and_the_minimum_is_the_closed_form(landscape):
    here = landscape("linear-regression")
    run, plot = here.window.session.run, here.panel.plot
    x, y = plot.path.getData()
    w, b = (float(here.window.parameters[name].item()) for name in ("0.weight", "0.bias"))
    assert (x[-1], y[-1]) == pytest.approx((w, b))
    assert len(x) == run.epoch + 1
    w0, w1 = linear_baseline(run.project, run.dataset, here.window.parameters).sklearn
    assert [axis[0] for axis in plot.minimum.getData()] == pytest.approx([w1, w0])
    losses = here.panel.surface.losses
    box = here.panel.surface.box
    row, column = np.unravel_index(losses.argmin(), losses.shape)
    step = [(high - low) / (losses.shape[0] - 1) for low, high in box]
    assert abs(box[0][0] + column * step[0] - w1) <= 2 * step[0]
    assert abs(box[1][0] + row * step[1] - w0) <= 2 * step[1]
    assert "whole landscape" in here.panel.text.text()


def test_that_the_marker_follows_the_timeline(landscape):
    here = landscape("linear-regression")
    here.look_at(2)
    x, y = here.panel.plot.here.getData()
    assert x[0] == pytest.approx(float(here.window.parameters["0.weight"].item()))
    assert y[0] == pytest.approx(float(here.window.parameters["0.bias"].item()))


def test_that_each_step_of_an_epoch_leads_from_one_epoch_to_the_next(landscape):
    here = landscape("linear-regression")
    here.look_at(2)
    here.press("landscape_steps_button")
    here.wait(lambda: here.panel.steps.snapshots is not None)
    x, y = here.panel.plot.steps.getData()
    path = here.panel.plot.path.getData()
    assert len(x) == 11
    assert (x[0], y[0]) == pytest.approx((path[0][2], path[1][2]))
    assert (x[-1], y[-1]) == pytest.approx((path[0][3], path[1][3]))
    here.look_at(5)
    assert here.panel.steps.snapshots is None


def test_that_a_click_tells_the_loss_and_the_parameters_there(landscape):
    here = landscape("linear-regression")
    here.panel.plot.place_clicked.emit(0.0, 0.0)
    y = here.window.session.run.dataset.y_train
    assert f"loss {np.mean(y**2):.4g}"[:9] in here.panel.place.text()
    assert "w1 (0.weight) = 0" in here.panel.place.text()


def test_that_a_larger_network_gets_a_slice_that_says_what_it_is(landscape):
    here = landscape("binary-classification")
    assert "A slice" in here.panel.text.text()
    assert "variance" in here.panel.text.text()
    x, y = here.panel.plot.path.getData()
    assert (x[-1], y[-1]) == pytest.approx((0, 0), abs=1e-4)
    here.selector("landscape_x_selector").setCurrentIndex(1)
    here.wait(lambda: not here.panel.is_busy and here.panel.surface.slice.labels[0] == "0.weight[0, 0]")
    assert "other 19 parameters" in here.panel.text.text()


def test_that_a_single_parameter_has_a_curve(landscape):
    line = open_source("linear-regression")
    here = landscape(edits.with_layers(line, (LinearLayer(bias=False),)))
    assert here.panel.surface.losses.shape[0] == 1
    x, y = here.panel.plot.here.getData()
    field = here.panel._field
    assert y[0] == pytest.approx(float(field.losses(np.array([[x[0]]]))[0]), rel=1e-5)


def test_that_it_lives_through_training_edits_and_an_untrained_network(landscape):
    here = landscape("linear-regression")
    here.press("train_button")
    here.wait(lambda: here.window.state == "finished" and here.window.epoch == 60)
    here.press("reset_button")
    here.wait(lambda: here.window.epoch == 0 and here.window.session.run is not None)
    assert not here.button("landscape_steps_button").isEnabled()
    here.window.document.edit("other data", open_source("binary-classification"))
    here.wait_for_run()
    here.wait(lambda: "no two directions" in here.panel.text.text())
    here.train()
    here.wait(lambda: not here.panel.is_busy and here.panel.surface is not None)
