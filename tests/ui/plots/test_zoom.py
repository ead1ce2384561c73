"""Circles are circles, and whoever has zoomed finds the way back; alike in every plot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import DiabetesSource
from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.window.panel_list import PANELS

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)
SIZES = st.tuples(st.integers(160, 2600), st.integers(110, 1500))


@pytest.fixture(scope="module")
def plot(qapp):
    plot = Canvas()
    plot.dress()
    plot.lock_aspect(True)
    plot.show()
    yield plot
    plot.close()
    plot.deleteLater()


def view_of(plot):
    return plot.getPlotItem().getViewBox()


def seen(plot):
    return tuple(np.ravel(view_of(plot).viewRange()).tolist())


def circle(plot, radius=1.0):
    """The width and the height of a circle on the screen."""
    origin, right, top = (view_of(plot).mapViewToScene(QPointF(*at)) for at in ((0, 0), (radius, 0), (0, radius)))
    return right.x() - origin.x(), origin.y() - top.y()


def turn_wheel(plot, steps):
    where = QPointF(plot.viewport().rect().center())
    where_on_screen = QPointF(plot.viewport().mapToGlobal(where.toPoint()))
    event = QWheelEvent(
        where,
        where_on_screen,
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


@given(SIZES, st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)), st.floats(0.2, 5.0), st.integers(-3, 3))
def test_that_a_circle_is_as_wide_as_it_is_high_whatever_the_plots_size(plot, size, stretch, ratio, steps):
    plot.resize(*size)
    low, extent = stretch
    plot.zoom.show_all()
    plot.zoom.suit((low, low + extent), (-extent * ratio, extent * ratio), 0.05)
    for _ in range(abs(steps)):
        (plot.zoom.nearer if steps > 0 else plot.zoom.farther)()
    width, height = circle(plot, extent)
    assert width == pytest.approx(height, rel=1e-6)
    plot.zoom.show_all()
    assert circle(plot, extent)[0] == pytest.approx(circle(plot, extent)[1], rel=1e-6)
    x0, x1, y0, y1 = seen(plot)
    slack = 1e-9 * max(abs(low), extent)
    assert x0 - slack <= low and low + extent <= x1 + slack
    assert y0 <= -extent * ratio * (1 - 1e-9) and extent * ratio * (1 - 1e-9) <= y1


@given(st.tuples(NUMBERS, NUMBERS), st.tuples(NUMBERS, NUMBERS))
def test_that_any_numbers_can_be_asked_for_and_what_is_seen_is_finite(plot, x, y):
    plot.zoom.show_all()
    plot.zoom.suit(x, y, 0.02)
    x0, x1, y0, y1 = seen(plot)
    assert np.isfinite((x0, x1, y0, y1)).all()
    assert x0 < x1 and y0 < y1


def test_that_what_was_zoomed_stays_until_it_is_let_go(plot, qtbot):
    plot.resize(400, 300)
    plot.zoom.show_all()
    plot.zoom.suit((0, 1), (0, 1))
    whole = seen(plot)
    turn_wheel(plot, 3)
    assert plot.zoom.is_zoomed
    near = seen(plot)
    assert near != whole
    plot.zoom.suit((0, 50), (0, 50))
    assert seen(plot) == near
    plot.zoom.show_all()
    assert not plot.zoom.is_zoomed
    assert seen(plot)[1] >= 50


def test_that_the_wheel_comes_to_an_end(plot):
    plot.zoom.show_all()
    plot.zoom.suit((0, 1), (0, 1))
    for steps in (50, -50):
        for _ in range(60):
            turn_wheel(plot, steps)
        x0, x1, y0, y1 = seen(plot)
        assert np.isfinite((x0, x1, y0, y1)).all()
        assert 1e-7 < x1 - x0 < 1e5
    plot.zoom.show_all()


BACK = {
    "button": lambda plot: QTest.mouseClick(plot.zoom_bar.back, Qt.MouseButton.LeftButton),
    "key": lambda plot: QTest.keyClick(plot, Qt.Key.Key_Home),
    "double click": lambda plot: QTest.mouseDClick(
        plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.viewport().rect().center()
    ),
}


@pytest.mark.parametrize("way", BACK)
@pytest.mark.parametrize("key", [Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Left, Qt.Key.Key_Up])
def test_that_there_are_three_ways_back(plot, way, key):
    plot.zoom.show_all()
    plot.zoom.suit((0, 1), (0, 1))
    whole = seen(plot)
    assert not plot.zoom_bar.back.isVisible()
    QTest.keyClick(plot, key)
    assert seen(plot) != whole
    assert plot.zoom_bar.back.isVisible()
    BACK[way](plot)
    assert seen(plot) == pytest.approx(whole)
    assert not plot.zoom_bar.back.isVisible()


def test_that_all_plots_of_a_window_zoom_alike(studio):
    project = edits.with_training(open_source("linear-regression").with_source(DiabetesSource()), epochs=2)
    for source in ("binary-classification", "nonlinear-regression", project):
        here = studio(source)
        here.train()
        tried = set()
        for name in PANELS:
            here.window.drawers.show(name)
            here.wait(lambda here=here, name=name: here.window.drawers[name].panel is not None)
            here.wait_for_rest()
            for plot in here.window.findChildren(Canvas):
                if plot.isVisible() and plot not in tried:
                    tried.add(plot)
                    try_to_zoom(plot)
        assert len(tried) > 5


def try_to_zoom(plot):
    whole = seen(plot)
    turn_wheel(plot, 2)
    assert plot.zoom.is_zoomed, plot.objectName()
    assert plot.zoom_bar.back.isVisible()
    plot.zoom_bar.back.click()
    assert seen(plot) == pytest.approx(whole), plot.objectName()
    for button in (plot.zoom_bar.nearer, plot.zoom_bar.farther, plot.zoom_bar.back):
        assert button.accessibleName() and button.toolTip()


@pytest.mark.parametrize("panel", ["layer_space", "landscape", "metrics"])
def test_that_where_both_axes_count_the_same_lengths_are_alike(studio, panel):
    """The plane, and plots of two units, two directions, two shares."""
    here = studio()
    here.train()
    here.window.drawers.show(panel)
    here.wait(lambda: here.window.drawers[panel].panel is not None)
    found = {"layer_space": "layer_space_plot", "landscape": "landscape_plot", "metrics": "roc_plot"}[panel]
    square = here.find(found)
    if panel == "landscape":
        # it is computed beside the window
        here.wait(lambda: len(square.table()) > 0)
    for plot in (square, here.find("decision_plot")):
        for size in ((1280, 800), (1024, 700), (1900, 720)):
            here.window.resize(*size)
            # the layout comes to rest
            here.wait(lambda plot=plot: min(circle(plot)) > 1)
            width, height = circle(plot)
            assert width == pytest.approx(height, rel=1e-6)
