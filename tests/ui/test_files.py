"""Opening and saving; what can't be opened or saved is said, and nothing is lost."""

import json

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox

from nnstudio.project.lessons import open_source
from nnstudio.project.storage import project_json, read_project

LESSON = "binary-classification"


def complaint(here):
    return next(box for box in here.window.findChildren(QMessageBox, "complaint") if box.isVisible())


BAD_FILES = {
    "not JSON": "hello",
    "no project": "[]",
    "an unknown kind": project_json(open_source(LESSON)).replace("relu", "rely"),
    "too new": json.dumps({"format": "nnstudio", "version": 99}),
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_that_a_bad_file_is_complained_about_and_the_project_stays(here, tmp_path, content):
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    here.train()
    project, losses = here.window.project, here.window.train_loss
    assert here.window.files.open_source(str(path)) is False
    box = complaint(here)
    assert "bad.json" in box.text()
    box.accept()
    assert here.window.project == project
    assert here.window.train_loss == losses
    assert LESSON in here.window.windowTitle()


def test_that_a_file_that_is_not_there_is_complained_about(here, tmp_path):
    here.window.files.open_source(str(tmp_path / "nowhere.json"))
    assert "there is no such file" in complaint(here).text()
    complaint(here).accept()


def test_that_a_saved_project_opens_as_it_was(here, tmp_path, monkeypatch):
    path = tmp_path / "mine.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    here.card(0).units.setValue(8)
    assert here.window.isWindowModified()
    here.window.files.save()
    project = here.window.project
    assert read_project(path) == project
    assert not here.window.isWindowModified()
    assert "mine.json" in here.window.windowTitle()
    here.window.files.open_source("linear-regression")
    here.window.files.open_source(str(path))
    assert here.window.project == project
    here.card(0).units.setValue(9)
    here.window.files.save()
    assert read_project(path) == here.window.project


def test_that_a_save_that_fails_is_complained_about(here, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no folder" / "x.json"), ""))
    here.card(0).units.setValue(8)
    here.window.files.save()
    assert "can't be written" in complaint(here).text()
    complaint(here).accept()
    assert here.window.isWindowModified()


ANSWERS = QMessageBox.StandardButton


@pytest.mark.parametrize(("answer", "kept"), [(ANSWERS.Cancel, True), (ANSWERS.Discard, False)])
def test_that_changes_are_not_thrown_away_unasked(here, monkeypatch, answer, kept):
    here.card(0).units.setValue(8)
    changed = here.window.project
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    here.window._menus.lesson_chosen.emit("linear-regression")
    assert (here.window.project == changed) is kept
    assert (here.window.project == open_source("linear-regression")) is not kept


@pytest.mark.parametrize(("answer", "kept"), [(ANSWERS.Cancel, True), (ANSWERS.Discard, False)])
def test_that_a_file_dropped_on_the_window_opens_and_asks_first_too(here, monkeypatch, tmp_path, answer, kept):
    path = tmp_path / "dropped.json"
    path.write_text(project_json(open_source("linear-regression")), encoding="utf-8")
    here.card(0).units.setValue(8)
    asked = []
    monkeypatch.setattr(QMessageBox, "question", lambda *_: asked.append(1) or answer)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    nothing = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, nothing)
    # Qt delivers a drop only within a drag of the platform's
    here.window.dropEvent(drop)
    here.wait(lambda: bool(asked))
    here.wait(lambda: kept or here.window.project == open_source("linear-regression"))
    assert here.window.project.data.source.kind == ("circles" if kept else "linear")


def test_that_opening_a_lesson_starts_over(here):
    here.card(0).units.setValue(8)
    here.window.files.open_source("linear-regression")
    assert not here.action("undo_action").isEnabled()
    assert not here.window.isWindowModified()
    here.wait_for_run()
    assert here.window.epoch == 0
    assert here.find("fit_plot").isVisible()


def test_that_undo_back_to_what_was_saved_is_unmodified(here, tmp_path):
    here.window.document.save(tmp_path / "x.json")
    here.card(0).units.setValue(8)
    assert here.window.isWindowModified()
    here.action("undo_action").trigger()
    assert not here.window.isWindowModified()
    here.action("redo_action").trigger()
    assert here.window.isWindowModified()
