"""A step that waits for a sweep takes this very one alone, asks before it shows, and whoever comes back finds it."""

import json

import pytest
from PySide6.QtWidgets import QLabel

from nnstudio.grading.judge import judge
from nnstudio.grading.lessons import Taught
from nnstudio.grading.rerun import LIMIT_S, Runner
from nnstudio.project.guided.comparing import lesson_sha256
from nnstudio.project.guided.lesson_reading import parse_lesson
from nnstudio.project.sweep import Sweep
from nnstudio.ui.lessons.handing_in import made
from tests.ui.lessons.test_guide import taught  # noqa: F401 - a fixture

SWEPT = {"kind": "swept", "seeds": 3}
PREDICT = {
    "question": "How many?",
    "figure": "sweep.diverged[0]",
    "because": "So.",
    "choices": [{"text": "none", "when": {"below": 1}}, {"text": "some", "when": {"at_least": 1}}],
}
SHOWN = [{"label": "runs", "figure": "sweep.runs", "digits": 0}]
STEP = {"predict": PREDICT, "wait_for": [SWEPT], "show": SHOWN}


QUIZ = [{"text": "a", "why": "a", "right": True}, {"text": "b", "why": "b"}]


@pytest.fixture
def here(taught):  # noqa: F811
    found = taught(STEP, {"quiz": {"question": "?", "choices": QUIZ}}, {})
    found.wait_for_run()
    found.wait(lambda: not found.guide._restoring.is_busy)
    return found


def sweep(here, seeds, project=None):
    sweeps = here.window.session.sweeps
    record = sweeps.start(project or here.window.project, Sweep(seeds=seeds))
    here.wait(lambda: record.is_over)
    here.guide._look()
    return record


def test_that_another_sweep_or_one_that_was_stopped_counts_nothing(here):
    here.press("prediction_0_button")
    sweep(here, 2)
    assert not any(here.guide.attempt.met)
    here.window.session.sweeps.start(here.window.project, Sweep(seeds=3))
    here.window.session.sweeps.stop()
    here.guide._look()
    assert not any(here.guide.attempt.met)
    here.find("learning_rate").setValue(0.05)
    here.wait_for_run()
    sweep(here, 3)
    assert not any(here.guide.attempt.met)
    note = here.find("lesson_note", QLabel)
    here.wait(lambda: "(other: training.optimizer.lr)" in note.text())
    here.press("lesson_restore_button")
    here.wait(lambda: not here.guide._restoring.is_busy)
    # with fewer epochs the same figures are others
    here.find("epochs").setValue(3)
    here.wait_for_run()
    sweep(here, 3)
    assert not any(here.guide.attempt.met)
    here.find("epochs").setValue(30)
    here.wait_for_run()
    sweep(here, 3)
    here.wait(lambda: here.guide.is_step_done)
    assert here.guide.column.figures.texts() == ["3"]


def test_that_figures_wait_for_the_answer_which_is_late_once_a_sweep_was_begun(here):
    sweep(here, 3)
    assert here.guide.column.figures.texts() == ["–"]
    assert not here.guide.is_step_done
    here.press("prediction_0_button")
    here.wait(lambda: here.guide.is_step_done)
    assert here.guide.attempt.answered.was_late
    # set back, it is forgotten, and asked for anew
    here.guide.progress.done.clear()
    here.guide.progress.answers.clear()
    here.press("lesson_restore_button")
    here.wait(lambda: not here.guide._restoring.is_busy)
    assert here.window.session.sweeps.records == ()
    here.press("prediction_0_button")
    assert here.guide.attempt.can_change
    here.window.session.sweeps.start(here.window.project, Sweep(seeds=3))
    assert not here.guide.attempt.can_change
    here.wait(lambda: here.guide.is_step_done)
    assert not here.guide.attempt.answered.was_late


def test_that_whoever_skips_or_comes_back_finds_the_sweep(here):
    here.press("lesson_next_button")
    here.wait(lambda: not here.guide._restoring.is_busy)
    (record,) = here.window.session.sweeps.records
    assert record.sweep == Sweep(seeds=3)
    assert record.count_over == 3
    here.press("lesson_back_button")
    here.wait(lambda: not here.guide._restoring.is_busy)
    assert here.window.session.sweeps.records == ()
    assert not here.guide.is_step_done
    here.press("prediction_0_button")
    sweep(here, 3)
    here.wait(lambda: here.guide.is_step_done)
    # a sweep of the learner's own stays, and the lesson's is the latest again
    sweep(here, 2)
    here.press("lesson_next_button")
    here.wait(lambda: not here.guide._restoring.is_busy)
    assert here.window.session.sweeps.current.sweep == Sweep(seeds=3)
    here.guide.open(here.path)
    here.wait(lambda: not here.guide._restoring.is_busy)
    assert here.window.session.sweeps.current.sweep == Sweep(seeds=3)


def test_that_what_was_predicted_of_a_sweep_is_run_again_by_whoever_grades(here):
    here.press("prediction_0_button")
    sweep(here, 3)
    here.wait(lambda: here.guide.is_step_done)
    lesson, _unused = parse_lesson(here.path.read_text())
    known = Taught(lesson, lesson_sha256(lesson))
    hand_in = made(lesson, here.guide.progress, "Ada")
    (claim,) = hand_in.claims
    assert claim.figures == {"sweep.diverged[0]": 0.0}

    def graded(**change):
        changed = hand_in.model_copy(update={"claims": (claim.model_copy(update=change),)})
        return judge(changed, known, Runner(bool), LIMIT_S)

    honest = graded()
    assert (honest.predictions.right, honest.claims.right, honest.remarks) == (1, 1, [])
    forged = graded(figures={"sweep.diverged[0]": 3.0})
    assert (forged.predictions.right, forged.claims.right) == (0, 0)
    assert "not confirmed" in forged.remarks[0]
    assert "the weights are others" in graded(figures={}, weights_sha256="0" * 64).remarks[0]
    other = json.loads(json.dumps(claim.project))
    other["training"]["epochs"] = 1
    assert "training.epochs" in graded(project=other).remarks[0]
    assert graded(project=other).predictions.right == 0
