"""Autograd's gradient is held against finite differences, in float64 and over steps of many sizes."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_network, build_tensors, criterion_of
from nnstudio.engine.losses.table import build_criterion
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.walkthrough.gradient_check import check_gradient
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.network import NetworkSpec
from nnstudio.project.sources.bundled import BreastCancerSource, WineSource
from tests.engine.walkthrough.test_walkthrough import walked
from tests.export.runs import project_on
from tests.strategies import GENERATED_KINDS, projects

X, Y = torch.linspace(-1, 1, 20).reshape(-1, 1), torch.linspace(2, -1, 20).reshape(-1, 1) ** 2


def sigmoids():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(1, 4), nn.Sigmoid(), nn.Linear(4, 1))


def test_that_the_error_is_a_v_over_the_size_of_the_step():
    check = check_gradient(sigmoids(), nn.MSELoss(), X, Y)
    assert 1e-6 <= check.best <= 1e-4
    assert check.least < 1e-9
    errors = dict(zip(np.round(np.log10(check.steps), 1).tolist(), check.errors.tolist(), strict=True))
    # a hundred times smaller with a step a tenth as long; and then ten times larger, as digits are lost
    assert errors[-1.0] / errors[-2.0] == pytest.approx(100, rel=0.1)
    assert errors[-12.0] > 100 * errors[-8.0]


def test_that_a_wrong_gradient_would_be_seen():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, gradient):
            return gradient * 2.01

    class Layer(nn.Module):
        def forward(self, x):
            return Wrong.apply(x)

    check = check_gradient(nn.Sequential(*sigmoids(), Layer()), nn.MSELoss(), X, Y)
    assert check.least > 1e-3


def test_that_the_network_and_the_random_numbers_stay_as_they_are():
    model = sigmoids()
    before, state = [p.clone() for p in model.parameters()], torch.get_rng_state()
    check_gradient(model, nn.MSELoss(), X, Y)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    assert torch.equal(state, torch.get_rng_state())


def test_that_a_gradient_of_nothing_is_not_checked():
    model = nn.Sequential(nn.Linear(1, 1))
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    assert check_gradient(model, nn.MSELoss(), X, torch.zeros(20, 1)) is None


@settings(max_examples=20)
@given(projects(kinds=GENERATED_KINDS, stopping=False))
def test_that_every_kind_of_layer_and_loss_has_a_right_gradient(project):
    torch.manual_seed(1)
    tensors = build_tensors(load_dataset(project.data), project.training.loss)
    X, y = tensors.X_train[:8], tensors.y_train[:8]
    check = check_gradient(build_network(project), criterion_of(project, tensors), X, y)
    assume(check is not None)
    # a kink may lie within the larger steps, and the smaller ones have few digits
    assert check.least < 1e-4


def test_that_a_walk_has_the_check_between_the_way_back_and_the_updates():
    design = NetworkSpec(layers=(LinearLayer(units=2), SigmoidLayer(), LinearLayer()))
    walk, _, _ = walked(open_source("binary-classification").model_copy(update={"network": design}))
    parts = [stage.part for stage in walk.stages]
    assert parts[parts.index("check") - 1 :][:3] == ["backward", "check", "update"]
    (stage,) = (stage for stage in walk.stages if stage.check is not None)
    assert stage.check.count == 9
    assert "(9)" in stage.text


@pytest.mark.parametrize(
    "project",
    [
        project_on(WineSource(), loss=CrossEntropyLoss(class_weights="balanced")),
        project_on(BreastCancerSource(), loss=BCEWithLogitsLoss(pos_weight=7.0)),
    ],
    ids=lambda project: project.training.loss.kind,
)
def test_that_the_loss_that_is_checked_weighs_its_classes_as_the_walk_does(project):
    rows = list(range(0, 160, 8))
    walk, _, dataset = walked(project, rows=rows)
    (stage,) = (stage for stage in walk.stages if stage.check is not None)
    loss, model = project.training.loss, Trainer(project, dataset).model
    tensors = build_tensors(dataset, loss)
    criteria = criterion_of(project, tensors), build_criterion(type(loss)())
    weighted, plain = (check_gradient(model, one, tensors.X_train[rows], tensors.y_train[rows]) for one in criteria)
    assert np.array_equal(stage.check.errors, weighted.errors)
    assert not np.array_equal(stage.check.errors, plain.errors)
    # a criterion is the caller's own
    assert all(buffer.dtype is torch.float32 for buffer in criteria[0].buffers())
