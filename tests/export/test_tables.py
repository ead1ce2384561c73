"""The tables hold what the run is, digit for digit."""

import csv

import numpy as np
import pytest
from sklearn import metrics

from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.export.tables import apart, write_history, write_metrics, write_predictions
from nnstudio.project.sources.bundled import DiabetesSource, IrisSource
from nnstudio.project.sources.scikit_made import CirclesSource
from tests.export.runs import project_on, trained


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def iris():
    return trained(project_on(IrisSource(), "relu", test_fraction=0.2, standardize=True, epochs=8))


@pytest.fixture(scope="module")
def diabetes():
    return trained(project_on(DiabetesSource(), "relu", epochs=5))


def test_that_every_sample_is_there_with_its_class_and_probabilities(iris, tmp_path):
    path = tmp_path / "predictions.csv"
    write_predictions(iris, path)
    rows = read(path)
    data = iris.dataset
    assert [row["split"] for row in rows] == ["train"] * len(data.y_train) + ["test"] * len(data.y_test)
    assert np.array_equal([[float(row[name]) for name in data.columns] for row in rows], data.raw)
    assert [row["target"] for row in rows] == [data.class_names[c] for c in (*data.y_train, *data.y_test)]
    p = probabilities(iris.project, iris.outputs(data.raw))
    assert np.array_equal(np.float32([[row[f"probability {c}"] for c in data.class_names] for row in rows]), p)
    assert [row["prediction"] for row in rows] == [data.class_names[c] for c in p.argmax(axis=1)]


def test_that_regression_has_values(diabetes, tmp_path):
    path = tmp_path / "predictions.csv"
    write_predictions(diabetes, path)
    rows = read(path)
    said = predictions(diabetes.project, diabetes.outputs(diabetes.dataset.raw))
    assert np.array_equal(np.float32([row["prediction"] for row in rows]), said)
    assert np.array_equal([float(row["target"]) for row in rows], diabetes.dataset.y_train)
    assert not any("probability" in name for name in rows[0])


def test_that_the_metrics_follow_from_the_predictions(iris, tmp_path):
    write_predictions(iris, tmp_path / "predictions.csv")
    write_metrics(iris, tmp_path / "metrics.csv")
    found = {(row["split"], row["metric"]): float(row["value"]) for row in read(tmp_path / "metrics.csv")}
    for split in ("train", "test"):
        rows = [row for row in read(tmp_path / "predictions.csv") if row["split"] == split]
        right = metrics.accuracy_score([row["target"] for row in rows], [row["prediction"] for row in rows])
        assert found[split, "accuracy"] == right
    assert found["train", "loss (CrossEntropyLoss)"] == iris.train_loss[-1]
    assert found["test", "loss (CrossEntropyLoss)"] == iris.test_loss[-1]


def test_that_the_history_is_every_epochs_losses(iris, diabetes, tmp_path):
    path = tmp_path / "history.csv"
    write_history(iris, path)
    rows = read(path)
    assert [int(row["epoch"]) for row in rows] == list(range(1, 9))
    assert [float(row["train_loss"]) for row in rows] == iris.history.train_loss
    assert [float(row["test_loss"]) for row in rows] == iris.history.test_loss
    write_history(diabetes, path)
    assert list(read(path)[0]) == ["epoch", "train_loss"]


def test_that_an_untrained_network_has_predictions_and_metrics_but_no_losses(tmp_path):
    untrained = trained(project_on(CirclesSource(), "relu"), epoch=0)
    write_history(untrained, tmp_path / "history.csv")
    write_metrics(untrained, tmp_path / "metrics.csv")
    assert read(tmp_path / "history.csv") == []
    assert [row["metric"] for row in read(tmp_path / "metrics.csv")] == ["accuracy", "log_loss"]


def test_that_no_column_hides_another():
    assert apart(["prediction", "target"], ["x", "prediction", "prediction 2"]) == ["prediction 3", "target"]
