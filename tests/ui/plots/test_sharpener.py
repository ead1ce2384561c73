"""At rest the plane has a colour of its own for each pixel, at any size; while it trains, nobody waits for that."""

from itertools import count

import numpy as np
import pytest

from nnstudio.data.value_span import ValueSpan
from nnstudio.project import edits
from nnstudio.ui.plots.shading import Shades


def sharp(here):
    plot = here.find("decision_plot")
    here.wait(lambda: plot.sharp_colors is not None)
    return plot


def pixels(plot):
    """The rows and columns that the plane takes on the screen."""
    view, region = plot.getPlotItem().getViewBox(), plot.frame.region
    (x0, x1), (y0, y1) = view.viewRange()
    across = min(x1, region.highs[0]) - max(x0, region.lows[0])
    up = min(y1, region.highs[1]) - max(y0, region.lows[1])
    return view.height() * up / (y1 - y0), view.width() * across / (x1 - x0)


def test_that_it_has_as_many_cells_as_pixels_also_on_the_full_screen(studio):
    here = studio()
    here.train()
    plot = sharp(here)
    assert plot.sharp_colors.shape[:2] == pytest.approx(pixels(plot), abs=1)
    before = plot.sharp_colors.shape[0]
    here.window.resize(2200, 1400)
    here.wait(lambda: plot.sharp_colors is not None and plot.sharp_colors.shape[0] > 1.2 * before)
    here.wait(lambda: abs(plot.sharp_colors.shape[0] - pixels(plot)[0]) <= 1)


@pytest.mark.parametrize("unit", [None, (1, 2)])
def test_that_its_colours_are_what_the_network_says_also_when_zoomed(here, unit):
    here.train()
    here.window.selection.choose_unit(unit)
    plot = here.find("decision_plot")
    plot.zoom.show_all()
    sharp(here)
    plot.zoom.nearer()
    whole = plot._sharp
    here.wait(lambda: whole.boundingRect().width() > 0 and abs(plot.sharp_colors.shape[0] - pixels(plot)[0]) <= 1)
    rows, columns, _ = plot.sharp_colors.shape
    rect = whole.mapRectToParent(whole.boundingRect())
    y = rect.top() + (np.arange(rows) + 0.5) / rows * rect.height()
    x = rect.left() + (np.arange(columns) + 0.5) / columns * rect.width()
    some = [(row, column) for row in (0, rows // 3, rows - 1) for column in (1, columns // 2, columns - 1)]
    places = np.array([(x[column], y[row]) for row, column in some])
    outputs = here.window.frame_source.outputs_at(plot.frame.region.projection.to_raw(places))
    shades = Shades(plot.scheme)
    if unit is None:
        p = 1 / (1 + np.exp(-outputs[-1].astype(float)))
        expected = shades.probabilities(np.hstack((1 - p, p)).astype(np.float32))
    else:
        expected = shades.values(outputs[unit[0]][:, unit[1]], ValueSpan.around_zero(plot._bar._shown[1]))
    drawn = np.array([plot.sharp_colors[row, column] for row, column in some])
    assert np.abs(drawn.astype(int) - expected.astype(int)).max() <= 3
    here.window.selection.choose_unit(None)
    plot.zoom.show_all()


def test_that_it_goes_with_the_epoch_and_comes_again(here):
    here.train()
    plot = sharp(here)
    late = plot.sharp_colors.copy()
    here.timeline.setValue(2)
    assert plot.sharp_colors is None
    sharp(here)
    assert plot.frame.epoch == 2
    assert plot.sharp_colors.shape == late.shape
    assert not np.array_equal(plot.sharp_colors, late)


def test_that_nothing_of_it_is_done_while_training_runs(here):
    here.window.document.edit("train longer", edits.with_training(here.window.project, epochs=100_000))
    here.wait_for_run()
    plot = sharp(here)
    here.press("train_button")
    here.wait(lambda: here.window.epoch > 0)
    begun = []
    here.window.frame_source.frame_changed.connect(lambda frame: begun.append(plot.sharp_colors is not None))
    here.wait(lambda: len(begun) > 20)
    assert not any(begun)
    here.press("train_button")
    here.wait_for_state("paused")
    sharp(here)
    assert plot.frame.epoch == here.window.epoch


def test_that_the_boundary_is_as_fine(here):
    here.train()
    plot = here.find("decision_plot")
    coarse = len(plot.boundary[0])
    sharp(here)
    assert len(plot.boundary[0]) > 2 * coarse
    x, y = plot.boundary
    drawn = np.isfinite(x)
    places = np.column_stack((x[drawn], y[drawn]))
    outputs = here.window.frame_source.outputs_at(plot.frame.region.projection.to_raw(places))[-1]
    assert np.abs(outputs).max() < 0.1


def test_that_of_a_slow_network_it_has_fewer_cells_and_comes_soon(here, monkeypatch):
    """After a third of a second hardly a fifth of it is done."""
    ticks = count()

    def clock():
        tick = next(ticks)
        return 0.001 * tick + (0.3 if tick > 15 else 0.0)

    plot = here.find("decision_plot")
    sharp(here)
    fine = plot.sharp_colors.shape[0]
    monkeypatch.setattr("nnstudio.ui.plots.sharpener.perf_counter", clock)
    plot.set_frame(plot.frame)
    sharp(here)
    assert 0.4 * fine < plot.sharp_colors.shape[0] < 0.95 * fine


def test_that_another_unit_is_drawn_once_however_it_is_looked_at(here):
    here.train()
    drawn = []
    here.find("decision_plot").drawn_coarsely.connect(lambda: drawn.append(here.window.selection.shown_unit))
    here.window.selection.choose_unit((0, 0))
    here.window.selection.preview_unit((0, 1))
    here.window.selection.preview_unit(None)
    here.window.selection.choose_unit(None)
    assert drawn == [(0, 0), (0, 1), (0, 0), None]
