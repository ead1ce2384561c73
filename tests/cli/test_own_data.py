"""The learner's own data by the command."""

import json

import pytest

from nnstudio.project.painting import starter
from nnstudio.project.source import Task
from nnstudio.project.storage import project_json, read_project
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
