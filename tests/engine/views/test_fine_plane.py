"""A plane computed as fine as it is seen says what the frame says, only at more places."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine.views.fine_plane import MOST_POINTS, FineWork, Grid, fitting_grid
from nnstudio.engine.views.frame import make_frame, make_region
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.sources.bundled import WineSource
from nnstudio.session.run import prepare_run

EXTENTS = st.floats(1e-3, 1e3)


def looked_at(project, resolution=100, off=frozenset()):
    run = prepare_run(project, "cpu")
    region = make_region(run.dataset, run.plane, resolution)
    return run, make_frame(run.project, run.dataset, run.probe, run.history.last, region, off=off)


def wine():
    return edits.with_data(open_source("binary-classification").with_source(WineSource()), standardize=True)


@pytest.fixture(scope="module")
def circles():
    return looked_at(open_source("binary-classification"))


@pytest.mark.parametrize("project", [open_source("binary-classification"), wine()], ids=["circles", "wine"])
@pytest.mark.parametrize("unit", [None, (1, 3)])
@pytest.mark.parametrize("off", [frozenset(), frozenset({(1, 0)})])
@pytest.mark.parametrize("portions", [[1], [7, 1, 40], [1000]])
def test_that_it_is_what_the_network_says_there_however_it_is_portioned(project, unit, off, portions):
    run, frame = looked_at(project, 20, off)
    (x0, y0), (x1, y1) = frame.region.lows, frame.region.highs
    grid = Grid((x0, x1, y0, y1), 31, 43)
    work = FineWork(run.project, run.dataset, run.probe, frame, unit, grid)
    turn = 0
    while not work.is_done:
        work.advance(portions[turn % len(portions)])
        turn += 1
    values = work.result().values
    places = np.array([(x, y) for y in grid.y for x in grid.x])
    inputs = run.dataset.to_inputs(frame.region.projection.to_raw(places)).astype(np.float32)
    region = type(frame.region)(**{**vars(frame.region), "inputs": inputs, "resolution": 1})
    same = make_frame(run.project, run.dataset, run.probe, frame.snapshot, region, off=off)
    expected = same.surface if unit is None else same.layers[unit[0]][:, unit[1] : unit[1] + 1]
    assert values == pytest.approx(expected, rel=1e-5, abs=1e-6)


@given(st.tuples(st.floats(-3, 3), EXTENTS, st.floats(-3, 3), EXTENTS), st.integers(1, 4000), st.integers(1, 4000))
def test_that_a_grid_lies_where_it_is_seen_and_has_a_cell_for_a_pixel(circles, seen, columns, rows):
    run, frame = circles
    x, width, y, height = seen
    box = (x, x + width, y, y + height)
    grid = fitting_grid(run.project, frame, box, columns, rows)
    if grid is None:
        return
    (x0, y0), (x1, y1) = frame.region.lows, frame.region.highs
    left, right, low, high = grid.box
    assert (left, right) == (max(x, x0), min(x + width, x1))
    assert (low, high) == (max(y, y0), min(y + height, y1))
    assert grid.columns * grid.rows <= 1.01 * MOST_POINTS + columns + rows
    assert ((left < grid.x) & (grid.x < right)).all() and ((low < grid.y) & (grid.y < high)).all()
    wanted = columns * (right - left) / width, rows * (high - low) / height
    if wanted[0] * wanted[1] <= MOST_POINTS:
        assert (grid.columns, grid.rows) == pytest.approx(wanted, abs=0.51)


def test_that_what_is_as_fine_already_or_out_of_sight_is_not_computed(circles):
    run, frame = circles
    (x0, y0), (x1, y1) = frame.region.lows, frame.region.highs
    assert fitting_grid(run.project, frame, (x0, x1, y0, y1), 110, 110) is None
    assert fitting_grid(run.project, frame, (x0, x1, y0, y1), 300, 300) is not None
    assert fitting_grid(run.project, frame, (x1 + 1, x1 + 2, y0, y1), 300, 300) is None
    assert fitting_grid(run.project, frame, (x0, x1, y0, y1), 0, 0) is None


def test_that_a_large_network_is_asked_less():
    layers = (LinearLayer(units=700), ReLULayer(), LinearLayer(units=700), ReLULayer(), LinearLayer())
    run, frame = looked_at(edits.with_layers(open_source("binary-classification"), layers), 70)
    (x0, y0), (x1, y1) = frame.region.lows, frame.region.highs
    grid = fitting_grid(run.project, frame, (x0, x1, y0, y1), 1500, 1500)
    assert grid is None or grid.columns * grid.rows < 20_000
