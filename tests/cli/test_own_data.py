"""The learner's own data by the command."""

import json

import pytest

from nnstudio.project.painted_points import starter
from nnstudio.project.sources.spec import Task
from nnstudio.project.storage import project_json, read_project
from tests.data.csv_files import IRIS_LIKE, mixed_text, written
from tests.project.examples import circles, with_value


@pytest.mark.parametrize("task", list(Task))
def test_that_painted_points_are_trained(command, tmp_path, task):
    path = tmp_path / "painted.json"
    path.write_text(project_json(circles().with_source(starter(task))), encoding="utf-8")
    result = command("train", path, "--epochs", 20, "--json").json
    assert result["stop_reason"] == "finished"
    assert result["train_loss"][-1] < result["train_loss"][0]
    assert command("export", path, "--to", "project", "-o", tmp_path / "again.json").status == 0
    assert read_project(tmp_path / "again.json") == read_project(path)


def test_that_points_of_one_class_are_refused(command, tmp_path):
    path = tmp_path / "painted.json"
    raw = with_value("data", {"source": {"kind": "points", "points": [[0, 0, 1]] * 5}})
    path.write_text(json.dumps(raw), encoding="utf-8")
    complaint = command("train", path).complaint
    assert complaint == f"{path}: data.source.points: all points are of class 1; set some of another class"


def two_keys(folder, content, target, **more):
    """A project file that says of its data no more than where they are and what is to be predicted."""
    written(folder, content)
    raw = with_value("data", {"source": {"kind": "csv", "path": "data.csv", "target": target, **more}})
    return raw, folder / "project.json"


def test_that_a_file_is_trained_on_by_two_keys(command, tmp_path, monkeypatch):
    raw, path = two_keys(tmp_path, mixed_text(), "bought")
    path.write_text(json.dumps(raw), encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    result = command("train", path, "--json", "--save", elsewhere / "saved.json").json
    assert result["stop_reason"] == "finished"
    saved = json.loads((elsewhere / "saved.json").read_text(encoding="utf-8"))["data"]["source"]
    assert saved["path"] == "../data.csv"
    assert saved["classes"] == ["no", "yes"]
    again = command("train", elsewhere / "saved.json", "--json").json
    assert again["train_loss"] == result["train_loss"]


def test_that_a_loss_that_does_not_fit_the_file_is_refused(command, tmp_path):
    raw, path = two_keys(tmp_path, IRIS_LIKE, "species")
    path.write_text(json.dumps(raw), encoding="utf-8")
    complaint = command("train", path).complaint
    assert complaint.startswith(f"{path}: training.loss: BCEWithLogitsLoss does not fit multiclass classification")


@pytest.mark.parametrize(
    ("target", "more", "said"),
    [
        ("specis", {}, 'data.source.target: there is no column "specis" in data.csv; did you mean "species"?'),
        ("nothing", {}, "known: sepal, petal, species"),
        ("species", {"columns": [{"name": "petals"}]}, 'columns[0].name: there is no column "petals"; did you mean'),
        (
            "species",
            {"columns": [{"name": "petal", "rol": "ignore"}]},
            'columns[0].rol: unknown key; did you mean "role"?',
        ),
        ("species", {"columns": [{"name": "petal", "role": "none"}]}, "data.source.columns[0].role"),
        ("species", {"seperator": ","}, 'data.source.seperator: unknown key; did you mean "separator"?'),
        ("species", {"separator": "x"}, "data.source.separator: "),
        (
            "species",
            {"layout": {"width": 3, "framd": True}},
            'data.source.layout.framd: unknown key; did you mean "framed"?',
        ),
        ("species", {"task": "binary"}, "data.source.task"),
        ("species", {"path": "none.csv"}, "data.source.path: none.csv: there is no such file"),
        ("species", {"path": ""}, "data.source.path"),
        ("species", {"sha256": "0" * 64}, "without sha256 the file is read anew"),
    ],
)
def test_that_what_is_wrong_about_a_file_is_said_by_its_place(command, tmp_path, target, more, said):
    raw, path = two_keys(tmp_path, IRIS_LIKE, target, **more)
    raw["training"]["loss"] = "cross_entropy"
    path.write_text(json.dumps(raw), encoding="utf-8")
    for arguments in (["train", path, "--json"], ["export", path, "--to", "script", "-o", tmp_path / "x.py"], [path]):
        complaint = command(*arguments).complaint
        assert complaint.startswith(f"{path}: ")
        assert said in complaint


def test_that_a_file_that_has_changed_is_said(command, tmp_path):
    raw, path = two_keys(tmp_path, mixed_text(), "bought")
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert command("export", path, "--to", "project", "-o", tmp_path / "full.json").status == 0
    written(tmp_path, mixed_text(seed=1))
    assert "the file has changed since it was imported" in command("train", tmp_path / "full.json").complaint
