"""What the learner watches: the losses, the big plot, the units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QCheckBox, QToolTip

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.sources.bundled import DiabetesSource
from nnstudio.ui.plots.loss_plot import LossPlot
from nnstudio.ui.plots.scale import stepped
from nnstudio.ui.plots.series import MAX_POINTS, Series


def series_of(values) -> Series:
    series = Series()
    series.extend(list(values))
    return series


@pytest.mark.parametrize("n", [1, MAX_POINTS, MAX_POINTS + 1, 99_999, 100_000, 1_000_000])
def test_that_a_long_loss_curve_is_drawn_with_few_points_that_keep_its_peaks(n):
    values = np.random.default_rng(0).exponential(size=n)
    values[n // 3], values[-1] = 50.0, -1.0
    x, y = series_of(values).drawn()
    assert len(x) == len(y) <= MAX_POINTS + 10
    assert y.min() == values.min()
    assert y.max() == values.max()
    assert (x[0], x[-1]) == (1, n)
    assert (np.diff(x) > 0).all()
    assert np.array_equal(y, values[x.astype(int) - 1])


@given(st.lists(st.lists(st.floats(0, 1e6), max_size=700), max_size=6))
def test_that_a_series_holds_every_value_however_they_arrive(pieces):
    series = Series()
    for piece in pieces:
        series.extend(piece)
    every = [value for piece in pieces for value in piece]
    assert series.values.tolist() == every
    assert len(series) == len(every)
    _, y = series.drawn()
    if every:
        assert (y.min(), y.max()) == (min(every), max(every))


@given(st.floats(1e-12, 1e12))
def test_that_axes_grow_in_steps_that_hold_the_value(value):
    step = stepped(value)
    assert value <= step * (1 + 1e-9)
    assert step <= value * 1.281
    assert stepped(step) == pytest.approx(step)


def test_that_the_loss_plot_shows_every_epoch(here):
    here.train()
    plot = here.find("loss_plot", LossPlot)
    assert plot.losses("train") == here.window.train_loss
    x, y = plot.curve("train")
    assert x.tolist() == list(range(1, 21))
    assert y.tolist() == here.window.train_loss


@pytest.mark.parametrize("epochs", [1, 2, 7, 20])
def test_that_the_epochs_under_the_loss_are_whole_and_end_with_the_last(here, epochs):
    here.window.document.edit("train", edits.with_training(here.window.project, epochs=epochs))
    here.wait_for_run()
    here.train()
    plot = here.find("loss_plot", LossPlot)
    axis = plot.getPlotItem().getAxis("bottom")
    low, high = plot.getPlotItem().getViewBox().viewRange()[0]
    ((_, ticks),) = axis.tickValues(low, high, axis.width())
    assert ticks == [int(tick) for tick in ticks]
    assert max(ticks) >= epochs
    image = QImage(10, 10, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    assert [text for _, _, text in texts] == [f"{tick:,.0f}" for tick in ticks]
    end = plot.mapFromScene(axis.mapRectToScene(texts[-1][0])).boundingRect().right()
    assert end <= plot.viewport().width()
    assert low <= 1 and epochs <= high


def test_that_the_loss_can_be_drawn_on_a_logarithmic_scale(here):
    here.train()
    plot = here.find("loss_plot", LossPlot)
    box = next(box for box in here.window.result_panel.findChildren(QCheckBox) if box.text() == "log")
    box.setChecked(True)
    _, y = plot.curve("train")
    assert y == pytest.approx(np.log10(here.window.train_loss))
    box.setChecked(False)
    _, y = plot.curve("train")
    assert y.tolist() == here.window.train_loss


def test_that_the_fit_plot_draws_what_the_network_predicts(studio):
    here = studio("linear-regression")
    here.train()
    plot = here.find("fit_plot")
    x, y = plot.curve()
    weight, bias = here.window.parameters["0.weight"][0, 0], here.window.parameters["0.bias"][0]
    assert y == pytest.approx(weight * x + bias, rel=1e-4, abs=1e-3)


def test_that_the_decision_plot_draws_the_probabilities(here):
    before = here.find("decision_plot")._image.image.copy()
    here.train()
    plot = here.find("decision_plot")
    assert plot.colors.shape == (*before.shape[:2], 4)
    assert not np.array_equal(plot.colors, before)
    boundary, _ = plot.boundary
    assert len(boundary) > 10


def test_that_another_view_and_other_axes_can_be_chosen(studio):
    project = edits.with_training(open_source("linear-regression").with_source(DiabetesSource()), epochs=2)
    here = studio(project)
    panel = here.window.result_panel
    assert here.find("actual_plot").isVisible()
    panel.head.choose("decision")
    assert here.find("decision_plot").isVisible()
    first, second = panel.head.plane_bar.axes
    chosen = second.currentData()
    first.setCurrentIndex(first.findData(chosen))
    assert first.currentData() == chosen
    assert second.currentData() != chosen
    here.train()
    assert here.window.state == "finished"
    region = here.window.frame_source.frame.region
    assert region.axes == (int(first.currentData()), int(second.currentData()))


def hover(widget, where: QPointF):
    point = where.toPoint()
    event = QHelpEvent(QEvent.Type.ToolTip, point, widget.mapToGlobal(point))
    QApplication.sendEvent(widget, event)


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_that_every_unit_has_a_tile_that_tells_its_range(here):
    here.find("diagram_tabs").setCurrentIndex(1)
    plot = here.find("activations_plot")
    plot.grab()
    assert [(tile.layer, tile.unit) for tile in plot.tiles] == [
        *((0, unit) for unit in range(5)),
        *((1, unit) for unit in range(5)),
        (2, 0),
    ]
    for tile in plot.tiles:
        assert plot.tile_at(tile.rect.center()) == tile
        assert plot.rect().contains(tile.rect.toAlignedRect())
    hover(plot, plot.tiles[3].rect.center())
    outputs = here.window.frame_source.frame.layers[0][:, 3]
    assert QToolTip.text() == f"Linear, unit 4: from {outputs.min():.4g} to {outputs.max():.4g}"
    hover(plot, QPointF(QPoint(plot.width() - 1, plot.height() - 1)))
    here.wait(lambda: not QToolTip.isVisible())


def test_that_a_wide_layer_shows_as_many_units_as_there_is_room_for_and_says_so(here):
    here.find("diagram_tabs").setCurrentIndex(1)
    here.card(0).field("units").setValue(2000)
    here.wait_for_run()
    plot = here.find("activations_plot")
    plot.grab()
    drawn = sum(tile.layer == 0 for tile in plot.tiles)
    assert 0 < drawn < 2000
    assert plot.labels[0] == f"Linear · 2000 units, the first {drawn} shown"


def test_that_a_network_that_cannot_be_built_says_so_over_the_result_of_the_one_before(here):
    here.train()
    panel, plot = here.window.result_panel, here.find("decision_plot")
    sound = here.window.document.project
    assert panel.notice.isHidden()
    here.window.document.edit("spoil", edits.with_layers(sound, (LinearLayer(units=3),)), None)
    assert panel.notice.isVisible()
    assert "need 1 number a sample" in panel.notice.text()
    assert plot.getPlotItem().opacity() < 0.5
    here.window.document.undo_stack.undo()
    here.wait(lambda: here.window.session.run is not None)
    assert panel.notice.isHidden()
    assert plot.getPlotItem().opacity() == 1


def test_that_the_colour_bars_name_stands_in_one_line_from_the_start(here):
    label = here.find("decision_plot")._bar.axis.label
    here.wait(lambda: label.toPlainText() != "")
    line = QFontMetricsF(label.font()).height()
    assert label.boundingRect().height() < 2 * line
    assert label.boundingRect().width() > 5 * line
