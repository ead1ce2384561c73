"""Scenes of the left column: features, and sliders in use."""

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.features import monomials
from nnstudio.project.folds import Fold
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.drawn import SpiralSource, WaveSource
from nnstudio.ui.widgets.sliders import SliderRow
from tests.gallery.stage import Stage

XY = ("x1", "x2")
SMALL = ((1280, 800),)


def spiral_features(stage: Stage) -> None:
    project = open_source("binary-classification").with_source(SpiralSource())
    project = edits.with_data(
        project, features=(*XY, "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"), standardize=True, test_fraction=0.2
    )
    project = edits.with_layers(project, (LinearLayer(units=8), TanhLayer(), LinearLayer()))
    project = edits.with_training(project, optimizer=AdamSpec(lr=0.03), batch_size=32, epochs=300)
    window = stage.open(project=project)
    stage.train(window)
    stage.shoot("window-spiral-features", window)


def polynomial(stage: Stage) -> None:
    project = edits.with_layers(open_source("nonlinear-regression").with_source(WaveSource()), (LinearLayer(),))
    project = edits.with_data(project, features=monomials(("x1",), 5), standardize=True)
    project = edits.with_training(project, optimizer=AdamSpec(lr=0.1), epochs=300)
    window = stage.open(project=project)
    stage.train(window)
    stage.shoot("window-polynomial", window)


def many_features(stage: Stage) -> None:
    project = open_source("binary-classification").with_source(IrisSource())
    columns = IrisSource().feature_names()
    project = edits.with_data(project, features=monomials(columns[1:], 2), test_fraction=0.2)
    window = stage.open(project=project)
    stage.train(window)
    stage.shoot("window-many-features", window, SMALL)
    menu = window.data_panel.features.menu
    menu.adjustSize()
    stage.shoot("menu-columns", menu, ())


def sliders(stage: Stage) -> None:
    project = edits.with_data(open_source("binary-classification"), test_fraction=0.2)
    project = edits.with_training(project, optimizer=SGDSpec(lr=0.1, momentum=0.9))
    window = stage.open(project=project)
    row = next(row for row in window.data_panel.options.findChildren(SliderRow) if row.option == "noise")
    row.slider.setSliderDown(True)
    row.slider.setSliderPosition(45)
    stage.wait(lambda: window.session.run is not None and window.session.run.project == window.project)
    stage.shoot("window-sliders", window)
    row.slider.setSliderDown(False)


def folds(stage: Stage) -> None:
    project = edits.with_data(open_source("binary-classification"), fold=Fold(index=2), bootstrap=7)
    window = stage.open(project=project)
    stage.shoot("window-folds", window, SMALL)
    menu = window.data_panel.options.split.menu_button.menu()
    menu.popup(window.mapToGlobal(window.rect().center()))
    stage.shoot("menu-split", menu, ())
    menu.close()


def last_feature(stage: Stage) -> None:
    window = stage.open(project=edits.with_data(open_source("binary-classification"), features=("x1*x2",)))
    stage.shoot("panel-last-feature", window.data_panel, ())


FEATURE_SCENES = (spiral_features, polynomial, many_features, sliders, folds, last_feature)
