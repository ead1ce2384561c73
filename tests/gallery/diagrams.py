"""Scenes of the network diagram: small and large networks, and what pointing, pressing and switching off does."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer, LayerNormLayer
from nnstudio.project.layers.softmax import SoftmaxLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.bundled import DigitsSource, IrisSource
from nnstudio.project.sources.drawn import SpiralSource
from nnstudio.project.sources.scikit_made import CirclesSource
from nnstudio.ui.diagram.network_diagram import NetworkDiagram
from nnstudio.ui.diagram.spots import BiasSpot, EdgeSpot, NodeSpot, Spot, bias_rect
from nnstudio.ui.window.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]


def _project(*layers: LayerSpec, epochs: int = 40) -> Project:
    project = edits.with_layers(open_source("binary-classification"), layers)
    return edits.with_training(project, optimizer=AdamSpec(lr=0.02), epochs=epochs)


def _point(diagram: NetworkDiagram, spot: Spot) -> QPoint:
    """Where a spot lies in the diagram."""
    if isinstance(spot, EdgeSpot):
        edges = diagram.scene.edges[spot.column - 1]
        index = next(i for i in range(len(edges)) if (edges.rows[i], edges.cols[i]) == (spot.unit, spot.source))
        return edges.lines[index].pointAt(0.45).toPoint()
    rect = diagram.scene.rect_of(spot.column, spot.unit)
    assert rect is not None
    return (bias_rect(rect) if isinstance(spot, BiasSpot) else rect).center().toPoint()


def hover(diagram: NetworkDiagram, spot: Spot) -> None:
    """Moves the pointer onto a spot."""
    where = QPointF(_point(diagram, spot))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove, where, diagram.mapToGlobal(where), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(diagram, event)


def _shoot_hovered(stage: Stage, name: str, window: MainWindow, spot: Spot) -> None:
    window.resize(*stage.size)
    stage.settle()
    hover(window.diagram, spot)
    stage.shoot(name, window.diagram, ())
    window.diagram.hover(None)


def diagram_small(stage: Stage) -> None:
    window = stage.open("binary-classification")
    window.resize(*stage.size)
    stage.settle()
    stage.shoot("diagram-untrained", window.diagram, ())
    stage.train(window)
    stage.shoot("diagram-trained", window.diagram, ())
    _shoot_hovered(stage, "diagram-hover-node", window, NodeSpot(1, 2))
    _shoot_hovered(stage, "diagram-hover-edge", window, EdgeSpot(2, 0, 3))
    _shoot_hovered(stage, "diagram-hover-bias", window, BiasSpot(1, 4))
    _shoot_hovered(stage, "diagram-hover-input", window, NodeSpot(0, 0))
    diagram = window.diagram
    diagram.choose(NodeSpot(1, 1))
    diagram.switch(NodeSpot(1, 3))
    diagram.set_flags({(1, 0): "This ReLU is dead: it puts out 0 for every sample."})
    stage.shoot("diagram-selected-off-flagged", diagram, ())
    _shoot_hovered(stage, "diagram-hover-flagged", window, NodeSpot(1, 0))
    diagram.open_popup(EdgeSpot(2, 0, 1))
    stage.shoot("diagram-popup", diagram, ())
    diagram.popup.field.setText("much")
    diagram.popup._on_field_return_pressed()
    stage.shoot("diagram-popup-wrong", diagram, ())
    diagram.popup.close_up()
    diagram.popup.hide()
    stage.shoot("window-diagram", window)


def diagram_wide_curve(stage: Stage) -> None:
    window = stage.open("wide-deep-regression")
    stage.train(window)
    stage.shoot("diagram-curves", window)
    _shoot_hovered(stage, "diagram-curves-hover", window, NodeSpot(2, 5))


def diagram_lesson_curve(stage: Stage) -> None:
    window = stage.open("nonlinear-regression")
    stage.train(window)
    window.resize(*stage.size)
    stage.settle()
    stage.shoot("diagram-three-sigmoids", window.diagram, ())


def diagram_digits(stage: Stage) -> None:
    project = _project(LinearLayer(units=64), ReLULayer(), LinearLayer(units=32), ReLULayer(), LinearLayer(), epochs=8)
    project = edits.with_data(project.with_source(DigitsSource()), test_fraction=0.2, standardize=True)
    window = stage.open(project=project)
    stage.train(window)
    stage.shoot("diagram-digits", window)
    _shoot_hovered(stage, "diagram-digits-hover", window, NodeSpot(3, 4))


def diagram_deep(stage: Stage) -> None:
    layers = [layer for _ in range(6) for layer in (LinearLayer(units=64), TanhLayer())]
    window = stage.open(project=_project(*layers, LinearLayer(), epochs=5))
    stage.train(window)
    stage.shoot("diagram-six-of-64", window)
    _shoot_hovered(stage, "diagram-six-of-64-hover", window, NodeSpot(3, 4))


def diagram_one_unit(stage: Stage) -> None:
    window = stage.open("linear-regression")
    stage.train(window)
    stage.shoot("diagram-one-unit", window)


def diagram_softmax(stage: Stage) -> None:
    """Ten classes, a network that starts with a norm, activations in a row, and a softmax at the end."""
    project = _project(
        BatchNormLayer(),
        LinearLayer(units=12),
        LayerNormLayer(),
        TanhLayer(),
        SigmoidLayer(),
        DropoutLayer(p=0.1),
        LinearLayer(),
        SoftmaxLayer(),
        epochs=5,
    )
    project = edits.with_data(project.with_source(DigitsSource()), test_fraction=0.2)
    window = stage.open(project=project)
    stage.train(window)
    stage.shoot("diagram-softmax", window, SMALL)


def diagram_iris(stage: Stage) -> None:
    project = edits.with_data(_project(LinearLayer(units=6), ReLULayer(), LinearLayer()).with_source(IrisSource()))
    window = stage.open(project=project)
    stage.train(window)
    stage.shoot("diagram-iris", window, SMALL)


def diagram_eight(stage: Stage) -> None:
    layers = (LinearLayer(units=8), TanhLayer(), LinearLayer(units=8), TanhLayer(), LinearLayer())
    window = stage.open(project=_project(*layers, epochs=60).with_source(SpiralSource(noise=0.05)))
    stage.train(window)
    stage.shoot("diagram-eights", window)


def diagram_wrong(stage: Stage) -> None:
    layers = (LinearLayer(units=5), ReLULayer(), LinearLayer(units=3))
    window = stage.open(project=_project(*layers).with_source(CirclesSource()))
    stage.shoot("diagram-wrong", window, SMALL)


def diagram_menus(stage: Stage) -> None:
    window = stage.open("binary-classification")
    window.resize(*stage.size)
    stage.settle()
    for name, menu in (("unit", window.diagram.unit_menu(NodeSpot(1, 1))), ("insert", window.diagram.heads.menu)):
        menu.adjustSize()
        stage.shoot(f"diagram-menu-{name}", menu, ())
    window.diagram.setFocus(Qt.FocusReason.TabFocusReason)
    window.diagram.move_cursor(NodeSpot(1, 3))
    stage.shoot("diagram-keyboard", window.diagram, ())


DIAGRAM_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        diagram_small,
        diagram_wide_curve,
        diagram_lesson_curve,
        diagram_digits,
        diagram_deep,
        diagram_one_unit,
        diagram_softmax,
        diagram_iris,
        diagram_eight,
        diagram_wrong,
        diagram_menus,
    )
}
