"""A training can be followed by ear: its beginning, its epochs and losses now and then, and its end."""

import re

import pytest

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.window import run_announcements


@pytest.fixture
def said(qapp):
    heard = []
    announcer().said.connect(lambda text, urgent: heard.append(text))
    yield heard
    announcer().said.disconnect()


def test_that_beginning_and_end_are_said_with_the_last_losses(here, said):
    window = here.window
    window.document.edit("", edits.with_data(window.project, test_fraction=0.3))
    here.wait_for_run()
    said.clear()
    here.train()
    losses = f"train loss {short(window.train_loss[-1])}, test loss {short(window.test_loss[-1])}"
    assert [said[0], said[-1]] == ["Training began", f"Training ended after epoch {window.epoch}, {losses}"]
    here.train()
    assert f"Training goes on from epoch {window.epoch // 2}" in said


def test_that_epochs_are_said_now_and_then(here, said, monkeypatch):
    window = here.window
    monkeypatch.setattr(run_announcements, "EVERY_S", 0.05)
    window.session.set_pace(0.02)
    here.train()
    between = [text for text in said if text.startswith("Epoch ")]
    assert 2 <= len(between) < window.epoch
    for text in between:
        epoch, loss = re.fullmatch(rf"Epoch (\d+), train loss ([\d.]+), of {window.epoch} epochs", text).groups()
        assert loss == short(window.train_loss[int(epoch) - 1])


def test_that_a_pause_is_said(here, said):
    here.press("step_button")
    here.wait_for_state("paused")
    assert said[-1] == f"Paused at epoch 1, train loss {short(here.window.train_loss[0])}"


def test_that_a_failure_is_said_at_once_and_why_by_its_notice(studio, said):
    here = studio(edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=500.0)))
    here.train()
    assert here.window.state == "failed"
    assert any(text.startswith("Training failed") for text in said)
    assert any(text.startswith("Error: ") for text in said)
