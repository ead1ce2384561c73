"""Figures that describe a network's outputs, beside scikit-learn's own."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, softmax
from sklearn import metrics

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.metrics import compute_metrics
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.losses.classification import BCELoss, CrossEntropyLoss
from tests.project.examples import circles
from tests.strategies import projects

REGRESSION = open_source("nonlinear-regression")
LOGITS = circles()
PROBABILITY = edits.insert_layer(edits.with_training(circles(), loss=BCELoss()), 3, SigmoidLayer())
TWO_LOGITS = edits.with_training(circles(), loss=CrossEntropyLoss())
CLASSES = open_source("multiclass-classification")

RANDOM = np.random.default_rng(0)


def floats(*shape: int) -> np.ndarray:
    return RANDOM.normal(scale=3, size=shape).astype(np.float32)


def test_that_regression_is_judged_as_by_scikit_learn():
    outputs, y = floats(40, 1), floats(40).astype(np.float64)
    assert compute_metrics(REGRESSION, outputs, y) == {
        "r2": pytest.approx(metrics.r2_score(y, outputs)),
        "mse": pytest.approx(metrics.mean_squared_error(y, outputs)),
        "mae": pytest.approx(metrics.mean_absolute_error(y, outputs)),
    }


def of_class_1(p: np.ndarray) -> np.ndarray:
    return np.hstack((1 - p, p))


@pytest.mark.parametrize(
    ("project", "outputs", "to_probabilities"),
    [
        (LOGITS, floats(60, 1), lambda H: of_class_1(expit(H))),
        (PROBABILITY, expit(floats(60, 1)), of_class_1),
        (TWO_LOGITS, floats(60, 2), lambda H: softmax(H, axis=1)),
        (CLASSES, floats(60, 4), lambda H: softmax(H, axis=1)),
    ],
    ids=["logit", "probability", "two logits", "four logits"],
)
def test_that_classes_are_judged_as_by_scikit_learn(project, outputs, to_probabilities):
    p = to_probabilities(outputs.astype(np.float64))
    assert probabilities(project, outputs) == pytest.approx(p, abs=1e-6)
    labels = p.argmax(axis=1)
    assert np.array_equal(predictions(project, outputs), labels)
    y = RANDOM.integers(0, p.shape[1], 60)
    assert compute_metrics(project, outputs, y) == {
        "accuracy": pytest.approx(metrics.accuracy_score(y, labels)),
        "log_loss": pytest.approx(metrics.log_loss(y, p, labels=range(p.shape[1])), rel=1e-3),
    }


def test_that_a_logit_of_zero_is_class_0():
    outputs = np.array([[0.0], [1e-3], [-1e-3]], dtype=np.float32)
    assert predictions(LOGITS, outputs).tolist() == [0, 1, 0]


def test_that_targets_that_are_all_the_same_have_no_r2():
    found = compute_metrics(open_source("linear-regression"), np.zeros((4, 1), np.float32), np.full(4, 2.0))
    assert set(found) == {"mse", "mae"}


def test_that_one_sample_has_no_r2():
    assert set(compute_metrics(REGRESSION, floats(1, 1), np.array([1.0]))) == {"mse", "mae"}


def test_that_a_class_without_samples_is_no_obstacle():
    found = compute_metrics(CLASSES, floats(3, 4), np.array([0, 0, 0]))
    assert set(found) == {"accuracy", "log_loss"}


@pytest.mark.parametrize("wild", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("project", [REGRESSION, LOGITS, CLASSES], ids=["regression", "binary", "multiclass"])
def test_that_what_is_not_finite_is_left_out(project, wild):
    outputs = np.full((5, project.output_count()), wild, dtype=np.float32)
    found = compute_metrics(project, outputs, np.arange(5) % 2)
    assert all(np.isfinite(value) for value in found.values())


@given(projects(), st.booleans())
@settings(max_examples=15)
def test_that_any_run_is_judged_in_finite_json_numbers(project, on_test):
    dataset = load_dataset(project.data)
    X, y = (dataset.X_test, dataset.y_test) if on_test else (dataset.X_train, dataset.y_train)
    if not len(X):
        return
    trainer = Trainer(project, dataset)
    probe = Probe(trainer.model)
    found = compute_metrics(project, probe.predict(X), y)
    assert found
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    if dataset.class_names:
        p = probabilities(project, probe.predict(X))
        assert p.shape == (len(X), len(dataset.class_names))
        assert p.sum(axis=1) == pytest.approx(np.ones(len(X)), abs=1e-5)
