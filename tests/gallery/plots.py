"""The big plots: classes from two to ten, slices and principal components, one unit, the marked point."""

from collections.abc import Callable

from nnstudio.data.plane import Plane
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.bundled import DigitsSource, WineSource
from nnstudio.project.sources.drawn import MultiGaussSource
from nnstudio.project.sources.scikit_made import BlobsSource
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.tool_row import Tool
from nnstudio.ui.window.main_window import MainWindow
from tests.gallery.stage import SIZES, Stage

SMALL = SIZES[:1]


def _trained(stage: Stage, project: Project) -> MainWindow:
    window = stage.open(project=project)
    stage.train(window)
    return window


def _blobs(classes: int, spread: float = 0.4) -> Project:
    source = BlobsSource(samples=60 * classes, centers=classes, center_box=(-4.0, 4.0), cluster_std=spread, seed=3)
    project = edits.with_data(open_source("binary-classification").with_source(source), test_fraction=0.25)
    layers = (LinearLayer(units=24), TanhLayer(), LinearLayer(units=16), TanhLayer(), LinearLayer())
    return edits.with_training(edits.with_layers(project, layers), optimizer=AdamSpec(lr=0.01), epochs=60)


def _wine() -> Project:
    project = edits.with_data(
        open_source("binary-classification").with_source(WineSource()), test_fraction=0.25, standardize=True
    )
    return edits.with_training(project, optimizer=AdamSpec(lr=0.01), epochs=60)


def _press(window: MainWindow, *tools: Tool) -> None:
    for tool in tools:
        window.result_panel.head.tools.button(tool).click()


def plots_classes(stage: Stage) -> None:
    for classes in (3, 6, 10):
        window = _trained(stage, _blobs(classes))
        stage.shoot(f"plots-classes-{classes}", window.result_panel, ((760, 760),))


def plots_wrong_and_flat(stage: Stage) -> None:
    window = _trained(stage, edits.with_training(_blobs(4, 0.9), epochs=25))
    _press(window, Tool.WRONG)
    stage.shoot("plots-wrong", window, SMALL)
    _press(window, Tool.FLAT)
    stage.shoot("plots-wrong-flat", window.result_panel, ((560, 700),))
    two = _trained(stage, edits.with_training(open_source("binary-classification"), epochs=6))
    stage.shoot("plots-two-classes", two.result_panel, ((560, 700),))
    _press(two, Tool.WRONG, Tool.FLAT)
    stage.shoot("plots-two-classes-flat", two.result_panel, ((560, 700),))
    project = edits.with_data(open_source("linear-regression").with_source(MultiGaussSource()), test_fraction=0.3)
    layers = (LinearLayer(units=12), TanhLayer(), LinearLayer(units=8), TanhLayer(), LinearLayer())
    project = edits.with_training(edits.with_layers(project, layers), optimizer=AdamSpec(lr=0.01), epochs=60)
    values = _trained(stage, project)
    stage.shoot("plots-values", values.result_panel, ((560, 700),))
    _press(values, Tool.FLAT, Tool.TEST)
    stage.shoot("plots-values-flat", values.result_panel, ((560, 700),))


def plots_planes(stage: Stage) -> None:
    window = _trained(stage, _wine())
    stage.shoot("plots-wine-mean", window, SMALL)
    bar = window.result_panel.head.plane_bar
    bar.axes[0].setCurrentIndex(0)
    stage.shoot("plots-wine-components", window.result_panel, ((560, 700),))
    bar.axes[0].setCurrentIndex(7)
    bar.findChild(type(bar.axes[0]), "held_selector").setCurrentIndex(1)
    _press(window, Tool.FADE, Tool.WRONG)
    position = window.result_panel.decision.sample_point(70)
    window.selection.choose_point(position)
    stage.shoot("plots-wine-at-sample", window.result_panel, ((560, 700),))


def plots_digits_components(stage: Stage) -> None:
    project = edits.with_data(
        open_source("binary-classification").with_source(DigitsSource()), test_fraction=0.2, standardize=True
    )
    layers = (LinearLayer(units=64), ReLULayer(), LinearLayer(units=32), ReLULayer(), LinearLayer())
    project = edits.with_training(edits.with_layers(project, layers), optimizer=AdamSpec(lr=0.003), epochs=15)
    window = _trained(stage, project)
    window.result_panel.plane_chosen.emit(Plane((20, 30), principal=True))
    window.result_panel.set_plane(Plane((20, 30), principal=True))
    stage.shoot("plots-digits-components", window)


def plots_unit(stage: Stage) -> None:
    window = _trained(stage, open_source("binary-classification"))
    window.selection.choose_unit((1, 2))
    window.selection.choose_point(window.result_panel.decision.sample_point(12))
    stage.shoot("plots-unit-plane", window, SMALL)
    line = _trained(stage, edits.with_training(open_source("nonlinear-regression"), epochs=300))
    line.selection.choose_unit((1, 1))
    stage.shoot("plots-unit-line", line, SMALL)
    line.selection.choose_unit(None)
    line.selection.choose_point(line.result_panel.fit.sample_point(120))
    stage.shoot("plots-marker-line", line.result_panel, ((560, 700),))


def plots_menu(stage: Stage) -> None:
    window = _trained(stage, open_source("binary-classification"))
    menu = window.result_panel.decision.export.menu()
    menu.adjustSize()
    stage.shoot("plots-menu", menu, ())
    menu.close()


def zoomed(stage: Stage) -> None:
    for scale, size in ((1.5, SIZES[0]), (2.0, SIZES[1]), (0.8, SIZES[0])):
        window = _trained(stage, _wine())
        theme().set_scale(scale)
        stage.shoot(f"zoomed-{scale:.0%}".replace("%", ""), window, (size,))
        line = _trained(stage, edits.with_training(open_source("nonlinear-regression"), epochs=100))
        theme().set_scale(scale)
        stage.shoot(f"zoomed-line-{scale:.0%}".replace("%", ""), line, (size,))
    theme().set_scale(1.0)


PLOT_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        plots_classes,
        plots_wrong_and_flat,
        plots_planes,
        plots_digits_components,
        plots_unit,
        plots_menu,
        zoomed,
    )
}
