"""Looking at earlier epochs: the very parameters that were there."""

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer

from nnstudio.engine.snapshots.snapshot_store import PLACE_BYTES
from nnstudio.engine.training.history import History


def shown(here):
    return np.concatenate([array.ravel() for array in here.window.parameters.values()])


def test_that_the_slider_shows_an_earlier_epochs_parameters(here):
    assert not here.timeline.isEnabled()
    here.train()
    history = here.window.session.run.history
    assert (here.timeline.minimum(), here.timeline.maximum(), here.timeline.value()) == (0, 20, 20)
    for epoch in (0, 7, 19, 20, 3):
        here.timeline.setValue(epoch)
        assert here.window.epoch == epoch
        assert np.array_equal(shown(here), history.nearest(epoch).vector)
    assert len(here.window.train_loss) == 20


def test_that_the_views_follow_the_slider(here):
    here.train()
    plot, loss = here.find("decision_plot"), here.find("loss_plot")
    last = plot.colors.copy()
    here.timeline.setValue(1)
    first = plot.colors.copy()
    assert not np.array_equal(first, last)
    assert here.find("activations_plot")._frame.epoch == 1
    assert loss.marked_epoch == 1
    here.timeline.setValue(20)
    assert np.array_equal(plot.colors, last)
    assert loss.marked_epoch is None


def test_that_keys_go_through_the_epochs(here):
    here.train()
    here.timeline.setFocus()
    here.key(here.timeline, Qt.Key.Key_Left)
    assert here.window.epoch == 19
    here.key(here.timeline, Qt.Key.Key_PageDown)
    here.key(here.timeline, Qt.Key.Key_PageUp)
    here.key(here.timeline, Qt.Key.Key_Home)
    assert here.window.epoch == 0
    here.key(here.timeline, Qt.Key.Key_End)
    assert here.window.epoch == 20


def test_that_the_buttons_step_and_return_to_the_latest(here):
    here.train()
    assert not here.button("latest_epoch_button").isEnabled()
    here.button("epoch_back_button").click()
    here.button("epoch_back_button").click()
    assert here.window.epoch == 18
    here.button("epoch_forward_button").click()
    assert here.window.epoch == 19
    here.button("latest_epoch_button").click()
    assert here.window.epoch == 20


def test_that_training_plays_back_from_its_start_to_its_end(here):
    here.train()
    seen = []
    here.window.frame_source.frame_changed.connect(lambda frame: seen.append(frame.epoch))
    here.window.parts.timeline._playhead = 0.0
    play = here.button("play_button")
    play.click()
    here.wait(lambda: here.window.epoch == 4)
    play.click()
    assert not here.window.parts.timeline.findChild(QTimer).isActive()
    assert seen == sorted(seen)
    assert set(seen) >= {0, 1, 2, 3, 4}


def test_that_training_goes_on_while_an_earlier_epoch_is_looked_at(here):
    here.train()
    here.timeline.setValue(5)
    here.window.session.set_pace(0.02)
    here.window.session.train()
    here.wait(lambda: len(here.window.train_loss) >= 25)
    assert here.window.epoch == 5
    here.window.session.set_pace(0)
    here.wait_for_state("finished")
    assert here.window.epoch == 5
    here.press("step_button")
    here.wait(lambda: here.window.state == "finished" and here.window.epoch == 41)


@pytest.mark.parametrize("name", ["epoch_forward_button", "epoch_back_button"])
def test_that_the_buttons_get_past_epochs_that_are_no_longer_stored(here, monkeypatch, name):
    initial = here.window.session.run.trainer.initial
    here.window.session.run.history = History(initial, budget=6 * (initial.vector.nbytes + PLACE_BYTES))
    here.train()
    stored = {here.window.session.run.history.nearest(epoch).epoch for epoch in range(21)}
    assert len(stored) < 10
    here.timeline.setValue(8 if name == "epoch_forward_button" else 18)
    seen = set()
    for _ in range(10):
        here.button(name).click()
        seen.add(here.window.epoch)
        assert np.array_equal(shown(here), here.window.session.run.history.nearest(here.window.epoch).vector)
    assert seen == {epoch for epoch in stored if 8 <= epoch <= 18}
