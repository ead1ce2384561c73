"""Regenerate and keep the weights: other samples for the network as it is."""

import numpy as np
import pytest

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.sources.bundled import IrisSource
from tests.session.examples import uninterrupted


def vector(here):
    return np.concatenate([array.ravel() for array in here.window.parameters.values()])


def test_that_the_weights_stay_and_the_samples_are_others(here):
    here.train()
    before, seed, weights = here.window.session.run, here.window.project.data.source.seed, vector(here)
    here.press("regenerate_kept_button")
    here.wait_for_run()
    run = here.window.session.run
    assert run is not before
    assert here.window.project.data.source.seed != seed
    assert (here.window.state, here.window.epoch) == ("idle", 0)
    assert np.array_equal(vector(here), weights)
    assert not np.array_equal(run.dataset.X_train, before.dataset.X_train)
    here.action("undo_action").trigger()
    here.wait_for_run()
    assert here.window.session.run is before
    assert len(here.window.train_loss) == 20


def test_that_the_epoch_shown_is_the_one_whose_weights_stay(here):
    here.train()
    here.timeline.setValue(7)
    weights = vector(here)
    here.press("regenerate_kept_button")
    here.wait_for_run()
    assert np.array_equal(vector(here), weights)


def test_that_a_training_goes_on_with_the_new_samples(studio):
    here = studio(edits.with_training(open_source("binary-classification"), epochs=1_000_000))
    here.press("train_button")
    here.wait(lambda: here.window.epoch > 50 and here.button("regenerate_kept_button").isEnabled())
    before = here.window.session.run
    here.press("regenerate_kept_button")
    here.wait(lambda: here.window.session.run not in (None, before) and here.window.epoch > 5)
    assert here.window.state == "training"
    # the circles are known already
    assert here.window.train_loss[0] < 0.3


def test_that_such_a_run_is_the_same_without_a_window(studio):
    project = open_source("binary-classification")
    layers = (project.network.layers[0], BatchNormLayer(), *project.network.layers[1:])
    here = studio(edits.with_training(edits.with_layers(project, layers), epochs=5))
    here.train()
    here.press("regenerate_kept_button")
    here.wait_for_run()
    here.train()
    # the diagnosis trains, too, and PyTorch's random generator is there for one
    here.wait_for_rest()
    losses, _ = uninterrupted(here.window.project)
    assert here.window.train_loss == losses


def test_that_it_is_said_why_there_is_nothing_to_keep(studio):
    here = studio()
    button = here.button("regenerate_kept_button")
    assert not button.isEnabled()
    assert button.toolTip() == "Nothing has been trained yet"
    here.train()
    here.wait(button.isEnabled)
    here.window.document.edit(
        "take Iris", edits.with_data(open_source("multiclass-classification")).with_source(IrisSource())
    )
    assert not button.isEnabled()
    assert "These samples are given" in button.toolTip()


@pytest.mark.filterwarnings("ignore")
def test_that_weights_that_have_become_infinite_are_not_kept(studio):
    project = edits.with_optimizer(open_source("linear-regression"), lr=1000.0)
    here = studio(edits.with_training(project, epochs=5))
    here.press("train_button")
    here.wait(lambda: here.window.state == "failed")
    assert not here.button("regenerate_kept_button").isEnabled()
