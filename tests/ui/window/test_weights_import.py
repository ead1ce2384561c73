"""Weights chosen in a dialog are read for the network that is shown."""

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.trainer import Trainer
from nnstudio.export.weights import write_weights
from nnstudio.project import edits
from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.sources.scikit_made import CirclesSource
from nnstudio.ui.window.weights_import import ask_weights
from tests.export.runs import project_on, trained


@pytest.fixture
def choose(monkeypatch):
    """Answers the dialog with a path."""
    return lambda path: monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def test_that_a_fitting_file_is_read(here, tmp_path, choose):
    outcome = trained(open_source("binary-classification"))
    path = tmp_path / "weights.safetensors"
    write_weights(outcome, path)
    choose(path)
    found = ask_weights(here.window.session.run, here.window, tmp_path)
    assert found is not None
    assert found[0] == path
    assert np.array_equal(np.concatenate([a.ravel() for a in found[1].values()]), outcome.snapshot.vector)


def test_that_another_networks_file_is_refused_and_none_chosen_is_none(here, tmp_path, choose):
    path = tmp_path / "weights.pt"
    write_weights(trained(project_on(CirclesSource(), "relu")), path)
    choose(path)
    with pytest.raises(ProjectError, match=r"0\.weight is 4 × 2, but this network's is 5 × 2"):
        ask_weights(here.window.session.run, here.window, tmp_path)
    choose("")
    assert ask_weights(here.window.session.run, here.window, tmp_path) is None


def test_that_imported_weights_are_the_networks_and_it_trains_on_from_them_exactly(here, tmp_path, choose):
    outcome = trained(edits.with_training(open_source("binary-classification"), seed=77))
    path = tmp_path / "weights.safetensors"
    write_weights(outcome, path)
    choose(path)
    before = here.window.project
    here.action("import_weights_action").trigger()
    assert here.window.document.undo_stack.undoText() == "import weights.safetensors"
    here.wait_for_run()
    assert np.array_equal(np.concatenate([a.ravel() for a in here.window.parameters.values()]), outcome.snapshot.vector)
    here.train()
    here.wait_for_rest()
    project = here.window.project
    plain = Trainer(project, load_dataset(project.data), fast=False)
    assert here.window.train_loss == [report.train_loss for report in plain.epochs(project.training.epochs)]
    here.window.document.undo_stack.undo()
    assert here.window.project == before


def test_that_weights_come_in_at_the_epoch_shown(here, tmp_path, choose):
    here.train()
    path = tmp_path / "weights.pt"
    write_weights(trained(edits.with_training(open_source("binary-classification"), seed=77)), path)
    choose(path)
    losses = here.window.train_loss
    here.timeline.setValue(8)
    here.action("import_weights_action").trigger()
    here.wait(lambda: here.window.session.run is not None and here.window.session.run.epoch == 8)
    assert here.window.train_loss == losses[:8]


def test_that_a_file_that_does_not_fit_is_said_and_changes_nothing(here, tmp_path, choose):
    path = tmp_path / "weights.pt"
    write_weights(trained(project_on(CirclesSource(), "relu")), path)
    choose(path)
    before = here.window.project
    here.action("import_weights_action").trigger()
    box = here.find("complaint", QMessageBox)
    assert "this network's is 5 × 2" in box.text()
    box.close()
    assert here.window.project == before
