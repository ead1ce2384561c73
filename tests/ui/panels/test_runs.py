"""The runs panel: every training is kept, told apart, opened again and saved."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QTableView

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.ui.panels.runs.run_model import RESULTS
from nnstudio.ui.panels.runs.run_settings import network_text, settings_of, telling_settings
from nnstudio.ui.plots.series import smoothed


@pytest.fixture
def runs(studio):
    """The open panel after two trainings that differ in the learning rate."""
    here = studio()
    window = here.window
    window.document.edit("fewer epochs", edits.with_training(window.project, epochs=3))
    here.wait_for_run()
    here.train()
    window.document.edit("another rate", edits.with_optimizer(window.project, lr=0.01))
    here.wait_for_run()
    here.train()
    window.drawers.show("runs")
    here.wait(lambda: window.drawers["runs"].panel is not None)
    here.panel = window.drawers["runs"].panel
    return here


def cells(here, column):
    model = here.find("runs_table", QTableView).model()
    header = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    return [model.index(row, header.index(column)).data() for row in range(model.rowCount())]


def test_that_the_table_says_which_loss_a_column_is(runs):
    model, across = runs.panel.model, Qt.Orientation.Horizontal
    tips = {model.headerData(i, across): model.headerData(i, across, Qt.ItemDataRole.ToolTipRole) for i in range(4)}
    assert "average during each epoch" in tips["train loss"]
    assert "after each epoch, over all test samples" in tips["test loss"]
    assert "average during each epoch" in runs.find("loss_plot").toolTip()


def test_that_every_training_is_a_row_and_what_differs_a_column(runs):
    assert cells(runs, "run") == ["Run 1", "Run 2"]
    assert cells(runs, "epochs") == ["3", "3"]
    assert cells(runs, "learning rate") == ["0.1", "0.01"]
    assert cells(runs, "network") == ["5 · ReLU · 1"] * 2
    model = runs.find("runs_table", QTableView).model()
    header = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    assert "batch size" not in header
    marked = model.index(0, header.index("learning rate")).data(Qt.ItemDataRole.BackgroundRole)
    same = model.index(0, header.index("network")).data(Qt.ItemDataRole.BackgroundRole)
    assert marked is not None and same is None


def test_that_a_run_opens_again_as_it_was_and_undo_leads_back(runs):
    window = runs.window
    second = window.session.run
    losses = window.train_loss
    runs.find("runs_table", QTableView).selectRow(0)
    runs.press("reopen_run_button")
    assert window.session.run.name == "Run 1"
    assert window.project.training.optimizer.lr == 0.1
    assert window.train_loss != losses
    assert window.state == "finished"
    runs.action("undo_action").trigger()
    assert window.session.run is second
    assert window.train_loss == losses


def test_that_a_reset_sets_the_run_aside_and_it_can_be_opened_again(runs):
    window = runs.window
    losses, run = window.train_loss, window.session.run
    runs.press("reset_button")
    runs.wait_for_run()
    assert window.train_loss == []
    table = runs.find("runs_table", QTableView)
    table.selectRow(1)
    runs.press("reopen_run_button")
    assert window.session.run is run
    assert window.train_loss == losses


def test_that_the_curves_are_the_losses(runs):
    for run in runs.window.session.book.runs:
        drawn = runs.panel.plot._curves[run.id].line["train"].getData()[1]
        assert drawn.tolist() == run.history.train_loss


def test_that_a_run_without_its_tick_is_not_drawn(runs):
    model = runs.panel.model
    model.setData(model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert list(runs.panel.plot._curves) == [runs.window.session.run.id]


def test_that_a_run_can_be_renamed_and_forgotten(runs):
    model = runs.panel.model
    model.setData(model.index(0, 0), "the fast one", Qt.ItemDataRole.EditRole)
    assert cells(runs, "run") == ["the fast one", "Run 2"]
    runs.find("runs_table", QTableView).selectRow(0)
    runs.press("forget_run_button")
    assert cells(runs, "run") == ["Run 2"]
    runs.find("runs_table", QTableView).selectRow(0)
    # the one that is shown stays
    assert not runs.button("forget_run_button").isEnabled()


def test_that_the_table_is_saved_at_full_precision(runs, tmp_path, monkeypatch):
    path = tmp_path / "runs.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), ""))
    runs.press("save_runs_button")
    header, *rows = csv.reader(path.read_text().splitlines())
    assert tuple(header[: len(RESULTS)]) == RESULTS
    assert [float(row[2]) for row in rows] == [run.history.train_loss[-1] for run in runs.window.session.book.runs]
    assert {"batch size", "seed", "learning rate"} <= set(header)


def test_that_settings_that_differ_anywhere_are_told():
    one = open_source("binary-classification")
    other = edits.replace_layer(edits.with_training(one, batch_size=10), 1, TanhLayer())
    settings = [settings_of(one), settings_of(other)]
    assert set(telling_settings(settings)) == {"network", "optimiser", "learning rate", "batch size"}
    assert network_text(other) == "5 · Tanh · 1"


def test_that_smoothing_is_the_mean_of_what_was_met_so_far():
    values = np.array([4.0, 2.0, 8.0])
    assert smoothed(values, 0.5)[0] == 4.0
    assert smoothed(values, 0.5)[1] == pytest.approx((4 * 0.25 + 2 * 0.5) / 0.75)
    assert smoothed(np.ones(50), 0.9) == pytest.approx(np.ones(50))
