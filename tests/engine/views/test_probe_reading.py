"""One input on its way through the network, beside the modules themselves."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_tensors
from nnstudio.engine.losses.table import build_criterion
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.probe_reading import by_error, read, sample_loss
from nnstudio.project.losses.classification import BCELoss, BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.losses.regression import HuberLoss, L1Loss, MSELoss
from nnstudio.project.sources.spec import Task
from tests.strategies import projects


@given(projects())
@settings(max_examples=25)
def test_that_a_reading_is_what_the_modules_put_out_and_the_criterion_says(project):
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    model = trainer.model.eval()
    row = len(dataset.y_train) // 2
    raw, target = dataset.raw_train[row], float(dataset.y_train[row])
    probe = Probe(trainer.model)
    reading = read(project, dataset, raw, probe.layers(dataset.to_inputs(raw[None])), target)
    assert reading.inputs == pytest.approx(dataset.X_train[row])
    with torch.no_grad():
        H = torch.tensor(dataset.to_inputs(raw[None]), dtype=torch.float32)
        for layer, outputs in zip(model, reading.layers, strict=True):
            H = layer(H)
            assert np.array_equal(H.numpy()[0], outputs)
        y = build_tensors(dataset, project.training.loss).y_train[row : row + 1]
        assert reading.loss == float(build_criterion(project.training.loss)(H, y))
    if dataset.task is Task.REGRESSION:
        assert reading.probabilities is None
        assert reading.prediction == float(dataset.to_values(reading.outputs)[0])
    else:
        assert reading.probabilities.sum() == pytest.approx(1, abs=1e-5)
        if len(reading.probabilities) > 2:
            assert reading.prediction == reading.probabilities.argmax()
        else:
            assert reading.prediction == float(reading.probabilities[1] > 0.5)


@pytest.mark.parametrize(
    ("loss", "outputs", "target", "criterion"),
    [
        (MSELoss(), [[1.5]], 4.0, nn.MSELoss()),
        (L1Loss(), [[1.5]], 4.0, nn.L1Loss()),
        (HuberLoss(), [[1.5]], 4.0, nn.HuberLoss()),
        (BCELoss(), [[0.2]], 1.0, nn.BCELoss()),
        (BCEWithLogitsLoss(), [[-3.0]], 1.0, nn.BCEWithLogitsLoss()),
    ],
)
def test_that_the_loss_of_a_sample_is_the_criterions(loss, outputs, target, criterion):
    expected = criterion(torch.tensor(outputs), torch.tensor([[target]]))
    assert sample_loss(loss, np.array(outputs, dtype=np.float32), target) == float(expected)


def test_that_cross_entropy_is_minus_the_log_of_the_classs_probability():
    outputs = np.array([[1.0, 3.0, -2.0]], dtype=np.float32)
    p = np.exp(outputs[0]) / np.exp(outputs[0]).sum()
    assert sample_loss(CrossEntropyLoss(), outputs, 2.0) == pytest.approx(-np.log(p[2]), rel=1e-6)


@pytest.mark.parametrize("wild", [np.nan, np.inf])
def test_that_outputs_that_are_not_finite_have_no_loss(wild):
    assert sample_loss(BCELoss(), np.array([[wild]], dtype=np.float32), 1.0) is None


def test_that_wrong_classes_come_in_order_and_wrong_values_the_worst_first():
    assert by_error(np.array([0, 1, 1, 0]), np.array([0, 0, 1, 1]), Task.BINARY).tolist() == [1, 3]
    errors = by_error(np.array([1.0, 5.0, np.nan]), np.array([2.0, 1.0, 0.0]), Task.REGRESSION)
    assert errors.tolist() == [2, 1, 0]
