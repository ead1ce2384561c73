"""Work that was left behind is offered, listed, and goes on being kept; where it can't be kept, that is said."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QTreeWidget

from nnstudio.engine.files.archive import Archive, write_archive
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.session.recovery import find_leftovers, recovery_folder
from nnstudio.ui.window.recovery_dialog import RecoveryDialog, ago

LESSON = "binary-classification"
ANSWERS = QMessageBox.StandardButton


def project_of(seed):
    return edits.with_training(open_source(LESSON), seed=seed)


def left_behind(seed, name, minutes=0):
    """As a killed window leaves it."""
    recovery_folder().mkdir(parents=True, exist_ok=True)
    path = recovery_folder() / f"work-{seed:032x}.nnstudio"
    write_archive(Archive(project_of(seed), layout={"name": name}), path)
    when = path.stat().st_mtime - 60 * minutes
    os.utime(path, (when, when))
    return path


def listed(dialog):
    tree = dialog.findChild(QTreeWidget, "leftovers")
    return [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]


def shown_dialog(here):
    here.action("recover_action").trigger()
    return here.find("recovery_dialog", RecoveryDialog)


@pytest.fixture(autouse=True)
def _own_names(qapp):
    qapp.setOrganizationName("nnstudio")
    qapp.setApplicationName("nnstudio")


def test_that_what_is_opened_again_stays_where_it_is_and_becomes_the_windows_own_copy(studio):
    path = left_behind(5, "mine.nnstudio", minutes=3)
    here = studio()
    assert "“mine.nnstudio” from 3 minutes ago" in here.window.notices.text("offer")
    inode = path.stat().st_ino
    here.press("offer_button")
    here.wait(lambda: here.window.project == project_of(5))
    assert path.exists()
    assert find_leftovers() == []
    assert here.window.isWindowModified()
    assert "mine" in here.window.windowTitle()
    # the next copy takes its place in one step
    here.wait(lambda: path.stat().st_ino != inode)
    here.window.document.edit("more", project_of(6))
    here.window.close()
    assert [leftover.path for leftover in find_leftovers()] == [path]


def test_that_several_are_listed_opened_and_discarded_one_by_one(studio, monkeypatch):
    for seed, name in ((5, "five.nnstudio"), (6, "<b>six</b>"), (7, "seven")):
        left_behind(seed, name, minutes=100 * seed)
    here = studio()
    text = here.window.notices.text("offer")
    assert text.startswith("“five.nnstudio” from 8 hours ago was not saved")
    assert "3 in all" in text
    here.press("offer_button")
    dialog = here.find("recovery_dialog", RecoveryDialog)
    assert listed(dialog) == ["five.nnstudio", "<b>six</b>", "seven"]
    tree = dialog.list
    assert all("hours ago" in tree.topLevelItem(row).text(1) for row in range(3))
    assert all(tree.topLevelItem(row).text(2)[0].isdigit() for row in range(3))
    tree.setCurrentItem(tree.topLevelItem(2))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: ANSWERS.Cancel)
    here.press("discard_button")
    assert len(listed(dialog)) == 3
    monkeypatch.setattr(QMessageBox, "question", lambda *_: ANSWERS.Discard)
    here.press("discard_button")
    assert listed(dialog) == ["five.nnstudio", "<b>six</b>"]
    assert here.window.notices.text("offer") == text
    tree.setCurrentItem(tree.topLevelItem(1))
    here.press("recover_button")
    here.wait(lambda: here.window.project == project_of(6))
    here.wait(lambda: here.window.findChild(RecoveryDialog, "recovery_dialog") is None)
    # one is left, and may be opened without a list
    assert here.window.notices.text("offer") == "“five.nnstudio” from 8 hours ago was not saved."
    dialog = shown_dialog(here)
    assert listed(dialog) == ["five.nnstudio"]
    here.press("discard_button")
    dialog.reject()
    assert here.window.notices.text("offer") == ""


def test_that_an_offer_that_was_hidden_stays_hidden_when_the_list_was_seen(studio):
    left_behind(5, "mine")
    here = studio()
    here.press("offer_close_button")
    shown_dialog(here).reject()
    assert here.window.notices.text("offer") == ""


def test_that_an_offer_that_is_taken_twice_opens_once(studio):
    left_behind(5, "mine")
    here = studio()
    here.press("offer_button")
    here.button("offer_button").click()
    here.wait(lambda: here.window.project == project_of(5))
    assert here.window.notices.text("offer") == ""
    assert here.window.findChild(QMessageBox, "complaint") is None


def test_that_the_list_of_a_window_without_any_says_so(studio):
    here = studio()
    dialog = shown_dialog(here)
    assert not dialog.list.isVisible()
    assert not here.button("recover_button").isEnabled()
    assert not here.button("discard_button").isEnabled()
    dialog.reject()


@pytest.mark.parametrize("answer", [ANSWERS.Cancel, ANSWERS.Discard])
def test_that_changes_are_asked_about_before_other_work_is_opened_again(studio, monkeypatch, answer):
    path = left_behind(5, "mine")
    here = studio()
    here.window.document.edit("mine", project_of(9))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    here.press("offer_button")
    kept = answer == ANSWERS.Cancel
    here.wait(lambda: kept or here.window.project == project_of(5))
    assert here.window.project == project_of(9 if kept else 5)
    assert len(find_leftovers()) == kept
    assert bool(here.window.notices.text("offer")) == kept
    assert path.exists()


def test_that_a_copy_that_another_window_has_opened_is_not_opened_twice(studio):
    left_behind(5, "mine")
    here, other = studio(), studio()
    here.press("offer_button")
    here.wait(lambda: here.window.project == project_of(5))
    other.press("offer_button")
    box = other.find("complaint", QMessageBox)
    assert "another window" in box.text()
    assert other.window.notices.text("offer") == ""
    box.accept()
    assert other.window.project == open_source(LESSON)


def test_that_a_damaged_copy_is_complained_about_and_stays_till_it_is_discarded(studio):
    path = left_behind(5, "mine")
    path.write_bytes(path.read_bytes()[:-100])
    here = studio()
    here.press("offer_button")
    here.wait(lambda: here.window.findChild(QMessageBox, "complaint") is not None)
    here.find("complaint", QMessageBox).accept()
    assert here.window.project == open_source(LESSON)
    assert [leftover.path for leftover in find_leftovers()] == [path]
    assert here.window.notices.text("offer")
    here.press("offer_button")
    here.wait(lambda: here.window.findChild(QMessageBox, "complaint") is not None)
    here.find("complaint", QMessageBox).accept()


def test_that_a_place_where_nothing_can_be_kept_costs_a_notice_and_no_more(studio, tmp_path, monkeypatch):
    blocked = tmp_path / "data"
    blocked.touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(blocked))
    here = studio()
    here.wait(lambda: "can't be kept" in here.window.notices.text("autosave_notice"))
    here.window.document.edit("mine", project_of(9))
    here.wait_for_run()
    here.train()
    assert here.window.train_loss
    here.find("autosave_notice_close_button").click()
    told = []
    here.window.controllers.autosave.trouble_changed.connect(told.append)
    here.window.controllers.autosave.keep_copy()
    assert not told
    blocked.unlink()
    here.wait(lambda: "again" in here.window.notices.text("autosave_notice"))
    here.window.close()
    assert len(find_leftovers()) == 1


@pytest.mark.parametrize("answer", ["Save", "Discard", "Cancel"])
def test_that_closing_asks_where_it_would_lose_what_can_not_be_kept(studio, tmp_path, monkeypatch, answer):
    (tmp_path / "data").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "mine.nnstudio"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    here = studio()
    here.wait(lambda: bool(here.window.notices.text("autosave_notice")))
    here.window.document.edit("mine", project_of(9))
    assert not here.window.close()
    assert not here.window.close()
    (box,) = here.window.findChildren(QMessageBox, "close_question")
    box.button(ANSWERS[answer]).click()
    if answer == "Cancel":
        here.wait(lambda: here.window.findChild(QMessageBox, "close_question") is None)
        assert here.window.isVisible()
        here.window.document.undo_stack.undo()
        assert here.window.close()
    here.wait(lambda: not here.window.isVisible())
    assert path.exists() is (answer == "Save")


def test_that_a_full_disk_is_told_once_and_that_it_is_over_too(studio, monkeypatch):
    here = studio()
    told = []
    here.window.controllers.autosave.trouble_changed.connect(told.append, Qt.ConnectionType.DirectConnection)
    real = os.fsync

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for seed in (11, 12):
        here.window.document.edit("mine", project_of(seed))
        here.window.controllers.autosave.keep_copy()
        here.wait(lambda: not here.window.controllers.autosave._is_copying)
    assert len(told) == 1
    assert "No space left" in told[0]
    assert not find_leftovers()
    monkeypatch.setattr(os, "fsync", real)
    here.wait(lambda: len(told) == 2)
    assert told[1] == ""


def test_that_a_save_is_on_the_disk_when_the_window_has_closed(studio, tmp_path, monkeypatch):
    path = tmp_path / "mine.nnstudio"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    here = studio()
    here.window.document.edit("mine", project_of(9))
    here.window.files.save()
    assert here.window.close()
    assert path.exists()
    assert find_leftovers() == []


def test_that_what_was_saved_is_not_offered_as_what_was_not(studio, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine.nnstudio"), ""))
    here = studio()
    here.window.document.edit("mine", edits.with_training(project_of(9), epochs=3))
    here.wait_for_run()
    here.train()
    here.wait_for_rest()
    here.wait(lambda: any(recovery_folder().glob("*.nnstudio")))
    here.window.files.save()
    here.wait(lambda: not here.window.isWindowModified())
    here.window.controllers.autosave.keep_copy()
    here.wait(lambda: not any(recovery_folder().glob("*.nnstudio")))
    here.window.document.edit("more", project_of(10))
    here.wait(lambda: any(recovery_folder().glob("*.nnstudio")))


def test_that_a_window_whose_save_fails_stays_open(studio, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no folder" / "x.nnstudio"), ""))
    here = studio()
    here.window.document.edit("mine", project_of(9))
    here.window.files.save()
    assert not here.window.close()
    assert here.window.isVisible()
    here.find("complaint", QMessageBox).accept()
    assert here.window.isWindowModified()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (-500, "just now"),
        (61, "1 minute ago"),
        (3500, "58 minutes ago"),
        (3700, "1 hour ago"),
        (3 * 86400, "3 days ago"),
    ],
)
def test_that_times_are_told_in_words(monkeypatch, seconds, words):
    monkeypatch.setattr("time.time", lambda: 10_000_000.0)
    assert ago(10_000_000.0 - seconds) == words
