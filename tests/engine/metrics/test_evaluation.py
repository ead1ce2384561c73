"""Evaluations beside scikit-learn's own figures, and the sentences where there are none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, softmax
from sklearn import metrics

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.evaluation import (
    ClassReport,
    Unmeasured,
    ValueReport,
    all_figures,
    evaluate,
    evaluate_classes,
    evaluate_values,
)
from nnstudio.engine.metrics.metrics import compute_metrics
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project.examples import open_source
from tests.project.examples import circles
from tests.strategies import projects

RANDOM = np.random.default_rng(3)
NAMES = ("setosa", "versicolor", "virginica")


def classes_of(y, p=None):
    y = np.asarray(y)
    p = softmax(RANDOM.normal(size=(len(y), 3)), axis=1) if p is None else np.asarray(p)
    return evaluate_classes(p, p.argmax(axis=1), y, NAMES), p


def test_that_classes_are_judged_by_scikit_learn():
    y = RANDOM.integers(0, 3, 80)
    report, p = classes_of(y)
    predicted = p.argmax(axis=1)
    assert report.confusion.tolist() == metrics.confusion_matrix(y, predicted).tolist()
    assert report.precision == pytest.approx(metrics.precision_score(y, predicted, average=None))
    assert report.recall == pytest.approx(metrics.recall_score(y, predicted, average=None))
    assert report.f1 == pytest.approx(metrics.f1_score(y, predicted, average=None))
    assert report.figures() == {
        "accuracy": pytest.approx(metrics.accuracy_score(y, predicted)),
        "log_loss": pytest.approx(metrics.log_loss(y, p)),
        "precision_macro": pytest.approx(metrics.precision_score(y, predicted, average="macro")),
        "recall_macro": pytest.approx(metrics.recall_score(y, predicted, average="macro")),
        "f1_macro": pytest.approx(metrics.f1_score(y, predicted, average="macro")),
        "auc": pytest.approx(metrics.roc_auc_score(y, p, multi_class="ovr")),
    }
    assert report.notes == ()


def test_that_the_threshold_lies_on_the_roc_curve_of_two_classes():
    outputs, y = RANDOM.normal(size=(60, 1)).astype(np.float32), RANDOM.integers(0, 2, 60)
    report = evaluate(circles(), outputs, y, ("0", "1"))
    assert isinstance(report, ClassReport)
    none, curve = report.curves
    assert none is None
    assert curve.auc == pytest.approx(metrics.roc_auc_score(y, expit(outputs[:, 0])))
    x, height = curve.decision
    called = outputs[:, 0] > 0
    assert x == pytest.approx(called[y == 0].mean())
    assert height == pytest.approx(called[y == 1].mean())
    # the curve passes through it: a step leads there or the line between two of its points
    assert np.interp(x, curve.false_positive, curve.true_positive) >= height - 1e-12
    assert any(a <= x <= b for a, b in zip(curve.false_positive, curve.false_positive[1:], strict=False))


def test_that_a_single_class_is_said_and_has_no_curve():
    report, _ = classes_of([1, 1, 1])
    assert report.curves == (None, None, None)
    assert report.auc is None and "auc" not in report.figures()
    assert any("All samples are of class versicolor" in note for note in report.notes)


def test_that_undefined_precision_and_recall_are_not_numbers_and_are_said():
    sure = np.eye(3) * 0.8 + 0.1
    report, p = classes_of([0, 1, 1, 0], sure[[0, 0, 0, 2]])
    assert np.isnan(report.precision[1]) and np.isnan(report.recall[2])
    assert report.recall[1] == 0
    assert any("No sample of class virginica" in note for note in report.notes)
    assert any("Never predicted: class versicolor" in note for note in report.notes)
    predicted = p.argmax(axis=1)
    expected = metrics.precision_score([0, 1, 1, 0], predicted, average="macro", zero_division=0)
    assert report.macro[0] == pytest.approx(expected)


def test_that_one_sample_is_enough_for_what_can_be_said_of_it():
    report, p = classes_of([2])
    assert report.accuracy == float(p.argmax() == 2)
    assert report.curves == (None, None, None)


def test_that_values_are_judged_by_scikit_learn():
    y, predicted = RANDOM.normal(size=50), RANDOM.normal(size=50)
    report = evaluate_values(predicted, y)
    assert report.figures() == {
        "r2": pytest.approx(metrics.r2_score(y, predicted)),
        "mse": pytest.approx(metrics.mean_squared_error(y, predicted)),
        "rmse": pytest.approx(metrics.root_mean_squared_error(y, predicted)),
        "mae": pytest.approx(metrics.mean_absolute_error(y, predicted)),
    }
    assert report.residuals == pytest.approx(y - predicted)


@pytest.mark.parametrize(("y", "word"), [([3.0], "two samples"), ([3.0, 3.0, 3.0], "all targets are the same")])
def test_that_r2_is_left_out_where_it_means_nothing(y, word):
    report = evaluate_values(np.zeros(len(y)), np.array(y))
    assert isinstance(report, ValueReport)
    assert report.r2 is None and "r2" not in report.figures()
    assert report.mae == 3.0
    assert word in report.notes[0]


@pytest.mark.parametrize("wild", [np.nan, np.inf])
def test_that_what_is_not_finite_can_not_be_judged(wild):
    outputs = np.full((4, 1), wild, dtype=np.float32)
    report = evaluate(open_source("linear-regression"), outputs, np.zeros(4), ())
    assert isinstance(report, Unmeasured) and "finite" in report.reason
    broken = evaluate_classes(np.full((2, 3), np.nan), np.zeros(2, dtype=int), np.zeros(2, dtype=int), NAMES)
    assert isinstance(broken, Unmeasured)


def test_that_no_samples_can_not_be_judged():
    assert isinstance(evaluate_values(np.empty(0), np.empty(0)), Unmeasured)
    assert isinstance(classes_of(np.empty(0, dtype=int), np.empty((0, 3)))[0], Unmeasured)


@given(projects(), st.booleans())
@settings(max_examples=20)
def test_that_any_network_is_judged_and_the_quick_metrics_stay(project, on_test):
    dataset = load_dataset(project.data)
    X, y = (dataset.X_test, dataset.y_test) if on_test else (dataset.X_train, dataset.y_train)
    if not len(X):
        return
    outputs = Probe(Trainer(project, dataset).model).predict(X)
    report = evaluate(project, outputs, y, dataset.class_names)
    assert not isinstance(report, Unmeasured)
    quick = compute_metrics(project, outputs, y)
    found = all_figures(project, outputs, y, dataset.class_names)
    assert {name: found[name] for name in quick} == quick
    assert all(np.isfinite(value) for value in found.values())
    for name, value in report.figures().items():
        assert found[name] == pytest.approx(value)
    if isinstance(report, ClassReport):
        assert report.confusion.sum() == len(y)
        assert report.accuracy == pytest.approx(np.trace(report.confusion) / len(y))
