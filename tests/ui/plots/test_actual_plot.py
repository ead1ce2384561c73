"""Predicted against actual: the predictions are in sight, however far off, and some of them known or none."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from nnstudio.data.load import load_dataset
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import DiabetesSource
from nnstudio.ui.plots.actual_plot import ActualPlot


@pytest.fixture(scope="module")
def data(qapp):
    project = open_source("linear-regression").with_source(DiabetesSource())
    return load_dataset(edits.with_data(project, test_fraction=0.2).data)


@pytest.fixture
def plot(data, qtbot):
    plot = ActualPlot()
    qtbot.addWidget(plot)
    plot.resize(420, 300)
    plot.set_dataset(data)
    return plot


def frame(data, train, test=0.0):
    return SimpleNamespace(
        train_predictions=np.broadcast_to(np.asarray(train, np.float32), (len(data.y_train),)).copy(),
        test_predictions=np.broadcast_to(np.asarray(test, np.float32), (len(data.y_test),)).copy(),
    )


def ends(plot):
    return plot.getPlotItem().getViewBox().viewRange()


@pytest.mark.parametrize("far", [0.0, -40.0, 1e3, -1e6, 1e20, 3e38])
def test_that_predictions_are_in_sight_however_far_off(plot, data, far):
    plot.set_frame(frame(data, far))
    (x0, x1), (y0, y1) = ends(plot)
    assert y0 <= float(np.float32(far)) <= y1
    assert x0 <= data.y_train.min() and data.y_train.max() <= x1
    # and as soon as they are near again, they fill the plot
    plot.set_frame(frame(data, data.y_train, data.y_test))
    (_, _), (y0, y1) = ends(plot)
    assert y1 - y0 < 3 * np.ptp(data.y_train)


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=12))
def test_that_they_stay_in_sight_while_they_move(data, qapp, values):
    plot = ActualPlot()
    plot.set_dataset(data)
    for value in values:
        plot.set_frame(frame(data, value, -value))
        (_, _), (y0, y1) = ends(plot)
        assert y0 <= value <= y1 and y0 <= -value <= y1
    plot.deleteLater()


def test_that_the_axes_stand_still_while_predictions_move_a_little(plot, data):
    seen = set()
    for value in np.linspace(1000, 1020, 12):
        plot.set_frame(frame(data, value))
        seen.add(tuple(np.ravel(ends(plot))))
    assert len(seen) <= 2


def test_that_what_is_no_number_is_left_out_and_the_others_can_be_picked(plot, data):
    train = np.where(np.arange(len(data.y_train)) % 2, np.nan, data.y_train)
    train[1::4] = np.inf
    plot.set_frame(frame(data, train, np.nan))
    rows, places = plot.sample_positions()
    assert rows.tolist() == np.flatnonzero(np.isfinite(train)).tolist()
    assert np.isfinite(places).all()
    assert len(plot._train.data) == len(rows)
    x, y = places[3]
    picked = plot.point_at(x, y)
    assert picked is not None and tuple(plot._xy[picked.sample]) == pytest.approx((x, y))
    assert plot.place(plot.sample_point(1)) == (data.y_train[1], None)
    plot.set_frame(frame(data, np.nan, np.nan))
    assert np.isfinite(ends(plot)).all()
    assert plot.point_at(x, y) is None


@pytest.mark.parametrize("far", [1.0, 1e-30, 1e33])
def test_that_the_diagonal_goes_through_equal_values_of_any_size(plot, data, far):
    large = type(data)(**{**vars(data), "y_train": data.y_train * far, "y_test": data.y_test * far})
    plot.set_dataset(large)
    plot.set_frame(frame(large, large.y_train, large.y_test))
    QApplication.processEvents()
    image, view = plot.grab().toImage(), plot.getPlotItem().getViewBox()
    rect = view.sceneBoundingRect()
    ink = QColor(plot.scheme.prediction)
    found = [
        (x, y)
        for x in range(round(rect.left()) + 3, round(rect.right()) - 3)
        for y in range(round(rect.top()) + 3, round(rect.bottom()) - 3)
        if image.pixelColor(x, y) == ink
    ]
    assert len(found) > 30
    for x, y in found:
        place = view.mapSceneToView(QPointF(x + 0.5, y + 0.5))
        assert abs(place.x() - place.y()) <= 3 * plot.pixel_size()[0]
