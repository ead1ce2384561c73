"""Training until it is paused: afterwards the project says what was trained, and whoever repeats it gets the same."""

import json

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar

from nnstudio.cli import main
from nnstudio.export.script import script_of
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import CosineSchedule, EarlyStopping
from nnstudio.project.storage import write_project
from tests.export.test_script import FORMS, LOSS, outputs_of

BASE = open_source("binary-classification")


@pytest.fixture
def endless(here):
    here.action("endless_action").setChecked(True)
    yield here
    here.action("endless_action").setChecked(False)
    here.window.session.pause()
    here.wait_for_rest()


def train_until(here, epoch):
    here.press("train_button")
    here.wait(lambda: here.window.session.run is not None and here.window.session.run.epoch >= epoch)


def pause(here):
    here.press("train_button")
    here.wait(lambda: here.window.state != "training")
    here.wait_for_rest()


def open_project(here, project):
    here.window.document.edit("another", project)
    here.wait_for_run()


def repeated(here, tmp_path, capsys, forms=()):
    """What the command tells of the window's project, and the train losses by its scripts."""
    path = tmp_path / "played.json"
    write_project(here.window.project, path)
    assert main(["train", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    printed = outputs_of([script_of(here.window.project, form) for form in forms]) if forms else []
    return told, [[float(loss) for loss, _ in LOSS.findall(each)] for each in printed]


def test_that_it_goes_on_past_the_projects_epochs_and_what_was_trained_is_repeated(endless, tmp_path, capsys):
    window, project = endless.window, edits.with_training(BASE, schedule=CosineSchedule(T_max=7))
    open_project(endless, project)
    endless.window.session.set_pace(0.002)
    progress = endless.find("training_progress", QProgressBar)
    assert progress.format() == "trains until you pause"
    train_until(endless, 30)
    endless.wait(lambda: "of ∞" in progress.format())
    pause(endless)
    epochs = len(window.train_loss)
    assert window.project.training.epochs == epochs >= 30
    assert window.state == "finished"
    assert endless.action("undo_action").text().replace("&", "") == f"Undo train {epochs} epochs"
    told, printed = repeated(endless, tmp_path, capsys, FORMS)
    assert [told["train_loss"], *printed] == [window.train_loss] * (1 + len(FORMS))

    train_until(endless, epochs + 5)
    pause(endless)
    assert window.project.training.epochs == len(window.train_loss) >= epochs + 5
    losses = window.train_loss
    assert losses[:epochs] == told["train_loss"]
    for _ in range(2):
        endless.action("undo_action").trigger()
    assert window.project == project
    assert window.train_loss == losses
    assert window.state == "finished"


def test_that_a_pause_before_the_projects_epochs_makes_them_fewer(endless):
    open_project(endless, edits.with_training(BASE, epochs=5000))
    endless.window.session.set_pace(0.01)
    train_until(endless, 3)
    pause(endless)
    assert endless.window.project.training.epochs == len(endless.window.train_loss) < 5000


@pytest.mark.parametrize("epochs", [3, 500])
def test_that_early_stopping_ends_it_and_a_script_stops_there_too(endless, tmp_path, capsys, epochs):
    stopping = EarlyStopping(monitor="train_loss", patience=2, min_delta=0.05)
    open_project(endless, edits.with_training(BASE, epochs=epochs, early_stopping=stopping))
    endless.press("train_button")
    endless.wait_for_state("finished")
    window, run = endless.window, endless.window.session.run
    assert "Stopped early" in run.stop_sentence
    assert run.result.epoch < run.epoch
    assert window.project.training.epochs == max(epochs, run.epoch + 1)
    told, printed = repeated(endless, tmp_path, capsys, FORMS[:1] if epochs == 3 else ())
    assert [told["train_loss"], *printed] == [window.train_loss] * (1 + len(printed))
    assert told["stop_reason"] == "early_stopping"
    layout = run.trainer.layout.arrays(run.result.vector)
    assert {name: array.tolist() for name, array in layout.items()} == told["parameters"]


def test_that_a_run_that_diverges_does_so_in_a_script_too(endless):
    open_project(endless, edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=30.0), epochs=1))
    endless.press("train_button")
    endless.wait_for_state("failed")
    assert endless.window.project.training.epochs == len(endless.window.train_loss) + 1


def test_that_it_is_switched_while_training_goes_on(endless):
    window, switch = endless.window, endless.action("endless_action")
    switch.setChecked(False)
    open_project(endless, edits.with_training(BASE, epochs=8))
    window.session.set_pace(0.02)
    train_until(endless, 2)
    switch.setChecked(True)
    endless.wait(lambda: window.session.run.epoch > 12)
    assert window.state == "training"
    switch.setChecked(False)
    endless.wait_for_state("finished")
    assert window.project.training.epochs == len(window.train_loss) > 12
    # before its end it takes up the end that it had
    window.document.edit("longer", edits.with_training(window.project, epochs=len(window.train_loss) + 20))
    switch.setChecked(True)
    train_until(endless, 0)
    switch.setChecked(False)
    epochs = window.project.training.epochs
    window.session.set_pace(0)
    endless.wait_for_state("finished")
    assert window.project.training.epochs == len(window.train_loss) == epochs


def test_that_what_is_typed_meanwhile_holds_and_undo_leads_back_to_the_run(endless):
    window = endless.window
    window.session.set_pace(0.01)
    train_until(endless, 25)
    losses = window.train_loss
    field = endless.card(0).field("units")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "3")
    window.session.pause()
    endless.wait(lambda: window.state != "training" and window.project.network.layers[0].units == 3)
    endless.wait_for_run()
    assert window.state == "idle"
    assert window.project.training.epochs == BASE.training.epochs
    endless.action("undo_action").trigger()
    assert window.project == BASE
    assert window.train_loss[: len(losses)] == losses
    assert window.state == "finished"


def test_that_what_is_opened_trains_to_its_end(endless):
    endless.window.files.open_source("linear-regression")
    assert not endless.button("endless_button").isChecked()
    endless.wait_for_run()
    endless.train()
    assert len(endless.window.train_loss) == endless.window.project.training.epochs
