"""Activations are PyTorch's own, and so are their slopes and what layers of them are given."""

import numpy as np
import pytest
import torch

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_layer
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.activations import LayerInputs, function_and_slope, layer_inputs
from nnstudio.project import edits
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.project.layers.kinds import ACTIVATIONS, LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerShape
from tests.engine.loops import class_of
from tests.project.examples import circles

KINKS = {"relu": (0.0,), "leaky_relu": (0.0,), "elu": (0.0,)}


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_that_a_curve_is_that_of_pytorchs_class_and_its_slope_the_difference_quotient(kind):
    x = np.linspace(-6, 6, 241)
    y, slope = function_and_slope(kind, x)
    expected = class_of(LAYER_KINDS[kind])()(torch.tensor(x, dtype=torch.float32))
    assert y == pytest.approx(expected.numpy(), abs=1e-6)
    with torch.no_grad():
        exact = build_layer(LAYER_KINDS[kind](), LayerShape(1, 1, 0))
        step = 1e-5
        ahead, back = exact(torch.tensor(x + step)), exact(torch.tensor(x - step))
    smooth = ~np.isin(np.round(x, 9), KINKS.get(kind, ()))
    assert slope[smooth] == pytest.approx(((ahead - back) / (2 * step)).numpy()[smooth], abs=1e-4)


def test_that_a_layers_inputs_are_the_outputs_before_it():
    project = edits.with_layers(circles(), (TanhLayer(), LinearLayer(units=3), TanhLayer(), LinearLayer()))
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    (report,) = trainer.epochs(1)
    probe = Probe(trainer.model)
    first = layer_inputs(dataset, probe, report.snapshot, 0)
    assert first.values == pytest.approx(dataset.X_train.ravel())
    assert (first.samples, first.units) == (300, 2)
    hidden = layer_inputs(dataset, probe, report.snapshot, 2)
    probe.load(report.snapshot)
    assert np.array_equal(hidden.values, probe.layers(dataset.X_train)[1].ravel())
    without = layer_inputs(dataset, probe, report.snapshot, 2, {(1, 0), (-1, 1)})
    assert (without.values.reshape(-1, 3)[:, 0] == 0).all()
    off = layer_inputs(dataset, probe, report.snapshot, 0, {(-1, 1)})
    assert (off.values.reshape(-1, 2)[:, 1] == 0).all()
    assert dataset.X_train[:, 1].any()


def test_that_shares_count_what_is_flat_and_what_is_beyond():
    inputs = LayerInputs(np.array([-10.0, -1.0, 0.5, 7.0], np.float32), 4, 1)
    assert inputs.share_beyond() == 0.5
    assert inputs.share_flat("relu") == 0.5
    assert inputs.share_flat("tanh") == 0.5
    assert inputs.share_flat("leaky_relu") == 0.0
