"""Lessons are checked by the command, and hand-ins are believed only as far as their runs can be repeated."""

import csv
import json

import pytest

from nnstudio.project.guided.reading import list_guided, project_at
from nnstudio.project.storage import project_json
from tests.engine.result_of import result_of

LESSONS = {lesson.id: (path, lesson) for path, lesson in list_guided()}


def test_that_a_sound_lesson_is_called_so(command):
    path, lesson = LESSONS["tensors"]
    status, out, err = command("lessons", "--check", str(path))
    assert (status, err) == (0, "")
    assert out == f"{path}: a sound lesson of {len(lesson.steps)} steps\n"


def test_that_each_fault_of_a_lesson_is_a_line_with_its_place(command, tmp_path):
    path = tmp_path / "mine.json"
    raw = json.loads(LESSONS["tensors"][0].read_text(encoding="utf-8"))
    raw["steps"][0]["point_at"] = "nowhere"
    raw["hide"] = ["nothing"]
    path.write_text(json.dumps(raw, indent=1))
    status, out, _ = command("lessons", "--check", str(path))
    assert status == 2
    lines = out.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{path}: line ") for line in lines)
    assert "steps[0].point_at: there is no control nowhere" in out


def test_that_a_lesson_that_is_not_there_is_named(command, tmp_path):
    assert "there is no such file" in command("lessons", "--check", str(tmp_path / "x.json")).complaint


@pytest.fixture(scope="module")
def honest():
    """What somebody hands in who has done the lesson on continued training."""
    lesson = LESSONS["continue-training"][1]
    project = project_at(lesson, 2)
    raw = json.loads(project_json(project))
    raw["training"]["epochs"] = 50
    result, sha = result_of(raw)
    figure = lesson.steps[2].predict
    claim = {
        "step": 2,
        "project": raw,
        "epochs": 50,
        "weights_sha256": sha,
        "figures": {figure.figure: figure.expression.value(result.look_up)},
    }
    return {
        "format": "nnstudio-hand-in",
        "version": 1,
        "lesson": lesson.id,
        "title": lesson.title,
        "name": "Ada",
        "seconds": 90.0,
        "is_finished": True,
        "steps_done": [0, 1, 2, 3],
        "answers": [{"step": 2, "first": 1, "tries": 1}, {"step": 3, "first": 1, "tries": 1}],
        "claims": [claim],
        "torch": "2.13.0",
    }


@pytest.fixture
def graded(command, tmp_path):
    """Grades hand-ins, given by file name; gives the table's rows by file name."""

    def grade(**hand_ins):
        folder = tmp_path / "handed in"
        folder.mkdir()
        for name, raw in hand_ins.items():
            text = raw if isinstance(raw, str) else json.dumps(raw)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
        output = tmp_path / "results.csv"
        status, out, err = command("grade", str(folder), "-o", str(output))
        assert (status, err) == (0, "")
        assert out == f"{output}: {len(hand_ins)} hand-in{'' if len(hand_ins) == 1 else 's'}\n"
        with output.open(encoding="utf-8-sig", newline="") as file:
            return {row["file"].removesuffix(".json"): row for row in csv.DictReader(file)}

    return grade


def changed(raw, **fields):
    return {**raw, "claims": [{**raw["claims"][0], **fields}]}


def test_that_an_honest_hand_in_is_confirmed(graded, honest):
    row = graded(ada=honest)["ada"]
    assert row["name"] == "Ada"
    assert row["minutes"] == "1.5"
    assert row["quiz right at once"] == "1 of 1"
    assert row["predictions right"] == "1 of 1"
    assert row["claims confirmed"] == "1 of 1"
    assert row["remark"] == ""


def test_that_forgeries_are_found_out(graded, honest):
    (figure,) = honest["claims"][0]["figures"]
    other = json.loads(json.dumps(honest["claims"][0]["project"]))
    other["data"]["source"]["seed"] = 5
    rows = graded(
        better=changed(honest, figures={figure: 0.001}),
        shorter=changed(honest, epochs=30),
        data=changed(honest, project=other, figures={}, weights_sha256="0" * 64),
    )
    assert all(row["claims confirmed"] == "0 of 1" for row in rows.values())
    assert "not 0.001" in rows["better"]["remark"]
    assert "is None" in rows["shorter"]["remark"]
    assert "the weights are others" in rows["data"]["remark"]
    assert rows["better"]["predictions right"] == "0 of 1"


def test_that_other_data_than_the_lessons_is_remarked(graded, honest):
    other = json.loads(json.dumps(honest["claims"][0]["project"]))
    other["data"]["source"]["noise"] = 0.0
    _, sha = result_of(other)
    rows = graded(easy=changed(honest, project=other, figures={}, weights_sha256=sha))
    assert "other data than the lesson's" in rows["easy"]["remark"]


def test_that_bad_files_get_a_sentence_in_their_row(graded, honest):
    rows = graded(
        good=honest,
        broken="{",
        other='{"a": 1}',
        deep="[" * 100_000,
        missing={key: value for key, value in honest.items() if key != "name"},
        unknown={**honest, "lesson": "no-such"},
        step=changed(honest, step=99),
        project=changed(honest, project={"format": "nnstudio", "version": 1}),
        choice={**honest, "answers": [{"step": 3, "first": 17, "tries": 1}, {"step": 2, "first": 9, "tries": 1}]},
        formula={**honest, "name": "=HYPERLINK(1)", "claims": []},
    )
    assert rows["good"]["claims confirmed"] == "1 of 1"
    assert "not valid JSON" in rows["broken"]["remark"]
    assert rows["other"]["remark"] == "not a hand-in"
    assert rows["deep"]["remark"]
    assert "name: is missing" in rows["missing"]["remark"]
    assert "this lesson is not known" in rows["unknown"]["remark"]
    assert "no such step" in rows["step"]["remark"]
    assert "can't be run again" in rows["project"]["remark"]
    assert rows["choice"]["quiz right at once"] == "0 of 1"
    assert rows["choice"]["predictions right"] == "0 of 1"
    assert rows["formula"]["name"] == "'=HYPERLINK(1)"


def test_that_a_teachers_own_lesson_is_found_in_the_folder(command, honest, tmp_path):
    own = json.loads(LESSONS["continue-training"][0].read_text(encoding="utf-8"))
    (tmp_path / "own.json").write_text(json.dumps({**own, "id": "own"}))
    (tmp_path / "ada.json").write_text(json.dumps({**honest, "lesson": "own", "claims": []}))
    output = tmp_path / "results.csv"
    assert command("grade", str(tmp_path), "-o", str(output)).status == 0
    with output.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["lesson"], row["quiz right at once"], row["remark"]) == ("own", "1 of 1", "")


@pytest.mark.parametrize("what", ["no folder", "no hand-ins", "no place"])
def test_that_what_cannot_be_graded_is_said(command, tmp_path, what):
    folder, output = tmp_path / "in", tmp_path / "out.csv"
    if what != "no folder":
        folder.mkdir()
    if what == "no place":
        output = tmp_path / "nowhere" / "out.csv"
    expected = {
        "no folder": "there is no such folder",
        "no hand-ins": "there are no hand-ins",
        "no place": "can't be written",
    }
    assert expected[what] in command("grade", str(folder), "-o", str(output)).complaint
