"""A lesson by a teacher, with a table of their own beside it: written, checked, played, handed in, graded."""

import csv
import json
import shutil

import pytest
from PySide6.QtWidgets import QInputDialog, QMessageBox

from nnstudio.project.guided.hand_in import read_hand_in
from tests.cli.conftest import command  # noqa: F401 - a fixture
from tests.ui.lessons.driver import Driver

PROJECT = {
    "format": "nnstudio",
    "version": 1,
    "data": {"source": {"kind": "csv", "path": "tables/ice.csv", "target": "sold"}, "standardize": True},
    "network": {"layers": [{"kind": "linear"}]},
    "training": {"loss": "mse", "optimizer": {"kind": "sgd", "lr": 0.1}, "epochs": 10, "seed": 1},
}
LESSON = {
    "format": "nnstudio-lesson",
    "version": 1,
    "id": "ice",
    "title": "Ice cream",
    "summary": "How much is sold on a hot day?",
    "start": PROJECT,
    "steps": [
        {
            "title": "Predict",
            "text": "The warmer, the more.",
            "predict": {
                "question": "The weight will be",
                "figure": "parameters['0.weight'][0][0]",
                "because": "More is sold.",
                "choices": [{"text": "negative", "when": {"below": 0}}, {"text": "positive", "when": {"at_least": 0}}],
            },
            "wait_for": [{"kind": "trained", "epochs": 10}],
            "show": [{"label": "loss", "figure": "train_loss[-1]"}],
        },
        {
            "title": "The other way round",
            "text": "Now the temperature from what was sold.",
            "set_up": {"change": {"data": {"source": {"target": "temperature"}}}},
            "goal": [{"label": "R²", "figure": "metrics.train.r2", "above": 0.5}],
        },
    ],
}


@pytest.fixture
def lesson(tmp_path):
    folder = tmp_path / "lessons"
    (folder / "tables").mkdir(parents=True)
    rows = [f"{day / 2},{3 * day + day % 4}" for day in range(40)]
    (folder / "tables" / "ice.csv").write_text("temperature,sold\n" + "\n".join(rows), encoding="utf-8")
    path = folder / "ice.json"
    path.write_text(json.dumps(LESSON, indent=1), encoding="utf-8")
    return path


def test_that_it_is_checked_played_handed_in_and_graded(lesson, studio, command, tmp_path, monkeypatch):  # noqa: F811
    status, out, err = command("lessons", "--check", str(lesson))
    assert (status, out, err) == (0, f"{lesson}: a sound lesson of 2 steps\n", "")

    here = studio(str(lesson))
    assert here.window.windowTitle().startswith("Ice cream")
    assert here.window.project.data.source.rows == 40
    driver = Driver(here)
    here.press("prediction_1_button")
    here.train()
    guide = here.window.lessons.guide
    here.wait(lambda: guide.is_step_done)
    driver.here.press("lesson_next_button")
    here.wait_for_run()
    assert here.window.project.data.source.target == "temperature"
    here.train()
    here.wait(lambda: guide.is_step_done)

    folder = tmp_path / "handed in"
    folder.mkdir()
    said = iter(["Ada Lovelace", "0042"])
    monkeypatch.setattr(QInputDialog, "getText", lambda *args, **kwargs: (next(said), True))
    name = "nnstudio.ui.shown.files.QFileDialog.getSaveFileName"
    monkeypatch.setattr(name, lambda *args: (str(folder / "ada.json"), ""))
    here.action("hand_in_action").trigger()
    found = read_hand_in(folder / "ada.json")
    assert found.claims[0].project["data"]["source"]["path"] == "ice.csv"
    assert len(found.claims[0].project["data"]["source"]["sha256"]) == 64
    # no folder of the learner's is told
    assert str(tmp_path) not in (folder / "ada.json").read_text(encoding="utf-8")

    # the teacher's copy lies elsewhere
    elsewhere = tmp_path / "at home"
    shutil.move(lesson.parent, elsewhere)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    output = tmp_path / "results.csv"
    assert command("grade", str(folder), "-o", str(output), "--lessons", str(elsewhere)).status == 0
    with output.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["identifier"], row["lesson"]) == ("Ada Lovelace", "0042", "ice")
    assert (row["points"], row["maximum"], row["remark"]) == ("2", "2", "")

    # another table is another lesson
    (elsewhere / "tables" / "ice.csv").write_text("temperature,sold\n" + "\n".join(f"{i},{i}" for i in range(9)))
    assert command("grade", str(folder), "-o", str(output), "--lessons", str(elsewhere)).status == 0
    with output.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["points"], row["maximum"]) == ("0", "0")
    assert "the lesson was revised since: steps 1, 2 are others now" in row["remark"]


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("nowhere.csv", "nowhere.csv: there is no such file beside the lesson"),
        ("../secret.csv", "lies outside the lesson's folder"),
        ("/etc/passwd", "lies outside the lesson's folder"),
        ("C:\\secret.csv", "lies outside the lesson's folder"),
        ("//host/share/x.csv", "lies outside the lesson's folder"),
        ("tables", "folder"),
        ("link.csv", "lies outside the lesson's folder"),
    ],
)
def test_that_nothing_outside_the_lessons_folder_is_read(lesson, command, tmp_path, path, complaint):  # noqa: F811
    (tmp_path / "secret.csv").write_text("temperature,sold\n1,2\n3,4\n5,6\n7,8\n")
    (lesson.parent / "link.csv").symlink_to(tmp_path / "secret.csv")
    raw = json.loads(json.dumps(LESSON))
    raw["start"]["data"]["source"]["path"] = path
    raw["steps"].pop()
    lesson.write_text(json.dumps(raw, indent=1), encoding="utf-8")
    status, out, _ = command("lessons", "--check", str(lesson))
    assert status == 2
    (line,) = out.splitlines()
    assert "start.data.source.path: " in line
    assert complaint in line
    assert '"path"' in lesson.read_text(encoding="utf-8").splitlines()[int(line.split("line ")[1].split(":")[0]) - 1]


def test_that_a_window_says_what_is_wrong_with_a_table_and_stays(lesson, studio):
    here = studio()
    (lesson.parent / "tables" / "ice.csv").unlink()
    assert here.window.files.open_source(str(lesson))
    box = here.window.findChild(QMessageBox, "complaint")
    assert "there is no such file beside the lesson" in box.text()
    box.accept()
    assert here.window.lessons.guide.lesson is None
