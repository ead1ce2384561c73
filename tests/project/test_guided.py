"""A lesson's file is read whole or refused with the line and the reason."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project.errors import ProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.guided.controls import CONTROLS, PANELS
from nnstudio.project.guided.figures import looking_up, parse_figure
from nnstudio.project.guided.kind import is_lesson
from nnstudio.project.guided.lesson_reading import examine, list_lessons, parse_lesson, read_lesson
from nnstudio.project.guided.lines import Lines
from nnstudio.project.guided.patch import patched
from nnstudio.resources import resources_dir

STEP = {"title": "One", "text": "Read this."}


def lesson(*steps, **fields):
    start = {"format": "nnstudio-lesson", "version": 1, "id": "mine", "title": "Mine", "summary": "A lesson."}
    return {**start, "start": "linear-regression", "steps": list(steps) or [STEP], **fields}


def faults_of(raw):
    return [str(fault) for fault in parse_lesson(json.dumps(raw, indent=1))[1]]


def test_that_lessons_call_a_loss_what_it_is():
    """The average during an epoch, not the loss of the network that the epoch has left."""
    found = 0
    for _, lesson in list_lessons():
        for step in lesson.steps:
            for shown in (*step.show, *step.goal):
                if shown.figure.startswith("train_loss"):
                    assert "average during" in shown.label, (lesson.id, step.title)
                    found += 1
                elif shown.figure.startswith(("test_loss", "loss.after")):
                    assert "after" in shown.label, (lesson.id, step.title)
                elif shown.figure == "loss.before":
                    assert "before training" in shown.label, (lesson.id, step.title)
    assert found >= 5


def test_that_all_lessons_that_ship_are_sound():
    lessons = list_lessons()
    assert len(lessons) >= 13
    assert len({lesson.id for _, lesson in lessons}) == len(lessons)
    assert all(examine(path)[1] == [] for path, _ in lessons)


def test_that_the_smallest_lesson_is_sound():
    assert faults_of(lesson()) == []
    found, _ = parse_lesson(json.dumps(lesson()))
    assert found.steps[0].text == ("Read this.",)
    assert not found.steps[0].asks


QUIZ = {"question": "?", "choices": [{"text": "a", "why": "b", "right": True}, {"text": "c", "why": "d"}]}
BAD = {
    "no steps": (lesson(steps=[]), "steps: needs at least 1 entry"),
    "unknown key": (lesson({**STEP, "tilte": "x"}), 'steps[0].tilte: unknown key; did you mean "title"?'),
    "missing": (lesson({"text": "x"}), "steps[0].title: is missing"),
    "empty text": (lesson({**STEP, "text": ""}), "steps[0].text: is empty"),
    "no example": (lesson(start="linear-regresion"), 'did you mean "linear-regression"?'),
    "wrong project": (
        lesson(start={"format": "nnstudio", "version": 1, "data": {}}),
        "start.data.source: is missing",
    ),
    "unknown control": (lesson({**STEP, "point_at": "trian_button"}), 'did you mean "train_button"?'),
    "unknown condition": (
        lesson({**STEP, "wait_for": [{"kind": "traind"}]}),
        "steps[0].wait_for[0].kind: unknown kind",
    ),
    "condition of the wrong type": (
        lesson({**STEP, "wait_for": [{"kind": "trained", "epochs": "ten"}]}),
        'steps[0].wait_for[0].epochs: "ten" is not a whole number',
    ),
    "unknown panel": (lesson({**STEP, "wait_for": [{"kind": "panel", "name": "codes"}]}), 'did you mean "code"?'),
    "no figure": (lesson({**STEP, "show": [{"label": "x", "figure": "los"}]}), "“los” is no figure"),
    "goal without bounds": (
        lesson({**STEP, "goal": [{"label": "x", "figure": "epochs"}]}),
        "say above, at_least, below or at_most",
    ),
    "two right answers": (
        lesson({**STEP, "quiz": {**QUIZ, "choices": [{**one, "right": True} for one in QUIZ["choices"]]}}),
        'exactly one choice must have "right": true',
    ),
    "bad change": (
        lesson({**STEP, "set_up": {"change": {"training": {"epochs": 0}}}}),
        "steps[0].set_up.change: training.epochs: 0 is too small",
    ),
    "newer": (lesson(version=2), "update NN Studio"),
    "other format": (lesson(format="nnstudio"), 'not a lesson; "format" must be "nnstudio-lesson"'),
}


@pytest.mark.parametrize("name", BAD)
def test_that_what_is_wrong_is_said(name):
    raw, expected = BAD[name]
    faults = faults_of(raw)
    assert any(expected in fault for fault in faults), faults
    assert all(fault.startswith("line ") and "\n" not in fault for fault in faults)


def test_that_a_fault_has_the_line_where_it_stands():
    text = json.dumps(lesson(STEP, {**STEP, "point_at": "nothing"}), indent=1)
    (fault,) = parse_lesson(text)[1]
    assert '"point_at": "nothing"' in text.splitlines()[fault.line - 1]
    assert parse_lesson('{\n"format": "nnstudio-lesson",\n"version": 1\n"id": 1}')[1][0].line == 4


def test_that_all_faults_are_said_at_once_in_their_order():
    faults = parse_lesson(json.dumps(lesson({**STEP, "point_at": "a"}, {**STEP, "point_at": "b"}), indent=1))[1]
    assert [fault.place for fault in faults] == ["steps[0].point_at", "steps[1].point_at"]
    assert faults[0].line < faults[1].line


def test_that_files_that_are_no_lessons_are_told_apart(tmp_path):
    path = tmp_path / "x.json"
    assert not is_lesson(path)
    path.write_text(json.dumps(lesson()))
    assert is_lesson(path)
    assert read_lesson(path).id == "mine"
    path.write_bytes(b"\xff\xfe")
    assert not is_lesson(path)
    # by its name, whatever is in it: what is wrong with it is then said of a lesson
    assert is_lesson(path.with_suffix(".nnlesson"))
    with pytest.raises(ProjectError, match="line 1: this is not UTF-8 text"):
        read_lesson(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=4), inside, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from((None, 1, 3)))
def test_that_every_value_of_a_text_is_found_on_its_line(value, indent):
    text = json.dumps(value, indent=indent)

    def look(place, here):
        line = text.splitlines()[Lines(text).of(place) - 1] if text.splitlines() else text
        if not isinstance(here, dict | list):
            assert json.dumps(here) in line
        for key, inside in (
            here.items() if isinstance(here, dict) else enumerate(here if isinstance(here, list) else ())
        ):
            look((*place, key), inside)

    look((), value)


@given(JSON, st.sampled_from(("steps", "start", "id", "hide", "title")))
def test_that_whatever_stands_in_a_lesson_it_is_refused_or_read(value, key):
    found, faults = parse_lesson(json.dumps({**lesson(), key: value}))
    assert (found is not None and not faults) or faults
    assert all(fault.line == 1 and len(str(fault).splitlines()) == 1 for fault in faults)


RESULT = {
    "train_loss": [4.0, 2.0, 1.0],
    "parameter_count": 7,
    "parameters": {"0.weight": [[0.5, -1.5]]},
    "metrics": {"train": {"accuracy": 0.9}, "test": None},
}


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("train_loss[-1]", 1.0),
        ("train_loss[0] / train_loss[-1]", 4.0),
        ("train_loss[1] - train_loss[0]", -2.0),
        ("parameter_count", 7.0),
        ("parameters['0.weight'][0][1]", -1.5),
        ('parameters["0.weight"][0][1]', -1.5),
        ("metrics.train.accuracy", 0.9),
        ("metrics.test.accuracy", None),
        ("train_loss[7]", None),
        ("train_loss", None),
        ("logits(0, 0)[0]", None),
    ],
)
def test_that_a_figure_is_what_the_command_prints(figure, value):
    assert parse_figure(figure).value(looking_up(RESULT)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lose",
        "train_loss[",
        "train_loss[1.5]",
        "train_loss +1",
        "a; b",
        "logits",
        "logits()",
        "epochs - ",
        "__import__('os')",
    ],
)
def test_that_other_texts_are_no_figures(text):
    with pytest.raises(ProjectError, match="is not a figure"):
        parse_figure(text)


@given(st.text(alphabet="train_loss[]().-/0123456789'\" ,epochs", max_size=30))
def test_that_no_text_harms_the_parser(text):
    try:
        parse_figure(text).value(looking_up(RESULT))
    except ProjectError as error:
        assert "is not a figure" in str(error)


def test_that_a_change_is_merged_and_another_kind_replaces_the_whole():
    project = open_source("binary-classification")
    changed = patched(project, {"training": {"optimizer": {"lr": 0.5}}})
    assert changed.training.optimizer.lr == 0.5
    assert changed.training.optimizer.kind == "adam"
    assert changed.data == project.data
    other = patched(project, {"training": {"optimizer": {"kind": "sgd", "lr": 0.5}}})
    assert other.training.optimizer.kind == "sgd"
    with pytest.raises(ProjectError, match="network"):
        patched(project, {"network": {"layers": []}})


def test_that_the_page_on_lessons_names_every_panel_and_every_control_in_their_order():
    page = (resources_dir() / "lessons" / "guided" / "FORMAT.md").read_text(encoding="utf-8")
    section = re.search(r"^## Panels and controls\n(.*?)^## ", page, re.MULTILINE | re.DOTALL)[1]
    panels, controls = section.split("Controls:")
    assert re.findall(r"`(\w+)`", panels.split(";")[0]) == list(PANELS)
    docks = [f"{name}_dock" for name in PANELS]
    assert docks[0] in panels
    assert [*re.findall(r"`(\w+)`", controls), *docks] == list(CONTROLS)
