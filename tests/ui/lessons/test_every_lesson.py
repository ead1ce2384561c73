"""Each lesson that ships can be finished by doing what its steps ask for, and what it says is what PyTorch computes."""

import pytest

from nnstudio.data.lesson_files import open_lesson
from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.design import output_findings
from nnstudio.engine.diagnosis.finding import Fault
from nnstudio.engine.metrics.result import Result
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.guided.walk import stages
from nnstudio.session.run import prepare_run
from nnstudio.ui.lessons.progress import progress_in
from tests.ui.lessons.driver import Driver

LESSONS = {lesson.id: path for path, lesson in list_lessons()}

FIGURES = {
    "autograd-by-hand": {"w.grad, by autograd": "−9.3333", "w after the step": "1.9333"},
    "backpropagation": {"w1.grad, by autograd": "8.0000"},
    "linear-regression": {
        "loss before training": "2,137.5",
        "loss, average during epoch 1": "1,549.4",
        "loss, average during the last epoch": "93.24",
        "loss after the last epoch": "93.10",
        "w0, scikit-learn": "−0.77",
        "w1, network": "45.51",
        "w1, scikit-learn": "45.50",
    },
    "continue-training": {
        "loss, average during epoch 30": "93.24",
        "loss, average during epoch 50": "93.20",
        "w1, scikit-learn": "45.50",
    },
    "multiple-regression": {
        "w0, scikit-learn": "0.43",
        "w1, scikit-learn": "0.62",
        "w2, scikit-learn": "55.99",
        "w3, scikit-learn": "11.14",
    },
    "nonlinear-regression": {"loss after the last epoch": "4.02"},
    "deeper-and-wider": {"loss of 1-5-3-1, after the last epoch": "4.07", "parameters": "481"},
    "binary-classification": {
        "loss, average during the last epoch": "0.046",
        "loss after the last epoch": "0.044",
        "p(class 1) at (0, 0)": "0.999999",
        "p(class 1) at (−1, −1)": "0.00000026",
    },
    "several-classes": {
        "loss, average during the first epoch": "1.198",
        "loss, average during the last epoch": "0.024",
        "accuracy": "1.000",
    },
}
"""What LECTURE.md has, to the digits that the lessons show."""


@pytest.mark.parametrize("lesson", LESSONS)
def test_that_a_learner_who_does_what_is_asked_finishes_it(studio, lesson):
    here = studio(str(LESSONS[lesson]))
    driver = Driver(here)
    driver.finish()
    assert here.window.lessons.guide.lesson is None
    assert here.window.lessons.overview is not None
    here.window.lessons.overview.close()
    # all that was answered is there at the next start
    assert progress_in(open_lesson(LESSONS[lesson])) == here.window.lessons.guide.progress
    expected = FIGURES.get(lesson, {})
    assert {label: driver.shown[label] for label in expected} == expected
    for prediction, actual in driver.predictions:
        if prediction.choices:
            # whatever is answered, one of the answers is right
            assert sum(choice.when.holds(actual) for choice in prediction.choices) == 1, prediction.question


def test_that_the_lessons_come_in_the_lectures_order():
    assert list(LESSONS) == [
        "objectives",
        "tensors",
        "devices",
        "forward-pass",
        "autograd-by-hand",
        "gradient-descent",
        "backpropagation",
        "linear-regression",
        "continue-training",
        "multiple-regression",
        "the-code",
        "nonlinear-regression",
        "deeper-and-wider",
        "activations",
        "vanishing-gradients",
        "bce",
        "binary-classification",
        "seeds-and-luck",
        "the-right-rate",
        "build-it-yourself",
        "several-classes",
        "batches",
        "over-fitting",
        "cross-validation",
        "threshold-and-temperature",
        "shapes-that-bite",
        "exercise",
        "highlights",
    ]


def test_that_the_finding_that_a_lesson_names_is_the_first_one():
    lesson = next(lesson for _path, lesson in list_lessons() if lesson.id == "binary-classification")
    *_unused, last = stages(lesson)
    assert next(output_findings(last.project, load_dataset(last.project.data))).fault is Fault.SIGMOID_TWICE


def test_that_a_lesson_asks_who_is_confused_where_some_are(qapp):
    lesson = next(lesson for _path, lesson in list_lessons() if lesson.id == "several-classes")
    number = next(i for i, step in enumerate(lesson.steps) if "confused" in step.title)
    run = prepare_run(list(stages(lesson))[number].project, "cpu")
    for reports in run.trainer.epoch_batches(10, bool):
        for report in reports:
            run.history.add(report)
    result = Result(run.project, run.dataset, run.history, run.probe, run.trainer.layout)
    assert 0.5 < result.metrics["train"]["accuracy"] < 0.95
