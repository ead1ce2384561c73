"""Hand-ins are believed only as far as their runs can be repeated, and no learner's file costs another anything."""

import csv
import gc
import json
import os
import signal
import weakref
import zipfile
from pathlib import Path

import pytest

from nnstudio.cli import grade as grade_command
from nnstudio.data.load import load_dataset
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.training.trainer import Trainer
from nnstudio.grading import rerun
from nnstudio.grading.judge import judge
from nnstudio.grading.lessons import Taught
from nnstudio.grading.rerun import Budget, Runner
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.comparing import lesson_sha256, step_keys
from nnstudio.project.guided.hand_in import HandIn, read_hand_in, seal_of
from nnstudio.project.guided.lesson_reading import list_lessons, parse_lesson, project_at
from nnstudio.project.storage import project_from, project_json
from tests.engine.result_of import result_of

LESSONS = {lesson.id: (path, lesson) for path, lesson in list_lessons()}
EARLIER = Path(__file__).parent.parent / "project" / "earlier"


@pytest.fixture(autouse=True)
def _keeps_nothing(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


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
def folder(tmp_path):
    folder = tmp_path / "handed in"
    folder.mkdir()
    return folder


@pytest.fixture
def graded(command, folder, tmp_path):
    """Grades hand-ins, given by file name; gives the table's rows by file name."""

    def grade(*options, **hand_ins):
        for name, raw in hand_ins.items():
            text = raw if isinstance(raw, str) else json.dumps(raw)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
        output = tmp_path / "results.csv"
        status, out, err = command("grade", str(folder), "-o", str(output), *options)
        assert (status, err) == (0, "")
        assert out == f"{output}: {len(hand_ins)} hand-in{'' if len(hand_ins) == 1 else 's'}\n"
        return {row["file"].removesuffix(".json"): row for row in rows_of(output)}

    return grade


def rows_of(path, separator=","):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def changed(raw, **fields):
    return {**raw, "claims": [{**raw["claims"][0], **fields}]}


def project_with(raw, **fields):
    """The claim with another project, run to the same epochs, and with true figures."""
    project = json.loads(json.dumps(raw["claims"][0]["project"]))
    for dotted, value in fields.items():
        *path, last = dotted.split("__")
        here = project
        for key in path:
            here = here[key]
        here[last] = value
    result, sha = result_of(project)
    figure = LESSONS["continue-training"][1].steps[2].predict
    figures = {figure.figure: figure.expression.value(result.look_up)}
    return changed(raw, project=project, weights_sha256=sha, figures=figures)


def sealed(raw):
    """As the program writes it: with the lesson's hash, and a seal."""
    lesson = LESSONS[raw["lesson"]][1]
    raw = {"lesson_sha256": lesson_sha256(lesson), "step_keys": step_keys(lesson), **raw}
    return {**raw, "seal": seal_of(HandIn.model_validate_json(json.dumps(raw)))}


def test_that_an_honest_hand_in_is_confirmed(graded, honest):
    row = graded(ada=honest)["ada"]
    assert row["name"] == "Ada"
    assert row["minutes"] == "1.5"
    assert (row["points"], row["maximum"], row["percent"]) == ("2", "2", "100.0")
    assert [row[f"step {number}"] for number in (1, 2, 3, 4)] == ["", "", "1", "1"]
    assert row["quiz right at once"] == "1 of 1"
    assert row["predictions right"] == "1 of 1"
    assert row["claims confirmed"] == "1 of 1"
    assert row["remark"] == ""
    # nothing in the file could prove these
    assert row["learner's word"] == "answers of steps 3, 4, minutes, finished"


def test_that_a_hand_in_of_an_earlier_program_is_graded_as_before(graded):
    row = graded(ada=(EARLIER / "hand-in.json").read_text(encoding="utf-8"))["ada"]
    assert (row["name"], row["claims confirmed"], row["predictions right"]) == ("Ada Lovelace", "1 of 1", "0 of 1")
    assert row["remark"] == ""


def test_that_a_class_with_cheats_and_broken_files_is_graded_with_all_named_and_nobody_the_poorer(graded, honest):
    def learner(number, **fields):
        return sealed(
            {**honest, "name": f"Learner {number}", "seconds": 90.0 + number, "work": f"{number:032x}", **fields}
        )

    honest_ones = {f"learner{number:02}": learner(number) for number in range(23)}
    lesson = json.loads(LESSONS["continue-training"][0].read_text(encoding="utf-8"))
    lesson["steps"][3]["quiz"]["choices"].reverse()
    cheats = {
        # named so that it comes before what it copies
        "a-copy": {**learner(5), "name": "Mallory"},
        "b-redefines": lesson,
        "c-many": {**learner(30), "claims": honest["claims"] * 6, "answers": honest["answers"] * 2},
        "d-other-run": project_with(learner(31), training__optimizer__lr=0.0001),
        "e-better": changed(learner(32), figures={next(iter(honest["claims"][0]["figures"])): 0.001}),
    }
    rows = graded(**honest_ones, **cheats, broken1="{", broken2='{"format": "nnstudio-hand-in", "name": "x"}')
    for number in range(23):
        row = rows[f"learner{number:02}"]
        assert (row["points"], row["maximum"]) == ("2", "2")
        assert row["remark"] == ("" if number != 5 else "the same work was handed in as a-copy.json (Mallory)")
    assert rows["a-copy"]["points"] == "0"
    assert "the same work as learner05.json (Learner 5), and counted there" in rows["a-copy"]["remark"]
    assert "the file was changed after it was handed in" in rows["a-copy"]["remark"]
    assert "a lesson, and not a hand-in" in rows["b-redefines"]["remark"]
    assert (rows["c-many"]["points"], rows["c-many"]["claims confirmed"]) == ("2", "1 of 1")
    assert "claimed 6 times" in rows["c-many"]["remark"]
    assert "answered 2 times; it counts once" in rows["c-many"]["remark"]
    assert (rows["d-other-run"]["claims confirmed"], rows["d-other-run"]["predictions right"]) == ("1 of 1", "0 of 1")
    assert "trained otherwise than in the lesson (training.optimizer.lr)" in rows["d-other-run"]["remark"]
    assert rows["e-better"]["predictions right"] == "0 of 1"
    assert "not 0.001" in rows["e-better"]["remark"]
    assert "not valid JSON" in rows["broken1"]["remark"]
    assert "is missing" in rows["broken2"]["remark"]


@pytest.mark.parametrize(
    ("what", "remark"),
    [
        ({"data__source__seed": 5}, "other data than the lesson's (data.source.seed)"),
        ({"data__standardize": True}, "other data than the lesson's (data.standardize)"),
        (
            {"network__layers": [{"kind": "linear", "units": 2}, {"kind": "tanh"}, {"kind": "linear"}]},
            "another network than the lesson's",
        ),
        ({"training__seed": 9}, "trained otherwise than in the lesson (training.seed)"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_that_a_prediction_counts_on_the_lessons_own_project_alone(graded, honest, what, remark):
    row = graded(x=project_with(honest, **what))["x"]
    assert (row["claims confirmed"], row["predictions right"]) == ("1 of 1", "0 of 1")
    assert remark in row["remark"]


def test_that_how_long_to_train_does_not_make_an_answer_come_true():
    quiz = "Where will the loss be?"
    choices = [{"text": "high", "when": {"at_least": 200}}, {"text": "low", "when": {"below": 200}}]
    step = {
        "title": "t",
        "text": "x",
        "predict": {"question": quiz, "figure": "train_loss[-1]", "choices": choices, "because": "b"},
        "wait_for": [{"kind": "trained", "epochs": 30}],
    }
    lesson, faults = parse_lesson(json.dumps({**START, "steps": [step]}))
    assert not faults
    project = json.loads(project_json(project_at(lesson, 0)))
    results = {}
    for epochs in (2, 30, 40):
        _, sha = result_of({**project, "training": {**project["training"], "epochs": epochs}})
        claims = [{"step": 0, "project": project, "epochs": epochs, "weights_sha256": sha, "figures": {}}]
        for first in (0, 1):
            found = grade_of(lesson, answers=[{"step": 0, "first": first, "tries": 1}], claims=claims)
            results[epochs, first] = (found.claims.right, found.predictions.right)
            assert bool(found.remarks) is (epochs != 30)
    assert results == {(epochs, first): (1, first) for epochs in (2, 30, 40) for first in (0, 1)}


START = {
    "format": "nnstudio-lesson",
    "version": 1,
    "id": "mine",
    "title": "Mine",
    "summary": "A lesson.",
    "start": "linear-regression",
}


def grade_of(lesson, seconds=60.0, is_sealed=True, **fields):
    """The grade of a hand-in of these fields."""
    raw = {
        "format": "nnstudio-hand-in",
        "version": 1,
        "lesson": lesson.id,
        "title": lesson.title,
        "name": "Ada",
        "seconds": 1.0,
        "is_finished": True,
        "steps_done": [],
        "answers": [],
        "claims": [],
        "torch": "2.13.0",
        **fields,
    }
    hand_in = HandIn.model_validate_json(json.dumps(raw))
    if is_sealed:
        hand_in = hand_in.model_copy(update={"seal": seal_of(hand_in)})
    return judge(hand_in, Taught(lesson, lesson_sha256(lesson)), Runner(lambda: False), seconds)


GOAL = {"title": "t", "text": "x", "goal": [{"label": "loss", "figure": "train_loss[-1]", "below": 100}]}


@pytest.fixture(scope="module")
def with_goal():
    return parse_lesson(json.dumps({**START, "steps": [GOAL]}))[0]


def claim_of(project, epochs=30):
    _, sha = result_of({**project, "training": {**project["training"], "epochs": epochs}})
    return {"step": 0, "project": project, "epochs": epochs, "weights_sha256": sha, "figures": {}}


def test_that_a_goal_may_be_reached_with_any_network_but_not_with_other_samples_or_another_loss(with_goal):
    own = json.loads(project_json(project_at(with_goal, 0)))
    tried = {
        "as it is": own,
        "network": {
            **own,
            "network": {"layers": [{"kind": "linear", "units": 2}, {"kind": "tanh"}, {"kind": "linear"}]},
        },
        "training": {**own, "training": {**own["training"], "optimizer": {"kind": "adam", "lr": 5.0}}},
        "samples": {**own, "data": {**own["data"], "source": {**own["data"]["source"], "noise": 0.0}}},
        "loss": {**own, "training": {**own["training"], "loss": "l1"}},
        "weights from a file": {
            **own,
            "training": {
                **own["training"],
                "changes": [
                    {
                        "kind": "set_state",
                        "epoch": 0,
                        "tensors": [{"name": "0.weight", "values": [45.5]}, {"name": "0.bias", "values": [-0.77]}],
                    }
                ],
            },
        },
    }
    found = {name: grade_of(with_goal, claims=[claim_of(project)]) for name, project in tried.items()}
    reached = {name: grade.goals.right for name, grade in found.items()}
    assert reached["as it is"] == reached["training"] == 1
    assert reached["samples"] == reached["loss"] == reached["weights from a file"] == 0
    assert "does not count" in found["samples"].remarks[0]
    assert "training.loss" in found["loss"].remarks[0]
    assert "read from a file" in found["weights from a file"].remarks[0]
    assert found["network"].claims.right == 1


def test_that_a_run_that_was_stopped_early_is_confirmed_at_its_best_epoch(with_goal):
    own = json.loads(project_json(project_at(with_goal, 0)))
    own["training"] |= {
        "epochs": 400,
        "early_stopping": {"monitor": "train_loss", "patience": 5, "min_delta": 1, "restore_best": True},
    }
    project = project_from(own)
    trainer = Trainer(project, load_dataset(project.data))
    for _ in trainer.epochs(400):
        pass
    stop = trainer.early_stop(400)
    assert stop is not None
    claim = {"step": 0, "project": own, "epochs": trainer.epoch, "figures": {}}
    assert grade_of(with_goal, claims=[{**claim, "weights_sha256": fingerprint(stop.best)}]).claims.right == 1
    assert grade_of(with_goal, claims=[{**claim, "weights_sha256": fingerprint(trainer.snapshot())}]).claims.right == 1
    assert grade_of(with_goal, claims=[{**claim, "weights_sha256": "0" * 64}]).claims.right == 0


def test_that_no_hand_in_takes_longer_or_more_than_it_may(with_goal):
    own = json.loads(project_json(project_at(with_goal, 0)))
    claim = {"step": 0, "project": own, "epochs": 900_000, "weights_sha256": "0" * 64, "figures": {}}
    assert "take longer than the 0.5 s" in grade_of(with_goal, 0.5, claims=[claim]).remarks[0]
    assert "at most 1,000,000" in grade_of(with_goal, claims=[{**claim, "epochs": 9_000_000}]).remarks[0]
    wide = [{"kind": "linear", "units": 4096}, {"kind": "tanh"}, {"kind": "linear", "units": 4000}, {"kind": "linear"}]
    large = {**own, "network": {"layers": wide}}
    assert "too many to be run again" in grade_of(with_goal, claims=[{**claim, "project": large}]).remarks[0]


@pytest.mark.parametrize(
    ("answers", "right", "remark"),
    [
        ([{"step": 3, "first": 1, "tries": 1}], 1, ""),
        ([{"step": 3, "first": 1, "tries": 1}] * 3, 1, "answered 3 times; it counts once"),
        ([{"step": 3, "first": 0, "tries": 1}, {"step": 3, "first": 1, "tries": 1}], 0, "differently"),
        ([{"step": 3, "first": 1.0, "tries": 1}], 0, "none of the choices"),
        ([{"step": 3, "first": 17, "tries": 1}], 0, "none of the choices"),
        ([{"step": 3, "first": -1, "tries": 1}], 0, "none of the choices"),
        ([{"step": 0, "first": 1, "tries": 1}], 0, "asks nothing"),
        ([{"step": 99, "first": 1, "tries": 1}], 0, "no such step"),
    ],
)
def test_that_an_answer_counts_once_and_only_if_it_is_one_of_the_choices(answers, right, remark):
    found = grade_of(LESSONS["continue-training"][1], answers=answers)
    assert found.quiz.right == right
    assert remark in "; ".join(found.remarks)
    assert bool(found.remarks) is bool(remark)


def test_that_a_lesson_revised_meanwhile_grades_what_is_still_the_same(honest):
    lesson = LESSONS["continue-training"][1]
    raw = json.loads(LESSONS["continue-training"][0].read_text(encoding="utf-8"))
    handed_in = {key: honest[key] for key in ("answers", "claims")} | {
        "lesson_sha256": lesson_sha256(lesson),
        "step_keys": step_keys(lesson),
        "lesson_version": 1,
    }

    def after(change):
        revised = json.loads(json.dumps(raw))
        change(revised["steps"])
        return grade_of(parse_lesson(json.dumps(revised))[0], **handed_in)

    unchanged = after(lambda steps: None)
    assert (unchanged.points, unchanged.maximum, unchanged.remarks) == (2, 2, [])
    words = after(lambda steps: steps[3]["quiz"]["choices"][0].update(why="Because."))
    assert (words.points, words.maximum) == (2, 2)
    assert words.remarks == ["the lesson was revised since, in words alone"]
    quiz = after(lambda steps: steps[3]["quiz"].update(question="Another?"))
    assert (quiz.points, quiz.maximum) == (1, 1)
    assert quiz.remarks == ["the lesson was revised since: step 4 is another now, and does not count"]
    # a step more in front: the others are where they were, counted from the end
    more = after(lambda steps: steps.insert(0, {"title": "New", "text": "Read."}))
    assert (more.points, more.maximum, more.steps) == (2, 2, {3: 1, 4: 1})
    # without a seal, a file that says that its steps were others makes the lesson no easier
    eve = grade_of(lesson, is_sealed=False, **{**handed_in, "lesson_sha256": "0" * 64, "step_keys": ("", "", "", "")})
    assert (eve.points, eve.maximum) == (0, 2)
    fewer = after(lambda steps: steps.pop())
    assert (fewer.points, fewer.maximum) == (1, 1)


def test_that_lessons_of_the_teachers_come_from_their_folder_alone(command, graded, honest, folder, tmp_path):
    own = json.loads(LESSONS["continue-training"][0].read_text(encoding="utf-8"))
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "own.json").write_text(json.dumps({**own, "id": "own"}))
    (lessons / "broken.nnlesson").write_text("{")
    (lessons / "half.json").write_text("{")
    (lessons / "project.json").write_text(json.dumps(honest["claims"][0]["project"]))
    rows = graded("--lessons", str(lessons), ada={**honest, "lesson": "own"}, eve={**own, "id": "own", "steps": []})
    assert (rows["ada"]["lesson"], rows["ada"]["points"], rows["ada"]["remark"]) == ("own", "2", "")
    assert "a lesson, and not a hand-in" in rows["eve"]["remark"]
    failed = {name for name in rows if name.startswith(str(lessons))}
    assert failed == {str(lessons / "broken.nnlesson"), str(lessons / "half")}
    assert all("not valid JSON" in rows[name]["remark"] for name in failed)
    wrong = command("grade", str(folder), "-o", str(tmp_path / "x.csv"), "--lessons", str(folder))
    assert "put your lessons into a folder of their own" in wrong.complaint


def test_that_bad_files_get_a_sentence_in_their_row(graded, honest):
    rows = graded(
        good=honest,
        other='{"a": 1}',
        deep="[" * 100_000,
        missing={key: value for key, value in honest.items() if key != "name"},
        unknown={**honest, "lesson": "no-such"},
        step=changed(honest, step=99),
        project=changed(honest, project={"format": "nnstudio", "version": 1}),
        figure=changed(honest, figures={"x" * 10_000: 1}),
        none=changed(honest, figures={"nothing": 1}),
        inverse=changed(honest, step=0),
    )
    assert rows["good"]["points"] == "2"
    assert rows["other"]["remark"] == "not a hand-in"
    assert rows["deep"]["remark"]
    assert "name: is missing" in rows["missing"]["remark"]
    assert "this lesson is not known" in rows["unknown"]["remark"]
    assert "no such step" in rows["step"]["remark"]
    assert "can't be run again" in rows["project"]["remark"]
    assert "is no figure" in rows["figure"]["remark"]
    assert "is not a figure" in rows["none"]["remark"]
    assert "where none is asked for" in rows["inverse"]["remark"]
    assert all(len(row["remark"]) < 500 for row in rows.values())


def test_that_copies_without_seals_count_once_and_twice_by_one_learner_is_said(graded, honest):
    rows = graded(ada=honest, bob={**honest, "name": "Bob"}, cy={**honest, "name": "Cy", "seconds": 17.0})
    assert [rows[name]["points"] for name in ("ada", "bob", "cy")] == ["2", "0", "2"]
    assert "the same work as ada.json (Ada)" in rows["bob"]["remark"]
    assert "bob.json (Bob)" in rows["ada"]["remark"]
    again = graded(ada=honest, bob={**honest, "name": " ada"}, cy={**honest, "name": "Cy", "seconds": 17.0})
    assert [again[name]["points"] for name in ("ada", "bob", "cy")] == ["2", "2", "2"]
    assert "handed in more than once: bob.json" in again["ada"]["remark"]


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "a;=1+1",
    "a\t=1",
    'a";"=1',
    "＝1",
    "\u200b=1",
    "a|@x",
]


@pytest.mark.parametrize("separator", [",", ";", "tab"])
def test_that_no_cell_is_a_formula_whatever_separates(command, folder, honest, separator, tmp_path):
    hand_ins = {f"x{i}": {**honest, "name": text, "lesson": text, "claims": []} for i, text in enumerate(FORMULAS)}
    for name, raw in hand_ins.items():
        (folder / f"{name}.json").write_text(json.dumps(raw))
    output = tmp_path / "results.csv"
    assert command("grade", str(folder), "-o", str(output), "--separator", separator).status == 0
    lines = output.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + len(FORMULAS)
    for line in lines[1:]:
        for taken in (",", ";", "\t", "|"):
            for cell in next(csv.reader([line], delimiter=taken)):
                assert cell.strip("\"' \u200b")[:1] not in tuple("=+-@＝") or cell.lstrip('" ').startswith("'"), cell


def test_that_the_table_is_as_the_gradebook_wants_it(command, folder, honest, tmp_path):
    (folder / "ada.json").write_text(json.dumps({**honest, "identifier": "0042", "name": "=Ada; B"}))
    (folder / "bob.json").write_text(json.dumps({**honest, "name": "Bob", "claims": [], "seconds": 1234.5}))
    output = tmp_path / "results.csv"
    assert command("grade", str(folder), "-o", str(output), "--decimal", ",").status == 0
    ada, bob = rows_of(output, ";")
    assert (ada["identifier"], ada["percent"], bob["percent"], bob["minutes"]) == ("0042", "100,0", "50,0", "20,6")
    sheet = tmp_path / "results.xlsx"
    assert command("grade", str(folder), "-o", str(sheet)).status == 0
    with zipfile.ZipFile(sheet) as archive:
        cells = archive.read("xl/worksheets/sheet1.xml").decode()
        texts = archive.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in cells
    assert "<v>50</v>" in cells
    assert "=Ada; B" in texts and "0042" in texts


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["-o", "x.csv", "--separator", "x"], "--separator: x can't separate cells"),
        (["-o", "x.csv", "--decimal", "x"], "--decimal: x is no decimal sign"),
        (["-o", "x.csv", "--decimal", ",", "--separator", ","], "can't both have a comma"),
        (["-o", "x.xlsx", "--separator", ";"], "an .xlsx file has neither separator"),
        (["-o", "x.json"], "a table's name ends in"),
        (["-o", "x.csv", "--limit", "0"], "--limit: 0 is too small"),
        (["-o", "x.csv", "--lessons", "nowhere"], "there is no such folder"),
        (["-o", "nowhere/x.csv"], "can't be written"),
        (["-o", "x.csv"], "there are no hand-ins"),
    ],
)
def test_that_what_cannot_be_graded_is_said(command, folder, tmp_path, monkeypatch, options, complaint):
    monkeypatch.chdir(tmp_path)
    assert complaint in command("grade", str(folder), *options).complaint
    assert "there is no such folder" in command("grade", str(tmp_path / "none"), "-o", "x.csv").complaint


def test_that_ctrl_c_keeps_what_is_graded_and_the_same_command_goes_on(command, folder, honest, tmp_path, monkeypatch):
    def hand_in(number, epochs):
        raw = project_with({**honest, "name": f"L{number}", "seconds": 1.0 + number}, training__seed=number)
        raw["claims"][0]["epochs"] = epochs
        (folder / f"{number}.json").write_text(json.dumps(raw))

    # each has a run of its own, and the second takes for ever
    for number, epochs in enumerate((50, 900_000, 50)):
        hand_in(number, epochs)
    output = tmp_path / "results.csv"
    train, trained = Runner.run, []

    def run(self, project, epochs, *rest):
        trained.append(project.training.seed)
        if epochs == 900_000:
            # the table is there by now
            assert [row["name"] for row in rows_of(output)] == ["L0"]
            signal.raise_signal(signal.SIGINT)
        return train(self, project, epochs, *rest)

    monkeypatch.setattr(Runner, "run", run)
    status, out, err = command("grade", str(folder), "-o", str(output))
    assert (status, out) == (130, "")
    assert f"{output} holds 1 of 3 hand-ins; the same command goes on from there" in err
    assert [row["name"] for row in rows_of(output)] == ["L0"]
    cache = Path(os.environ["XDG_CACHE_HOME"])
    assert len(list(cache.rglob("*.json"))) == 1
    hand_in(1, 50)
    trained.clear()
    assert command("grade", str(folder), "-o", str(output)).status == 0
    rows = [(row["name"], row["claims confirmed"]) for row in rows_of(output)]
    assert rows == [(name, "1 of 1") for name in ("L0", "L1", "L2")]
    # once it is complete, nothing is kept beside the table
    assert trained == [1, 2]
    assert not list(cache.rglob("*.json"))


def test_that_the_seal_tells_what_was_written_over(honest):
    raw = sealed(honest)
    hand_in = HandIn.model_validate_json(json.dumps(raw))
    assert hand_in.seal == seal_of(hand_in)
    other = HandIn.model_validate_json(json.dumps({**raw, "name": "Eve"}))
    assert other.seal != seal_of(other)


def test_that_a_hand_in_is_read_in_its_bounds_and_no_pipe_keeps_one_waiting(tmp_path):
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "x.json")
        with pytest.raises(ProjectError, match="no ordinary file"):
            read_hand_in(tmp_path / "x.json")


def test_that_many_hand_ins_are_not_written_anew_after_each(graded, honest, monkeypatch):
    written = []
    true_write = grade_command.write_table
    monkeypatch.setattr(
        grade_command, "write_table", lambda lines, *rest: written.append(len(lines)) or true_write(lines, *rest)
    )
    rows = graded(**{f"h{i:03}": {**honest, "name": f"N{i}", "seconds": 9.0 + i} for i in range(60)})
    assert len(rows) == 60
    assert written[-1] == 60
    # no more than one a second, besides the last
    assert len(written) < 30


def test_that_runs_which_came_to_nothing_are_remembered_in_words_alone():
    runner = Runner(lambda: False)
    raw = json.loads(project_json(project_at(LESSONS["continue-training"][1], 2)))
    raw["training"]["optimizer"]["lr"] = 1000.0
    # by seeds that nobody else has: other tests may have left theirs
    seeds = range(90_001, 90_006)
    for number in seeds:
        raw["training"]["seed"] = number
        for _ in range(2):
            with pytest.raises(ProjectError, match="infinite or NaN"):
                runner.run(project_from(raw), 30, Budget(100.0))
    gc.collect()
    assert not [one for one in gc.get_objects() if type(one) is Trainer and one.project.training.seed in seeds]


def test_that_large_runs_make_way_for_each_other(monkeypatch):
    monkeypatch.setattr(rerun, "_KEPT_NUMBERS", 2000)
    runner = Runner(lambda: False)
    raw = json.loads(project_json(project_at(LESSONS["continue-training"][1], 2)))
    results = []
    for number in range(9):
        raw["training"]["seed"] = number
        results.append(weakref.ref(runner.run(project_from(raw), 1, Budget(100.0))))
    gc.collect()
    kept = [result() is not None for result in results]
    # of 500 samples each
    assert 1 <= sum(kept) <= 4
    assert kept[-1]
