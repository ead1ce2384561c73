"""The fit taken apart, and units switched off by a click."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QCheckBox
from sklearn.linear_model import LinearRegression

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.ui.plots.fit_plot import FitPlot


def wave(units=5, epochs=15):
    project = edits.with_layers(
        open_source("nonlinear-regression"), (LinearLayer(units=units), SigmoidLayer(), LinearLayer())
    )
    return edits.with_training(project, epochs=epochs)


@pytest.fixture
def apart(studio):
    here = studio(wave())
    here.train()
    here.find("take_apart_box", QCheckBox).setChecked(True)
    return here


def test_that_scikit_learns_line_lies_beside_the_networks_and_is_the_closed_form(studio):
    here = studio("linear-regression")
    plot, box = here.window.findChild(FitPlot), here.find("reference_box", QCheckBox)
    assert box.isVisible()
    assert plot.reference.values is None
    box.setChecked(True)
    dataset = here.window.session.run.dataset
    x = here.window.frame_source.frame.region.points
    expected = LinearRegression().fit(dataset.X_train, dataset.y_train).predict(x)
    assert plot.reference.values == pytest.approx(expected, rel=1e-5)
    bottom, top = plot.getPlotItem().getViewBox().viewRange()[1]
    assert bottom <= expected.min() and expected.max() <= top
    assert len(plot.table()["scikit-learn's LinearRegression"]) == len(x)
    here.window.document.open(open_source("nonlinear-regression"))
    here.wait_for_run()
    here.wait(lambda: plot.reference.values is not None and plot.reference.values[0] != expected[0])
    here.window.document.open(open_source("binary-classification"))
    here.wait(lambda: not box.isVisible())


def test_that_samples_of_one_place_alone_are_seen_with_room_around_them(studio):
    here = studio("autograd-by-hand")
    source = here.window.project.data.source.model_copy(update={"points": ((2.0, 1.0), (2.0, 1.0), (2.0, 1.0))})
    here.window.document.edit("one place", here.window.project.with_source(source))
    plot = here.window.findChild(FitPlot)
    here.wait(lambda: here.window.session.run is not None and here.window.session.run.dataset.raw.max() == 2)
    left, right = plot.getPlotItem().getViewBox().viewRange()[0]
    assert right - left > 0.5


def place_on(plot, curve) -> QPointF:
    """A point of the scene on a curve, where no other is closer."""
    parts = plot.parts
    x, y = curve.getData()
    view = plot.getPlotItem().getViewBox()
    for i in range(10, len(x) - 10, 5):
        # as a click hits it: by whole pixels
        place = plot.mapToScene(plot.mapFromScene(view.mapViewToScene(QPointF(float(x[i]), float(y[i])))))
        if parts.unit_at(place) == (1, parts.units[parts.curves.index(curve)]):
            return place
    raise AssertionError("the curve can nowhere be clicked")


def click(here, plot, place):
    here.qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.mapFromScene(place))


def test_that_every_curve_is_a_units_weighted_output(apart):
    plot = apart.find("fit_plot")
    frame, parameters = apart.window.frame_source.frame, apart.window.parameters
    assert sorted(unit for unit in plot.parts.units if unit is not None) == [0, 1, 2, 3, 4]
    total = np.full(len(frame.region.points), parameters["2.bias"][0])
    for unit, curve in zip(plot.parts.units, plot.parts.curves, strict=True):
        assert curve.isVisible() == (unit is not None)
        if unit is not None:
            _, y = curve.getData()
            assert y == pytest.approx(frame.layers[1][:, unit] * parameters["2.weight"][0, unit])
            total = total + y
    assert plot.parts.bias.value() == pytest.approx(parameters["2.bias"][0])
    _, prediction = plot.curve()
    assert prediction == pytest.approx(total, rel=1e-4, abs=1e-3)


def test_that_a_click_on_a_curve_switches_its_unit_off_and_the_legend_puts_it_back(apart):
    plot, parts = apart.find("fit_plot"), apart.find("fit_plot").parts
    before = apart.window.parameters
    _, whole = plot.curve()
    slot = next(i for i, unit in enumerate(parts.units) if unit is not None)
    unit = parts.units[slot]
    _, part = parts.curves[slot].getData()
    apart.wait(lambda: plot.width() > 200)
    click(apart, plot, place_on(plot, parts.curves[slot]))
    assert apart.window.selection.off == {(1, unit)}
    _, without = plot.curve()
    assert without == pytest.approx(whole - part, rel=1e-4, abs=1e-3)
    assert plot.whole[:-1] == pytest.approx(whole)
    assert not parts.curves[slot].isVisible()
    name = f"Sigmoid, unit {unit + 1}"
    assert f"Switched off: {name}." in apart.window.parts.off_notice.text
    assert f"without {name}" in apart.window.result_panel.metrics
    for key, values in apart.window.parameters.items():
        assert np.array_equal(values, before[key])
    entry = parts.names.index(f"unit {unit + 1} (off)")
    label = parts.legend.items[entry][1]
    click(apart, plot, label.sceneBoundingRect().center())
    assert apart.window.selection.off == frozenset()
    assert plot.whole is None
    assert apart.window.parts.off_notice.text == ""
    assert "without" not in apart.window.result_panel.metrics


def test_that_all_can_be_switched_on_at_once_and_another_network_starts_whole(apart):
    selection = apart.window.selection
    selection.switch((1, 0))
    selection.switch((0, 2))
    assert "Linear, unit 3 and Sigmoid, unit 1" in apart.window.parts.off_notice.text
    apart.press("switch_all_on_button")
    assert selection.off == frozenset()
    selection.switch((1, 4))
    apart.card(0).field("units").setValue(3)
    apart.wait_for_run()
    assert selection.off == frozenset()
    assert apart.window.frame_source.frame.off == frozenset()
    assert apart.window.parts.off_notice.text == ""


def test_that_units_stay_off_while_the_same_network_trains_on(apart):
    apart.window.selection.switch((1, 0))
    apart.train()
    frame = apart.window.frame_source.frame
    assert frame.off == {(1, 0)}
    assert (frame.layers[1][:, 0] == 0).all()
    # training itself is not touched: the unit's weights went on changing
    first, last = (apart.window.session.run.history.nearest(e).vector for e in (15, 30))
    assert not np.array_equal(first, last)


def test_that_of_many_units_the_strongest_are_named_and_the_rest_is_grey(studio):
    here = studio(wave(units=30))
    here.train()
    here.find("take_apart_box", QCheckBox).setChecked(True)
    parts = here.find("fit_plot").parts
    named = {unit for unit in parts.units if unit is not None}
    strength = np.ptp(parts.contributions.parts, axis=0)
    assert len(named) == len(parts.units) == 8
    assert min(strength[list(named)]) >= 0.8 * max(np.delete(strength, list(named)))
    assert parts.names[-2] == "22 weaker"
    _, grey = parts.grey.getData()
    assert np.isnan(grey).sum() == 22


def test_that_only_a_sum_is_offered_to_be_taken_apart(studio):
    here = studio(edits.with_layers(wave(), (LinearLayer(units=4), SigmoidLayer(), LinearLayer(), SigmoidLayer())))
    box = here.find("take_apart_box", QCheckBox)
    assert box.isVisible()
    assert not box.isEnabled()
    assert "must end with a Linear" in box.toolTip()
    other = studio("binary-classification")
    assert not other.find("take_apart_box", QCheckBox).isVisible()


def test_that_the_decision_regions_are_drawn_without_a_unit_too(here):
    here.train()
    plot = here.find("decision_plot")
    before = plot.colors.copy()
    here.window.selection.switch((1, 2))
    assert not np.array_equal(plot.colors, before)
    assert "without ReLU, unit 3" in here.window.result_panel.metrics
    here.press("switch_all_on_button")
    assert np.array_equal(plot.colors, before)
