"""Each plot is one thing that says what it shows, and hands over its numbers; by name, description and action."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from nnstudio.session.background_task import BackgroundTask
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.table_window import TableWindow
from nnstudio.ui.window.panel_list import PANELS
from tests.leaks import find_living
from tests.ui.accessibility.tree import Role, Text, walk


def charts(widget):
    QApplication.sendPostedEvents()
    return [node for node in walk(QAccessible.queryAccessibleInterface(widget)) if node.role() is Role.Chart]


def check(window, chart):
    """It says something with a number in it, and its table opens."""
    name, said = chart.text(Text.Name), chart.text(Text.Description)
    assert any(sign.isdigit() for sign in said), (name, said)
    chart.actionInterface().doAction("Show as table")
    [table] = [each for each in window.findChildren(TableWindow) if each.isVisible()]
    assert table.view.model().rowCount() > 0, name
    assert table.windowTitle() == name
    table.close()


@pytest.mark.parametrize("example", ["binary-classification", "nonlinear-regression", "multiple-regression"])
def test_that_every_plot_of_the_window_tells_its_numbers(studio, example):
    here = studio(example)
    window = here.window
    here.train()
    here.wait_for_rest()
    found = charts(window)
    assert len(found) >= 2
    for chart in found:
        check(window, chart)
    for name in PANELS:
        window.drawers.show(name)
        here.look_at(window.epoch)
        here.wait(lambda: not any(isinstance(each, BackgroundTask) for each in find_living().qt_threads))
        if name == "landscape":
            here.wait(lambda: window.drawers["landscape"].panel.surface is not None)
        for chart in charts(window.drawers[name]):
            check(window, chart)


def test_that_what_the_loss_plot_says_is_the_runs_losses(here):
    here.train()
    losses = here.window.train_loss
    loss = next(chart for chart in charts(here.window) if chart.text(Text.Name) == "Loss")
    said = loss.text(Text.Description)
    assert said.startswith(f"train loss falls from {short(losses[0])} to {short(losses[-1])} in {len(losses)} epochs")
    assert [loss.child(i).role() for i in range(loss.childCount())].count(Role.Button) >= 1
