"""Scenes of what shows why: the fit taken apart, layers as spaces, distributions, activations."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox

from nnstudio.project import edits
from nnstudio.project.lessons import open_source
from nnstudio.project.network import LinearLayer, SigmoidLayer
from nnstudio.project.project import Project
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]


def wave(units: int = 6, epochs: int = 300) -> Project:
    """One feature, one hidden layer."""
    layers = (LinearLayer(units=units), SigmoidLayer(), LinearLayer())
    return edits.with_training(edits.with_layers(open_source("nonlinear-regression"), layers), epochs=epochs)


def fit_apart(stage: Stage) -> None:
    window = stage.open(project=wave())
    stage.train(window)
    box = window.findChild(QCheckBox, "take_apart_box")
    assert box is not None
    box.setChecked(True)
    stage.settle()
    stage.shoot("fit-apart", window)
    window.selection.switch((1, 0))
    window.selection.switch((1, 4))
    stage.settle()
    stage.shoot("fit-without-units", window, SMALL)


def fit_apart_many(stage: Stage) -> None:
    window = stage.open(project=wave(units=40))
    stage.train(window)
    box = window.findChild(QCheckBox, "take_apart_box")
    assert box is not None
    box.setChecked(True)
    stage.settle()
    stage.shoot("fit-apart-many", window, SMALL)


def regions_without_units(stage: Stage) -> None:
    window = stage.open()
    stage.train(window)
    window.selection.switch((1, 1))
    stage.settle()
    stage.shoot("regions-without-units", window, SMALL)


INSIGHT: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene for scene in (fit_apart, fit_apart_many, regions_without_units)
}
