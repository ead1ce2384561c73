"""Spreads of a layer's numbers, and the gradient of the whole loss, are PyTorch's own."""

import copy

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_tensors
from nnstudio.engine.losses.table import build_criterion
from nnstudio.engine.snapshots.gradients import loss_gradients
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.distributions import MOST_VALUES, Distributions, Quantity, evenly, layers_with
from nnstudio.project import edits
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.optimizers.sgd import SGDSpec
from tests.project.examples import circles
from tests.strategies import projects


def gradients_of(project, trainer, dataset, snapshot):
    probe = Probe(trainer.model)
    probe.load(snapshot)
    tensors = build_tensors(dataset, project.training.loss)
    return loss_gradients(probe, build_criterion(project.training.loss), tensors.X_train, tensors.y_train)


@given(projects())
@settings(max_examples=15)
def test_that_gradients_are_those_of_a_backward_pass_in_evaluation_mode(project):
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    *_, report = trainer.epochs(2)
    model = copy.deepcopy(trainer.model).eval()
    model.zero_grad()
    tensors = build_tensors(dataset, project.training.loss)
    build_criterion(project.training.loss)(model(tensors.X_train), tensors.y_train).backward()
    state = torch.get_rng_state()
    grads = {name: p.grad for name, p in trainer.model.named_parameters()}
    found = gradients_of(project, trainer, dataset, report.snapshot)
    assert torch.equal(torch.get_rng_state(), state)
    assert {name: p.grad for name, p in trainer.model.named_parameters()} == grads
    assert set(found) == {name for name, _ in model.named_parameters()}
    for name, parameter in model.named_parameters():
        assert found[name] == pytest.approx(parameter.grad.numpy(), rel=1e-4, abs=1e-6)


def test_that_many_samples_go_through_in_parts_with_the_same_outcome():
    project = circles().with_source(edits.changed(circles().data.source, samples=10_000))
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    found = gradients_of(project, trainer, dataset, trainer.initial)
    model = copy.deepcopy(trainer.model)
    tensors = build_tensors(dataset, project.training.loss)
    build_criterion(project.training.loss)(model(tensors.X_train), tensors.y_train).backward()
    for name, parameter in model.named_parameters():
        assert found[name] == pytest.approx(parameter.grad.numpy(), rel=1e-3, abs=1e-6)


def test_that_a_step_of_plain_descent_is_the_gradient_times_the_rate():
    project = edits.with_training(circles(), optimizer=SGDSpec(lr=0.5), batch_size=300, epochs=1)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    (report,) = trainer.epochs(1)
    tool = Distributions(project, dataset, trainer.layout, Probe(trainer.model))
    updates = tool.spreads(Quantity.UPDATES, report.snapshot, trainer.initial)
    gradients = tool.spreads(Quantity.GRADIENTS, trainer.initial)
    assert set(updates) == set(gradients) == {0, 2}
    for layer, update in updates.items():
        assert update.values == pytest.approx(-0.5 * gradients[layer].values, rel=1e-3, abs=1e-6)
    assert tool.spreads(Quantity.UPDATES, trainer.initial) == {}


def test_that_each_layer_has_the_values_it_should():
    layers = (LinearLayer(units=5), BatchNormLayer(), ReLULayer(), DropoutLayer(), LinearLayer(bias=False))
    project = edits.with_layers(circles(), layers)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    *_, report = trainer.epochs(2)
    probe = Probe(trainer.model)
    tool = Distributions(project, dataset, trainer.layout, probe.fork())
    arrays = trainer.layout.arrays(report.snapshot.vector)
    counts = {
        Quantity.WEIGHTS: {0: 10, 1: 5, 4: 5},
        Quantity.BIASES: {0: 5, 1: 5},
        Quantity.GRADIENTS: {0: 15, 1: 10, 4: 5},
        Quantity.UPDATES: {0: 15, 1: 10, 4: 5},
        Quantity.ACTIVATIONS: {0: 1500, 1: 1500, 2: 1500, 3: 1500, 4: 300},
    }
    for quantity, expected in counts.items():
        found = tool.spreads(quantity, report.snapshot, trainer.initial)
        assert {layer: spread.count for layer, spread in found.items()} == expected
        assert layers_with(quantity, project) == list(expected)
        for spread in found.values():
            assert len(spread.values) == spread.count
            assert spread.mean == pytest.approx(spread.values.mean(), rel=1e-3, abs=1e-6)
            assert spread.std == pytest.approx(spread.values.std(), rel=1e-3, abs=1e-6)
    weights = tool.spreads(Quantity.WEIGHTS, report.snapshot)
    assert np.array_equal(weights[0].values, arrays["0.weight"].ravel())
    probe.load(report.snapshot)
    activations = tool.spreads(Quantity.ACTIVATIONS, report.snapshot, off={(2, 1)})
    expected = probe.layers(dataset.X_train, {(2, 1)})
    assert np.array_equal(activations[2].values, expected[2].ravel())
    assert not np.array_equal(activations[4].values, probe.predict(dataset.X_train).ravel())


def test_that_of_many_values_some_are_kept_and_all_are_counted():
    project = edits.with_layers(circles(), (LinearLayer(units=4000), ReLULayer(), LinearLayer(units=20), LinearLayer()))
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    tool = Distributions(project, dataset, trainer.layout, Probe(trainer.model))
    spread = tool.spreads(Quantity.WEIGHTS, trainer.initial)[2]
    assert spread.count == 80_000
    assert MOST_VALUES / 2 < len(spread.values) <= MOST_VALUES
    weights = trainer.layout.arrays(trainer.initial.vector)["2.weight"]
    assert spread.mean == pytest.approx(weights.astype(float).mean())


@given(st.sets(st.integers(0, 5000), min_size=1).map(sorted), st.integers(2, 40))
def test_that_epochs_are_chosen_evenly_with_both_ends(epochs, most):
    chosen = evenly(epochs, most)
    assert set(chosen) <= set(epochs)
    assert (chosen[0], chosen[-1]) == (epochs[0], epochs[-1])
    assert len(chosen) <= most + 1


@given(st.integers(0, 10_000))
def test_that_chosen_epochs_stay_chosen_or_every_second_does(last):
    chosen, later = evenly(list(range(last + 1))), evenly(list(range(last + 2)))
    assert len(chosen) >= min(last + 1, 15)
    steps = set(np.diff(chosen[:-1]).tolist())
    assert len(steps) <= 1
    assert set(later) - {last + 1} <= set(chosen) | {last}
