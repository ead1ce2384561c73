"""The lesson's column leads, watches, and keeps how far one has come."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent, QTextCharFormat
from PySide6.QtWidgets import QAbstractButton, QInputDialog, QLabel, QMessageBox, QPushButton, QWidget

from nnstudio.project.guided.comparing import lesson_sha256, step_keys
from nnstudio.project.guided.condition_check import texts_of
from nnstudio.project.guided.controls import CHECKABLE, CONTROLS, DEVICES, FIELDS, PANELS, SPEEDS
from nnstudio.project.guided.hand_in import read_hand_in, seal_of
from nnstudio.project.guided.lesson_reading import list_lessons, parse_lesson
from nnstudio.project.guided.marks import plain_text
from nnstudio.project.guided.ordering import mixed, order_of_rank, rank_of_order
from nnstudio.project.guided.tasks import Shown
from nnstudio.project.guided.text_check import LETTERS, WIDEST, WIDEST_ASKED
from nnstudio.ui.lessons.handing_in import made
from nnstudio.ui.lessons.lesson_text import LessonText
from nnstudio.ui.lessons.markup import rich_text
from nnstudio.ui.lessons.ordering_box import OrderingBox
from nnstudio.ui.lessons.progress import (
    Answered,
    Progress,
    fresh_progress,
    load_progress,
    progress_in,
    save_progress,
)
from nnstudio.ui.lessons.task_views import figure_text
from nnstudio.ui.widgets.glossary import GLOSSARY
from nnstudio.ui.widgets.plain_text import PlainLabel
from nnstudio.ui.window import panel_list as panels

LESSONS = {lesson.id: path for path, lesson in list_lessons()}
EARLIER = Path(__file__).parents[2] / "project" / "earlier"
TRAINED = {"kind": "trained", "epochs": 30}
QUIZ = {
    "question": "Which?",
    "choices": [{"text": "this", "why": "No: that."}, {"text": "that", "right": True, "why": "Yes."}],
}


@pytest.fixture
def taught(studio, tmp_path):
    """Opens a lesson of the given steps in a window of its own."""

    def open_one(*steps, **fields):
        raw = {"format": "nnstudio-lesson", "version": 1, "id": "mine", "title": "Mine", "summary": "A lesson."}
        steps = [{"title": f"Step {i}", "text": "Do it.", **step} for i, step in enumerate(steps)]
        path = tmp_path / "mine.json"
        path.write_text(json.dumps({**raw, "start": "linear-regression", "steps": steps, **fields}))
        here = studio(str(path))
        here.guide = here.window.lessons.guide
        here.path = path
        return here

    return open_one


def test_that_every_control_a_lesson_may_name_is_there(studio):
    here = studio("nonlinear-regression")
    here.wait(lambda: here.window.findChild(QWidget, "fit_plot") is not None)
    missing = {name for name in CONTROLS if here.window.findChild(QWidget, name) is None}
    # these are made when they are first needed
    assert missing <= {"decision_plot", "unit_plot", "source_noise"}
    assert {name: title for name, (title, _) in panels.PANELS.items()} == PANELS
    # what the check of a lesson knows of them
    buttons = {name: here.window.findChild(QAbstractButton, name) for name in CONTROLS}
    assert {name for name, button in buttons.items() if button is not None and button.isCheckable()} == set(CHECKABLE)
    for name, texts in (("speed_selector", SPEEDS), ("device_selector", DEVICES)):
        selector = here.selector(name)
        shown = [selector.itemText(row).removesuffix(" (not here)") for row in range(selector.count())]
        assert tuple(shown) == texts
    assert set(FIELDS.values()) <= set(CONTROLS)


@pytest.mark.parametrize(
    ("source", "views"),
    [
        ("nonlinear-regression", ["Fit"]),
        ("binary-classification", ["Decision regions"]),
        ("multiple-regression", ["Predicted against actual", "Predicted value"]),
    ],
)
def test_that_the_check_knows_what_the_selectors_offer(studio, source, views):
    here = studio(source)
    offered = {
        name: sorted(here.selector(name).itemText(row) for row in range(here.selector(name).count()))
        for name in ("view_selector", "loss_selector", "optimizer_selector")
    }
    assert offered["view_selector"] == views
    for name, texts in offered.items():
        assert sorted(texts_of(name, here.window.project)) == texts


def test_that_a_lesson_opens_beside_the_studio_with_its_project(taught):
    here = taught({})
    assert here.guide.column.isVisible()
    assert not any(here.window.drawers[name].isVisible() for name in PANELS)
    assert here.window.windowTitle().startswith("Mine")
    assert here.window.project.training.epochs == 30
    assert not here.window.document.is_modified


def test_that_next_waits_for_what_is_asked_but_lets_one_skip(taught):
    here = taught({"wait_for": [{"kind": "trained", "epochs": 30}]}, {})
    button = here.button("lesson_next_button")
    assert button.text() == "Skip"
    here.train()
    here.wait(lambda: button.text() == "Next")
    assert here.guide.column.todo.lines() == ["✓  Train to epoch 30"]
    here.press("lesson_next_button")
    assert button.text() == "Finish"
    here.press("lesson_back_button")
    # what was done stays done
    assert button.text() == "Next"


def test_that_a_prediction_comes_before_the_run_and_is_compared_with_it(taught):
    predict = {
        "question": "How large?",
        "figure": "train_loss[-1]",
        "because": "It is the noise.",
        "choices": [{"text": "small", "when": {"below": 50}}, {"text": "large", "when": {"at_least": 50}}],
    }
    here = taught({"predict": predict, "wait_for": [{"kind": "trained", "epochs": 30}]})
    here.press("prediction_0_button")
    here.train()
    here.wait(lambda: here.guide.is_step_done)
    answered = here.guide.progress.answers[0]
    assert answered.actual == here.window.train_loss[-1]
    assert answered.is_right is False
    assert not answered.was_late
    said = [label.text() for label in here.guide.column.prediction.findChildren(QLabel)]
    assert any(text.startswith("✗  It came out otherwise: it is 93.24") for text in said)


def test_that_a_run_that_is_not_the_lessons_own_counts_nothing_and_can_be_set_back(taught):
    predict = {"question": "?", "figure": "train_loss[-1]", "because": "So.", "tolerance": 1}
    show = [{"label": "loss", "figure": "train_loss[-1]"}]
    here = taught({"predict": predict, "wait_for": [TRAINED], "show": show})
    note = here.find("lesson_note", QLabel)
    here.type_into(here.find("prediction_field"), "93")
    here.find("seed").setValue(7)
    here.wait_for_run()
    here.train()
    here.wait(lambda: "(other: training.seed)" in note.text())
    here.guide._look()
    assert not here.guide.is_step_done
    assert here.guide.column.figures.texts() == ["–"]
    here.press("lesson_restore_button")
    here.wait(lambda: here.window.project.training.seed != 7 and here.window.session.run is not None)
    assert not here.window.session.run.epoch
    here.wait(lambda: not here.button("lesson_restore_button").isVisible())
    here.train()
    here.wait(lambda: here.guide.is_step_done)
    assert here.guide.progress.answers[0].is_right


def test_that_a_lesson_says_that_it_was_revised(taught, studio):
    here = taught({"quiz": QUIZ}, {})
    here.press("answer_1_button")
    here.press("lesson_next_button")
    here.wait(lambda: here.guide.progress.done == {0, 1})
    here.window.close()
    raw = json.loads(here.path.read_text(encoding="utf-8"))
    raw["steps"][0]["quiz"]["question"] = "Another?"
    here.path.write_text(json.dumps(raw), encoding="utf-8")
    other = studio(str(here.path))
    note = other.find("lesson_note", QLabel)
    assert "a step that you had done is to be done again" in note.text()
    assert other.window.lessons.guide.progress.done == {1}
    other.press("lesson_back_button")
    assert note.isHidden()


def test_that_an_answer_after_the_run_is_noted_as_late(taught):
    predict = {"question": "?", "figure": "train_loss[-1]", "because": "So.", "tolerance": 1}
    here = taught({"predict": predict, "wait_for": [{"kind": "trained", "epochs": 30}]})
    here.train()
    field = here.find("prediction_field")
    here.type_into(field, "what")
    assert 0 not in here.guide.progress.answers
    here.type_into(field, "93,2")
    here.wait(lambda: here.guide.is_step_done)
    assert here.guide.progress.answers[0].was_late
    assert here.guide.progress.answers[0].is_right


def test_that_a_quiz_explains_each_answer_and_counts_the_tries(taught):
    here = taught({"quiz": QUIZ})
    here.press("answer_0_button")
    assert not here.guide.is_step_done
    here.press("answer_1_button")
    assert here.guide.is_step_done
    answered = here.guide.progress.answers[0]
    assert (answered.first, answered.answer, answered.tries, answered.is_right) == (0, 1, 2, False)


def test_that_a_goal_is_checked_against_the_run(taught):
    here = taught({"goal": [{"label": "loss", "figure": "train_loss[-1]", "below": 95}]})
    here.press("step_button")
    here.wait_for_state("paused")
    here.wait(lambda: any("now" in label.text() for label in here.guide.column.goal.findChildren(QLabel)))
    assert not here.guide.is_step_done
    here.train()
    here.wait(lambda: here.guide.is_step_done)
    claim = here.guide.progress.claims[0]
    assert claim["epochs"] == 30
    assert claim["figures"] == {"train_loss[-1]": here.window.train_loss[-1]}


def test_that_a_step_sets_up_the_studio_and_undo_takes_it_back(taught):
    change = {"training": {"optimizer": {"lr": 0.5}}}
    here = taught({}, {"set_up": {"change": change, "open": ["code"]}})
    here.press("lesson_next_button")
    assert here.window.project.training.optimizer.lr == 0.5
    assert here.window.drawers["code"].isVisible()
    here.action("undo_action").trigger()
    assert here.window.project.training.optimizer.lr == 0.02


def test_that_a_step_starts_from_the_lessons_own_project_whatever_was_opened(taught):
    change = {"network": {"layers": [{"kind": "linear", "units": 2}, {"kind": "tanh"}, {"kind": "linear"}]}}
    here = taught({}, {"set_up": {"change": change}})
    here.window.files.open_source("binary-classification")
    here.press("lesson_next_button")
    assert len(here.window.project.network.layers) == 3
    assert here.window.project.data.source.kind == "linear"


def test_that_the_outline_follows_the_control(taught):
    here = taught({"point_at": "train_button"}, {"point_at": "learning_rate"}, {})
    callout = here.guide.callout
    here.wait(callout.isVisible)
    button = here.button("train_button")
    inside = callout.geometry().center() - button.mapTo(here.window, button.rect().center())
    assert inside.manhattanLength() <= 3
    here.press("lesson_next_button")
    field = here.find("learning_rate")
    here.wait(lambda: callout.geometry().contains(field.mapTo(here.window, field.rect().center())))
    here.press("lesson_next_button")
    here.wait(callout.isHidden)


def test_that_a_lesson_hides_what_it_does_not_want_and_gives_it_back(taught):
    here = taught({}, hide=["diagnosis_strip", "layer_stack"])
    assert here.find("layer_stack").isHidden()
    here.action("leave_lesson_action").trigger()
    assert not here.find("layer_stack").isHidden()
    assert here.guide.lesson is None
    assert not here.guide.column.isVisible()


def test_that_the_column_is_as_wide_as_the_check_takes_it_for(taught):
    here = taught({"quiz": QUIZ})
    shown = here.guide.column.findChildren(LessonText)
    narrowest = min(text.viewport().width() for text in shown)
    assert shown[0].viewport().width() >= WIDEST
    assert narrowest >= WIDEST_ASKED
    assert shown[0].fontMetrics().height() * 0.95 <= 1.05 * LETTERS


def test_that_progress_is_kept_and_a_lesson_goes_on_where_it_was_left(taught, studio):
    here = taught({"quiz": QUIZ}, {"set_up": {"change": {"training": {"epochs": 7}}}}, {})
    here.press("answer_1_button")
    here.press("lesson_next_button")
    here.window.close()
    other = studio(str(here.path))
    guide = other.window.lessons.guide
    assert guide.progress.step == 1
    assert guide.progress.answers[0].answer == 1
    # what the steps before have set up is set up again
    assert other.window.project.training.epochs == 7
    other.action("restart_lesson_action").trigger()
    assert guide.progress == Progress(seconds=guide.progress.seconds, done=guide.progress.done)
    assert guide.progress.step == 0


def lesson_of(*steps, **fields):
    raw = {"format": "nnstudio-lesson", "version": 1, "id": "mine", "title": "Mine", "summary": "A lesson."}
    steps = [{"title": f"Step {i}", "text": "Do it.", **step} for i, step in enumerate(steps)]
    lesson, faults = parse_lesson(json.dumps({**raw, "start": "linear-regression", "steps": steps, **fields}))
    assert not faults
    return lesson


TWO = {"question": "Two?", "choices": [{"text": "a", "why": "x"}, {"text": "b", "why": "x", "right": True}]}


def test_that_a_revised_lesson_keeps_what_is_still_the_same_and_another_of_its_id_takes_nothing(qapp):
    old = lesson_of({"quiz": QUIZ}, {"quiz": TWO}, {})
    progress = fresh_progress(old)
    progress.answers = {0: Answered(1, 1, True), 1: Answered(0, 0, False)}
    progress.done, progress.step, progress.is_finished = {0, 1, 2}, 1, True
    save_progress(old.id, progress)
    # a step more in front, and another question in the first
    revised = lesson_of({}, {"quiz": {**QUIZ, "question": "Other?"}}, {"quiz": TWO})
    found = progress_in(revised)
    assert (found.step, found.answers, found.work) == (2, {2: Answered(0, 0, False)}, progress.work)
    assert not found.is_finished
    strangers = lesson_of({"quiz": {**TWO, "choices": TWO["choices"][::-1]}})
    assert progress_in(strangers) == Progress()
    assert progress_in(strangers).work != progress.work
    save_progress(strangers.id, fresh_progress(strangers))
    assert progress_in(old) == progress


@pytest.mark.parametrize(
    "broken",
    [
        {"step": 99},
        {"step": -1},
        {"done": [99, 0]},
        {"answers": {"0": {"answer": 17, "first": 17}}},
        {"answers": {"0": {"answer": -1, "first": -1}}},
        {"answers": {"0": {"answer": 1.0, "first": "x"}}},
        {"answers": {"0": {"answer": None, "first": None, "tries": 0}}},
        {"answers": {"99": {"answer": 0, "first": 0}}, "claims": {"99": {}, "0": {"project": "{"}}},
        {"seconds": float("nan")},
        {"is_finished": "x", "work": 7},
    ],
)
def test_that_no_progress_that_does_not_fit_keeps_a_lesson_from_being_opened_and_handed_in(taught, broken):
    whole = {"step": 0, "done": [], "answers": {}, "claims": {}, "seconds": 1.0, "is_finished": False}
    QSettings().setValue("lessons/mine", json.dumps({**whole, **broken}))
    here = taught({"quiz": QUIZ})
    assert here.guide.progress.step == 0
    here.press("answer_1_button")
    assert here.guide.is_step_done
    handed_in = made(here.guide.lesson, here.guide.progress, "Ada")
    assert handed_in.seal == seal_of(handed_in)
    here.action("lessons_action").trigger()
    here.window.lessons.overview.close()


def test_that_progress_of_an_earlier_program_goes_on(studio):
    kept = (EARLIER / "progress.json").read_text(encoding="utf-8")
    QSettings().setValue("lessons/continue-training", kept)
    here = studio(str(LESSONS["continue-training"]))
    progress = here.window.lessons.guide.progress
    assert progress.done == {0, 1, 2, 3}
    assert progress.answers[2].first == 0
    assert made(here.window.lessons.guide.lesson, progress, "Ada").claims[0].epochs == 50


def test_that_progress_that_cannot_be_read_is_a_fresh_start():
    save_progress("odd", Progress(step=3))
    assert load_progress("odd").step == 3
    for text in ("", "[]", "{", '{"step": "x"}', "null", "[" * 100_000):
        QSettings().setValue("lessons/odd", text)
        assert load_progress("odd") == Progress()


def test_that_a_bad_lesson_is_refused_with_its_line_and_nothing_changes(taught, tmp_path):
    here = taught({})
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "nnstudio-lesson",\n"version": 1,\n"id": "x", "title": "", "summary": "s", "steps": []}')
    assert here.window.files.open_source(str(bad))
    box = here.window.findChild(QMessageBox, "complaint")
    assert "line 3: title: is empty" in box.text()
    box.accept()
    assert here.guide.lesson.id == "mine"


def test_that_all_lessons_can_be_opened_from_the_overview(studio):
    here = studio()
    here.action("lessons_action").trigger()
    overview = here.window.lessons.overview
    assert overview.isVisible()
    buttons = [overview.findChild(QPushButton, f"open_{lesson}_button") for lesson in LESSONS]
    assert [button.text() for button in buttons] == ["Start"] * len(LESSONS)
    assert buttons[0].isDefault()
    buttons[3].click()
    assert here.window.lessons.guide.lesson.id == list(LESSONS)[3]
    here.wait_for_run()


def test_that_what_is_handed_in_can_be_read_again(taught, tmp_path, monkeypatch):
    here = taught({"quiz": QUIZ}, {"goal": [{"label": "loss", "figure": "train_loss[-1]", "below": 95}]})
    here.press("answer_1_button")
    here.press("lesson_next_button")
    here.train()
    here.wait(lambda: here.guide.is_step_done)
    path = tmp_path / "handed.json"
    monkeypatch.setattr(QInputDialog, "getText", lambda *args, **kwargs: ("Ada Lovelace", True))
    suggested = []

    def choose(parent, title, name, kinds):
        suggested.append(name)
        return str(path), kinds

    monkeypatch.setattr("nnstudio.ui.shown.files.QFileDialog.getSaveFileName", choose)
    here.action("hand_in_action").trigger()
    assert suggested[0].endswith("mine-Ada-Lovelace.json")
    found = read_hand_in(path)
    assert (found.name, found.lesson) == ("Ada Lovelace", "mine")
    assert found.answers[0].first == 1
    assert found.claims[0].epochs == 30
    assert found.claims[0].figures == {"train_loss[-1]": here.window.train_loss[-1]}
    assert found.lesson_sha256 == lesson_sha256(here.guide.lesson)
    assert found.step_keys == step_keys(here.guide.lesson)
    assert found.seal == seal_of(found)
    assert found.work == here.guide.progress.work


def test_that_marks_become_rich_text_and_everything_else_stays_text():
    pictures = []

    def image(latex):
        pictures.append(latex)
        return "<img>"

    text = rich_text(["**a** & *b* `c<d` $x^2$ 2 * 3", "- one", "- two", "$y$"], image)
    assert "<b>a</b> &amp; <i>b</i> <code>c&lt;d</code> <img> 2 * 3" in text
    assert text.count("<li>") == 2
    assert '<p align="center"><img></p>' in text
    assert pictures == ["x^2", "y"]
    assert plain_text("**a** `b` $c$") == "a b c"
    assert "<script>" not in rich_text(["<script>"], image)


def test_that_a_term_has_its_sentence_where_it_first_stands():
    text = rich_text(["An epoch, two Epochs; the batch size of a **batch**"], str, GLOSSARY)
    assert text.count("title=") == 3
    assert f'<span title="{GLOSSARY["epoch"]}">epoch</span>, two Epochs' in text
    assert f'<span title="{GLOSSARY["batch size"]}">batch size</span>'.replace("'", "&#x27;") in text.replace(
        "'", "&#x27;"
    )
    assert "<b><span title=" in text


def test_that_the_terms_of_a_lessons_text_are_underlined(taught):
    here = taught({"text": "Each epoch has batches."})
    shown = here.guide.column.findChild(LessonText)
    cursor = shown.document().find("epoch")
    assert cursor.charFormat().toolTip() == GLOSSARY["epoch"]
    assert cursor.charFormat().underlineStyle() == QTextCharFormat.UnderlineStyle.DotLine


def test_that_a_slip_of_the_finger_can_be_corrected_until_the_outcome_is_seen(taught):
    predict = {"question": "?", "figure": "parameter_count", "because": "So.", "tolerance": 0.5}
    here = taught({"predict": predict}, {"predict": {**predict, "figure": "train_loss[-1]"}, "wait_for": [TRAINED]})
    field = here.find("prediction_field")
    here.type_into(field, "-28/3")
    assert field.text() == "-28/3"
    here.type_into(field, "20")
    here.type_into(field, "2")
    assert not here.guide.is_step_done
    # whoever comes back can still compare what was noted
    here.press("lesson_next_button")
    here.press("lesson_back_button")
    field = here.find("prediction_field")
    assert field.text() == "2"
    here.wait(lambda: here.button("prediction_compare_button").isVisible())
    here.press("prediction_compare_button")
    here.wait(lambda: here.guide.is_step_done)
    assert not field.isEnabled()
    assert (here.guide.progress.answers[0].first, here.guide.progress.answers[0].is_right) == (2, True)
    here.press("lesson_next_button")
    field = here.find("prediction_field")
    for typed in ("9", "93"):
        here.type_into(field, typed)
    here.press("step_button")
    # its outcome begins to show
    here.wait_for_state("paused")
    here.wait(lambda: not field.isEnabled())
    here.train()
    here.wait(lambda: here.guide.is_step_done)
    answered = here.guide.progress.answers[1]
    assert (answered.first, answered.tries, answered.was_late) == (93, 1, False)


def test_that_a_number_that_can_be_read_in_two_ways_is_asked_for(taught):
    predict = {"question": "?", "figure": "train_loss[0]", "because": "So.", "tolerance": 50}
    here = taught({"predict": predict, "wait_for": [{"kind": "trained", "epochs": 1}]})
    field = here.find("prediction_field")
    here.type_into(field, "1,550")
    readings = [here.button(f"prediction_reading_{i}_button") for i in range(2)]
    assert [button.text() for button in readings] == ["1550", "1.55"]
    assert 0 not in here.guide.progress.answers
    here.press("prediction_reading_0_button")
    assert here.guide.progress.answers[0].answer == 1550
    assert not any(button.isVisible() for button in readings)
    here.type_into(field, "1,5")
    assert here.guide.progress.answers[0].answer == 1.5


def test_that_the_right_choice_is_marked_beside_the_one_that_was_taken(taught):
    choices = [{"text": "one", "when": {"below": 2}}, {"text": "two", "when": {"at_least": 2}}]
    here = taught({"predict": {"question": "?", "figure": "parameter_count", "because": "So.", "choices": choices}})
    here.press("prediction_0_button")
    told = [here.button(f"prediction_{i}_button").accessibleName() for i in range(2)]
    assert told == ["one (wrong)", "two (right)"]
    assert all(here.button(f"prediction_{i}_button").findChild(PlainLabel).isVisible() for i in range(2))


def test_that_what_may_be_chosen_is_as_it_was_left_when_a_lesson_is_resumed(taught):
    rate = {"kind": "project", "where": "training.optimizer.lr", "other_than": 0.02}
    goal = {"goal": [{"label": "loss", "figure": "loss.after", "below": 1}]}
    here = taught({"wait_for": [rate]}, {"text": "Look at it."}, goal)
    guide = here.guide
    here.find("learning_rate").setValue(0.05)
    here.wait(lambda: guide.is_step_done)
    here.press("lesson_next_button")
    here.press("lesson_next_button")
    here.press("more_layers_button")
    here.wait_for_run()
    tried = here.window.project
    assert len(tried.network.layers) > 1
    for _unused in range(2):
        guide.close()
        guide.open(here.path)
        here.wait(lambda: not guide._restoring.is_busy)
        assert guide.progress.step == 2
        assert here.window.project == tried
        assert here.window.project.training.optimizer.lr == 0.05
    # the step before is as it was done, and the goal's as it was tried
    here.press("lesson_back_button")
    here.wait(lambda: not guide._restoring.is_busy)
    assert here.window.project.training.optimizer.lr == 0.05
    assert len(here.window.project.network.layers) == 1
    here.press("lesson_next_button")
    here.wait(lambda: not guide._restoring.is_busy)
    assert here.window.project == tried
    # whoever changes what is not theirs sets the step back, and it begins as the lesson has it
    here.find("source_noise").setValue(3)
    here.wait(lambda: here.button("lesson_restore_button").isVisible())
    here.press("lesson_restore_button")
    here.wait(lambda: not guide._restoring.is_busy and here.window.session.run is not None)
    assert len(here.window.project.network.layers) == 1
    assert here.window.project.data.source.noise == 10


def test_that_a_line_of_the_bench_counts_if_it_is_computed_and_not_copied_off(taught):
    lines = ["w = torch.tensor(1.0, requires_grad=True)", "(3 * w).backward()", "w.grad"]
    waits = {"wait_for": [{"kind": "computed", "lines": lines, "value": 3}]}
    fails = {"wait_for": [{"kind": "computed", "lines": ["torch.ones(3) + torch.ones(2)"], "fails": "must match"}]}
    here = taught(waits, fails)
    here.window.drawers["tensors"].toggleViewAction().trigger()
    here.wait(lambda: here.window.drawers["tensors"].panel is not None)
    bench = here.window.drawers["tensors"].panel
    for line in ("3.0", "torch.tensor(3.0)", "torch.ones(3).sum()", "v = torch.tensor(2.0, requires_grad=True)"):
        here.type_into(bench.line, line)
    for line in ("(2 * v).backward()", "v.grad"):
        here.type_into(bench.line, line)
    assert not here.guide.is_step_done
    for line in ("v.backward()", "v.grad"):
        here.type_into(bench.line, line)
    here.wait(lambda: here.guide.is_step_done)
    here.press("lesson_next_button")
    for line in ("torch.ones(3) + torch.ones(3)", "torch.ones(3) + nothing()"):
        here.type_into(bench.line, line)
        here.guide._look()
        assert not here.guide.is_step_done
    here.type_into(bench.line, "torch.ones(2, 3) + torch.ones(2)")
    here.wait(lambda: here.guide.is_step_done)


def test_that_lines_are_put_in_order_by_buttons_keys_and_the_mouse(taught):
    choices = [{"text": text, "why": f"{text} comes here."} for text in ("one", "two", "three", "four")]
    here = taught({"quiz": {"question": "In order?", "choices": choices, "in_order": True}})
    box = here.guide.column.quiz
    assert sorted(box.order) == [0, 1, 2, 3] and box.order != (0, 1, 2, 3)
    while box.order.index(3):
        here.press("order_3_up_button")
    # keys move the line, and stay with it
    down = here.button("order_3_down_button")
    down.setFocus()
    here.qtbot.keyClick(down, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert box.order.index(3) == 1
    while box.order.index(0):
        here.press("order_0_up_button")
    here.press("answer_check_button")
    assert not here.guide.is_step_done
    first = next(place for place, number in enumerate(box.order) if place != number)
    said = [text.toPlainText() for text in box.findChildren(LessonText)]
    assert [text for text in said if "comes here" in text] == [f"{choices[first]['text']} comes here."]
    # dragged below the others
    line = here.find("order_3_line")
    here.qtbot.mousePress(line, Qt.MouseButton.LeftButton)
    for _unused in range(4):
        line.mouseMoveEvent(dragged(line))
    assert box.order[3] == 3
    for number in (1, 2):
        while box.order.index(number) > number:
            here.press(f"order_{number}_up_button")
    here.press("answer_check_button")
    assert here.guide.is_step_done
    answered = here.guide.progress.answers[0]
    assert (answered.answer, answered.is_right, answered.tries) == (0, False, 2)
    # it stands as it was answered after the next start
    again = OrderingBox(here.guide.lesson.steps[0].quiz)
    here.qtbot.addWidget(again)
    again.show_answer(answered.first)
    assert rank_of_order(again.order) == answered.first
    # the same at every start
    assert mixed(["a", "b", "c"]) == (1, 0, 2)


@given(st.permutations(range(5)))
def test_that_an_order_is_one_number(order):
    assert order_of_rank(rank_of_order(order), 5) == tuple(order)
    assert (rank_of_order(order) == 0) == (list(order) == sorted(order))


def dragged(line):
    where = QPointF(10, 300)
    kind, button = QEvent.Type.MouseMove, Qt.MouseButton.LeftButton
    return QMouseEvent(kind, where, line.mapToGlobal(where), button, button, Qt.KeyboardModifier.NoModifier)


def test_that_all_that_apply_are_selected_and_no_other(taught):
    choices = [{"text": text, "why": f"{text}.", "right": text in "BD"} for text in "ABCD"]
    here = taught({"quiz": {"question": "Which?", "choices": choices, "all_that_apply": True}})
    here.press("answer_check_button")
    assert not here.guide.progress.answers
    for wrong in ("1", "013", "0123"):
        for i in range(4):
            if here.button(f"answer_{i}_button").isChecked() is not (str(i) in wrong):
                here.press(f"answer_{i}_button")
        here.press("answer_check_button")
        assert not here.guide.is_step_done
    for i in (0, 2):
        here.press(f"answer_{i}_button")
    here.press("answer_check_button")
    here.wait(lambda: here.guide.is_step_done)
    answered = here.guide.progress.answers[0]
    assert (answered.first, answered.answer, answered.is_right, answered.tries) == (2, 10, False, 4)
    here.guide.open(here.path)
    assert here.guide.progress.answers[0] == answered
    assert here.guide.is_step_done


def test_that_figures_wait_for_the_answer_and_a_probability_is_never_certain(taught):
    predict = {"question": "?", "figure": "train_loss[-1]", "because": "So.", "tolerance": 1}
    here = taught({"predict": predict, "wait_for": [TRAINED], "show": [{"label": "loss", "figure": "train_loss[-1]"}]})
    here.train()
    here.guide._look()
    assert here.guide.column.figures.texts() == ["–"]
    here.type_into(here.find("prediction_field"), "93")
    here.wait(lambda: here.guide.is_step_done)
    assert here.guide.column.figures.texts()[0].startswith("93.24")
    sure = Shown(label="p", figure="probabilities(0, 0)[1]")
    assert [figure_text(sure, p, 4) for p in (1.0, 0.0, 0.5)] == [">0.9999", "<0.0001", "0.5000"]


def test_that_a_run_that_diverges_is_told_and_a_lesson_can_ask_for_it(taught):
    change = {"training": {"optimizer": {"lr": 40.0}}}
    here = taught(
        {"set_up": {"change": change}, "wait_for": [{"kind": "diverged"}]},
        {"set_up": {"change": {"training": {"optimizer": {"lr": 0.02}}}}, "wait_for": [TRAINED]},
        {},
    )
    here.train()
    here.wait(lambda: here.guide.is_step_done)
    here.press("lesson_next_button")
    here.wait(lambda: here.window.session.run is not None and not here.guide._restoring.is_busy)
    here.find("learning_rate").setValue(40.0)
    here.wait_for_run()
    here.train()
    note = here.find("lesson_note", QLabel)
    here.wait(lambda: "(other: training.optimizer.lr)" in note.text())
    assert not here.guide.is_step_done
    # gone back to, it is diverged again, for it was done
    here.press("lesson_back_button")
    here.wait(lambda: not here.guide._restoring.is_busy)
    assert here.window.session.run.has_diverged
    assert here.guide.is_step_done


def test_that_reset_counts_when_it_is_pressed_and_a_panel_at_its_page_alone(taught):
    weights = {"kind": "panel", "name": "metrics", "page": "weights"}
    here = taught({"wait_for": [TRAINED]}, {"wait_for": [{"kind": "reset"}]}, {"wait_for": [weights]})
    here.press("lesson_next_button")
    # skipped, and trained for the step that speaks of a run
    here.wait(lambda: not here.guide._restoring.is_busy)
    assert here.window.session.run.epoch == 30
    here.find("seed").setValue(7)
    here.wait_for_run()
    here.guide._look()
    assert not here.guide.is_step_done
    here.action("undo_action").trigger()
    here.wait(lambda: here.window.session.run is not None and here.window.session.run.epoch == 30)
    here.press("reset_button")
    here.wait(lambda: here.guide.is_step_done)
    here.press("lesson_next_button")
    here.window.drawers["metrics"].toggleViewAction().trigger()
    here.wait(lambda: here.window.findChild(QPushButton, "weights_page_button") is not None)
    here.guide._look()
    assert not here.guide.is_step_done
    here.wait(lambda: not here.button("weights_page_button").isHidden())
    here.press("weights_page_button")
    here.wait(lambda: here.guide.is_step_done)


def test_that_the_output_is_no_hidden_unit_and_other_data_reach_no_goal(taught):
    goal = [{"label": "loss", "figure": "train_loss[-1]", "below": 1e9}]
    here = taught({"wait_for": [{"kind": "unit"}]}, {"goal": goal}, start="nonlinear-regression")
    here.window.selection.choose_unit((2, 0))
    here.guide._look()
    assert not here.guide.is_step_done
    here.window.selection.choose_unit((1, 0))
    here.wait(lambda: here.guide.is_step_done)
    here.press("lesson_next_button")
    here.find("source_seed").setValue(5)
    here.wait_for_run()
    here.press("step_button")
    note = here.find("lesson_note", QLabel)
    here.wait(lambda: "(other: data.source.seed)" in note.text() and here.window.state == "paused")
    here.guide._look()
    assert not here.guide.is_step_done
    here.press("lesson_restore_button")
    here.wait(lambda: not here.guide._restoring.is_busy and here.window.session.run is not None)
    here.press("step_button")
    here.wait(lambda: here.guide.is_step_done)
