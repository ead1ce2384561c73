"""The export menu writes the run at the epoch shown, in a thread, and says what can't be had and why."""

import csv

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QProgressDialog, QPushButton, QSlider
from safetensors.numpy import load_file

from nnstudio.export import kinds
from nnstudio.export.names import FORMS, KINDS, USUAL_FORM
from nnstudio.export.script import script_of
from nnstudio.export.sweep import sweep_script_of
from nnstudio.project.storage import read_project
from nnstudio.project.sweep import USUAL_SWEEP, Sweep, Variation
from tests.ui.shown.test_files import complaint


@pytest.fixture
def save_to(monkeypatch):
    """Answers the save dialogs with a path."""
    return lambda path: monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def menu_of(here) -> QMenu:
    menu = here.find("export_menu", QMenu)
    menu.aboutToShow.emit()
    return menu


def trigger(here, name):
    menu_of(here)
    action = here.action(name)
    assert action.isEnabled(), action.toolTip()
    action.trigger()
    here.wait(lambda: not here.window.exports.is_working)


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_kind_is_in_the_menu_and_writes_its_file(here, tmp_path, save_to, kind):
    here.train()
    save_to(tmp_path / "it")
    trigger(here, f"export_{kind}_action")
    (path,) = tmp_path.iterdir()
    assert path.name == f"it{KINDS[kind].suffixes[0]}"
    assert path.stat().st_size > 100
    assert here.action(f"export_{kind}_action").toolTip()
    if kind == "project":
        assert read_project(path) == here.window.project


def test_that_a_script_of_many_runs_is_that_of_the_last_sweep(here, tmp_path, save_to):
    save_to(tmp_path / "it.py")
    trigger(here, "export_sweep_action")
    assert (tmp_path / "it.py").read_text(encoding="utf-8") == sweep_script_of(here.window.project, USUAL_SWEEP)
    sweep = Sweep((Variation("training.epochs", (1, 2)),), 2)
    record = here.window.session.sweeps.start(here.window.project, sweep)
    here.wait(lambda: record.is_over)
    trigger(here, "export_sweep_action")
    assert (tmp_path / "it.py").read_text(encoding="utf-8") == sweep_script_of(here.window.project, sweep)


def test_that_the_report_has_the_last_sweep(here, tmp_path, save_to):
    record = here.window.session.sweeps.start(here.window.project, Sweep((Variation("training.epochs", (1, 2)),)))
    here.wait(lambda: record.is_over)
    save_to(tmp_path / "it.html")
    trigger(here, "export_report_action")
    page = (tmp_path / "it.html").read_text(encoding="utf-8")
    assert "epochs 2: 1 of 1 end near" in page


@pytest.mark.parametrize("form", FORMS)
def test_that_a_script_is_written_in_the_form_that_is_chosen(here, tmp_path, save_to, form):
    save_to(tmp_path / "it.py")
    trigger(here, "export_script_action" if form == USUAL_FORM else f"export_script_{form}_action")
    assert (tmp_path / "it.py").read_text(encoding="utf-8") == script_of(here.window.project, form)


def test_that_the_epoch_shown_is_what_is_written(here, tmp_path, save_to):
    here.train()
    here.find("timeline", QSlider).setValue(7)
    assert here.window.epoch == 7
    save_to(tmp_path / "w.safetensors")
    trigger(here, "export_weights_action")
    written = load_file(tmp_path / "w.safetensors")
    assert all(np.array_equal(written[name], array) for name, array in here.window.parameters.items())
    save_to(tmp_path / "h.csv")
    trigger(here, "export_history_action")
    rows = list(csv.DictReader((tmp_path / "h.csv").read_text(encoding="utf-8").splitlines()))
    assert [float(row["train_loss"]) for row in rows] == here.window.train_loss[:7]


def test_that_a_csv_is_scored(here, tmp_path, save_to, monkeypatch):
    here.train()
    source = tmp_path / "new.csv"
    source.write_text("x2,x1\n0,0\n-1,-1\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(source), ""))
    save_to(tmp_path / "out.csv")
    trigger(here, "score_action")
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["prediction"] for row in rows] == ["1", "0"]
    source.write_text("x2,x1\n0,0\n?,1\n", encoding="utf-8")
    trigger(here, "score_action")
    assert "1 of 2 rows could not be predicted" in complaint(here).text()
    complaint(here).accept()
    source.write_text("x1,y\n0,0\n", encoding="utf-8")
    trigger(here, "score_action")
    assert 'no column "x2"' in complaint(here).text()
    complaint(here).accept()


def test_that_what_cant_be_had_is_greyed_and_says_why(here):
    here.window.session.reset()
    here.wait_for_run()
    menu_of(here)
    assert here.action("export_weights_action").isEnabled()
    assert not here.action("export_animation_action").isEnabled()
    assert "train first" in here.action("export_animation_action").toolTip()
    here.card(2).field("units").setValue(3)
    menu_of(here)
    for kind in KINDS:
        action = here.action(f"export_{kind}_action")
        assert not action.isEnabled()
        assert "3 units at the end" in action.toolTip()


def test_that_a_dialog_dismissed_writes_nothing(here, tmp_path, save_to):
    save_to("")
    menu_of(here)
    here.action("export_weights_action").trigger()
    assert not here.window.exports.is_working
    assert list(tmp_path.iterdir()) == []


def test_that_a_path_that_cant_be_written_is_complained_about(here, tmp_path, save_to):
    save_to(tmp_path / "no folder" / "x.onnx")
    trigger(here, "export_onnx_action")
    assert "can't be written" in complaint(here).text()
    complaint(here).accept()
    save_to(tmp_path / "weights.bin")
    trigger(here, "export_weights_action")
    assert "must end in .safetensors or .pt" in complaint(here).text()
    complaint(here).accept()


@pytest.fixture
def endless(monkeypatch):
    """Has the report written for ever, unless it is cancelled."""

    def write(outcome, path, progress):
        while True:
            for hundredths in range(100):
                progress(hundredths / 100)

    monkeypatch.setitem(kinds.RUN_EXPORTERS, "report", write)


def test_that_what_takes_long_shows_progress_and_can_be_cancelled(here, tmp_path, save_to, endless):
    save_to(tmp_path / "x.html")
    menu_of(here)
    here.action("export_report_action").trigger()
    here.wait(lambda: any(box.isVisible() for box in here.window.findChildren(QProgressDialog)))
    menu_of(here)
    assert "still being written" in here.action("export_onnx_action").toolTip()
    here.find("export_progress", QProgressDialog).findChild(QPushButton).click()
    here.wait(lambda: not here.window.exports.is_working)
    assert not [box for box in here.window.findChildren(QMessageBox, "complaint") if box.isVisible()]
    assert list(tmp_path.iterdir()) == []


def test_that_closing_the_window_ends_what_is_being_written(studio, tmp_path, save_to, endless):
    here = studio()
    save_to(tmp_path / "x.html")
    menu_of(here)
    here.action("export_report_action").trigger()
    work = here.window.exports._task
    here.window.close()
    assert work.isFinished()
    here.wait(lambda: not here.window.exports.is_working)


def test_that_a_run_in_training_can_be_exported_without_disturbing_it(studio, tmp_path, save_to):
    here = studio("nonlinear-regression")
    here.press("train_button")
    here.wait(lambda: here.window.epoch > 20)
    save_to(tmp_path / "run.html")
    trigger(here, "export_report_action")
    here.wait_for_state("finished")
    losses = here.window.train_loss
    undisturbed = studio("nonlinear-regression")
    undisturbed.train()
    assert losses == undisturbed.window.train_loss
    assert "SHA-256" in (tmp_path / "run.html").read_text(encoding="utf-8")
