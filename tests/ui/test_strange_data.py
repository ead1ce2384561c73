"""Data as nobody plans them: every view shows something true at every epoch, or says why it can't."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.sources.bundled import DigitsSource, IrisSource
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.scikit_made import BlobsSource
from nnstudio.project.sources.spec import Task
from nnstudio.ui.window.panel_list import PANELS

EPOCHS = 4
CLASSES, CURVE = "multiclass-classification", "nonlinear-regression"


def project_of(base, source, test=0.0, layers=None):
    project = edits.with_data(open_source(base).with_source(source), test_fraction=test)
    if layers is not None:
        project = edits.with_layers(project, layers)
    return edits.with_training(project, epochs=EPOCHS)


def points(task, *places):
    return PointsSource(task=task, points=tuple(tuple(map(float, place)) for place in places))


def one_feature():
    project = project_of(CLASSES, IrisSource(), 0.3)
    return edits.with_data(project, features=("petal length (cm)",))


HIDDEN = (LinearLayer(units=4), TanhLayer(), LinearLayer(units=3), ReLULayer(), LinearLayer())
PROJECTS = {
    "ten classes of 64 features": lambda: project_of(CLASSES, DigitsSource(), 0.2, HIDDEN),
    "one feature": one_feature,
    "one sample of a class": lambda: project_of(CLASSES, BlobsSource(samples=10, centers=5), 0.4, HIDDEN),
    "constant targets over a plane": lambda: project_of(
        CURVE, points(Task.REGRESSION, *((x, x * x, 2.0) for x in range(6))), 0.0, HIDDEN
    ),
    "constant targets over a line": lambda: project_of(
        CURVE, points(Task.REGRESSION, *((x, 2.0) for x in range(6))), 0.3, HIDDEN
    ),
    "a constant feature": lambda: project_of(
        CURVE, points(Task.REGRESSION, *((1.0, x, x) for x in range(6))), 0.3, HIDDEN
    ),
    "one training sample": lambda: project_of(CURVE, points(Task.REGRESSION, (0, 1), (1, 2), (2, 1)), 0.6, HIDDEN),
    "one class to train on": lambda: project_of(
        "binary-classification", points(Task.BINARY, (0, 1, 0), (1, 2, 0), (2, 1, 0), (0, 0, 1)), 0.5, HIDDEN
    ),
    "the same point over and over": lambda: project_of(
        "binary-classification", points(Task.BINARY, (1, 1, 0), (1, 1, 1), (1, 1, 0), (1, 1, 1)), 0.0, HIDDEN
    ),
    "no hidden layer and no test set": lambda: project_of(
        CLASSES, BlobsSource(samples=20, centers=3), 0.0, (LinearLayer(),)
    ),
}


def choose_everything(here, panel):
    """Each choice that the panel offers, one after the other."""
    for box in panel.findChildren(QComboBox):
        if box.isEnabled() and box.isVisible():
            chosen = box.currentIndex()
            for i in sorted({1, box.count() - 1}):
                box.setCurrentIndex(min(i, box.count() - 1))
                here.qtbot.wait(1)
            box.setCurrentIndex(chosen)
    for button in panel.findChildren(QAbstractButton):
        if button.isVisible() and button.objectName().endswith("_page_button"):
            button.click()
            here.qtbot.wait(1)


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def is_busy(panel):
    store = getattr(panel, "_store", None)
    return getattr(panel, "is_busy", False) or (store is not None and store.is_busy)


# what panels compute stands back for all else on the machine
@pytest.mark.timeout(400)
@pytest.mark.parametrize("make", PROJECTS.values(), ids=PROJECTS)
def test_that_every_view_draws_every_epoch(studio, make):
    here = studio(make())
    window = here.window
    assert not window.project.problems()
    for name in PANELS:
        window.drawers.show(name)
        window.drawers[name].setFloating(True)
    here.train()
    assert window.state == "finished"
    panels = [window.drawers[name].panel for name in PANELS]
    for epoch in (0, 1, EPOCHS):
        here.timeline.setValue(epoch)
        here.wait(lambda: not any(is_busy(panel) for panel in panels), 120_000)
        for view in (window, *panels):
            assert not view.grab().isNull()
    for panel in panels:
        choose_everything(here, panel)
        assert not panel.grab().isNull()
    choose_everything(here, window.result_panel)
    for layer, shape in enumerate(window.project.layer_shapes()):
        for unit in {0, shape.outputs - 1}:
            window.selection.choose_unit((layer, unit))
            assert not window.result_panel.grab().isNull()
    window.selection.choose_unit(None)
    here.key(window, Qt.Key.Key_Escape)
    assert window.epoch == EPOCHS
    here.wait(lambda: not any(is_busy(panel) for panel in panels), 120_000)
    shown = [text for panel in (window, *panels) for text in texts(panel)]
    assert not [text for text in shown if "Traceback" in text or "should not happen" in text]
    assert not [text for text in shown if "nan" in text.lower().split() or "inf" in text.lower().split()]


def test_that_the_prediction_is_in_sight_where_all_targets_are_the_same(studio):
    here = studio(PROJECTS["constant targets over a line"]())
    low, high = here.find("fit_plot").getPlotItem().getViewBox().viewRange()[1]
    assert low < 0 < 2 < high
    assert "R²" not in " ".join(texts(here.window.result_panel))
