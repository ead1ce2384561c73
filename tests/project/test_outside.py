"""A data file outside its project's folder is touched by nobody before it is agreed to, and then for good."""

import json
import os
import sys
from pathlib import Path

import pytest

from nnstudio.data.opening import open_source
from nnstudio.engine.files.archive import Archive, read_archive, write_archive
from nnstudio.project.errors import OutsideFileError
from nnstudio.project.outside import agree, allowing_all, is_outside
from nnstudio.project.storage import parse_project, read_project, write_project
from tests.hostile.guard import guarded
from tests.project.examples import CIRCLES

TABLE = "a,b\n" + "".join(f"{i},{i * 3 % 7}\n" for i in range(20))


@pytest.fixture(autouse=True)
def nothing_agreed(tmp_path, monkeypatch):
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def folder(tmp_path):
    """A project's folder, with a table in it, and one beside it."""
    (tmp_path / "mine" / "below").mkdir(parents=True)
    for place in ("mine", "mine/below", "."):
        (tmp_path / place / "t.csv").write_text(TABLE)
    return tmp_path / "mine"


def written(folder, path):
    raw = json.loads(json.dumps(CIRCLES))
    raw["data"] = {"source": {"kind": "csv", "path": str(path), "target": "b"}}
    raw["training"]["loss"] = "mse"
    file = folder / "p.json"
    file.write_text(json.dumps(raw))
    return file


def outside_of(folder):
    return [
        "../t.csv",
        str(folder.parent / "t.csv"),
        "below/../../t.csv",
        "//host/share/t.csv",
        "/dev/zero",
        "../gone.csv",
    ]


@pytest.mark.parametrize("number", range(6))
def test_that_what_lies_outside_is_refused_untouched(folder, monkeypatch, number):
    path = outside_of(folder)[number]
    file = written(folder, path)
    true_stat = os.stat

    def stat(name, *args, **kwargs):
        # to look whether it is there is to touch it
        assert Path(name).name not in ("zero", "gone.csv") and "host" not in str(name)
        return true_stat(name, *args, **kwargs)

    monkeypatch.setattr(os, "stat", stat)
    with guarded(folder) as done, pytest.raises(OutsideFileError) as caught:
        open_source(str(file))
    assert [what for what in done if "csv" in what or "zero" in what] == []
    assert str(caught.value).startswith(f"{file}: data.source.path: ")
    assert "--outside-data" in str(caught.value)
    assert Path(caught.value.path).is_absolute()


@pytest.mark.parametrize("path", ["t.csv", "below/t.csv", "./below/../t.csv"])
def test_that_what_lies_within_is_read_without_a_word(folder, path):
    assert open_source(str(written(folder, path))).data.source.rows == 20


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_that_a_link_that_leads_outside_lies_outside_and_a_linked_folder_is_one(folder):
    (folder / "link.csv").symlink_to(folder.parent / "t.csv")
    with pytest.raises(OutsideFileError):
        read_project(written(folder, "link.csv"))
    (folder.parent / "other").symlink_to(folder)
    file = written(folder, "below/t.csv")
    assert not is_outside(str(folder.parent / "other" / "t.csv"), folder.parent / "other" / file.name)
    assert read_project(folder.parent / "other" / "p.json")


def test_that_what_was_agreed_to_is_read_from_then_on_by_that_project_alone(folder):
    file = written(folder, "../t.csv")
    with pytest.raises(OutsideFileError) as caught:
        open_source(str(file))
    agree(caught.value.path, file)
    assert open_source(str(file)).data.source.rows == 20
    other = folder / "other.json"
    other.write_bytes(file.read_bytes())
    with pytest.raises(OutsideFileError):
        open_source(str(other))
    with allowing_all():
        assert open_source(str(other)).data.source.rows == 20
    with pytest.raises(OutsideFileError):
        open_source(str(other))


def test_that_what_was_saved_here_is_opened_again_without_asking(folder):
    file = written(folder, "../t.csv")
    with allowing_all():
        project = open_source(str(file))
    saved = folder / "saved.json"
    write_project(project, saved)
    assert json.loads(saved.read_text())["data"]["source"]["path"] == "../t.csv"
    assert open_source(str(saved)) == project
    studio = folder / "saved.nnstudio"
    write_archive(Archive(project), studio)
    assert read_archive(studio).project == project


@pytest.mark.parametrize("path", ["../t.csv", "/etc/passwd", "data/../../t.csv"])
def test_that_a_studio_file_of_a_stranger_is_no_other(folder, path):
    raw = json.loads(written(folder, path).read_text())
    studio = folder / "x.nnstudio"
    write_archive(Archive(parse_project(json.dumps(raw))), studio)
    (folder.parent / "home" / "nnstudio" / "agreed.json").unlink(missing_ok=True)
    for opened in (read_project, read_archive, lambda file: open_source(str(file))):
        with pytest.raises(OutsideFileError):
            opened(studio)


@pytest.mark.parametrize("content", ["", "{}", "[1, null]", "[" * 1000, "x" * 2**21])
def test_that_a_broken_note_of_what_was_agreed_to_agrees_to_nothing_and_is_mended(folder, content):
    note = folder.parent / "home" / "nnstudio" / "agreed.json"
    note.parent.mkdir(parents=True)
    note.write_text(content)
    file = written(folder, "../t.csv")
    with pytest.raises(OutsideFileError) as caught:
        read_project(file)
    agree(caught.value.path, file)
    assert read_project(file)
