"""What a plot leaves behind."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMenu

from nnstudio.ui.app import open_window
from nnstudio.ui.plots.canvas import Canvas
from nnstudio.ui.plots.color_bar import ColorBar
from nnstudio.ui.window.panel_list import PANELS
from tests.ui.conftest import Studio


def menus():
    """Those that are windows of their own."""
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMenu)]
    return {id(each) for each in found if each.parentWidget() is None}


def let_go():
    # what is deleted may have something deleted in turn
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_that_its_menus_go_with_it_whoever_still_holds_its_items(qapp, no_collector):
    before = menus()
    plot = Canvas()
    held = (plot.getPlotItem(), ColorBar(plot))
    assert len(menus() - before) == 2
    plot.deleteLater()
    del plot
    let_go()
    assert menus() <= before
    del held


def test_that_a_window_with_all_its_panels_takes_every_menu_with_it(qtbot, no_collector):
    before = menus()
    here = Studio(open_window("binary-classification"), qtbot)
    here.window.show()
    here.wait_for_run()
    for name in PANELS:
        here.window.drawers.show(name)
        here.wait(lambda name=name: here.window.drawers[name].panel is not None)
    here.wait_for_rest()
    held = here.window.findChildren(Canvas)
    assert held
    here.window.close()
    here.window.deleteLater()
    let_go()
    assert menus() <= before
    del held
