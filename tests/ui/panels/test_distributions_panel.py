"""Distributions over the epochs: what is drawn is what the snapshots hold."""

import threading

import numpy as np
import pytest
from PySide6.QtWidgets import QCheckBox, QSlider

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.ui.panels.distributions.distributions_panel import DistributionsPanel


@pytest.fixture
def opened(studio):
    here = studio(edits.with_data(open_source("binary-classification"), test_fraction=0.2))
    here.train()
    here.window.drawers.show("distributions")
    here.panel = here.window.drawers["distributions"].panel
    assert isinstance(here.panel, DistributionsPanel)
    settle(here)
    return here


def settle(here):
    here.wait(lambda: not here.panel._store.is_busy and bool(here.panel.plots[0].plot.spreads))


def choose(here, selector, key):
    box = here.selector(selector)
    box.setCurrentIndex(box.findData(key))
    settle(here)


def shown(here, i=0):
    return here.panel.plots[i].plot.spreads


def vector_at(here, epoch):
    run = here.window.session.run
    return run.trainer.layout.arrays(run.history.nearest(epoch).vector)


def test_that_every_epoch_has_a_ridge_of_its_weights(opened):
    assert sorted(shown(opened)) == list(range(21))
    for i, layer in enumerate((0, 2)):
        for epoch, spread in shown(opened, i).items():
            assert np.array_equal(spread.values, vector_at(opened, epoch)[f"{layer}.weight"].ravel())
    plot = opened.panel.plots[0].plot
    assert plot.heights(20).sum() == 10
    assert len(plot._ridges._shapes) + len(plot._shown_ridge._shapes) == 21
    assert opened.panel.plots[0].title.text() == "1: Linear"


def test_that_updates_are_differences_of_stored_epochs_and_say_so(opened):
    choose(opened, "distribution_quantity_selector", "updates")
    assert sorted(shown(opened)) == list(range(1, 21))
    before, after = vector_at(opened, 6), vector_at(opened, 7)
    change = np.concatenate([(after[f"0.{name}"] - before[f"0.{name}"]).ravel() for name in ("weight", "bias")])
    assert np.array_equal(shown(opened)[7].values, change)
    assert "over 1 epoch;" in opened.panel.note.text()


def test_that_gradients_and_activations_are_of_the_training_samples(opened):
    choose(opened, "distribution_quantity_selector", "activations")
    run = opened.window.session.run
    run.probe.load(run.history.nearest(3))
    expected = run.probe.layers(run.dataset.X_train)
    assert np.array_equal(shown(opened, 1)[3].values, expected[1].ravel())
    assert "for all 240 training samples" in opened.panel.note.text()
    choose(opened, "distribution_quantity_selector", "gradients")
    assert {len(s.values) for s in shown(opened).values()} == {15}
    assert "loss on all training samples" in opened.panel.note.text()


def test_that_a_histogram_follows_the_timeline(opened):
    choose(opened, "distribution_time_selector", "histogram")
    opened.find("timeline", QSlider).setValue(4)
    settle(opened)
    assert sorted(shown(opened)) == [4]
    plot = opened.panel.plots[0].plot
    assert plot.counts.sum() == 10
    assert opened.panel.note.text() == "epoch 4"


def test_that_one_layer_can_be_chosen_and_scales_can_be_shared(opened):
    first, second = (view.plot.values for view in opened.panel.plots[:2])
    assert first != second
    box = opened.find("one_scale_box", QCheckBox)
    box.setChecked(True)
    whole = (min(first[0], second[0]), max(first[1], second[1]))
    assert [view.plot.values for view in opened.panel.plots[:2]] == [whole, whole]
    choose(opened, "distribution_layer_selector", "2")
    assert [view.isVisible() for view in opened.panel.plots] == [True, False]
    assert opened.panel.plots[0].title.text() == "3: Linear"
    assert len(shown(opened)[0].values) == 5


def test_that_activations_are_those_without_the_units_that_are_off(opened):
    choose(opened, "distribution_quantity_selector", "activations")
    opened.window.selection.switch((1, 0))
    settle(opened)
    values = shown(opened, 1)[20].values.reshape(-1, 5)
    assert (values[:, 0] == 0).all()
    assert values[:, 1:].any()
    assert "switched off count as 0" in opened.panel.note.text()


def test_that_it_follows_training_and_another_network(opened):
    opened.train()
    opened.wait(lambda: 40 in shown(opened))
    settle(opened)
    assert 0 in shown(opened)
    assert len(shown(opened)) <= 31
    opened.card(0).field("units").setValue(3)
    opened.wait_for_run()
    settle(opened)
    assert sorted(shown(opened)) == [0]
    assert len(shown(opened)[0].values) == 6


def test_that_no_thread_works_for_a_panel_that_is_closed(opened):
    opened.panel.quantity_choice.setCurrentIndex(2)
    opened.window.drawers["distributions"].hide()
    assert not [thread for thread in threading.enumerate() if thread.name == "background"]
    opened.window.drawers.show("distributions")
    settle(opened)
    assert {len(s.values) for s in shown(opened).values()} == {15}
