"""Specs become PyTorch's own objects, each with the options that the spec holds."""

import numpy as np
import pytest
import torch
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_layer, build_network, build_tensors
from nnstudio.engine.losses.table import build_criterion
from nnstudio.engine.optimizers.table import build_optimizer
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import BCELoss, BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.losses.kinds import LOSS_KINDS, LOSSES_OF_TASK
from nnstudio.project.losses.regression import MSELoss
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.project.sources.scikit_made import BlobsSource
from tests.engine.loops import class_of
from tests.project.examples import circles


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_that_every_layer_becomes_the_class_of_its_title_and_trains(kind):
    layer = LAYER_KINDS[kind]()
    project = edits.with_layers(circles(), (LinearLayer(units=4), layer, LinearLayer()))
    module = build_network(project)[1]
    assert type(module) is class_of(layer)
    assert sum(p.numel() for p in module.parameters()) == project.layer_shapes()[1].parameters
    reports = list(Trainer(project, load_dataset(project.data)).epochs(2))
    assert len(reports) == 2


def test_that_a_layers_options_arrive():
    shape = circles().layer_shapes()[0]
    assert build_layer(LinearLayer(units=5, bias=False), shape).bias is None
    assert build_layer(LAYER_KINDS["dropout"](p=0.25), shape).p == 0.25
    assert build_layer(LAYER_KINDS["softmax"](), shape).dim == -1


def test_that_the_weights_are_the_ones_that_plain_torch_draws():
    torch.manual_seed(4)
    plain = nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 1))
    torch.manual_seed(4)
    built = build_network(circles())
    assert str(built) == str(plain)
    for ours, theirs in zip(built.parameters(), plain.parameters(), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("cls", LOSS_KINDS.values(), ids=LOSS_KINDS)
def test_that_every_loss_becomes_the_class_of_its_title(cls):
    assert type(build_criterion(cls())) is class_of(cls)


@pytest.mark.parametrize("task", LOSSES_OF_TASK, ids=str)
def test_that_every_loss_of_a_task_takes_its_data(task):
    sources = {"regression": "wave", "binary classification": "moons", "multiclass classification": "blobs"}
    for loss in LOSSES_OF_TASK[task]:
        project = circles().with_source(SOURCE_KINDS[sources[task]](samples=40))
        project = edits.with_training(project, loss=loss)
        if loss == BCELoss():
            project = edits.insert_layer(project, 3, SigmoidLayer())
        (report,) = Trainer(project, load_dataset(project.data)).epochs(1)
        assert report.train_loss > 0


@pytest.mark.parametrize("kind", OPTIMIZER_KINDS)
def test_that_every_optimisers_options_arrive(kind):
    spec = OPTIMIZER_KINDS[kind](lr=0.125, weight_decay=0.0625)
    parameters = list(nn.Linear(2, 3).parameters())
    optimizer = build_optimizer(spec, parameters)
    assert type(optimizer) is getattr(torch.optim, spec.title)
    (group,) = optimizer.param_groups
    assert (group["lr"], group["weight_decay"]) == (0.125, 0.0625)
    assert all(ours is theirs for ours, theirs in zip(group["params"], parameters, strict=True))
    # all that a spec does not name is PyTorch's default
    defaults = getattr(torch.optim, spec.title)(parameters).param_groups[0]
    own = {*spec.model_dump(), "params", "fused", "foreach"}
    assert {k: v for k, v in group.items() if k not in own} == {k: v for k, v in defaults.items() if k not in own}


def test_that_momentum_and_nesterov_arrive():
    (group,) = build_optimizer(SGDSpec(momentum=0.9, nesterov=True), nn.Linear(1, 1).parameters()).param_groups
    assert (group["momentum"], group["nesterov"]) == (0.9, True)


def test_that_targets_have_the_type_and_shape_that_the_loss_takes():
    dataset = load_dataset(edits.with_data(circles(), test_fraction=0.25).data)
    column = build_tensors(dataset, BCEWithLogitsLoss())
    assert (column.X_train.dtype, column.y_train.dtype) == (torch.float32, torch.float32)
    assert (column.y_train.shape, column.y_test.shape) == ((225, 1), (75, 1))
    labels = build_tensors(dataset, CrossEntropyLoss())
    assert (labels.y_train.dtype, labels.y_train.shape) == (torch.int64, (225,))
    assert np.array_equal(labels.y_train.numpy(), dataset.y_train)


@pytest.mark.parametrize(
    ("project", "place"),
    [
        (edits.with_training(circles(), loss=MSELoss()), "training.loss"),
        (edits.with_training(circles(), loss=BCELoss()), r"network.layers\[2\]"),
        (edits.with_layers(circles(), (LinearLayer(units=3),)), r"network.layers\[0\].units"),
        (edits.with_layers(circles(), (ReLULayer(),)), "network.layers"),
        (edits.with_training(circles().with_source(BlobsSource()), loss=BCEWithLogitsLoss()), "training.loss"),
    ],
)
def test_that_what_does_not_fit_is_refused_by_its_place(project, place):
    with pytest.raises(InvalidProjectError, match=f"^{place}: "):
        build_network(project)
