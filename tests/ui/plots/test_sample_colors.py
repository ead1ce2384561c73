"""Samples have colours that mean something, in every plot and after whatever was drawn: pyqtgraph loses them easily."""

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import DiabetesSource, IrisSource
from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.style.theme import theme
from nnstudio.ui.window.panel_list import PANELS

OWN = {QColor(100, 100, 150).name(), QColor(200, 200, 200).name()}
"""What pyqtgraph fills samples with, and draws them in, that were given nothing."""


def assert_no_own_colors(window):
    seen = 0
    for plot in window.findChildren(Canvas):
        for item in plot.getPlotItem().items:
            scatter = item.scatter if isinstance(item, pg.PlotDataItem) else item
            if not isinstance(scatter, pg.ScatterPlotItem) or not scatter.isVisible() or not plot.isVisible():
                continue
            for point in scatter.points()[::7]:
                seen += 1
                brush, pen = point.brush(), point.pen()
                filled = brush.style() != Qt.BrushStyle.NoBrush and brush.color().name() in OWN
                lined = pen.style() != Qt.PenStyle.NoPen and pen.color().name() in OWN
                assert not filled and not lined, plot.objectName()
    return seen


@pytest.mark.parametrize("source", [IrisSource(), DiabetesSource(), None], ids=repr)
def test_that_no_sample_is_drawn_in_a_colour_that_means_nothing(studio, source):
    base = open_source("nonlinear-regression" if source is None else "binary-classification")
    project = base if source is None else base.with_source(source)
    here = studio(edits.with_training(edits.with_data(project, test_fraction=0.25), epochs=3))
    here.train()
    for name in PANELS:
        here.window.drawers.show(name)
        here.wait(lambda name=name: here.window.drawers[name].panel is not None)
        here.wait_for_rest()
        assert assert_no_own_colors(here.window) > 0
        here.look_at(1)
        assert_no_own_colors(here.window)
        theme().choose("dark" if theme().choice != "dark" else "light")
        assert_no_own_colors(here.window)
        here.look_at(3)
