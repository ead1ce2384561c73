"""Penalties, schedule, early stopping and changes by hand: the further section of the training panel."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.losses.classification import BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.schedules import SCHEDULE_KINDS, CosineSchedule, EarlyStopping, PlateauSchedule, StepSchedule
from nnstudio.ui.editors.training.more_training import MoreTraining

BASE = open_source("binary-classification")


@pytest.fixture
def more(here):
    section = here.window.findChild(MoreTraining)
    section.open(True)
    return section


def training(here):
    return here.window.project.training


def choose(here, name, key):
    selector = here.selector(name)
    selector.setCurrentIndex(selector.findData(key))


def test_that_the_section_is_closed_until_something_in_it_is_used(studio):
    plain = studio()
    section = plain.window.findChild(MoreTraining)
    assert not section.is_open
    plain.press("more_training_button")
    assert section.is_open
    plain.press("more_training_button")
    assert not section.is_open
    used = studio(edits.with_training(BASE, schedule=StepSchedule()))
    section = used.window.findChild(MoreTraining)
    assert section.is_open
    assert not used.window.document.is_modified
    # it stays as the learner leaves it, and says what is in use
    used.press("more_training_button")
    used.find("epochs").setValue(5)
    assert not section.is_open
    assert section.summary.isVisible()
    assert section.summary.text() == "StepLR"


@pytest.mark.parametrize("name", ["l1", "l2"])
def test_that_penalties_are_set_and_undone(here, more, name):
    here.type_into(here.find(name), "0.02")
    assert getattr(training(here), name) == 0.02
    here.find(name).stepUp()
    assert getattr(training(here), name) == 0.05
    here.action("undo_action").trigger()
    assert here.window.project == BASE
    assert here.find(name).value() == 0


def test_that_each_schedule_brings_its_own_options(here, more):
    options = {
        "step": {"step_size", "gamma"},
        "exponential": {"gamma"},
        "cosine": {"T_max", "eta_min"},
        "plateau": {"monitor", "factor", "patience"},
    }
    for kind in SCHEDULE_KINDS:
        choose(here, "schedule_selector", kind)
        assert training(here).schedule.kind == kind
        shown = {name for name, field in more.schedule_fields.items() if field.isVisible()}
        assert shown == options[kind]
        for name in shown - {"monitor"}:
            assert here.find(f"schedule_{name}").value() == getattr(training(here).schedule, name)
    choose(here, "schedule_selector", "")
    assert training(here).schedule is None
    assert not any(field.isVisible() for field in more.schedule_fields.values())


def test_that_a_new_schedule_suits_the_epochs_and_its_options_are_set(here, more):
    choose(here, "schedule_selector", "cosine")
    assert training(here).schedule == CosineSchedule(T_max=20)
    choose(here, "schedule_selector", "step")
    assert training(here).schedule == StepSchedule(step_size=6)
    here.type_into(here.find("schedule_step_size"), "4")
    here.type_into(here.find("schedule_gamma"), "0.5")
    assert training(here).schedule == StepSchedule(step_size=4, gamma=0.5)
    here.train()
    assert here.window.session.run.trainer.lr == pytest.approx(0.1 * 0.5**5)


def test_that_early_stopping_watches_the_test_loss_where_there_is_one(here, more):
    here.find("early_stopping").click()
    assert training(here).early_stopping == EarlyStopping(monitor="train_loss")
    monitor = here.selector("early_stopping_monitor")
    test_loss = monitor.model().item(monitor.findData("test_loss"))
    assert not test_loss.isEnabled()
    assert "keep a share" in monitor.itemData(monitor.findData("test_loss"), Qt.ItemDataRole.ToolTipRole)
    here.find("early_stopping").click()
    assert training(here).early_stopping is None
    here.find("test_share").setValue(30)
    assert test_loss.isEnabled()
    here.find("early_stopping").click()
    here.find("early_stopping_patience").setValue(4)
    here.type_into(here.find("early_stopping_min_delta"), "0.01")
    here.find("early_stopping_restore_best").click()
    choose(here, "early_stopping_monitor", "train_loss")
    wanted = EarlyStopping(monitor="train_loss", patience=4, min_delta=0.01, restore_best=False)
    assert training(here).early_stopping == wanted
    here.action("undo_action").trigger()
    assert training(here).early_stopping.monitor == "test_loss"


def test_that_a_run_that_stops_early_shows_its_best_epoch(studio):
    project = edits.with_data(BASE, test_fraction=0.3)
    project = edits.with_training(project, epochs=500, early_stopping=EarlyStopping(patience=5))
    shown = studio(project)
    shown.train()
    run = shown.window.session.run
    assert run.epoch < 500
    assert run.stop_sentence.startswith("Stopped early")
    assert shown.window.epoch == run.result.epoch == run.epoch - 5
    losses = shown.window.test_loss
    assert losses[run.result.epoch - 1] == min(losses)
    arrays = run.trainer.layout.arrays(run.result.vector)
    assert all((shown.window.parameters[name] == array).all() for name, array in arrays.items())
    shown.press("step_button")
    shown.wait(lambda: shown.window.epoch == run.epoch == len(losses) + 1)


def test_that_a_loss_to_watch_that_is_gone_is_said(here, more):
    here.find("test_share").setValue(30)
    choose(here, "schedule_selector", "plateau")
    assert training(here).schedule == PlateauSchedule(monitor="test_loss")
    here.find("test_share").setValue(0)
    assert not here.button("train_button").isEnabled()
    assert "no test loss to watch" in here.button("train_button").toolTip()
    choose(here, "schedule_monitor", "train_loss")
    assert here.button("train_button").isEnabled()


def test_that_changes_by_hand_are_told_and_can_be_forgotten(studio):
    project = edits.with_parameter(edits.with_parameter(BASE, 3, "0.weight", (0, 1), 2.0), 3, "0.bias", (0,), 1.0)
    shown = studio(edits.with_branch(project, 7, lr=0.01))
    section = shown.window.findChild(MoreTraining)
    assert section.changes.text() == "Changed by hand at epochs 3 to 7: 2 weights or biases, the learning rate"
    shown.press("drop_changes_button")
    assert shown.window.project == BASE
    assert not shown.find("drop_changes_button").isVisible()


def test_that_the_wheel_changes_none_of_the_fields_that_have_no_focus(studio):
    project = edits.with_training(BASE, schedule=PlateauSchedule(), early_stopping=EarlyStopping(monitor="train_loss"))
    shown = studio(project)
    names = ["l1", "l2", "schedule_selector", "schedule_monitor", "schedule_factor", "schedule_patience"]
    names += [f"early_stopping_{name}" for name in ("monitor", "patience", "min_delta")]
    for name in names:
        field = shown.find(name)
        assert field.isVisible()
        field.clearFocus()
        before = field.currentData() if isinstance(field, QComboBox) else field.value()
        middle = field.rect().center()
        for delta in (120, -120):
            turn = QWheelEvent(
                QPointF(middle),
                QPointF(field.mapToGlobal(middle)),
                QPoint(0, delta),
                QPoint(0, delta),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(field, turn)
            assert (field.currentData() if isinstance(field, QComboBox) else field.value()) == before
    assert shown.window.project == project


def test_that_the_panel_is_no_wider_for_what_it_says(studio):
    narrow, wide = (
        studio(),
        studio(
            edits.with_training(
                edits.with_parameter(BASE, 3, "0.weight", (0, 1), 2.0), l1=0.01, l2=0.01, schedule=PlateauSchedule()
            )
        ),
    )
    for is_open in (True, False):
        wide.window.findChild(MoreTraining).open(is_open)
        assert (
            wide.window.parts.training_panel.minimumSizeHint().width()
            <= narrow.window.parts.training_panel.minimumSizeHint().width()
        )


def test_that_class_weights_are_chosen_by_one_click_and_undone(here, more):
    assert not here.find("class_weight").isVisible()
    choose(here, "class_weights_selector", "balanced")
    assert training(here).loss == BCEWithLogitsLoss(class_weights="balanced")
    choose(here, "loss_selector", "cross_entropy")
    assert training(here).loss == CrossEntropyLoss(class_weights="balanced")
    choose(here, "class_weights_selector", "own")
    choose(here, "weighted_class_selector", "0")
    here.type_into(here.find("class_weight"), "2.5")
    assert training(here).loss == CrossEntropyLoss(weight=(2.5, 1.0))
    choose(here, "class_weights_selector", "")
    assert training(here).loss == CrossEntropyLoss()
    while here.action("undo_action").isEnabled():
        here.action("undo_action").trigger()
    assert here.window.project == BASE


def test_that_regression_and_a_loss_of_probabilities_are_offered_no_class_weights(studio):
    here = studio(open_source("linear-regression"))
    here.window.findChild(MoreTraining).open(True)
    assert not here.find("class_weights_selector").isVisible()
