"""What lessons say of runs holds with every seed from 0 to 19, or they say that it hangs on the seed."""

import math
import re

import numpy as np
import pytest

from nnstudio.data.load import load_dataset
from nnstudio.engine.sweeps import fold_scores
from nnstudio.engine.sweeps.rate_ramp import rate_ramp
from nnstudio.engine.sweeps.summary import comparison
from nnstudio.project.edits import with_training
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.guided.walk import stages
from nnstudio.project.sweep import Sweep, Variation
from tests.lessons.runs import example, runs, swept

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
    if step.predict is not None and not step.predict.expression.is_of_sweep
]
OF_SWEEPS = [
    pytest.param(step.predict, *stage.after.sweeps[-1], id=f"{lesson.id}-{number + 1}")
    for lesson in LESSONS.values()
    for number, (step, stage) in enumerate(zip(lesson.steps, stages(lesson), strict=True))
    if step.predict is not None and step.predict.expression.is_of_sweep
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


@pytest.mark.parametrize(("predict", "project", "sweep"), OF_SWEEPS)
def test_that_a_prediction_of_a_sweep_has_the_same_answer_with_other_seeds_or_names_them(predict, project, sweep):
    def right(first):
        value = predict.expression.value(swept(with_training(project, seed=first), sweep).look_up)
        return [i for i, choice in enumerate(predict.choices) if choice.when.holds(value)]

    own = right(project.training.seed)
    assert len(own) == 1
    assert "seed" in predict.question or right(100) == right(200) == own


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


def stuck(units):
    """Of the seeds 0 to 15, how many units leave how many stuck."""
    return swept(example(CIRCLES, network=_stack("relu", units), training={"seed": 0}), Sweep(seeds=16))


def test_that_sixteen_seeds_get_stuck_as_the_lesson_has_it():
    lesson = LESSONS["seeds-and-luck"]
    five, ten, twenty = stuck(5), stuck(10), stuck(20)
    assert [one.figures["stuck"] for one in (five, ten, twenty)] == [[4], [1], [0]]
    told = comparison(ten.final_losses, five.final_losses, five.first_loss)
    assert told.startswith("Above 0.14, where the best of both sweeps end: 4 of 16 before, 0 of 16 now.")
    assert "p = 0.10" in told
    assert "above 0.14" in " ".join(_all_text(step) for step in lesson.steps)
    (step,) = (step for step in lesson.steps if "4 of 16 before, 0 of 16 now" in _all_text(step))
    assert "p = 0.10" in _all_text(step)
    # "none of these 16 ended as badly as those four", and the goal parts those that got stuck from all others
    assert ten.figures["high"][0] < sorted(five.final_losses)[-4]
    (goal,) = (aim for step in lesson.steps for aim in step.goal)
    accuracies = [figures.metrics["train"]["accuracy"] for _run, figures in five.runs]
    assert sum(map(goal.holds, accuracies)) == 4
    assert twenty.figures["high"][0] < max(sorted(ten.final_losses)[:-1]) * 2


def test_that_rates_are_too_small_right_and_too_large_as_the_lesson_has_it():
    text = "\n".join(map(_all_text, LESSONS["the-right-rate"].steps))
    small, wide = (
        swept(example("linear-regression"), Sweep((Variation.parse(f"training.optimizer.lr={values}"),), 3))
        for values in ("0.001,0.003,0.01", "0.001..10:log:9")
    )
    assert all(values in text for values in ("`0.001,0.003,0.01`", "`0.001..10:log:9`", "with 0.02"))
    # they still fall when training ends
    run, _figures = small.runs[0]
    assert run.history.train_loss[-1] < 0.97 * run.history.train_loss[-2]
    found = wide.figures
    assert "From 0.01 to 0.1 all runs come to about 93" in text
    assert all(92.5 < found[end][i] < 93.5 for i in (2, 3, 4) for end in ("low", "high"))
    assert found["diverged"] == [0] * 7 + [3, 3]
    assert "all three end above those with 0.1" in text
    assert found["low"][6] > found["high"][4]
    assert example("linear-regression").training.optimizer.lr == 0.02
    # 27 runs; the ramp breaks down above all rates of the valley, and is cheaper than a run
    assert "27 runs" in text
    assert found["runs"] == 27
    project = example("linear-regression")
    ramp = rate_ramp(project, load_dataset(project.data), 0.001, 10.0)
    assert max(ramp.losses[ramp.rates <= 0.1]) < 3000 < ramp.losses[-1]
    assert 0.3 < min(ramp.rates[(ramp.losses > 2 * ramp.losses.min()) & (ramp.rates > 0.5)]) < 3.2
    assert len(ramp.rates) <= 10 * 10


def test_that_more_samples_bring_the_two_losses_together_as_the_lesson_has_it():
    *_unused, stage = (one for one in stages(LESSONS["over-fitting"]) if one.after.sweeps)
    (project, sweep) = stage.after.sweeps[-1]
    figures = swept(project, sweep).figures
    gaps = [test - train for test, train in zip(figures["test_loss"], figures["train_loss"], strict=True)]
    assert figures["test_loss"][4] < figures["test_loss"][0] / 2
    assert gaps[4] < gaps[0] / 3


def test_that_splits_and_folds_are_as_uneven_as_the_lesson_has_it():
    first, other, folds, *_unused = stages(LESSONS["cross-validation"])
    text = "\n".join(map(_all_text, LESSONS["cross-validation"].steps))
    assert "right in 18 of 20 cases" in text
    (own,) = runs(first.project, [first.project.training.seed])
    assert own("metrics.test.accuracy") == pytest.approx(18 / 20)
    for stage, low, high in ((first, 0.84, 1), (other, 0.7, 0.81)):
        found = [run("metrics.test.accuracy") for run in runs(stage.project)]
        assert between(low, high)(found), found
    result = swept(*folds.after.sweeps[-1])
    scores = result.figures["scores"]
    assert (round(scores["mean"], 2), round(scores["baseline"], 2)) == (0.86, 0.85)
    assert "Its mean accuracy is 0.85, the network's 0.86" in text
    told = fold_scores.uncertainty(result.fold_scores)
    assert "by -0.032 to +0.052 (95 %)" in told
    assert "between −0.03 and +0.05" in text
    assert "does not tell which of the two is better" in told
