"""Scenes of what shows why: the fit taken apart, layers as spaces, distributions, activations."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.bundled import DigitsSource
from nnstudio.ui.window.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]
PANELS = ("layer_space", "distributions", "activation_gallery")


def wave(units: int = 6, epochs: int = 300) -> Project:
    """One feature, one hidden layer."""
    layers = (LinearLayer(units=units), SigmoidLayer(), LinearLayer())
    return edits.with_training(edits.with_layers(open_source("nonlinear-regression"), layers), epochs=epochs)


def deep_tanh() -> Project:
    """Two features, six hidden layers of tanh."""
    layers = tuple(layer for _ in range(6) for layer in (LinearLayer(units=8), TanhLayer()))
    project = edits.with_layers(open_source("binary-classification"), (*layers, LinearLayer()))
    return edits.with_training(project, optimizer=AdamSpec(lr=0.01), epochs=60)


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


def distributions(stage: Stage) -> None:
    window = stage.open(project=deep_tanh())
    stage.train(window)
    panel = _open(stage, window, "distributions")
    for quantity in ("weights", "gradients", "updates", "activations", "biases"):
        _choose(panel, "distribution_quantity_selector", quantity)
        stage.wait(lambda: not panel._store.is_busy)
        stage.shoot(f"distributions-{quantity}", window, SMALL)
    _choose(panel, "distribution_time_selector", "histogram")
    _choose(panel, "distribution_quantity_selector", "activations")
    stage.wait(lambda: not panel._store.is_busy)
    stage.shoot("distributions-histogram", window, SMALL)


def layer_space(stage: Stage) -> None:
    layers = (LinearLayer(units=4), TanhLayer(), LinearLayer(units=2), TanhLayer(), LinearLayer())
    classes = edits.with_layers(open_source("multiclass-classification"), layers)
    for name, project in (
        ("two-classes", edits.with_layers(open_source("binary-classification"), layers)),
        ("classes", edits.with_training(classes, epochs=60)),
        ("wave", edits.with_training(edits.with_layers(open_source("nonlinear-regression"), layers), epochs=200)),
    ):
        window = stage.open(project=project)
        stage.train(window)
        panel = _open(stage, window, "layer_space")
        for place in ("4", "5", "0"):
            _choose(panel, "layer_space_layer_selector", place)
            stage.shoot(f"layer-space-{name}-{place}", window, SMALL)
    panel.play.click()
    stage.wait(lambda: "interpolated" in panel.text.text())
    panel._timer.stop()
    stage.shoot("layer-space-between", window, SMALL)
    panel.play.click()


def _open(stage: Stage, window: MainWindow, name: str) -> Any:
    """A panel of the drawer, brought to the front."""
    window.drawers.show(name)
    stage.settle()
    return window.drawers[name].panel


def _choose(panel: QWidget, selector: str, key: str) -> None:
    box = panel.findChild(QComboBox, selector)
    assert box is not None
    box.setCurrentIndex(box.findData(key))


def _all_panels(stage: Stage, name: str, project: Project) -> None:
    """Every panel as it opens, docked and torn off."""
    window = stage.open(project=project)
    stage.train(window)
    for panel in PANELS:
        shown = _open(stage, window, panel)
        if panel == "distributions":
            stage.wait(lambda shown=shown: not shown._store.is_busy)  # type: ignore[misc]
        stage.shoot(f"{panel}-{name}", window, SMALL)
        dock = window.drawers[panel]
        dock.setFloating(True)
        stage.shoot(f"{panel}-{name}-torn-off", dock, ((1000, 640),))
        dock.setFloating(False)
        dock.hide()


def insight_classes(stage: Stage) -> None:
    _all_panels(stage, "classes", edits.with_data(open_source("binary-classification"), test_fraction=0.2))


def insight_wave(stage: Stage) -> None:
    _all_panels(stage, "wave", wave())


def insight_digits(stage: Stage) -> None:
    project = edits.with_data(
        open_source("binary-classification").with_source(DigitsSource()), test_fraction=0.2, standardize=True
    )
    layers = (LinearLayer(units=64), ReLULayer(), LinearLayer(units=32), ReLULayer(), LinearLayer())
    project = edits.with_training(edits.with_layers(project, layers), optimizer=AdamSpec(lr=0.003), epochs=15)
    _all_panels(stage, "digits", project)


def insight_deep(stage: Stage) -> None:
    _all_panels(stage, "deep", deep_tanh())


INSIGHT: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        fit_apart,
        fit_apart_many,
        regions_without_units,
        distributions,
        layer_space,
        insight_classes,
        insight_wave,
        insight_digits,
        insight_deep,
    )
}
