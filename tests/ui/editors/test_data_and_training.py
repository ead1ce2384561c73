"""The left column: the gallery, a data set's options, and how to train."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.losses.classification import BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.losses.regression import MSELoss
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS, SOURCE_KINDS


def test_that_the_gallery_shows_every_source_with_a_picture(here):
    model = here.picker.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        cls.title for cls in ALL_SOURCE_KINDS.values()
    ]
    assert here.picker.currentIndex().data() == "Circles"
    here.wait(lambda: len(here.picker.samples) == len(SOURCE_KINDS))
    for row in range(model.rowCount()):
        assert not model.index(row, 0).data(Qt.ItemDataRole.DecorationRole).isNull()


@pytest.mark.parametrize(
    ("title", "kind", "loss", "plot"),
    [
        ("Wave", "wave", MSELoss(), "fit_plot"),
        ("Blobs", "blobs", CrossEntropyLoss(), "decision_plot"),
        ("Moons", "moons", BCEWithLogitsLoss(), "decision_plot"),
        ("Plane", "plane", MSELoss(), "decision_plot"),
        ("Iris", "iris", CrossEntropyLoss(), "decision_plot"),
        ("Diabetes", "diabetes", MSELoss(), "actual_plot"),
        ("Points", "points", BCEWithLogitsLoss(), "decision_plot"),
    ],
)
def test_that_loss_and_plots_follow_the_data(here, title, kind, loss, plot):
    here.choose_source(title)
    project = here.window.project
    assert project.data.source.kind == kind
    assert project.training.loss == loss
    assert project.problems() == ()
    here.wait_for_run()
    assert here.selector("loss_selector").currentData() == loss.kind
    visible = [name for name in ("fit_plot", "decision_plot", "actual_plot") if here.find(name).isVisible()]
    assert visible == [plot]
    here.train()
    assert here.window.state == "finished"
    here.action("undo_action").trigger()
    assert here.window.project == open_source("binary-classification")
    assert here.picker.currentIndex().data() == "Circles"


def test_that_arrow_keys_go_through_the_gallery(here):
    here.picker.setFocus()
    here.key(here.picker, Qt.Key.Key_Right)
    assert here.window.project.data.source.kind == list(SOURCE_KINDS)[1]


def test_that_a_sources_options_are_changed_in_its_fields(here):
    here.type_into(here.find("source_samples"), "80")
    here.type_into(here.find("source_noise"), "0.25")
    here.type_into(here.find("source_factor"), "0.3")
    source = here.window.project.data.source
    assert (source.samples, source.noise, source.factor) == (80, 0.25, 0.3)
    here.choose_source("Wave")
    assert here.find("source_samples").value() == SOURCE_KINDS["wave"]().samples
    assert here.window.findChild(QWidget, "source_factor") is None


def test_that_options_that_do_not_go_together_are_not_taken(here):
    here.choose_source("Blobs")
    here.type_into(here.find("source_samples"), "5")
    clouds = here.find("source_centers")
    here.type_into(clouds, "9")
    assert here.window.project.data.source.centers == 4
    assert clouds.value() == 4


def test_that_a_test_share_shows_test_losses(here):
    here.find("test_share").setValue(20)
    assert here.window.project.data.test_fraction == 0.2
    here.train()
    assert len(here.window.test_loss) == len(here.window.train_loss) == 20
    plot = here.find("loss_plot")
    assert plot.losses("test") == here.window.test_loss
    assert plot.losses("train") == here.window.train_loss


def test_that_standardising_is_one_click(here):
    box = next(box for box in here.window.data_panel.findChildren(QCheckBox) if box.text() == "Standardise")
    here.qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert here.window.project.data.standardize


@pytest.mark.parametrize(("name", "value"), [("epochs", 33), ("batch_size", 16), ("seed", 4_000_000_000)])
def test_that_numbers_of_training_are_set(here, name, value):
    field = here.find(name)
    field.setValue(value)
    assert field.value() == value
    assert getattr(here.window.project.training, name) == value
    here.type_into(field, str(value - 1))
    assert getattr(here.window.project.training, name) == value - 1
    here.action("undo_action").trigger()
    assert field.value() == getattr(open_source("binary-classification").training, name)


def test_that_the_learning_rate_steps_in_a_learners_sizes(here):
    rate = here.find("learning_rate")
    assert rate.value() == 0.1
    for expected in (0.2, 0.5, 1.0):
        rate.stepUp()
        assert rate.value() == here.window.project.training.optimizer.lr == expected
    for expected in (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005):
        rate.stepDown()
        assert rate.value() == here.window.project.training.optimizer.lr == expected
    rate.setValue(0.03)
    assert here.window.project.training.optimizer.lr == 0.03
    rate.stepUp()
    assert rate.value() == 0.05


@pytest.mark.parametrize("text", ["0.0123456789", "1e-5", "3,5", "0.1"])
def test_that_a_typed_learning_rate_is_taken_as_it_stands(here, text):
    rate = here.find("learning_rate")
    here.type_into(rate, text)
    value = float(text.replace(",", "."))
    assert here.window.project.training.optimizer.lr == value
    here.key(rate, Qt.Key.Key_Return)
    assert here.window.project.training.optimizer.lr == value


@pytest.mark.parametrize("text", ["-1", "0", "nan", "fast", ""])
def test_that_a_learning_rate_that_makes_no_sense_is_not_taken(here, text):
    rate = here.find("learning_rate")
    here.type_into(rate, text)
    assert here.window.project == open_source("binary-classification")
    assert rate.value() == 0.1


def test_that_an_optimiser_brings_its_options(here):
    selector = here.selector("optimizer_selector")
    assert not here.find("momentum").isVisible()
    selector.setCurrentIndex(selector.findData("sgd"))
    assert here.window.project.training.optimizer == SGDSpec(lr=0.1)
    assert here.find("momentum").isVisible()
    assert not here.find("nesterov").isEnabled()
    here.find("momentum").setValue(0.9)
    here.find("nesterov").click()
    assert here.window.project.training.optimizer == SGDSpec(lr=0.1, momentum=0.9, nesterov=True)
    here.find("momentum").setValue(0)
    assert here.window.project.training.optimizer == SGDSpec(lr=0.1)


def test_that_only_losses_that_fit_are_offered(here):
    selector = here.selector("loss_selector")
    assert [selector.itemData(i) for i in range(selector.count())] == ["bce_with_logits", "bce", "cross_entropy"]
    selector.setCurrentIndex(selector.findData("cross_entropy"))
    assert here.window.project.training.loss == CrossEntropyLoss()
    assert here.rows()[-1] == "Linear 5 → 2, 12 parameters"


def test_that_the_wheel_changes_no_field_that_has_no_focus(here):
    field = here.find("epochs")
    field.clearFocus()
    where = QPointF(field.rect().center())
    turn = QWheelEvent(
        where,
        QPointF(field.mapToGlobal(field.rect().center())),
        QPoint(0, 120),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, turn)
    assert field.value() == 20


def test_that_epochs_changed_after_training_let_it_go_on(here):
    here.train()
    run = here.window.session.run
    here.find("epochs").setValue(25)
    assert here.window.state == "paused"
    here.train()
    assert here.window.session.run is run
    assert len(here.window.train_loss) == 25


def test_that_a_project_at_the_edges_of_what_is_allowed_opens_unchanged(studio):
    project = edits.with_source_options(open_source("binary-classification"), seed=2**32 - 1)
    project = edits.with_training(project, seed=2**32 - 1)
    project = edits.with_optimizer(project, lr=1e-12)
    window = studio(project).window
    assert window.project == project
    assert not window.document.is_modified


def test_that_a_real_data_set_with_fewer_columns_opens_unchanged(studio):
    project = open_source("binary-classification").with_source(IrisSource())
    project = edits.with_data(project, features=("petal length (cm)", "sepal width (cm)"), test_fraction=0.333)
    window = studio(project).window
    assert window.project == project
    assert not window.document.is_modified


@pytest.mark.parametrize("optimizer", OPTIMIZER_KINDS)
def test_that_what_keeps_weights_small_is_at_hand_on_a_small_screen(studio, optimizer):
    here = studio()
    here.window.resize(1280, 800)
    selector = here.selector("optimizer_selector")
    selector.setCurrentIndex(selector.findData(optimizer))
    here.wait_for_run()
    QApplication.processEvents()
    for name in ("weight_decay", "l1", "l2"):
        field = here.find(name)
        assert field.visibleRegion().boundingRect() == field.rect(), name
