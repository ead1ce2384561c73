"""How fast a training may go: watched at first, and as chosen from then on."""

import time

import pytest
from PySide6.QtCore import QSettings

from nnstudio.session.own_folder import find_settings
from tests.ui.window.test_transport import LESSON, open_source, plain_losses


def watch_epochs(here):
    """When which epoch was shown first, from a press of Train to the end of training."""
    seen = {}

    def is_over():
        seen.setdefault(here.window.epoch, time.monotonic())
        return here.window.state == "finished"

    here.press("train_button")
    here.wait(is_over)
    return seen


@pytest.fixture
def newcomer(studio):
    """Somebody who has never chosen a speed."""
    find_settings()
    QSettings().remove("run/speed")
    return studio(LESSON)


def test_that_a_first_press_of_train_shows_something_move_for_two_seconds_and_changes_no_number(newcomer):
    assert newcomer.selector("speed_selector").currentText() == "Watch"
    seen = watch_epochs(newcomer)
    moved = [at for epoch, at in seen.items() if epoch]
    assert moved[-1] - moved[0] >= 2
    assert len(moved) >= 6
    assert newcomer.window.train_loss == plain_losses(open_source(LESSON), 20)


def test_that_full_speed_is_one_click_away_while_training_is_held_back(newcomer):
    button = newcomer.button("full_speed_button")
    assert not button.isVisible()
    speed = newcomer.selector("speed_selector")
    speed.setCurrentIndex(speed.findText("1 epoch/s"))
    newcomer.press("train_button")
    newcomer.wait(button.isVisible)
    pressed = time.monotonic()
    newcomer.press("full_speed_button")
    newcomer.wait_for_state("finished")
    # nineteen seconds less
    assert time.monotonic() - pressed < 12
    assert not button.isVisible()
    assert newcomer.selector("speed_selector").currentText() == "Full speed"
    assert newcomer.window.train_loss == plain_losses(open_source(LESSON), 20)


def test_that_a_single_step_is_never_held_back(newcomer):
    newcomer.press("step_button")
    assert not newcomer.button("full_speed_button").isVisible()
    newcomer.wait_for_state("paused")


def test_that_the_chosen_speed_is_found_again_at_the_next_start(newcomer, studio):
    speed = newcomer.selector("speed_selector")
    texts = [speed.itemText(row) for row in range(speed.count())]
    for text in (texts[-1], "Full speed"):
        speed.setCurrentIndex(texts.index(text))
        again = studio(LESSON, wait=False)
        assert again.selector("speed_selector").currentText() == text
        again.window.close()
    for nonsense in ("", "fast", 7, b"x"):
        QSettings().setValue("run/speed", nonsense)
        again = studio(LESSON, wait=False)
        assert again.selector("speed_selector").currentText() == "Watch"
        again.window.close()


def test_that_a_slower_speed_can_be_chosen(here, qtbot):
    speed = here.selector("speed_selector")
    with qtbot.waitSignal(here.window.parts.transport.speed.pace_chosen) as chosen:
        speed.setCurrentIndex(speed.findText("30 epochs/s"))
    assert chosen.args == [pytest.approx(1 / 30), False]
    here.press("train_button")
    here.wait(lambda: here.window.epoch >= 2)
    assert here.button("full_speed_button").isVisible()
    speed.setCurrentIndex(speed.findText("Full speed"))
    here.wait_for_state("finished")
