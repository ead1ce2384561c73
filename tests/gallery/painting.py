"""Painting: the tools over the plot, with two classes, with several, along a curve."""

from collections.abc import Callable

from nnstudio.project import edits
from nnstudio.project import painted_points as painting
from nnstudio.project.examples import open_source
from nnstudio.project.project import Project
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.spec import Task
from nnstudio.ui.plots.stroke import in_form
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]


def _project(source: PointsSource) -> Project:
    return edits.with_training(open_source("binary-classification").with_source(source), epochs=60)


def _shoot(stage: Stage, name: str, source: PointsSource, whole: bool = False) -> None:
    window = stage.open(project=_project(source))
    stage.train(window)
    window.result_panel.head.draw.setChecked(True)
    window.controllers.painter.set_project(window.project)
    stage.settle()
    stage.shoot(name, window if whole else window.result_panel, SMALL if whole else ((520, 620),))


def painting_classes(stage: Stage) -> None:
    _shoot(stage, "painting-two-classes", painting.starter(), whole=True)
    _shoot(stage, "painting-classes", painting.starter(Task.MULTICLASS))


def painting_values(stage: Stage) -> None:
    _shoot(stage, "painting-values", painting.starter(Task.REGRESSION))
    _shoot(stage, "painting-curve", in_form(painting.starter(), "curve"))


PAINTING_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene for scene in (painting_classes, painting_values)
}
