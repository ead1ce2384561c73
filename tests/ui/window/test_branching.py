"""Training on from an epoch in another way: exact, undoable, and the old run stays."""

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QDoubleSpinBox, QFrame

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.changes import SetLr, SetSeed
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.schedules import CosineSchedule, ExponentialSchedule, PlateauSchedule, StepSchedule
from nnstudio.ui.window.notices import Speaker

EPOCHS = 12


@pytest.fixture
def trained(here):
    """The circles, twelve epochs trained."""
    here.window.document.edit("fewer epochs", edits.with_training(here.window.project, epochs=EPOCHS))
    here.wait_for_run()
    here.train()
    return here


def uninterrupted(here, epochs):
    """What the plain loop gives for the window's project; both draw from torch's global generator, so not at once."""
    here.wait_for_rest()
    project = here.window.project
    trainer = Trainer(project, load_dataset(project.data), fast=False)
    return [report.train_loss for report in trainer.epochs(epochs)], trainer


def branch(here, epoch, lr=None, reorder=False):
    here.timeline.setValue(epoch)
    here.press("branch_button")
    popup = here.find("branch_popup", QFrame)
    assert popup.isVisible()
    if lr is not None:
        here.find("branch_learning_rate", QDoubleSpinBox).setValue(lr)
    if reorder:
        here.find("branch_reorders", QCheckBox).setChecked(True)
    here.press("branch_confirm_button")
    here.wait(lambda: here.window.session.run is not None)


@pytest.mark.parametrize("epoch", [4, EPOCHS])
def test_that_a_branch_goes_on_exactly_as_its_project_says(trained, epoch):
    window = trained.window
    old, losses = window.session.run, window.train_loss
    branch(trained, epoch, lr=0.01)
    assert window.session.run is not old
    assert window.state in ("paused", "finished")
    assert window.epoch == epoch
    assert window.train_loss == losses[:epoch]
    trained.train()
    expected, trainer = uninterrupted(trained, len(window.train_loss))
    assert len(expected) > epoch
    assert window.train_loss == expected
    last = trainer.layout.arrays(trainer.state().vector)
    assert all(np.array_equal(window.parameters[name], value) for name, value in last.items())
    assert old.history.train_loss == losses
    assert {run.name for run in window.session.book.runs} == {"Run 1", "Run 2"}
    assert "Run 1 at epoch" in window.session.run.origin


RATES = [
    {"schedule": StepSchedule(step_size=5)},
    {"schedule": ExponentialSchedule(gamma=0.01)},
    {"schedule": CosineSchedule(T_max=EPOCHS)},
    {"schedule": PlateauSchedule(patience=0), "optimizer": AdamSpec(lr=3.0)},
    {"changes": (SetLr(epoch=2, lr=0.3), SetSeed(epoch=3, seed=9), SetLr(epoch=6, lr=1e-12))},
]


@pytest.mark.parametrize("training", RATES, ids=repr)
def test_that_the_rate_shown_is_the_one_in_force_at_the_epoch(here, training):
    project = edits.with_training(here.window.project, epochs=EPOCHS, **training)
    here.window.document.edit("other rates", project)
    here.wait_for_run()
    here.train()
    trainer = uninterrupted(here, 0)[1]
    rates = [trainer.lr, *(trainer.lr for _ in trainer.epochs(EPOCHS))]
    assert len(set(rates)) > 2
    for epoch in (1, 4, 5, 6, EPOCHS):
        here.timeline.setValue(epoch)
        here.press("branch_button")
        rate = here.find("branch_learning_rate", QDoubleSpinBox)
        assert rate.value() == rates[epoch]
        assert rate.isEnabled() == ("changes" in training)
        here.find("branch_reorders", QCheckBox).setChecked(False)
        assert not here.button("branch_confirm_button").isEnabled()
        here.find("branch_popup", QFrame).hide()


def test_that_another_order_gives_another_run(trained):
    losses = trained.window.train_loss
    branch(trained, 5, reorder=True)
    trained.train()
    assert trained.window.train_loss[:5] == losses[:5]
    assert trained.window.train_loss[5:] != losses[5:]


def test_that_undo_brings_the_old_run_back(trained):
    old, losses = trained.window.session.run, trained.window.train_loss
    branch(trained, 3, lr=0.5)
    trained.action("undo_action").trigger()
    assert trained.window.session.run is old
    assert trained.window.train_loss == losses


def test_that_nothing_changed_can_not_be_branched(trained):
    trained.timeline.setValue(3)
    trained.press("branch_button")
    assert not trained.button("branch_confirm_button").isEnabled()
    trained.find("branch_popup", QFrame).hide()


def test_that_a_typed_weight_is_in_the_network_and_the_run_goes_on_from_it(trained):
    window = trained.window
    window.controllers.branching.set_parameter(EPOCHS, "0.weight", (1, 0), 2.5)
    trained.wait(lambda: window.session.run is not None)
    assert window.parameters["0.weight"][1, 0] == 2.5
    assert window.epoch == EPOCHS
    trained.train()
    expected, _ = uninterrupted(trained, len(window.train_loss))
    assert window.train_loss == expected


def test_that_a_weight_can_be_typed_before_training(here):
    window = here.window
    window.controllers.branching.set_parameter(0, "2.bias", (0,), -1.25)
    here.wait_for_run()
    assert window.parameters["2.bias"].tolist() == [-1.25]
    here.action("undo_action").trigger()
    here.wait_for_run()
    assert window.parameters["2.bias"].tolist() != [-1.25]


def test_that_a_changed_learning_rate_can_be_taken_from_here_on_instead(trained):
    window = trained.window
    losses = window.train_loss
    trained.find("learning_rate", QDoubleSpinBox).setValue(0.02)
    trained.wait_for_run()
    assert window.epoch == 0
    assert trained.button("branch_offer_button").isVisible()
    trained.press("branch_offer_button")
    trained.wait(lambda: window.session.run is not None)
    assert window.epoch == EPOCHS
    assert window.train_loss == losses
    trained.train()
    expected, _ = uninterrupted(trained, len(window.train_loss))
    assert window.train_loss == expected
    assert window.notices.text(Speaker.BRANCHING) == ""


@pytest.mark.parametrize("is_quick", [True, False])
def test_that_the_offer_goes_along_with_each_step_of_the_field(trained, monkeypatch, is_quick):
    """Quick steps are one step of undo, slow ones are several."""
    window = trained.window
    losses = window.train_loss
    rate = trained.find("learning_rate", QDoubleSpinBox)
    monkeypatch.setattr("nnstudio.session.commands.MERGE_WITHIN_S", 1000 if is_quick else -1)
    for _ in range(3):
        rate.stepUp()
        trained.wait_for_run()
    assert "Learning rate 1:" in window.notices.text(Speaker.BRANCHING)
    trained.press("branch_offer_button")
    trained.wait(lambda: window.session.run is not None)
    assert window.train_loss == losses
    assert window.project.training.changes == (SetLr(epoch=EPOCHS, lr=1.0),)


def test_that_an_offer_that_undo_has_led_to_loses_no_step(here):
    window, stack = here.window, here.window.document.undo_stack
    window.document.edit("larger batches", edits.with_training(window.project, batch_size=20))
    window.document.edit("fewer epochs", edits.with_training(window.project, epochs=EPOCHS))
    here.find("learning_rate", QDoubleSpinBox).setValue(0.02)
    here.wait_for_run()
    here.train()
    losses, trained = window.train_loss, window.project
    here.action("undo_action").trigger()
    here.wait_for_run()
    here.press("branch_offer_button")
    here.wait_for_run()
    here.wait(lambda: window.train_loss == losses)
    assert window.project.training.changes == (SetLr(epoch=EPOCHS, lr=0.1),)
    steps = ["larger batches", "fewer epochs", "change learning rate", "train on with learning rate 0.1"]
    assert [stack.text(step) for step in range(stack.count())] == steps
    stack.undo()
    assert window.project == trained


def test_that_a_schedule_is_never_offered_a_rate_by_hand(trained):
    trained.window.document.edit(
        "a schedule", edits.with_training(trained.window.project, schedule=StepSchedule(step_size=5))
    )
    trained.wait_for_run()
    trained.train()
    trained.find("learning_rate", QDoubleSpinBox).setValue(0.02)
    trained.wait_for_run()
    offered = trained.window.findChild(QAbstractButton, "offer_button")
    assert offered is None or not offered.isVisible()
    assert not trained.window.project.problems()


def test_that_the_button_says_why_it_waits(here):
    assert not here.button("branch_button").isEnabled()
    assert "trained yet" in here.button("branch_button").toolTip()
