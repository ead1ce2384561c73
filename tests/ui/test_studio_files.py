"""Studio files: everything is kept, opens the same elsewhere, and trains on as if never closed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from nnstudio.data.load import load_dataset
from nnstudio.engine.files.archive import read_archive
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.kept_data import data_folder
from nnstudio.project.storage import project_json
from nnstudio.session.recovery import find_leftovers, recovery_folder

EPOCHS = 15


def uninterrupted(project, epochs):
    """What the plain loop gives; the windows' threads may train meanwhile."""
    return [report.train_loss for report in Trainer(project, load_dataset(project.data), fast=False).epochs(epochs)]


def save_as(here, path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    here.window.files.ask_save_as()
    here.wait(lambda: path.exists() and not here.window.isWindowModified())


@pytest.fixture
def trained(studio):
    """A window of its own in which the circles were trained, with a test split and two runs."""
    here = studio()
    window = here.window
    project = edits.with_data(edits.with_training(window.project, epochs=EPOCHS), test_fraction=0.3)
    window.document.edit("set up", project)
    here.wait_for_run()
    here.train()
    window.document.edit("another rate", edits.with_optimizer(project, lr=0.02))
    here.wait_for_run()
    here.train()
    return here


def test_that_a_file_opens_the_same_in_another_window_and_trains_on_exactly(trained, studio, tmp_path, monkeypatch):
    window, path = trained.window, tmp_path / "mine.nnstudio"
    trained.timeline.setValue(7)
    save_as(trained, path, monkeypatch)
    other = studio(str(path), wait=False)
    other.wait(lambda: other.window.session.run is not None and other.window.epoch == 7)
    assert other.window.project == window.project
    assert other.window.train_loss == window.train_loss
    assert other.window.test_loss == window.test_loss
    assert all(np.array_equal(other.window.parameters[name], value) for name, value in window.parameters.items())
    assert [run.name for run in other.window.session.book.runs] == ["Run 1", "Run 2"]
    assert other.window.state == "finished"
    other.train()
    assert other.window.train_loss == uninterrupted(other.window.project, 2 * EPOCHS)
    first = other.window.session.book.runs[0]
    other.window.document.edit("back to the first", first.project)
    assert other.window.session.run is first
    other.train()
    assert other.window.train_loss == uninterrupted(first.project, len(other.window.train_loss))


def test_that_the_learners_own_data_come_along(studio, tmp_path, monkeypatch):
    table, path = tmp_path / "cats.csv", tmp_path / "cats.nnstudio"
    rows = [f"{i % 7},{i % 5},{'tabby' if i % 7 > 3 else 'tom'}" for i in range(60)]
    table.write_text("\n".join(["age,weight,kind", *rows]) + "\n")
    written = tmp_path / "cats.json"
    base = open_source("binary-classification")
    source = {"kind": "csv", "path": "cats.csv", "target": "kind"}
    raw = json.loads(project_json(base))
    raw["data"]["source"] = source
    written.write_text(json.dumps(raw))
    here = studio(str(written))
    here.train()
    save_as(here, path, monkeypatch)
    losses = here.window.train_loss
    table.unlink()
    # as on another machine, to which nothing but the file was carried
    shutil.rmtree(data_folder(), ignore_errors=True)
    other = studio(str(path), wait=False)
    other.wait(lambda: other.window.train_loss == losses)
    assert other.window.session.run.dataset.columns == ("age", "weight")
    other.train()
    assert other.window.train_loss[: len(losses)] == losses


def test_that_saving_in_mid_training_changes_no_bit_and_the_file_goes_on_exactly(studio, tmp_path, monkeypatch):
    here, path = studio(), tmp_path / "live.nnstudio"
    window = here.window
    window.document.edit("longer", edits.with_training(window.project, epochs=1_000_000, batch_size=7))
    here.wait_for_run()
    here.press("train_button")
    here.wait(lambda: len(window.train_loss) > 20)
    save_as(here, path, monkeypatch)
    assert window.state == "training"
    here.wait(lambda: len(window.train_loss) > 60)
    here.press("train_button")
    here.wait_for_state("paused")
    assert window.train_loss == uninterrupted(window.project, len(window.train_loss))
    kept = read_archive(path)
    n = len(kept.runs[0].train_loss)
    assert n >= 20
    other = studio(str(path), wait=False)
    other.wait(lambda: other.window.state == "paused")
    other.press("train_button")
    other.wait(lambda: len(other.window.train_loss) > n + 20)
    other.press("train_button")
    other.wait_for_state("paused")
    assert other.window.train_loss == uninterrupted(window.project, len(other.window.train_loss))


def test_that_a_damaged_file_is_refused_and_nothing_changes(trained, tmp_path, monkeypatch):
    window, path = trained.window, tmp_path / "mine.nnstudio"
    save_as(trained, path, monkeypatch)
    broken = tmp_path / "broken.nnstudio"
    broken.write_bytes(path.read_bytes()[:-2000])
    project, losses, run = window.project, window.train_loss, window.session.run
    window.files.open_source(str(broken))
    trained.wait(lambda: window.findChild(QMessageBox, "complaint") is not None)
    box = window.findChild(QMessageBox, "complaint")
    assert "broken.nnstudio" in box.text()
    box.accept()
    assert window.project == project
    assert window.train_loss == losses
    assert window.session.run is run


def test_that_work_closed_without_saving_is_offered_back(studio):
    here = studio()
    here.window.document.edit("fewer", edits.with_training(here.window.project, epochs=5))
    here.wait_for_run()
    here.train()
    project, losses = here.window.project, here.window.train_loss
    here.window.close()
    assert len(find_leftovers()) == 1
    other = studio()
    assert other.button("offer_button").isVisible()
    other.press("offer_button")
    other.wait(lambda: other.window.train_loss == losses)
    assert other.window.project == project
    assert other.window.isWindowModified()
    assert find_leftovers() == []


def test_that_a_window_with_nothing_to_lose_leaves_nothing_behind(studio):
    here = studio()
    here.train()
    here.window.close()
    assert find_leftovers() == []
    assert list(recovery_folder().glob("*.nnstudio")) == []


_VICTIM = """
import sys
from PySide6.QtWidgets import QApplication
from nnstudio.ui.app import open_window
from nnstudio.project import edits
from nnstudio.project.kept_data import data_folder
from nnstudio.project.examples import open_source
from nnstudio.project.storage import project_json
app = QApplication([])
window = open_window("binary-classification")
window.document.edit("longer", edits.with_training(window.project, epochs=1_000_000))
window.session.train()
window.session.progressed.connect(lambda: print(len(window.train_loss), flush=True))
app.exec()
"""


def test_that_a_killed_training_is_offered_back_with_all_but_its_last_seconds(studio, qtbot):
    process = subprocess.Popen(
        [sys.executable, "-c", _VICTIM], stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    seen: list[tuple[float, int]] = []
    end = time.monotonic() + 100
    while time.monotonic() < end and (not seen or time.monotonic() - seen[0][0] < 6):
        line = process.stdout.readline()
        seen.append((time.monotonic(), int(line)))
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    killed = time.monotonic()
    here = studio()
    here.press("offer_button")
    here.wait(lambda: len(here.window.train_loss) > 0)
    five_seconds_before = max(epoch for when, epoch in seen if killed - when > 5)
    assert len(here.window.train_loss) >= five_seconds_before
    assert here.window.train_loss[:50] == uninterrupted(here.window.project, 50)[: len(here.window.train_loss)]
