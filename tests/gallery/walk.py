"""Scenes of the walk-through."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.ui.panels.walkthrough.walkthrough_panel import WalkthroughPanel
from nnstudio.ui.style.theme import theme
from nnstudio.ui.window.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]


def _panel(stage: Stage, window: MainWindow) -> WalkthroughPanel:
    window.drawers.show("walk")
    stage.wait(lambda: window.drawers["walk"].panel is not None)
    # wherever the scene before has left it
    window.drawers["walk"].setFloating(False)
    panel = window.drawers["walk"].panel
    assert isinstance(panel, WalkthroughPanel)
    stage.wait(lambda: panel.walk is not None)
    return panel


def _file_name(prefix: str, title: str) -> str:
    return f"{prefix}-{title.lower().replace(' ', '-').replace('∂', 'd').replace('⁽¹⁾', '1')}"


def _go(panel: WalkthroughPanel, title: str) -> None:
    found = panel.stages.findItems(title, Qt.MatchFlag.MatchExactly)
    panel.stages.setCurrentItem(found[0])


def walk(stage: Stage) -> None:
    window = stage.open("binary-classification")
    panel = _panel(stage, window)
    _go(panel, "Linear 1")
    stage.settle()
    panel.view.equations[0].point_at((1, 2))
    stage.shoot("window-walk", window)


def walk_stages(stage: Stage) -> None:
    window = stage.open("binary-classification")
    stage.train(window)
    panel = _panel(stage, window)
    window.drawers["walk"].setFloating(True)
    panel.which.setCurrentIndex(2)
    stage.wait(lambda: panel.walk is not None and len(panel.walk.rows) == 3)
    for title in ("Input", "Loss", "∂ Linear 2", "∂ ReLU 1", "Update W⁽¹⁾"):
        window.drawers["walk"].resize(1100, 640)
        _go(panel, title)
        stage.settle()
        panel.view.equations[-1].point_at((0, 0))
        stage.shoot(_file_name("walk", title), window.drawers["walk"], ((1100, 640),))


def walk_norm(stage: Stage) -> None:
    project = edits.with_layers(
        open_source("multiclass-classification"),
        (LinearLayer(units=20), BatchNormLayer(), TanhLayer(), DropoutLayer(p=0.3), LinearLayer()),
    )
    window = stage.open(project=project)
    panel = _panel(stage, window)
    window.drawers["walk"].setFloating(True)
    for title in ("BatchNorm1d 1", "Dropout 1", "∂ BatchNorm1d 1", "Loss"):
        window.drawers["walk"].resize(1100, 640)
        _go(panel, title)
        stage.settle()
        stage.shoot(_file_name("walk-wide", title), window.drawers["walk"], ((1400, 800),))


def walk_digits(stage: Stage) -> None:
    """Matrices of 64 columns, which are cut, and a softmax over ten classes, in the drawer."""
    project = open_source("multiclass-classification").with_source(SOURCE_KINDS["digits"]())
    project = edits.with_layers(project, (LinearLayer(units=32), LinearLayer()))
    window = stage.open(project=project)
    panel = _panel(stage, window)
    for title in ("Linear 1", "Loss"):
        _go(panel, title)
        stage.settle()
        panel.view.equations[0].point_at((1, 0))
        stage.shoot(_file_name("window-walk-digits", title), window, SMALL)


def walk_large(stage: Stage) -> None:
    """With texts of twice the size."""
    window = stage.open("binary-classification")
    window.resize(*SIZES[1])
    theme().set_scale(2.0)
    try:
        panel = _panel(stage, window)
        _go(panel, "∂ Linear 2")
        stage.settle()
        panel.view.equations[0].point_at((0, 0))
        stage.shoot("window-walk-large", window, SIZES[1:])
        window.drawers["walk"].setFloating(True)
        stage.shoot("walk-large", window.drawers["walk"], ((1400, 1000),))
    finally:
        theme().set_scale(1.0)


WALK_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__: scene for scene in (walk, walk_stages, walk_norm, walk_digits, walk_large)
}
