"""Scenes of the diagnosis and of the loss as a landscape."""

from collections.abc import Callable

from nnstudio.project import edits
from nnstudio.project.lessons import open_source
from nnstudio.project.training import SGDSpec
from nnstudio.ui.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]


def _diagnosed(stage: Stage, window: MainWindow) -> None:
    stage.train(window)
    stage.wait(lambda: window.diagnosis.diagnosis is not None and not window._doctor.is_busy)


def diagnosis_stuck(stage: Stage) -> None:
    window = stage.open(project=edits.with_training(open_source("binary-classification"), seed=0))
    _diagnosed(stage, window)
    stage.shoot("diagnosis-stuck", window)
    window.diagnosis.open_list()
    stage.shoot("diagnosis-list-stuck", window.diagnosis.list, ())
    window.diagnosis.list.hide()


def diagnosis_sound(stage: Stage) -> None:
    window = stage.open()
    _diagnosed(stage, window)
    stage.shoot("diagnosis-sound", window, SMALL)
    window.diagnosis.open_list()
    stage.shoot("diagnosis-list-sound", window.diagnosis.list, ())
    window.diagnosis.list.hide()


def diagnosis_diverged(stage: Stage) -> None:
    project = edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=1.2), epochs=200)
    window = stage.open(project=project)
    _diagnosed(stage, window)
    stage.shoot("diagnosis-diverged", window, SMALL)
    window.diagnosis.open_list()
    stage.shoot("diagnosis-list-diverged", window.diagnosis.list, ())
    window.diagnosis.list.hide()


LAND_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene for scene in (diagnosis_stuck, diagnosis_sound, diagnosis_diverged)
}
