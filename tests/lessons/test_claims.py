"""What lessons say of runs holds with every seed from 0 to 19, or they say that it hangs on the seed."""

import math
import re

import numpy as np
import pytest

from nnstudio.project.edits import with_training
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.guided.walk import stages
from tests.lessons.runs import example, runs

LESSONS = {lesson.id: lesson for _, lesson in list_lessons()}
LINE, TWO_LINES = [{"kind": "linear"}], [{"kind": "linear", "units": 3}, {"kind": "linear"}]


def _stack(kind, *units, init="pytorch", last=()):
    """Hidden layers of so many units, each with an activation, the output layer, and what stands behind it."""
    hidden = [({"kind": "linear", "units": count, "init": init}, {"kind": kind}) for count in units]
    return {"layers": [*sum(hidden, ()), {"kind": "linear", "init": init}, *({"kind": one} for one in last)]}


def _all_text(step):
    asked = [step.predict.question, step.predict.because] if step.predict else []
    if step.predict:
        asked += [choice.text for choice in step.predict.choices]
    if step.quiz:
        asked += [step.quiz.question, *(text for choice in step.quiz.choices for text in (choice.text, choice.why))]
    return "\n".join([*step.text, *asked])


PREDICTIONS = [
    pytest.param(lesson, number, step, stage, id=f"{lesson.id}-{number + 1}")
    for lesson in LESSONS.values()
    for number, (step, stage) in enumerate(zip(lesson.steps, stages(lesson), strict=True))
    if step.predict is not None
]


@pytest.mark.parametrize(("lesson", "number", "step", "stage"), PREDICTIONS)
def test_that_a_prediction_has_the_same_answer_with_each_seed_or_says_so(lesson, number, step, stage):
    predict, project = step.predict, with_training(stage.project, epochs=max(1, stage.epochs))

    def value(run):
        return predict.expression.value(run.at(stage.epochs).look_up)

    (own,) = runs(project, [project.training.seed])
    expected = value(own)
    assert expected is not None
    if predict.choices:
        right = [i for i, choice in enumerate(predict.choices) if choice.when.holds(expected)]
        assert len(right) == 1
    else:
        right = [expected]
    others = [value(run) for run in runs(project)]
    differ = [seed for seed, other in enumerate(others) if not predict.is_right(right[0], other)]
    assert not differ or "seed" in predict.question, (differ, others)


@pytest.mark.parametrize(
    ("lesson", "number", "step", "stage"), [p for p in PREDICTIONS if p.values[2].predict.tolerance]
)
def test_that_the_number_is_among_those_that_the_answer_is_explained_with(lesson, number, step, stage):
    project = with_training(stage.project, epochs=max(1, stage.epochs))
    (run,) = runs(project, [project.training.seed])
    value = step.predict.expression.value(run.at(stage.epochs).look_up)
    told = step.predict.because.replace("−", "-").replace(",", "")
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", told)]
    assert any(abs(number - value) <= step.predict.tolerance for number in numbers), (value, told)


def every(test):
    return lambda found: all(map(test, found))


def between(low, high):
    return every(lambda run: low <= run < high)


def count(number, test):
    return lambda found: sum(map(test, found)) == number


WAVE, CIRCLES = "nonlinear-regression", "binary-classification"
SHARED, LONGER = {"test_fraction": 0.25}, {"epochs": 50}
SLOWLY = {"epochs": 30, "optimizer": {"lr": 0.01}}
CLAIMS = [
    (
        "linear-regression",
        "about 2,140 before training",
        example("linear-regression"),
        "loss.before",
        between(2000, 2300),
    ),
    ("linear-regression", "about 1,550", example("linear-regression"), "train_loss[0]", between(1450, 1650)),
    ("linear-regression", "it comes to 93.1", example("linear-regression"), "loss.after", between(93.05, 93.15)),
    (
        "nonlinear-regression",
        "The loss of the line was about 13",
        example(WAVE, network={"layers": LINE}, training={"epochs": 200}),
        "loss.after",
        between(12.5, 13.5),
    ),
    (
        "nonlinear-regression",
        "Ten parameters, and the same line",
        example(WAVE, network={"layers": TWO_LINES}, training={"epochs": 200}),
        "loss.after",
        between(12.5, 13.5),
    ),
    ("nonlinear-regression", "What is left, about 4.0", example(WAVE), "loss.after", between(3.95, 4.05)),
    (
        "deeper-and-wider",
        "three sigmoids came to a loss of about 4.0",
        example(WAVE),
        "loss.after",
        between(3.95, 4.05),
    ),
    ("deeper-and-wider", "three come below 3.5", example("deep-regression"), "loss.after", count(3, lambda x: x < 3.5)),
    (
        "deeper-and-wider",
        "two of them to about 1.2",
        example("deep-regression"),
        "loss.after",
        count(2, lambda x: x < 1.3),
    ),
    (
        "deeper-and-wider",
        "sixteen come below 1",
        example("wide-deep-regression"),
        "loss.after",
        count(16, lambda x: x < 1),
    ),
    ("deeper-and-wider", "four stay above 3", example("wide-deep-regression"), "loss.after", count(4, lambda x: x > 3)),
    (
        "deeper-and-wider",
        "which come to about 4.04",
        example(WAVE, network=_stack("tanh", 2)),
        "loss.after",
        between(4.03, 4.05),
    ),
    (
        "activations",
        "twelve stay above 8",
        example(WAVE, network=_stack("relu", 3)),
        "loss.after",
        count(12, lambda x: x > 8),
    ),
    ("activations", "Sigmoids come to about 4.0 with all", example(WAVE), "loss.after", between(3.95, 4.05)),
    (
        "seeds-and-luck",
        "four stay below 80 % right",
        example("binary-classification"),
        "metrics.train.accuracy",
        count(4, lambda x: x < 0.8),
    ),
    (
        "seeds-and-luck",
        "at least 95 % right",
        example("binary-classification", network=_stack("relu", 10)),
        "metrics.train.accuracy",
        every(lambda x: x >= 0.95),
    ),
    (
        "binary-classification",
        "so its probability never leaves 0.5…0.73",
        example("binary-classification", network=_stack("relu", 5, last=["sigmoid"])),
        "loss.after",
        every(lambda x: x > 0.5),
    ),
    (
        "build-it-yourself",
        "With 6 ReLU and 50 epochs, eighteen",
        example(CIRCLES, data=SHARED, training=LONGER, network=_stack("relu", 6)),
        "test_loss[-1]",
        count(18, lambda x: x < 0.1),
    ),
    (
        "build-it-yourself",
        "with 3 and 3 of them, four of the seeds",
        example(CIRCLES, data=SHARED, training=LONGER, network=_stack("relu", 3, 3)),
        "test_loss[-1]",
        count(4, lambda x: x < 0.1),
    ),
    (
        "build-it-yourself",
        "with Tanh sixteen do",
        example(CIRCLES, data=SHARED, training=LONGER, network=_stack("tanh", 3, 3)),
        "test_loss[-1]",
        count(16, lambda x: x < 0.1),
    ),
    (
        "vanishing-gradients",
        "All of the seeds 0 to 19 come to at least 0.97",
        example(CIRCLES, network=_stack("relu", *[8] * 8, init="kaiming"), training=SLOWLY),
        "metrics.train.accuracy",
        every(lambda x: x >= 0.97),
    ),
    (
        "vanishing-gradients",
        "four of them stay at a half",
        example(CIRCLES, network=_stack("relu", *[8] * 8, init="pytorch"), training=SLOWLY),
        "metrics.train.accuracy",
        count(4, lambda x: x < 0.6),
    ),
    ("the-code", "About 1,550 against 93.1", example("linear-regression"), "train_loss[0]", between(1450, 1650)),
    (
        "several-classes",
        "the loss can't fall below 0.744",
        example("multiclass-classification", network=_stack("relu", 5, last=["softmax"])),
        "loss.after",
        every(lambda x: x > 0.744),
    ),
    (
        "several-classes",
        "though nearly all classes may be right",
        example("multiclass-classification", network=_stack("relu", 5, last=["softmax"])),
        "metrics.train.accuracy",
        every(lambda x: x >= 0.9),
    ),
]
"""A lesson, words that stand in it, and what must hold for the figure over all seeds for them to be true."""


@pytest.mark.parametrize(("lesson", "words", "project", "figure", "holds"), CLAIMS, ids=[c[1] for c in CLAIMS])
def test_that_a_number_in_a_lesson_is_true_of_twenty_seeds(lesson, words, project, figure, holds):
    assert any(words in _all_text(step) for step in LESSONS[lesson].steps), "the lesson says something else now"
    found = [run(figure) for run in runs(project)]
    assert holds(found), found


def test_that_going_on_brings_the_weights_closer_with_some_seeds_alone():
    assert any("they wander about scikit-learn's" in _all_text(step) for step in LESSONS["continue-training"].steps)

    def distance(result):
        return math.dist(result.baseline["sklearn"], result.baseline["network"])

    closer = [
        distance(run.at(50)) < distance(run.at(30))
        for run in runs(example("linear-regression", training={"epochs": 50}))
    ]
    assert 5 <= sum(closer) <= 15


def test_that_units_of_the_first_layer_rise_or_fall_and_seven_of_the_second_do_both():
    (run,) = runs(example("wide-deep-regression"), [1])
    points = np.linspace(run.dataset.X_train.min(), run.dataset.X_train.max(), 400)[:, None]
    turning = []
    for outputs in run.result._probe.layers(points)[1:4:2]:
        slope = np.diff(outputs, axis=0)
        turning.append(int(((slope.max(0) > 1e-6) & (slope.min(0) < -1e-6)).sum()))
    assert turning == [0, 7]


def test_that_three_of_five_units_are_dead_with_seed_3():
    (run,) = runs(example("binary-classification"), [3])
    assert (run.result._probe.layers(run.dataset.X_train)[1].max(0) <= 0).sum() == 3


def test_that_both_ways_of_writing_the_loss_agree():
    probability = example(
        "binary-classification", network=_stack("relu", 5, last=["sigmoid"]), training={"loss": "bce"}
    )
    for logit, sigmoid in zip(runs(example("binary-classification")), runs(probability), strict=True):
        assert logit("loss.after") == pytest.approx(sigmoid("loss.after"), abs=1e-5)
