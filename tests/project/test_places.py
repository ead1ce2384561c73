"""A project and its data file keep together wherever they are moved."""

import json
from pathlib import Path

import pytest

from nnstudio.project.places import with_absolute_path, with_relative_path
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.storage import parse_project, read_project, write_project
from tests.project.examples import circles, with_value


def test_that_a_project_reached_by_a_link_names_its_data_from_where_it_really_lies(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "real.json", tmp_path / "here" / "link.json"
    link.symlink_to(real)
    write_project(on_file(str(tmp_path / "there" / "x.csv")), link)
    assert '"path": "x.csv"' in real.read_text()
    for path in (real, link):
        assert Path(path_of(read_project(path))).resolve() == tmp_path / "there" / "x.csv"


def on_file(path: str) -> Project:
    return parse_project(json.dumps(with_value("data", {"source": {"kind": "csv", "path": path, "target": "y"}})))


def path_of(project: Project) -> str:
    source = project.data.source
    assert isinstance(source, CsvSource)
    return source.path


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("data.csv", "/home/ada/work/data.csv"),
        ("../data.csv", "/home/ada/data.csv"),
        ("sub/data.csv", "/home/ada/work/sub/data.csv"),
        ("/mnt/data.csv", "/mnt/data.csv"),
    ],
)
def test_that_a_path_is_absolute_while_the_project_is_open(written, opened):
    project = with_absolute_path(on_file(written), Path("/home/ada/work"))
    assert path_of(project) == opened
    assert path_of(with_relative_path(project, Path("/home/ada/work"))) == written


def test_that_a_saved_project_moves_with_its_file(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    project = with_absolute_path(on_file("data.csv"), here)
    write_project(project, here / "project.json")
    assert json.loads((here / "project.json").read_text(encoding="utf-8"))["data"]["source"]["path"] == "data.csv"
    assert read_project(here / "project.json") == project
    here.rename(there)
    assert path_of(read_project(there / "project.json")) == str(there / "data.csv")


def test_that_other_projects_have_no_path():
    project = circles()
    assert with_relative_path(project, Path("/")) is project
    assert with_absolute_path(project, Path("/")) is project


def test_that_a_file_is_told_to_be_unread():
    project = on_file("data.csv")
    assert not project.data.source.is_complete()
    assert project.problems()[0].message == "data.csv has not been read yet"
