"""The scenes: each sets a state up by what a learner would do, and has it photographed."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QMessageBox, QProgressDialog, QPushButton, QScrollArea, QSlider, QWidget

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer, LayerNormLayer
from nnstudio.project.losses.classification import CrossEntropyLoss
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.project import Project
from nnstudio.project.schedules import CosineSchedule, EarlyStopping, PlateauSchedule, StepSchedule
from nnstudio.project.sources.bundled import DiabetesSource, DigitsSource, IrisSource
from nnstudio.project.sources.drawn import MultiGaussSource, SpiralSource
from nnstudio.ui.editors.training.training_panel import TrainingPanel
from nnstudio.ui.window.main_window import MainWindow
from nnstudio.ui.window.notices import Speaker, Tone
from nnstudio.ui.window.speed_selector import FULL
from tests.gallery.bench import BENCH_SCENES
from tests.gallery.diagrams import DIAGRAM_SCENES
from tests.gallery.feature_scenes import FEATURE_SCENES
from tests.gallery.help import HELP_SCENES
from tests.gallery.imports import IMPORT_SCENES
from tests.gallery.insight import INSIGHT
from tests.gallery.land import LAND_SCENES
from tests.gallery.lessons import LESSON_SCENES
from tests.gallery.painting import PAINTING_SCENES
from tests.gallery.panels import PANEL_SCENES
from tests.gallery.plots import PLOT_SCENES
from tests.gallery.screens import SCREEN_SCENES
from tests.gallery.stage import SIZES, Stage
from tests.gallery.sweeps import SWEEP_SCENES
from tests.gallery.walk import WALK_SCENES

SMALL = SIZES[:1]


def _base() -> Project:
    return open_source("binary-classification")


def loading(stage: Stage) -> None:
    window = MainWindow(_base(), "binary-classification")
    stage.keep(window)
    # as it is before its first paint is over: nothing heavy has been loaded yet
    window._has_begun = True
    window.show()
    stage.shoot("window-loading", window, SMALL)


def untrained(stage: Stage) -> None:
    stage.shoot("window-untrained", stage.open())


def binary(stage: Stage) -> None:
    window = stage.open("binary-classification")
    stage.train(window)
    stage.shoot("window-binary", window)


def multiclass(stage: Stage) -> None:
    window = stage.open("multiclass-classification")
    stage.train(window)
    stage.shoot("window-multiclass", window)


def line(stage: Stage) -> None:
    window = stage.open("linear-regression")
    stage.train(window)
    stage.shoot("window-line", window, SMALL)


def fit(stage: Stage) -> None:
    window = stage.open("nonlinear-regression")
    stage.train(window)
    stage.shoot("window-fit", window)


def several_features(stage: Stage) -> None:
    window = stage.open("multiple-regression")
    stage.train(window)
    stage.shoot("window-several-features", window, SMALL)


def spiral(stage: Stage) -> None:
    project = edits.with_data(_base().with_source(SpiralSource(noise=0.05)), test_fraction=0.3)
    layers = (LinearLayer(units=16), TanhLayer(), LinearLayer(units=16), TanhLayer(), LinearLayer())
    project = edits.with_training(
        edits.with_layers(project, layers), optimizer=AdamSpec(lr=0.01), batch_size=32, epochs=120
    )
    window = stage.open(project=project)
    stage.train(window)
    stage.shoot("window-spiral", window)
    slider = window.findChild(QSlider, "timeline")
    assert slider is not None
    slider.setValue(30)
    stage.settle()
    stage.shoot("window-earlier-epoch", window, SMALL)


def digits(stage: Stage) -> None:
    project = edits.with_data(_base().with_source(DigitsSource()), test_fraction=0.2, standardize=True)
    layers = (LinearLayer(units=64), ReLULayer(), LinearLayer(units=32), ReLULayer(), LinearLayer())
    project = edits.with_training(edits.with_layers(project, layers), optimizer=AdamSpec(lr=0.003), epochs=15)
    window = stage.open(project=project)
    stage.train(window)
    stage.shoot("window-digits", window)


def diabetes(stage: Stage) -> None:
    project = edits.with_data(_base().with_source(DiabetesSource()), test_fraction=0.2, standardize=True)
    window = stage.open(project=edits.with_training(project, epochs=100))
    stage.train(window)
    stage.shoot("window-diabetes", window, SMALL)


def one_feature_classes(stage: Stage) -> None:
    project = edits.with_data(
        _base().with_source(IrisSource()), features=("petal length (cm)",), test_fraction=0.3, standardize=True
    )
    window = stage.open(project=edits.with_training(project, epochs=60))
    stage.train(window)
    stage.shoot("window-one-feature", window, SMALL)


def deep_stack(stage: Stage) -> None:
    layers = (
        LinearLayer(units=16),
        BatchNormLayer(),
        TanhLayer(),
        LinearLayer(units=16),
        LayerNormLayer(),
        ReLULayer(),
        DropoutLayer(p=0.1),
        LinearLayer(units=8, bias=False),
        ReLULayer(),
        LinearLayer(),
    )
    project = edits.with_layers(_base().with_source(MultiGaussSource()), layers)
    project = edits.with_training(project, optimizer=SGDSpec(lr=0.05, momentum=0.9, nesterov=True), epochs=80)
    window = stage.open(project=project)
    stage.train(window)
    window.findChild(type(window.network_panel.stack)).select_row(2)
    stage.shoot("window-deep-stack", window)


def wrong_stack(stage: Stage) -> None:
    layers = (LinearLayer(units=5), ReLULayer(), LinearLayer(units=3))
    window = stage.open(project=edits.with_layers(_base(), layers))
    stage.shoot("window-wrong-stack", window, SMALL)


def diverged(stage: Stage) -> None:
    project = edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=500.0))
    window = stage.open(project=project)
    stage.train(window)
    stage.shoot("window-diverged", window, SMALL)


def notices(stage: Stage) -> None:
    window = stage.open()
    for speaker, tone in zip(Speaker, Tone, strict=False):
        actions = [("Open it again", int)] if tone is Tone.OFFER else []
        window.notices.tell(speaker, tone, f"This is a notice whose tone is “{tone.value}”.", *actions)
    stage.shoot("window-notices", window, SMALL)


def runs(stage: Stage) -> None:
    window = stage.open()
    for rate in (0.1, 0.02, 0.5):
        project = edits.with_data(edits.with_optimizer(_base(), lr=rate), test_fraction=0.3)
        window.document.edit("set up the scene", project)
        stage.wait(lambda: window.session.run is not None)
        stage.train(window)
    window.drawers.show("runs")
    stage.settle()
    stage.shoot("window-runs", window)


def playing(stage: Stage) -> None:
    """The rate is changed while it trains without an end, at a speed at which it can be watched."""
    window = stage.open()
    transport, rate = window.parts.transport, window.parts.training_panel.learning_rate
    transport.speed.choose("watch")
    transport.endless_action.trigger()
    transport.train_button.click()
    for epoch, value in ((3, 0.3), (8, 0.02)):
        stage.wait(lambda epoch=epoch: window.epoch >= epoch)
        rate.setValue(value)
    stage.wait(lambda: window.epoch >= 14)
    stage.shoot("window-playing", window)
    transport.train_button.click()
    stage.wait(lambda: window.state != "training")
    stage.shoot("window-played", window)
    transport.speed.choose(FULL)


def more_training(stage: Stage) -> None:
    project = edits.with_data(_base(), test_fraction=0.3)
    stopping = EarlyStopping(monitor="test_loss", patience=8, min_delta=0.001)
    project = edits.with_training(
        project, l2=0.001, schedule=PlateauSchedule(monitor="test_loss"), early_stopping=stopping, epochs=300
    )
    project = edits.with_parameter(edits.with_parameter(project, 3, "0.weight", (0, 1), 2.0), 3, "0.bias", (0,), 0.0)
    window = stage.open(project=project)
    stage.train(window)
    panel = window.findChild(TrainingPanel)
    area = next(area for area in window.findChildren(QScrollArea) if area.isAncestorOf(panel))
    window.resize(*stage.size)
    stage.settle()
    area.ensureWidgetVisible(window.findChild(QWidget, "drop_changes_button"))
    stage.shoot("window-more-training", window)
    stage.shoot("panel-training-plateau", panel, ())
    for loss in (CrossEntropyLoss(class_weights="balanced"), CrossEntropyLoss(weight=(1.0, 12.5))):
        window.document.edit("", edits.with_training(window.project, loss=loss))
        stage.settle()
        stage.shoot(f"panel-training-{'balanced' if loss.class_weights else 'weighted'}", panel, ())
    for schedule in (StepSchedule(), CosineSchedule()):
        window.document.edit("", edits.with_training(project, schedule=schedule, early_stopping=None, changes=()))
        stage.settle()
        stage.shoot(f"panel-training-{schedule.kind}", panel, ())


def dialogs(stage: Stage) -> None:
    window = stage.open()
    window.files.open_source("no-such-project.json")
    box = window.findChild(QMessageBox, "complaint")
    assert box is not None
    stage.shoot("dialog-cannot-open", box, ())
    box.close()
    add = window.findChild(QPushButton, "add_layer_button")
    assert add is not None
    menu = add.menu()
    assert isinstance(menu, QMenu)
    menu.adjustSize()
    stage.shoot("menu-add-layer", menu, ())
    window.dialogs()["about"]()
    for box in window.findChildren(QMessageBox):
        if box.isVisible():
            stage.shoot("dialog-about", box, ())
            box.close()
    layer_menu = window.network_panel.stack.layer_menu(0)
    layer_menu.adjustSize()
    stage.shoot("menu-layer", layer_menu, ())
    layer_menu.deleteLater()


def exports(stage: Stage) -> None:
    window = stage.open()
    menu = window.findChild(QMenu, "export_menu")
    assert menu is not None
    for name in ("untrained", "trained"):
        menu.aboutToShow.emit()
        menu.adjustSize()
        stage.shoot(f"menu-export-{name}", menu, ())
        forms = menu.findChild(QMenu, "export_forms_menu")
        assert forms is not None
        forms.adjustSize()
        stage.shoot(f"menu-export-forms-{name}", forms, ())
        stage.train(window)
    dialog = QProgressDialog("Writing binary-classification.gif …", "Cancel", 0, 100, window)
    dialog.setValue(40)
    dialog.show()
    stage.shoot("dialog-export-progress", dialog, ())
    dialog.close()


SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__.replace("_", "-"): scene
    for scene in (
        loading,
        untrained,
        binary,
        multiclass,
        line,
        fit,
        several_features,
        spiral,
        digits,
        diabetes,
        one_feature_classes,
        deep_stack,
        wrong_stack,
        diverged,
        playing,
        more_training,
        notices,
        runs,
        dialogs,
        *FEATURE_SCENES,
        exports,
    )
}
SCENES |= DIAGRAM_SCENES
SCENES |= PANEL_SCENES
SCENES |= INSIGHT
SCENES |= PLOT_SCENES
SCENES |= PAINTING_SCENES
SCENES |= LESSON_SCENES
SCENES |= BENCH_SCENES
SCENES |= IMPORT_SCENES
SCENES |= SCREEN_SCENES
SCENES |= WALK_SCENES
SCENES |= SWEEP_SCENES
SCENES |= LAND_SCENES
SCENES |= HELP_SCENES
