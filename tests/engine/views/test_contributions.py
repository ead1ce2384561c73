"""A prediction is the sum of what the units add to it; a unit that is switched off adds nothing."""

import copy

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.contributions import can_be_taken_apart, take_apart
from nnstudio.engine.views.frame import make_frame, make_region
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from tests.project.examples import circles


def trained(project, epochs=2):
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    *_, report = trainer.epochs(epochs)
    return dataset, trainer, report.snapshot


def frame_of(project, dataset, trainer, snapshot, off=frozenset()):
    region = make_region(dataset, (0,), 50)
    return make_frame(project, dataset, Probe(trainer.model), snapshot, region, off=off)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    "hidden",
    [
        (),
        (LinearLayer(units=7), SigmoidLayer()),
        (LinearLayer(units=4), TanhLayer(), LinearLayer(units=3), ReLULayer(), DropoutLayer(p=0.4)),
    ],
    ids=["none", "one", "two"],
)
def test_that_contributions_and_bias_add_up_to_what_the_module_predicts(hidden, bias):
    project = edits.with_layers(open_source("nonlinear-regression"), (*hidden, LinearLayer(bias=bias)))
    dataset, trainer, snapshot = trained(project)
    assert can_be_taken_apart(project)
    frame = frame_of(project, dataset, trainer, snapshot)
    found = take_apart(frame, trainer.layout, dataset)
    assert found.layer == len(hidden) - 1
    width = next((layer.units for layer in reversed(hidden) if isinstance(layer, LinearLayer)), 1)
    assert found.parts.shape == (50, width)
    trainer.model.eval()
    with torch.no_grad():
        expected = trainer.model(torch.tensor(frame.region.inputs))[:, 0].numpy()
        before = trainer.model[:-1](torch.tensor(frame.region.inputs))
    assert found.total == pytest.approx(expected, rel=1e-5, abs=1e-4)
    for j in range(found.parts.shape[1]):
        expected_part = before[:, j] * trainer.model[-1].weight[0, j].detach()
        assert found.parts[:, j] == pytest.approx(expected_part.numpy())
    assert found.bias == (trainer.model[-1].bias.item() if bias else 0.0)


def test_that_a_probability_can_not_be_taken_apart():
    project = edits.with_layers(circles(), (LinearLayer(units=3), ReLULayer(), LinearLayer(), SigmoidLayer()))
    assert not can_be_taken_apart(edits.with_training(project, loss="bce"))
    assert not can_be_taken_apart(open_source("multiclass-classification"))


@given(st.data())
@settings(max_examples=20)
def test_that_without_units_is_as_if_their_outgoing_weights_were_zero(data):
    project = edits.with_layers(
        open_source("nonlinear-regression"),
        (LinearLayer(units=4), TanhLayer(), LinearLayer(units=3), SigmoidLayer(), LinearLayer()),
    )
    dataset, trainer, snapshot = trained(project, 1)
    units = [(layer, unit) for layer, width in ((1, 4), (3, 3)) for unit in range(width)]
    off = frozenset(data.draw(st.sets(st.sampled_from(units))))
    pruned = copy.deepcopy(trainer.model).eval()
    with torch.no_grad():
        for layer, unit in off:
            pruned[layer + 1].weight[:, unit] = 0
        expected = pruned(torch.tensor(dataset.X_train, dtype=torch.float32)).numpy()
    probe = Probe(trainer.model)
    before = snapshot.vector.copy()
    probe.load(snapshot)
    assert probe.predict(dataset.X_train, off) == pytest.approx(expected, rel=1e-5, abs=1e-5)
    layers = probe.layers(dataset.X_train, off)
    assert all((layers[layer][:, unit] == 0).all() for layer, unit in off)
    assert np.array_equal(layers[-1], probe.predict(dataset.X_train, off))
    assert np.array_equal(snapshot.vector, before)
    whole = probe.predict(dataset.X_train)
    pure = copy.deepcopy(trainer.model).eval()
    with torch.no_grad():
        assert np.array_equal(whole, pure(torch.tensor(dataset.X_train, dtype=torch.float32)).numpy())


def test_that_an_input_and_an_output_can_be_switched_off_and_unknown_units_change_nothing():
    _dataset, trainer, _ = trained(circles())
    probe = Probe(trainer.model)
    points = np.array([[1.0, 2.0], [3.0, 4.0]])
    without = points * [1, 0]
    assert np.array_equal(probe.predict(points, {(-1, 1)}), probe.predict(without))
    assert (probe.predict(points, {(2, 0)}) == 0).all()
    assert np.array_equal(probe.predict(points, {(9, 0), (0, 99)}), probe.predict(points))


def test_that_a_frame_without_units_tells_the_metrics_without_them_and_keeps_the_whole():
    project = open_source("nonlinear-regression")
    dataset, trainer, snapshot = trained(project)
    whole = frame_of(project, dataset, trainer, snapshot)
    assert (whole.off, whole.whole) == (frozenset(), None)
    off = frozenset({(len(project.network.layers) - 2, 0)})
    frame = frame_of(project, dataset, trainer, snapshot, off)
    assert frame.off == off
    assert np.array_equal(frame.whole, whole.surface)
    assert not np.array_equal(frame.surface, whole.surface)
    assert frame.metrics["train"]["r2"] != whole.metrics["train"]["r2"]
    found = take_apart(frame, trainer.layout, dataset)
    assert (found.parts[:, 0] == 0).all()
    assert found.total == pytest.approx(frame.surface[:, 0], rel=1e-5, abs=1e-4)


def test_that_a_sole_linear_layer_is_taken_apart_into_its_inputs():
    project = open_source("linear-regression")
    dataset, trainer, snapshot = trained(project)
    frame = frame_of(project, dataset, trainer, snapshot, frozenset({(-1, 0)}))
    found = take_apart(frame, trainer.layout, dataset)
    assert found.layer == -1
    assert (found.parts == 0).all()
    assert frame.region.inputs.any()
    assert frame.surface[:, 0] == pytest.approx(found.total)
