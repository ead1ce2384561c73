"""The range test takes the steps that a plain loop takes, each at its own rate."""

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_network, build_tensors, criterion_of
from nnstudio.engine.optimizers.table import build_optimizer
from nnstudio.engine.sweeps.rate_ramp import rate_ramp
from nnstudio.project import edits
from nnstudio.project.examples import open_source


@pytest.mark.parametrize("name", ["binary-classification", "nonlinear-regression"])
@pytest.mark.parametrize("batch_size", [50, 300])
def test_that_each_loss_is_that_of_a_loop_over_a_loader(name, batch_size):
    project = edits.with_training(open_source(name), batch_size=batch_size)
    dataset = load_dataset(project.data)
    found = rate_ramp(project, dataset, 1e-4, 1.0, steps=25)
    torch.manual_seed(project.training.seed)
    model = build_network(project)
    tensors = build_tensors(dataset, project.training.loss)
    criterion = criterion_of(project, tensors)
    optimizer = build_optimizer(project.training.optimizer, list(model.parameters()))
    loader = DataLoader(TensorDataset(tensors.X_train, tensors.y_train), batch_size, shuffle=True)
    expected, rates = [], np.geomspace(1e-4, 1.0, 25)
    while len(expected) < len(found.losses):
        for X, y in loader:
            if len(expected) == len(found.losses):
                break
            for group in optimizer.param_groups:
                group["lr"] = float(rates[len(expected)])
            optimizer.zero_grad()
            loss = criterion(model(X), y)
            loss.backward()
            optimizer.step()
            expected.append(loss.item())
    assert found.losses.tolist() == expected
    assert found.rates.tolist() == rates[: len(expected)].tolist()
    assert len(expected) > 5


def test_that_it_ends_where_the_loss_is_far_worse():
    project = edits.with_optimizer(open_source("linear-regression"), lr=0.1)
    found = rate_ramp(project, load_dataset(project.data), 1e-3, 1e6)
    assert len(found.losses) < 100
    assert np.isfinite(found.losses).all()
