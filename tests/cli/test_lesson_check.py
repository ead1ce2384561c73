"""The command finds what can't be finished, each fault with its line, against the project as it is at that step."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.project.guided.lesson_reading import examine, list_lessons

LESSONS = {lesson.id: (path, lesson) for path, lesson in list_lessons()}
STEP = {"title": "One", "text": "Read this."}
TRAINED = {"kind": "trained", "epochs": 30}
FEW = {"data": {"source": {"samples": 50}}}
DEEP = {"layers": [{"kind": "linear", "units": 3}, {"kind": "tanh"}, {"kind": "linear"}]}


def write_lesson(path, *steps, **fields):
    raw = {"format": "nnstudio-lesson", "version": 1, "id": "mine", "title": "Mine", "summary": "A lesson."}
    raw |= {"start": "linear-regression", "steps": [{**STEP, **step} for step in steps], **fields}
    path.write_text(json.dumps(raw, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def faults_of(command, tmp_path):
    """The command's lines for a lesson of these steps, without the file's name; its exit status is checked."""

    def check(*steps, **fields):
        path = write_lesson(tmp_path / "mine.json", *steps, **fields)
        status, out, err = command("lessons", "--check", str(path))
        assert err == ""
        if status == 0:
            assert "a sound lesson" in out
            return []
        assert status == 2
        lines = [line.removeprefix(f"{path}: ") for line in out.splitlines()]
        texts = path.read_text(encoding="utf-8").splitlines()
        for line in lines:
            number, _, rest = line.removeprefix("line ").partition(": ")
            # the last name in the place stands in the line, unless it is the number of an entry
            name = rest.partition(":")[0].rpartition(".")[2]
            assert name in texts[int(number) - 1] or "[" in name or "change" in rest or "is missing" in rest, line
        return lines

    return check


def has(where, **value):
    return {"wait_for": [{"kind": "project", "where": where, **value}]}


def predicts(figure, *bounds, texts="abcdefg"):
    choices = [{"text": text, "when": bound} for text, bound in zip(texts, bounds, strict=False)]
    return {"predict": {"question": "?", "figure": figure, "because": "So.", "choices": choices}}


def sweeps(**more):
    return {"wait_for": [{"kind": "swept", "seeds": 2, **more}]}


def orders(*lines, **more):
    choices = [{"text": line, "why": "x", **more} for line in lines]
    return {"quiz": {"question": "?", "in_order": True, "choices": choices}}


def computes(*lines, **more):
    return {"wait_for": [{"kind": "computed", "lines": lines, **more}]}


def aims(*aims):
    return {"goal": [{"label": "x", "figure": figure, **bounds} for figure, bounds in aims]}


def shows(*figures):
    return {"show": [{"label": "x", "figure": figure} for figure in figures]}


SOUND = {
    "every kind of condition": {
        "wait_for": [
            {"kind": "layers", "kinds": ["linear", "relu", "linear"], "units": [4]},
            {"kind": "project", "where": "training.optimizer.kind", "equals": "adam"},
            {"kind": "project", "where": "training.seed", "other_than": 2},
            {"kind": "project", "where": "training.epochs", "at_least": 50, "at_most": 60},
            {"kind": "selected", "control": "loss_selector", "text": "HuberLoss"},
            TRAINED,
            {"kind": "epoch", "above": 4, "below": 6},
            {"kind": "panel", "name": "code"},
            {"kind": "checked", "control": "take_apart_box"},
            {"kind": "unit"},
            {"kind": "unit_off"},
        ]
    },
    "whole numbers may be written with a point": has("training.epochs", equals=50.0),
    "another source": has("data.source.kind", equals="moons"),
    "a schedule": has("training.schedule.kind", equals="step"),
    "a place in the stack": has("network.layers.0.units", equals=1),
    "choices that cover everything": predicts("train_loss[-1]", {"below": 1}, {"at_least": 1}),
    "choices of a share": predicts("metrics.train.r2", {"at_most": 0.5}, {"above": 0.5}),
    "choices of whole numbers": predicts("epochs", {"at_most": 4}, {"at_least": 5}),
    "figures": shows("train_loss[-1]", "train_loss[0] / train_loss[29]", "parameters['0.weight'][0][0]", "epochs"),
    "money": {"text": "It costs $5, or *$6*, `x$`."},
    "a sweep over seeds": sweeps()
    | shows("sweep.stuck[0]", "sweep.high[0] / sweep.low[0]", "sweep.r2[0]", "sweep.runs"),
    "a sweep over rates": sweeps(vary="training.optimizer.lr=0.001,0.1")
    | shows("sweep.best", "sweep.median[1]", "sweep.diverged[-2]"),
    "a sweep over folds": sweeps(folds=5) | shows("sweep.scores.spread", "sweep.scores.baseline", "sweep.test_loss[0]"),
    "a sweep that is predicted": sweeps() | predicts("sweep.stuck[0]", {"below": 1}, {"at_least": 1}),
    "a goal": aims(("train_loss[-1]", {"below": 95}), ("parameter_count", {"at_most": 2, "at_least": 2})),
}


@pytest.mark.parametrize("name", SOUND)
def test_that_what_can_be_done_is_no_fault(faults_of, name):
    assert faults_of(SOUND[name]) == []


BAD = {
    "sweep's field": (sweeps(vary="training.optimiser.lr=1,2"), 'did you mean "training.optimizer.lr"?'),
    "sweep's value": (sweeps(vary="training.optimizer.lr=1,huge"), "training.optimizer.lr"),
    "sweep's range": (sweeps(vary="training.optimizer.lr=1..0:log:3"), "LOW..HIGH:log:COUNT"),
    "too many runs": (sweeps(seeds=100, vary="training.batch_size=1,2,3,4,5,6"), "these are 600 runs"),
    "more folds than samples": (sweeps(folds=200) | {"set_up": {"change": FEW}}, "more folds than samples"),
    "a figure of no sweep": (shows("sweep.stuck[0]"), "no step so far asks for a sweep"),
    "an unknown figure of a sweep": (sweeps() | shows("sweep.stuk[0]"), 'did you mean "stuck"?'),
    "a value beyond the last": (sweeps() | shows("sweep.stuck[1]"), "has 1 number here"),
    "the best of nothing": (sweeps() | shows("sweep.best"), "where the sweep varies a number"),
    "scores without folds": (sweeps() | shows("sweep.scores.mean"), "over folds"),
    "test losses without a test": (sweeps() | shows("sweep.test_loss[0]"), "no test samples"),
    "a share of a regression": (sweeps() | shows("sweep.accuracy[0]"), "has no accuracy"),
    "a goal of many runs": (aims(("sweep.runs", {"above": 1})), "reached by one run"),
    "a goal beside a predicted sweep": (
        sweeps() | predicts("sweep.stuck[0]", {"below": 1}, {"at_least": 1}) | aims(("train_loss[-1]", {"below": 95})),
        "a step of its own",
    ),
    "a sweep before it is predicted": (predicts("sweep.runs", {"below": 1}, {"at_least": 1}), "waits for one"),
    "a run's figure over a sweep": (sweeps() | predicts("epochs", {"below": 1}, {"at_least": 1}), "waits for one"),
    "one of each": (sweeps() | shows("sweep.runs / epochs"), "of a run and one of a sweep"),
    "layer kind": ({"wait_for": [{"kind": "layers", "kinds": ["linear", "rellu", "linear"]}]}, 'did you mean "relu"?'),
    "layer units": (
        {"wait_for": [{"kind": "layers", "kinds": ["linear", "linear"], "units": [1, 2, 3]}]},
        "1 are hidden",
    ),
    "layer size": ({"wait_for": [{"kind": "layers", "kinds": ["linear", "linear"], "units": [9999]}]}, "too large"),
    "path": (
        has("training.optimiser.lr", equals=0.1),
        'no training.optimiser.lr at this step; did you mean "optimizer"?',
    ),
    "path to a group": (has("training.optimizer", equals="adam"), "a group of fields"),
    "path past the end": (has("network.layers.3.units", equals=1), "no network.layers.3.units"),
    "field of another kind": (has("training.schedule.gamma", equals=0.5), "no training.schedule.gamma"),
    "value of another type": (has("training.epochs", equals="50"), '"50" is not a whole number'),
    "value with a fraction": (has("training.epochs", equals=50.5), "not a whole number"),
    "value out of range": (has("training.epochs", equals=0), "too small"),
    "bounds out of range": (has("training.optimizer.lr", above=1000), "can't be above 1,000"),
    "bounds on a text": (has("training.loss", above=1), "no number that could be above 1"),
    "bounds that contradict": (
        has("training.optimizer.lr", above=0.5, below=0.1),
        "no number is above 0.5 and below 0.1",
    ),
    "value outside its bounds": (has("training.seed", equals=5, above=7), "5 is not above 7"),
    "equal and another": (has("training.seed", equals=5, other_than=5), "nothing equals 5 and is another"),
    "nothing else there": (has("format", other_than="nnstudio"), "can't be other than"),
    "loss": (has("training.loss", equals="mae"), '"mae" is not known'),
    "loss of another task": (has("training.loss", equals="cross_entropy"), "does not fit regression"),
    "optimiser": (has("training.optimizer.kind", equals="adamm"), 'did you mean "adam"?'),
    "source": (has("data.source.kind", equals="moonz"), 'did you mean "moons"?'),
    "too many epochs": ({"wait_for": [{"kind": "trained", "epochs": 2_000_000}]}, "at most 1,000,000"),
    "no such text": ({"wait_for": [{"kind": "selected", "control": "loss_selector", "text": "MSE"}]}, '"MSELoss"'),
    "text of another task": (
        {"wait_for": [{"kind": "selected", "control": "loss_selector", "text": "CrossEntropyLoss"}]},
        "known: MSELoss, L1Loss, HuberLoss",
    ),
    "text of another view": (
        {"wait_for": [{"kind": "selected", "control": "view_selector", "text": "Decision regions"}]},
        "no “Decision regions”",
    ),
    "no selector": ({"wait_for": [{"kind": "selected", "control": "seed", "text": "1"}]}, "seed is no selector"),
    "a number field": ({"wait_for": [{"kind": "checked", "control": "epochs"}]}, "epochs can't be on or off"),
    "an action": ({"wait_for": [{"kind": "checked", "control": "train_button"}]}, "train_button can't be on or off"),
    "unknown control": ({"wait_for": [{"kind": "checked", "control": "x_box"}]}, "there is no control x_box"),
    "epoch before a run": ({"wait_for": [{"kind": "epoch", "at_least": 5}]}, "no such epoch before a run"),
    "epoch after the end": ({"wait_for": [TRAINED, {"kind": "epoch", "above": 30}]}, "ends at epoch 30"),
    "no whole number": (
        {"wait_for": [TRAINED, {"kind": "epoch", "above": 5, "below": 6}]},
        "no epoch is above 5 and below 6",
    ),
    "epoch below 0": ({"wait_for": [{"kind": "epoch", "below": 0}]}, "no epoch is below 0"),
    "epoch to show": ({"set_up": {"epoch": 5}}, "no epoch 5 to show: no run has begun"),
    "metric of another task": (shows("metrics.train.accuracy"), "no accuracy for regression"),
    "metric that there is not": (shows("metrics.train.r3"), "known: r2, mse"),
    "share that there is not": (shows("metrics.both.r2"), "has train and test"),
    "no test samples": (shows("test_loss[-1]"), "there are no test samples"),
    "no test samples for a metric": (aims(("metrics.test.r2", {"above": 0.5})), "there are no test samples"),
    "no number": (shows("train_loss"), "one number an epoch"),
    "epoch of no run": (shows("train_loss[30]"), "[0] to [29]"),
    "parameter": (shows("parameters['2.weight'][0][0]"), 'no "2.weight"'),
    "parameter's place": (shows("parameters['0.weight'][1][0]"), "has the shape [1, 1]"),
    "whole parameter": (shows("parameters['0.weight']"), "[row][column]"),
    "point of other data": (shows("outputs(0, 0)[0]"), "a point of 1 number here, not of 2"),
    "output that there is not": (shows("outputs(0)[1]"), "has 1 number here"),
    "probability of a value": (shows("probabilities(0)[0]"), "for classes alone"),
    "weight that there is not": (shows("baseline['sklearn'][2]"), "[0] to [1]"),
    "choices with a gap": (
        predicts("train_loss[-1]", {"below": 1}, {"above": 1}),
        "no choice is right if the figure comes to 1",
    ),
    "choices without an end": (predicts("train_loss[-1]", {"below": 1}, {"at_least": 1, "below": 9}), "leave a gap"),
    "whole numbers with a gap": (predicts("epochs", {"at_most": 4}, {"at_least": 6}), "comes to 5"),
    "choices at once": (predicts("train_loss[-1]", {"below": 2}, {"above": 1}), "choices 1 and 2 are right at once"),
    "a choice that contradicts": (
        predicts("epochs", {"below": 1, "above": 2}, {"at_least": 1}),
        "no number is above 2 and below 1",
    ),
    "the same choice": (predicts("epochs", {"below": 1}, {"at_least": 1}, texts="aa"), "the same answer as choice 1"),
    "the same answer": (
        {"quiz": {"question": "?", "choices": [{"text": "a", "why": "x", "right": True}, {"text": " A", "why": "x"}]}},
        "the same answer as choice 1",
    ),
    "an order with a right line": (orders(*"abc", right=True), "have no “right”"),
    "nothing to compute": (computes("1 + 1"), "say value, shape, dtype or fails"),
    "no Python": (computes("1 +", value=1), "is no Python"),
    "a value of what fails": (computes("1 + 1", value=2, fails="x"), "has no value"),
    "an order of two": (orders(*"ab"), "from 3 to 7 lines"),
    "an order of eight": (orders(*"abcdefgh"), "from 3 to 7 lines"),
    "an order of the same lines": (orders(*"aba"), "the same answer as choice 1"),
    "loss below 0": (aims(("train_loss[-1]", {"below": 0})), "never below 0"),
    "r2 above 1": (aims(("metrics.train.r2", {"above": 1})), "never above 1"),
    "parameters below 1": (aims(("parameter_count", {"below": 1})), "never below 1"),
    "half a parameter": (aims(("parameter_count", {"above": 2, "below": 3})), "never above 2 and below 3"),
    "goals that contradict": (
        aims(("parameter_count", {"below": 5}), ("parameter_count", {"above": 5})),
        "no number is below 5 and above 5",
    ),
    "figures below their question": (
        predicts("metrics.train.r2", {"below": 1}, {"at_least": 1}) | shows("metrics.train.r2"),
        "stand below the question",
    ),
    "an answer over the layers": (
        predicts("parameter_count", {"below": 1}, {"at_least": 1}),
        "are counted in the window",
    ),
    "an answer below the plots": (predicts("loss.before", {"below": 1}, {"at_least": 1}), "in the diagnosis_strip"),
    "done by nobody": (has("training.epochs", equals=30), "done by doing nothing"),
    "stands there already": (
        {"wait_for": [{"kind": "selected", "control": "loss_selector", "text": "MSELoss"}]},
        "done by doing nothing",
    ),
    "off already": ({"wait_for": [{"kind": "checked", "control": "endless_button", "on": False}]}, "by doing nothing"),
    "open already": (
        {"set_up": {"open": ["code"]}, "wait_for": [{"kind": "panel", "name": "code"}]},
        "by doing nothing",
    ),
    "nothing to reset": ({"wait_for": [{"kind": "reset"}]}, "nothing is trained by then"),
    "a page that there is not": ({"wait_for": [{"kind": "panel", "name": "walk", "page": "x"}]}, "has no page x"),
    "a page of no panel": ({"wait_for": [{"kind": "panel", "name": "code", "page": "x"}]}, "has no page x"),
    "a page of other projects": (
        {"wait_for": [{"kind": "panel", "name": "metrics", "page": "classes"}]},
        "there are no classes",
    ),
    "a list of no selector": ({"wait_for": [{"kind": "list_opened", "control": "seed"}]}, "seed is no selector"),
    "formula that can't be set": ({"text": r"$\frac{a$"}, r"the formula \frac{a can't be set"),
    "command that there is not": ({"text": r"$\nosuch{x}$"}, r"\nosuch is not known"),
    "formula that is cut": ({"text": f"${' + '.join('abcdefghijklm')} = 0 + 1 + 2 + 3$"}, "more than the"),
    "formula bomb": ({"text": r"$\hspace{2000em}\rule{1em}{1em}$"}, "is not set: its spaces and rules"),
    "formula within marks": ({"text": "**$x$**"}, "is not drawn"),
    "formula without an end": ({"text": "$x"}, "a dollar sign stands alone"),
    "formula in a title": ({"title": "$x$"}, "no formula is drawn here"),
    "hidden button": (
        {"wait_for": [TRAINED]},
        "train_button and step_button are hidden",
        {"hide": ["train_button", "step_button"]},
    ),
    "hidden field": (has("training.epochs", equals=3), "epochs is hidden", {"hide": ["epochs"]}),
    "hidden timeline": (
        {"wait_for": [TRAINED, {"kind": "epoch", "at_most": 3}]},
        "timeline is hidden",
        {"hide": ["timeline"]},
    ),
    "pointing at what is hidden": ({"point_at": "seed"}, "nothing to point at", {"hide": ["seed"]}),
    "pointing at another plot": ({"point_at": "decision_plot"}, "there is no decision_plot at this step"),
    "option of other data": ({"point_at": "source_noise"}, "Iris has no noise", {"start": "iris-of-mine"}),
    "all that is wrong with a change": (
        {"set_up": {"change": {"training": {"epochs": 0, "batch_size": 0}}}},
        "training.batch_size: 0 is too small",
    ),
    "change of another project": (
        {"set_up": {"project": "linear-regression", "change": {"training": {"loss": "cross_entropy"}}}},
        "does not fit regression",
    ),
}
IRIS = {
    "format": "nnstudio",
    "version": 1,
    "data": {"source": {"kind": "iris"}},
    "network": {"layers": [{"kind": "linear"}]},
    "training": {"loss": "cross_entropy", "optimizer": {"kind": "sgd"}},
}


def bad(name):
    step, expected, *more = BAD[name]
    fields = dict(*more)
    if fields.get("start") == "iris-of-mine":
        fields["start"] = IRIS
    return step, expected, fields


@pytest.mark.parametrize("name", BAD)
def test_that_what_cannot_be_finished_is_said(faults_of, name):
    step, expected, fields = bad(name)
    faults = faults_of(step, **fields)
    assert any(expected in fault for fault in faults), faults
    # one mistake is said once
    assert len(faults) == (2 if name == "all that is wrong with a change" else 1)


AGAIN = [
    TRAINED,
    {"kind": "diverged"},
    {"kind": "project", "where": "training.seed", "equals": 5},
    {"kind": "layers", "kinds": ["linear", "tanh", "linear"]},
    {"kind": "panel", "name": "code"},
    {"kind": "unit_off"},
    {"kind": "checked", "control": "endless_button"},
    {"kind": "selected", "control": "optimizer_selector", "text": "Adam"},
]


@pytest.mark.parametrize("condition", AGAIN, ids=lambda condition: condition["kind"])
def test_that_what_the_step_before_has_left_so_is_nothing_to_do(faults_of, condition):
    (fault,) = faults_of({"wait_for": [condition]}, {"wait_for": [condition]})
    assert "steps[1].wait_for[0]" in fault
    assert "done by doing nothing" in fault


_PLACES = """
import json, sys
from pathlib import Path
from nnstudio.data.lesson_files import check_lesson
faults = {path.stem: check_lesson(path)[1] for path in Path(sys.argv[1]).iterdir()}
print(json.dumps({name: [f"{each.line}: {each.place}" for each in found] for name, found in faults.items()}))
"""


def test_that_the_same_is_found_in_any_language(tmp_path):
    for name in BAD:
        step, _expected, fields = bad(name)
        write_lesson(tmp_path / f"{name}.json", step, **fields)
    found = {}
    for language in ("en", "xx-long"):
        run = [sys.executable, "-c", _PLACES, str(tmp_path)]
        environment = {**os.environ, "NNSTUDIO_LANGUAGE": language}
        found[language] = json.loads(subprocess.run(run, env=environment, capture_output=True, check=True).stdout)
    assert found["xx-long"] == found["en"]
    assert len(found["en"]) == len(BAD)


def test_that_a_step_is_judged_by_the_project_as_it_is_by_then(faults_of):
    deeper = {"set_up": {"change": {"network": DEEP}}}
    two_weights = shows("parameters['2.weight'][0][2]")
    assert faults_of(deeper, two_weights) == []
    assert 'no "2.weight"' in faults_of(two_weights, deeper)[0]
    share = {"set_up": {"change": {"data": {"test_fraction": 0.2}}}}
    assert faults_of(share, shows("test_loss[-1]")) == []
    assert faults_of(has("data.test_fraction", above=0), shows("metrics.test.r2")) == []
    # a fold takes the share's place, as in the window
    fold = has("data.fold.folds", equals=5)
    fold["wait_for"].append(TRAINED)
    assert faults_of(share, fold, shows("metrics.test.r2")) == []
    made = {"wait_for": [{"kind": "layers", "kinds": ["linear", "tanh", "linear"], "units": [3]}]}
    assert faults_of(made, two_weights) == []
    # another network begins anew, and has no epochs yet
    run = {"wait_for": [TRAINED]}
    assert faults_of(run, {"set_up": {"epoch": 5}}) == []
    assert "no run has begun" in faults_of(run, {"set_up": {"change": {"network": DEEP}, "epoch": 5}})[0]
    assert "no run has begun" in faults_of(run, {"set_up": {"reset": True, "epoch": 5}})[0]
    longer = has("training.epochs", equals=50)
    assert faults_of(longer, {"wait_for": [{"kind": "trained", "epochs": 50}]}, shows("train_loss[49]")) == []


def test_that_nothing_can_be_trained_that_nobody_is_asked_to_repair(faults_of):
    chosen, run = has("training.loss", equals="bce"), {"wait_for": [TRAINED]}
    (fault,) = faults_of(chosen, run, start="binary-classification")
    assert "steps[1].wait_for[0]: nothing can be trained by then" in fault
    repaired = {"wait_for": [{"kind": "layers", "kinds": ["linear", "relu", "linear", "sigmoid"]}]}
    assert faults_of(chosen, repaired, run, start="binary-classification") == []


def test_that_all_faults_are_said_at_once_those_of_form_among_them(faults_of):
    faults = faults_of(
        {
            "text": r"$\frac{a$",
            "predict": {"question": "?"},
            "wait_for": [{"kind": "nope"}, TRAINED, {"kind": "layers", "kinds": ["x"]}],
        },
        {"point_at": "nowhere", "tilte": 1},
        {**shows("test_loss[-1]"), "quiz": {"question": "?", "choices": []}},
        id="A B",
        hide=["nothing"],
    )
    expected = [
        "id:",
        "steps[0].text:",
        "steps[0].predict.figure:",
        "steps[0].predict.because:",
        "steps[0].wait_for[0].kind:",
        "steps[0].wait_for[2].kinds[0]:",
        "steps[1].point_at:",
        "steps[1].tilte:",
        "steps[2].show[0].figure:",
        "steps[2].quiz.choices:",
        "hide[0]:",
    ]
    assert all(any(f": {place}" in fault for fault in faults) for place in expected), faults
    assert len(faults) == len(expected)
    assert [int(fault.split(":")[0].removeprefix("line ")) for fault in faults] == sorted(
        int(fault.split(":")[0].removeprefix("line ")) for fault in faults
    )


def test_that_all_lessons_that_ship_can_be_finished(command):
    for path, lesson in LESSONS.values():
        status, out, err = command("lessons", "--check", str(path))
        assert (status, out, err) == (0, f"{path}: a sound lesson of {len(lesson.steps)} steps\n", "")


def test_that_a_lesson_of_an_earlier_program_still_opens_and_the_check_says_what_is_wrong_with_it(command):
    path = Path(__file__).parent.parent / "project" / "earlier" / "lesson.json"
    assert examine(path)[1] == []
    status, out, _ = command("lessons", "--check", str(path))
    assert status == 2
    assert [line.split(": ")[2] for line in out.splitlines()] == [
        "steps[0].predict.choices",
        "steps[0].wait_for[1].kinds[0]",
        "steps[1].show[0].figure",
    ]


def test_that_a_lesson_that_is_not_there_is_named(command, tmp_path):
    assert "there is no such file" in command("lessons", "--check", str(tmp_path / "x.json")).complaint


def test_that_texts_beside_a_lesson_are_printed_and_checked(command, tmp_path):
    path, lesson = LESSONS["tensors"]
    mine = tmp_path / "mine.json"
    mine.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    texts = command("lessons", "--texts", mine).json
    assert texts["texts"][lesson.title] == lesson.title
    beside = tmp_path / "mine.de.nntexts"
    beside.write_text(json.dumps(texts), encoding="utf-8")
    assert command("lessons", "--check", mine).status == 0
    del texts["texts"][lesson.title]
    beside.write_text(json.dumps(texts), encoding="utf-8")
    status, out, _ = command("lessons", "--check", mine)
    assert (status, out) == (2, f"{beside}: 1 text is not said yet, the first: “{lesson.title}”\n")


def test_that_a_question_is_refused_whose_answer_was_shown_before(faults_of):
    asks = predicts("train_loss[-1]", {"below": 99}, {"at_least": 99})
    trained = {"wait_for": [TRAINED]} | shows("train_loss[-1]")
    [fault] = faults_of(trained, asks)
    assert "step 1 has shown this already" in fault
    # another run is another figure; so is more of the same
    assert faults_of(trained, {"wait_for": [{"kind": "trained", "epochs": 60}]} | asks) == []
    assert faults_of(trained, has("training.seed", equals=7), {"wait_for": [TRAINED]} | asks) == []
