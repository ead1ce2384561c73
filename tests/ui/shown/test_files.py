"""Opening and saving; what can't be opened or saved is said, and nothing is lost."""

import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox

from nnstudio.project.examples import open_source
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
    here.card(0).field("units").setValue(8)
    assert here.window.isWindowModified()
    here.window.files.save()
    project = here.window.project
    assert read_project(path) == project
    assert not here.window.isWindowModified()
    assert "mine.json" in here.window.windowTitle()
    here.window.files.open_source("linear-regression")
    here.window.files.open_source(str(path))
    assert here.window.project == project
    here.card(0).field("units").setValue(9)
    here.window.files.save()
    assert read_project(path) == here.window.project


def test_that_a_save_that_fails_is_complained_about(here, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no folder" / "x.json"), ""))
    here.card(0).field("units").setValue(8)
    here.window.files.save()
    assert "can't be written" in complaint(here).text()
    complaint(here).accept()
    assert here.window.isWindowModified()


ANSWERS = QMessageBox.StandardButton


@pytest.mark.parametrize(("answer", "kept"), [(ANSWERS.Cancel, True), (ANSWERS.Discard, False)])
def test_that_changes_are_not_thrown_away_unasked(here, monkeypatch, answer, kept):
    here.card(0).field("units").setValue(8)
    changed = here.window.project
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    here.window.controllers.menus.source_chosen.emit("linear-regression")
    assert (here.window.project == changed) is kept
    assert (here.window.project == open_source("linear-regression")) is not kept


@pytest.mark.parametrize(("answer", "kept"), [(ANSWERS.Cancel, True), (ANSWERS.Discard, False)])
def test_that_a_file_dropped_on_the_window_opens_and_asks_first_too(here, monkeypatch, tmp_path, answer, kept):
    path = tmp_path / "dropped.json"
    path.write_text(project_json(open_source("linear-regression")), encoding="utf-8")
    here.card(0).field("units").setValue(8)
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


ENDINGS = (".json", ".nnstudio")


@pytest.fixture(params=ENDINGS)
def saved(here, tmp_path, monkeypatch, request):
    """The path to which the window's project was saved."""
    path = tmp_path / f"mine{request.param}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    here.card(0).field("units").setValue(8)
    here.window.files.save()
    here.wait(lambda: not here.window.isWindowModified())
    return path


def question(here):
    return here.window.findChild(QMessageBox, "changed_outside")


def test_that_a_file_waits_for_what_is_changed_while_it_is_read(here, tmp_path, monkeypatch):
    path = tmp_path / "mine.nnstudio"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    here.window.files.save()
    here.wait(lambda: here.window.document.path == path)
    here.window.files.open_source("binary-classification")
    here.window.files.open_source(str(path))
    here.card(0).field("units").setValue(9)
    here.wait(lambda: "mine.nnstudio is not open yet" in here.window.notices.text("opening_notice"))
    assert here.window.project.network.layers[0].units == 9
    monkeypatch.setattr(QMessageBox, "question", lambda *_: ANSWERS.Discard)
    here.press("opening_notice_button")
    here.wait(lambda: here.window.document.path == path)


def test_that_saving_again_and_again_asks_nothing(here, saved):
    for units in (7, 8):
        here.card(0).field("units").setValue(units)
        here.window.files.save()
        assert question(here) is None
        here.wait(lambda: not here.window.isWindowModified())
        assert read_project(saved).network.layers[0].units == units
    # what is written anew with the same content has not changed
    saved.write_bytes(saved.read_bytes())
    here.card(0).field("units").setValue(9)
    here.window.files.save()
    assert question(here) is None
    here.wait(lambda: not here.window.isWindowModified())


def test_that_a_file_opened_and_saved_asks_nothing_either(here, saved):
    here.window.files.open_source("linear-regression")
    here.window.files.open_source(str(saved))
    here.wait(lambda: here.window.document.path == saved)
    here.wait_for_run()
    here.card(0).field("units").setValue(9)
    here.window.files.save()
    assert question(here) is None
    here.wait(lambda: not here.window.isWindowModified())
    assert read_project(saved).network.layers[0].units == 9


@pytest.mark.parametrize("answer", ["overwrite_button", "save_as_button", None])
@pytest.mark.parametrize("has_its_time", [False, True])
def test_that_a_file_that_another_program_has_changed_is_overwritten_only_if_that_is_wanted(
    here, saved, monkeypatch, tmp_path, answer, has_its_time
):
    time_ns, theirs = saved.stat().st_mtime_ns, saved.read_bytes()[::-1]
    saved.write_bytes(theirs)
    if has_its_time:
        os.utime(saved, ns=(time_ns, time_ns))
    other = saved.with_stem("other")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    here.card(0).field("units").setValue(9)
    here.window.files.save()
    box = question(here)
    assert saved.name in box.text()
    if answer is None:
        box.reject()
        assert here.window.isWindowModified()
    else:
        here.press(answer)
        here.wait(lambda: not here.window.isWindowModified())
        assert read_project(saved if answer == "overwrite_button" else other).network.layers[0].units == 9
    assert (saved.read_bytes() == theirs) is (answer != "overwrite_button")
    here.wait(lambda: question(here) is None)


def test_that_a_file_that_is_gone_is_written_again_without_a_question(here, saved):
    saved.unlink()
    here.card(0).field("units").setValue(9)
    here.window.files.save()
    assert question(here) is None
    here.wait(lambda: not here.window.isWindowModified())
    assert read_project(saved) == here.window.project


def wished(here, monkeypatch, path, answer=ANSWERS.Save):
    """Wishes another project while this one has changes, to be saved at `path`."""
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path) if path else "", ""))
    here.card(0).field("units").setValue(9)
    here.window.controllers.menus.source_chosen.emit("linear-regression")


@pytest.mark.parametrize("ending", ENDINGS)
def test_that_what_was_wished_opens_once_the_changes_are_saved_under_a_name(here, monkeypatch, tmp_path, ending):
    path = tmp_path / f"mine{ending}"
    wished(here, monkeypatch, path)
    here.wait(lambda: here.window.project == open_source("linear-regression"))
    assert read_project(path).network.layers[0].units == 9
    assert here.window.document.path is None


def test_that_what_was_wished_opens_once_a_known_file_is_saved(here, saved, monkeypatch):
    wished(here, monkeypatch, None)
    here.wait(lambda: here.window.project == open_source("linear-regression"))
    assert read_project(saved).network.layers[0].units == 9


def test_that_nothing_opens_if_the_name_is_not_given(here, monkeypatch):
    wished(here, monkeypatch, None)
    assert here.window.project.network.layers[0].units == 9
    assert here.window.isWindowModified()


@pytest.mark.parametrize("ending", ENDINGS)
def test_that_nothing_opens_if_the_changes_can_not_be_saved(here, monkeypatch, tmp_path, ending):
    wished(here, monkeypatch, tmp_path / "no folder" / f"x{ending}")
    here.wait(lambda: any(box.isVisible() for box in here.window.findChildren(QMessageBox, "complaint")))
    complaint(here).accept()
    assert here.window.project.network.layers[0].units == 9
    assert here.window.isWindowModified()
    here.window.files.open_source("binary-classification")


def test_that_a_known_file_that_can_not_be_written_keeps_the_project(here, saved, monkeypatch):
    saved.unlink()
    saved.mkdir()
    wished(here, monkeypatch, None)
    here.wait(lambda: any(box.isVisible() for box in here.window.findChildren(QMessageBox, "complaint")))
    assert "folder" in complaint(here).text()
    complaint(here).accept()
    assert here.window.project.network.layers[0].units == 9
    assert here.window.isWindowModified()


def test_that_what_is_changed_while_it_is_saved_is_asked_about_anew(here, monkeypatch, tmp_path):
    answers = [ANSWERS.Save, ANSWERS.Cancel]
    wished(here, monkeypatch, tmp_path / "mine.nnstudio")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop())
    here.card(0).field("units").setValue(10)
    here.wait(lambda: len(answers) == 1)
    assert here.window.project.network.layers[0].units == 10
    assert read_project(tmp_path / "mine.nnstudio").network.layers[0].units == 9


def test_that_a_save_that_ends_after_another_project_was_opened_gives_that_no_name(here, monkeypatch, tmp_path):
    path = tmp_path / "mine.nnstudio"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    here.card(0).field("units").setValue(9)
    here.window.files.save()
    here.window.files.open_source("linear-regression")
    here.card(0).field("units").setValue(10)
    with here.qtbot.waitSignal(here.window.controllers.autosave.saved, timeout=30_000):
        pass
    assert here.window.document.path is None
    assert here.window.isWindowModified()
    assert read_project(path).network.layers[0].units == 9


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("x", "x.nnstudio"),
        ("my.net", "my.net.nnstudio"),
        ("x.py", "x.py.nnstudio"),
        ("x.json", "x.json"),
        ("x.NNSTUDIO", "x.nnstudio"),
    ],
)
def test_that_a_saved_project_is_named_as_what_it_is(here, monkeypatch, tmp_path, asked, written):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / asked), ""))
    here.card(0).field("units").setValue(9)
    here.window.files.ask_save_as()
    here.wait(lambda: not here.window.isWindowModified())
    assert [path.name for path in tmp_path.iterdir()] == [written]
    assert read_project(tmp_path / written) == here.window.project


def test_that_a_name_that_is_there_with_its_ending_is_not_overwritten_unasked(here, monkeypatch, tmp_path):
    (tmp_path / "x.nnstudio").write_text("kept")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x"), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: ANSWERS.Cancel)
    here.card(0).field("units").setValue(9)
    here.window.files.ask_save_as()
    assert here.window.isWindowModified()
    assert (tmp_path / "x.nnstudio").read_text() == "kept"


@pytest.mark.parametrize("stem", ["x" * 300, "ü" * 200, "字" * 100, "a.b"], ids=["x", "ü", "字", "a.b"])
def test_that_the_suggested_name_fits_whatever_the_project_is_called(here, monkeypatch, stem):
    suggested = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words: suggested.append(words[2]) or ("", ""))
    here.window.document.call(stem)
    here.window.files.ask_save_as()
    name = Path(suggested[0]).name
    assert name.endswith(".nnstudio")
    assert len(os.fsencode(name)) <= 255
    assert stem.startswith(name.removesuffix(".nnstudio"))


def test_that_opening_a_lesson_starts_over(here):
    here.card(0).field("units").setValue(8)
    here.window.files.open_source("linear-regression")
    assert not here.action("undo_action").isEnabled()
    assert not here.window.isWindowModified()
    here.wait_for_run()
    assert here.window.epoch == 0
    assert here.find("fit_plot").isVisible()


def test_that_undo_back_to_what_was_saved_is_unmodified(here, tmp_path):
    here.window.document.save(tmp_path / "x.json")
    here.card(0).field("units").setValue(8)
    assert here.window.isWindowModified()
    here.action("undo_action").trigger()
    assert not here.window.isWindowModified()
    here.action("redo_action").trigger()
    assert here.window.isWindowModified()
