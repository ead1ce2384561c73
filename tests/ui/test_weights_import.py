"""Weights chosen in a dialog are read for the network that is shown."""

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from nnstudio.export.weights import write_weights
from nnstudio.project.data import CirclesSource
from nnstudio.project.errors import ProjectError
from nnstudio.project.lessons import open_source
from nnstudio.ui.weights_import import ask_weights
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
