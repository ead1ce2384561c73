"""A project whose data lie outside its folder is opened after a question that shows the path, and asked about once."""

import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from nnstudio.engine.files.archive import Archive, write_archive
from nnstudio.project.outside import allowing_all
from nnstudio.project.storage import read_project
from nnstudio.ui.window.notices import Speaker
from tests.project.examples import CIRCLES


@pytest.fixture
def stranger(tmp_path):
    """Writes a stranger's project file of either kind; its data lie beside its folder."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "notes <b>.csv").write_text("a,b\n" + "".join(f"{i},{i * 3 % 7}\n" for i in range(20)))

    def write(suffix):
        raw = json.loads(json.dumps(CIRCLES))
        raw["data"] = {"source": {"kind": "csv", "path": "../notes <b>.csv", "target": "b"}}
        raw["training"]["loss"] = "mse"
        file = tmp_path / "inbox" / f"theirs{suffix}"
        file.write_text(json.dumps(raw))
        if suffix == ".nnstudio":
            with allowing_all():
                from nnstudio.data.opening import completed

                project = completed(read_project(file.rename(file.with_suffix(".json"))))
            write_archive(Archive(project), file)
            # as if it had been written on another machine
            (Path(os.environ["XDG_CACHE_HOME"]) / "nnstudio" / "agreed.json").unlink()
        return file

    return write


def question(here):
    boxes = here.window.findChildren(QMessageBox, "outside_question")
    return next((box for box in boxes if box.isVisible()), None)


@pytest.mark.parametrize("suffix", [".json", ".nnstudio"])
def test_that_the_window_asks_before_it_touches_the_file_and_once(here, stranger, suffix):
    file = stranger(suffix)
    before = here.window.project
    here.window.files.open_source(str(file))
    here.wait(lambda: question(here) is not None)
    box = question(here)
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert str(file.parent.parent / "notes <b>.csv") in box.text()
    box.reject()
    assert here.window.project == before
    here.window.files.open_source(str(file))
    here.wait(lambda: question(here) is not None)
    question(here).findChild(object, "read_outside_button").click()
    here.wait(lambda: here.window.project.data.source.kind == "csv")
    assert here.window.project.data.source.rows == 20
    here.window.files.open_source("binary-classification")
    here.window.files.open_source(str(file))
    here.wait(lambda: here.window.project.data.source.kind == "csv")
    assert question(here) is None


def test_that_the_window_opens_on_something_else_and_asks(studio, stranger):
    here = studio(str(stranger(".json")))
    assert here.window.project.data.source.kind == "circles"
    here.wait(lambda: question(here) is not None)
    question(here).reject()


def test_that_saving_says_that_the_data_go_along(here, stranger, tmp_path):
    file = stranger(".json")
    with allowing_all():
        here.window.files.open_source(str(file))
    here.wait_for_run()
    saved = tmp_path / "mine.nnstudio"
    here.window.files.autosave.save(saved, lambda: None)
    here.wait(lambda: "mine.nnstudio holds a copy of notes <b>.csv" in here.window.notices.text(Speaker.SAVING))
