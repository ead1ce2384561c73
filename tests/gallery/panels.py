"""The panels that explain: anatomy, metrics and probe, in the drawer and torn off."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QPushButton

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.bundled import DiabetesSource, DigitsSource
from nnstudio.project.sources.scikit_made import BlobsSource
from nnstudio.ui.docks.panel import Panel
from nnstudio.ui.panels.metrics.metrics_panel import MetricsPanel
from nnstudio.ui.window.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

WINDOW = SIZES[:1]
TORN_OFF = ((1500, 900),)


def _binary() -> Project:
    return edits.with_data(open_source("binary-classification"), test_fraction=0.3)


def _digits() -> Project:
    base = open_source("binary-classification").with_source(DigitsSource())
    project = edits.with_data(base, test_fraction=0.2, standardize=True)
    layers = (LinearLayer(units=32), ReLULayer(), LinearLayer())
    return edits.with_training(edits.with_layers(project, layers), optimizer=AdamSpec(lr=0.003), epochs=6)


def _curve() -> Project:
    return edits.with_data(open_source("nonlinear-regression"), test_fraction=0.3)


def _several() -> Project:
    project = open_source("binary-classification").with_source(DiabetesSource())
    project = edits.with_layers(edits.with_data(project, test_fraction=0.2, standardize=True), (LinearLayer(),))
    return edits.with_training(project, epochs=100)


def _lonely() -> Project:
    """Ten samples of five classes: some have one to train on, some none to test on."""
    project = open_source("multiclass-classification").with_source(BlobsSource(samples=10, centers=5))
    return edits.with_data(project, test_fraction=0.4)


def _no_test() -> Project:
    return open_source("multiclass-classification")


CASES: dict[str, Callable[[], Project]] = {
    "binary": _binary,
    "digits": _digits,
    "curve": _curve,
    "several": _several,
    "lonely": _lonely,
    "no-test": _no_test,
}


def _opened(stage: Stage, name: str, project: Project, train: bool = True) -> tuple[MainWindow, Panel]:
    window = stage.open(project=project)
    window.resize(*stage.size)
    if train:
        stage.train(window)
    window.drawers.show(name)
    stage.wait(lambda: window.drawers[name].panel is not None)
    panel = window.drawers[name].panel
    assert panel is not None
    return window, panel


def _press(stage: Stage, panel: Panel, button: str) -> None:
    found = panel.findChild(QPushButton, button)
    assert found is not None, button
    found.click()
    stage.settle()


def _torn_off(stage: Stage, window: MainWindow, panel: str, name: str) -> None:
    dock = window.drawers[panel]
    dock.setFloating(True)
    stage.settle()
    stage.shoot(name, dock, TORN_OFF)
    dock.setFloating(False)
    stage.settle()


def anatomy(stage: Stage, case: str) -> None:
    window, panel = _opened(stage, "anatomy", CASES[case]())
    stage.shoot(f"anatomy-{case}-layers", window, WINDOW)
    _press(stage, panel, "state_page_button")
    stage.shoot(f"anatomy-{case}-state", window, WINDOW)
    _torn_off(stage, window, "anatomy", f"anatomy-{case}-torn-off")


def anatomy_wrong(stage: Stage) -> None:
    layers = (LinearLayer(units=5), ReLULayer(), LinearLayer(units=3))
    window, _ = _opened(stage, "anatomy", edits.with_layers(_binary(), layers), train=False)
    stage.shoot("anatomy-wrong", window, WINDOW)


def metrics(stage: Stage, case: str) -> None:
    window, panel = _opened(stage, "metrics", CASES[case]())
    assert isinstance(panel, MetricsPanel)
    stage.wait(lambda: panel.measured is not None and panel.measured.reference is not None)
    stage.shoot(f"metrics-{case}", window, WINDOW)
    page = "classes" if panel.measured is not None and panel.measured.class_names else "weights"
    if case != "curve":
        _press(stage, panel, f"{page}_page_button")
        stage.shoot(f"metrics-{case}-{page}", window, WINDOW)
    if case in ("binary", "digits"):
        _press(stage, panel, "reliability_page_button")
        stage.shoot(f"metrics-{case}-reliability", window, SIZES)
    _torn_off(stage, window, "metrics", f"metrics-{case}-torn-off")


def probe(stage: Stage, case: str) -> None:
    window, panel = _opened(stage, "probe", CASES[case]())
    stage.shoot(f"probe-{case}-empty", window, WINDOW)
    _press(stage, panel, "next_sample_button")
    _press(stage, panel, "wrong_sample_button")
    stage.shoot(f"probe-{case}", window, WINDOW)
    _torn_off(stage, window, "probe", f"probe-{case}-torn-off")


PANEL_SCENES: dict[str, Callable[[Stage], None]] = {
    **{f"anatomy-{case}": partial(anatomy, case=case) for case in CASES},
    **{f"metrics-{case}": partial(metrics, case=case) for case in CASES},
    **{f"probe-{case}": partial(probe, case=case) for case in CASES},
    "anatomy-wrong": anatomy_wrong,
}
