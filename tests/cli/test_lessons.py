"""The lecture's figures, by the command that anyone can type."""

import json

import numpy as np
import pytest
import torch
from torch import nn

from nnstudio.project.examples import list_examples, open_source

IDS = [
    "autograd-by-hand",
    "linear-regression",
    "continue-training",
    "multiple-regression",
    "nonlinear-regression",
    "deep-regression",
    "wide-deep-regression",
    "binary-classification",
    "multiclass-classification",
]


@pytest.fixture
def trained(command):
    def train(lesson: str):
        status, out, err = command("train", lesson, "--json")
        assert (status, err) == (0, "")
        result = json.loads(out)
        assert result["stop_reason"] == "finished"
        assert len(result["train_loss"]) == result["epochs"]
        return result

    return train


def network_of(result, *layers: nn.Module) -> nn.Sequential:
    """A plain network with the parameters that the command printed."""
    model = nn.Sequential(*layers)
    model.load_state_dict({name: torch.tensor(values) for name, values in result["parameters"].items()})
    return model.eval()


def test_that_the_lessons_are_the_lectures_in_its_order():
    lessons = list_examples()
    assert [lesson.id for lesson in lessons] == IDS
    for lesson in lessons:
        assert lesson.title
        assert lesson.summary.endswith(".")
        assert open_source(lesson.id).training.batch_size == 50
        assert not open_source(lesson.id).problems()


def test_autograd_by_hand(trained):
    result = trained("autograd-by-hand")
    w, x, y = 1.0, np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])
    gradient = 2 / 3 * float(x @ (x * w - y))
    assert gradient == pytest.approx(-9.3333, abs=1e-4)
    assert result["train_loss"] == [pytest.approx(14 / 3)]
    assert result["parameters"] == {"0.weight": [[pytest.approx(w - 0.1 * gradient)]]}


def test_linear_regression(trained):
    result = trained("linear-regression")
    assert result["epochs"] == 30
    assert result["train_loss"][0] > 1000
    assert 93.1 < result["train_loss"][-1] < 93.4
    assert [round(w, 2) for w in result["baseline"]["sklearn"]] == [-0.77, 45.50]
    assert result["baseline"]["network"] == pytest.approx(result["baseline"]["sklearn"], abs=0.2)
    assert result["baseline"]["network"] == [result["parameters"]["0.bias"][0], result["parameters"]["0.weight"][0][0]]
    assert result["metrics"]["train"]["r2"] > 0.9
    assert result["parameter_count"] == 2


def test_continue_training(trained):
    result = trained("continue-training")
    shorter = trained("linear-regression")
    assert result["train_loss"][:30] == shorter["train_loss"]
    assert result["epochs"] == 50
    assert result["train_loss"][-1] == pytest.approx(93.2, abs=0.2)
    closed_form = np.array(result["baseline"]["sklearn"])
    assert np.abs(result["baseline"]["network"] - closed_form).max() < 0.2


def test_multiple_regression(trained):
    result = trained("multiple-regression")
    assert [round(w, 2) for w in result["baseline"]["sklearn"]] == [0.43, 0.62, 55.99, 11.14]
    assert result["baseline"]["network"] == pytest.approx(result["baseline"]["sklearn"], abs=0.5)
    assert (result["epochs"], result["parameter_count"]) == (100, 4)


@pytest.mark.parametrize(
    ("lesson", "parameters", "limit"),
    [("nonlinear-regression", 10, 6), ("deep-regression", 32, 6), ("wide-deep-regression", 481, 1)],
)
def test_regression_on_a_curve(trained, lesson, parameters, limit):
    result = trained(lesson)
    assert (result["epochs"], result["parameter_count"], result["baseline"]) == (1000, parameters, None)
    assert result["train_loss"][-1] < limit
    assert result["metrics"]["train"]["mse"] < limit


def test_binary_classification(trained):
    result = trained("binary-classification")
    assert (result["epochs"], result["parameter_count"]) == (20, 21)
    assert result["train_loss"][0] > 0.5
    assert result["train_loss"][-1] < 0.1
    assert result["metrics"]["train"]["accuracy"] > 0.97
    model = network_of(result, nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 1))
    with torch.no_grad():
        inside, outside = torch.sigmoid(model(torch.tensor([[0.0, 0.0], [-1.0, -1.0]]).double().float())).ravel()
    assert inside > 0.99
    assert outside < 1e-6


def test_multiclass_classification(trained):
    result = trained("multiclass-classification")
    assert (result["epochs"], result["parameter_count"]) == (10, 39)
    assert result["train_loss"][0] > 0.7
    assert result["train_loss"][-1] < 0.1
    assert result["metrics"]["train"]["accuracy"] == 1
