"""Scenes of the diagnosis and of the loss as a landscape."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QSlider

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.optimizers.spec import OptimizerSpec
from nnstudio.project.project import Project
from nnstudio.project.racers import racers_of, usual_optimizers, usual_rates
from nnstudio.ui.panels.landscape.racer_dialog import RacerDialog
from nnstudio.ui.window.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]


def _diagnosed(stage: Stage, window: MainWindow) -> None:
    stage.train(window)
    stage.wait(lambda: window.diagnosis.diagnosis is not None and not window.diagnosing)


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


def _landscape(stage: Stage, window: MainWindow) -> Any:
    window.drawers.show("landscape")
    panel: Any = window.drawers["landscape"].panel
    stage.wait(lambda: not panel.is_busy and panel.surface is not None)
    return panel


def landscape_line(stage: Stage) -> None:
    window = stage.open("linear-regression")
    _diagnosed(stage, window)
    slider = window.findChild(QSlider, "timeline")
    assert slider is not None
    slider.setValue(3)
    panel = _landscape(stage, window)
    panel.steps.button.click()
    stage.wait(lambda: not panel.is_busy)
    panel.plot.place_clicked.emit(30.0, 5.0)
    stage.settle()
    stage.shoot("landscape-line", window)


def landscape_plane(stage: Stage) -> None:
    window = stage.open("binary-classification")
    _diagnosed(stage, window)
    panel = _landscape(stage, window)
    stage.shoot("landscape-plane", window, SMALL)
    panel.axes[0].setCurrentIndex(1)
    panel.axes[1].setCurrentIndex(3)
    stage.wait(lambda: not panel.is_busy)
    stage.shoot("landscape-slice", window, SMALL)
    panel.axes[1].setCurrentIndex(0)
    stage.wait(lambda: not panel.is_busy)
    stage.shoot("landscape-one-parameter", window, SMALL)
    dock = window.drawers["landscape"]
    panel.axes[0].setCurrentIndex(0)
    dock.setFloating(True)
    stage.wait(lambda: not panel.is_busy)
    stage.shoot("landscape-torn-off", dock, ((1000, 640),))
    dock.setFloating(False)


def _raced(stage: Stage, window: MainWindow, project: Project, optimizers: Sequence[OptimizerSpec]) -> Any:
    panel = _landscape(stage, window)
    panel.race.runner.start(racers_of(project, optimizers), window.session.run)
    stage.wait(lambda: not panel.is_busy)
    panel.race.bar.stop()
    return panel


def landscape_race(stage: Stage) -> None:
    project = open_source("binary-classification")
    window = stage.open(project=project)
    _diagnosed(stage, window)
    panel = _raced(stage, window, project, usual_optimizers(project))
    panel.race.bar.slider.setValue(panel.race.bar.slider.maximum())
    stage.wait(lambda: not panel.is_busy)
    stage.shoot("landscape-race", window, SIZES)
    dock = window.drawers["landscape"]
    dock.setFloating(True)
    panel.race.bar.clock_choice.setCurrentIndex(1)
    panel.race.bar.slider.setValue(40)
    stage.wait(lambda: not panel.is_busy)
    stage.shoot("landscape-race-by-step", dock, ((1000, 640),))
    dock.setFloating(False)
    panel.race.button.click()
    stage.settle()
    dialog = window.findChild(RacerDialog)
    assert dialog is not None
    stage.shoot("landscape-race-dialog", dialog, ())
    dialog.reject()


def landscape_race_diverged(stage: Stage) -> None:
    project = open_source("linear-regression")
    window = stage.open(project=project)
    _diagnosed(stage, window)
    panel = _raced(stage, window, project, [*usual_rates(project), SGDSpec(lr=1.2), SGDSpec(lr=30)])
    panel.race.bar.slider.setValue(panel.race.bar.slider.maximum())
    stage.wait(lambda: not panel.is_busy)
    stage.shoot("landscape-race-diverged", window, SMALL)


LAND_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        diagnosis_stuck,
        diagnosis_sound,
        diagnosis_diverged,
        landscape_line,
        landscape_plane,
        landscape_race,
        landscape_race_diverged,
    )
}
