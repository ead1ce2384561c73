"""The learning rate changed while training goes on: from here on, exact wherever the project is trained again."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox

from nnstudio.cli import main
from nnstudio.export.script import script_of
from nnstudio.project import edits
from nnstudio.project.changes import SetLr
from nnstudio.project.examples import open_source
from nnstudio.project.schedules import StepSchedule
from nnstudio.project.storage import write_project
from nnstudio.ui.window.notices import Speaker
from tests.export.test_script import FORMS, LOSS, outputs_of

EPOCHS = 400


@pytest.fixture
def playing(here):
    """The circles, so many epochs at such a pace that whatever is done is done meanwhile."""
    here.window.document.edit("longer", edits.with_training(here.window.project, epochs=EPOCHS))
    here.wait_for_run()
    here.window.session.set_pace(0.04)
    return here


def rate_of(here) -> QDoubleSpinBox:
    return here.find("learning_rate", QDoubleSpinBox)


def rates_by_hand(here):
    return [(change.epoch, change.lr) for change in here.window.project.training.changes if isinstance(change, SetLr)]


def finish(here):
    here.window.session.set_pace(0)
    here.wait_for_state("finished")
    here.wait_for_rest()


def test_that_command_and_scripts_repeat_what_was_changed_while_it_trained(playing, tmp_path, capsys):
    window = playing.window
    run = window.session.run
    playing.press("train_button")
    for epoch, rate in ((0, 0.2), (4, 0.05), (5, 0.01), (20, 0.3)):
        playing.wait(lambda epoch=epoch: window.session.run.epoch >= epoch)
        rate_of(playing).setValue(rate)
        assert window.state == "training"
    finish(playing)
    assert window.session.run is run
    assert [rate for _, rate in rates_by_hand(playing)] == [0.2, 0.05, 0.01, 0.3]
    assert window.project.training.optimizer.lr == 0.1
    assert len(window.train_loss) == EPOCHS

    path = tmp_path / "played.json"
    write_project(window.project, path)
    assert main(["train", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["train_loss"] == window.train_loss
    for printed in outputs_of([script_of(window.project, form) for form in FORMS]):
        assert [float(loss) for loss, _ in LOSS.findall(printed)] == window.train_loss


def test_that_it_is_told_from_which_epoch_on_and_the_field_shows_what_is_in_force(playing):
    note = playing.window.parts.training_panel.rates
    assert not note.isVisible()
    playing.press("train_button")
    playing.wait(lambda: playing.window.session.run.epoch >= 3)
    playing.type_into(rate_of(playing), "0.02")
    ((epoch, rate),) = rates_by_hand(playing)
    assert rate == 0.02
    assert epoch > 3
    assert note.text() == f"Learning rate 0.1 at first, 0.02 from epoch {epoch} on"
    assert playing.window.notices.text(Speaker.BRANCHING) == ""
    finish(playing)
    assert rate_of(playing).value() == 0.02
    playing.press("reset_button")
    playing.wait_for_run()
    assert rate_of(playing).value() == 0.1
    playing.window.session.set_pace(0.04)
    playing.press("train_button")
    playing.wait(lambda: rate_of(playing).value() == 0.02)
    assert playing.window.session.run.epoch + 1 >= epoch
    finish(playing)


def test_that_undo_takes_it_back_and_trains_on_from_there(playing):
    window, before = playing.window, playing.window.project
    playing.press("train_button")
    playing.wait(lambda: window.session.run.epoch >= 3)
    rate_of(playing).setValue(0.9)
    ((epoch, _),) = rates_by_hand(playing)
    playing.wait(lambda: window.session.run.epoch >= epoch + 3)
    losses = window.train_loss[:epoch]
    playing.action("undo_action").trigger()
    assert window.project == before
    playing.wait(lambda: window.session.run is not None)
    assert rate_of(playing).value() == 0.1
    assert window.train_loss[:epoch] == losses
    playing.wait(lambda: window.state == "training")
    finish(playing)
    assert len(window.train_loss) == EPOCHS


def test_that_changes_before_training_and_at_its_end_mean_what_they_say(playing):
    window = playing.window
    rate_of(playing).setValue(0.05)
    assert window.project.training.optimizer.lr == 0.05
    assert rates_by_hand(playing) == []
    playing.wait_for_run()
    playing.press("train_button")
    finish(playing)
    rate_of(playing).setValue(0.02)
    assert window.project.training.optimizer.lr == 0.02
    assert rates_by_hand(playing) == []
    playing.press("branch_offer_button")
    playing.wait(lambda: window.session.run is not None)
    assert rates_by_hand(playing) == [(EPOCHS, 0.02)]
    assert rate_of(playing).value() == 0.02
    # now that it was changed on the way, the next goes on from here, too
    rate_of(playing).setValue(0.03)
    assert rates_by_hand(playing) == [(EPOCHS, 0.03)]


def test_that_a_run_that_is_paused_goes_on_with_it_or_starts_over(playing):
    window = playing.window
    playing.press("train_button")
    playing.wait(lambda: window.session.run.epoch >= 4)
    playing.press("train_button")
    playing.wait_for_state("paused")
    at = window.session.next_change
    losses = window.train_loss
    for rate in (0.2, 0.5, 0.02):
        # one after another, as the arrows of the field do, without waiting for a run
        rate_of(playing).setValue(rate)
    playing.wait(lambda: window.session.run is not None)
    assert rates_by_hand(playing) == [(at, 0.02)]
    assert window.train_loss == losses
    assert f"0.02 from epoch {at} on" in window.notices.text(Speaker.BRANCHING)
    assert rate_of(playing).value() == 0.02
    playing.press("branch_offer_button")
    assert rates_by_hand(playing) == []
    assert window.project.training.optimizer.lr == 0.02
    playing.wait_for_run()
    assert window.session.run.epoch == 0
    window.session.set_pace(0)


def test_that_a_schedule_is_never_given_a_rate_by_hand(playing):
    window = playing.window
    window.document.edit("a schedule", edits.with_training(window.project, schedule=StepSchedule(step_size=5)))
    playing.wait_for_run()
    playing.press("train_button")
    playing.wait(lambda: window.session.run.epoch >= 2)
    rate_of(playing).setValue(0.02)
    assert rates_by_hand(playing) == []
    assert window.project.training.optimizer.lr == 0.02
    assert not window.project.problems()
    playing.wait_for_run()
    window.session.set_pace(0)


def test_that_typing_and_undo_follow_each_other_while_it_trains(playing):
    window, before = playing.window, playing.window.project
    window.activateWindow()
    playing.press("train_button")
    playing.wait(lambda: window.session.run.epoch >= 2)
    field = rate_of(playing)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.4")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.project == before
    assert field.value() == 0.1
    playing.wait(lambda: window.state == "training")
    finish(playing)
    playing.wait_for_rest()
    assert window.train_loss[:20] == _plain(20)


def _plain(epochs):
    from tests.ui.window.test_transport import plain_losses

    return plain_losses(open_source("binary-classification"), epochs)
