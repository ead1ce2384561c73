"""Units that no longer take part are found, by weights that make them so; healthy ones are left in peace."""

import numpy as np
import pytest
import torch

from nnstudio.data.load import load_dataset
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot, read_state, state_tensors
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.unit_flags import FlagKind, unit_flags
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from tests.project.examples import circles


def flags_of(kind, bias, extra=(), weight=None, project=None):
    """Flags of Linear 4 → activation → Linear on the circles, with the first unit's bias and weights as given."""
    layers = (LinearLayer(units=4), LAYER_KINDS[kind](), *extra, LinearLayer())
    project = edits.with_layers(project or circles(), layers)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    with torch.no_grad():
        trainer.model[0].weight[1:] = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 1.0]])
        trainer.model[0].bias[1:] = 0.0
        trainer.model[0].bias[0] = bias
        if weight is not None:
            trainer.model[0].weight[0] = torch.tensor(weight)
    snapshot = Snapshot(0, read_state(state_tensors(trainer.model)))
    return unit_flags(project, dataset, Probe(trainer.model), snapshot)


@pytest.mark.parametrize(
    ("kind", "bias", "kind_of_flag"),
    [
        ("relu", -10.0, FlagKind.DEAD),
        ("gelu", -20.0, FlagKind.DEAD),
        ("silu", -20.0, FlagKind.DEAD),
        ("softplus", -20.0, FlagKind.DEAD),
        ("sigmoid", 20.0, FlagKind.SATURATED),
        ("sigmoid", -20.0, FlagKind.SATURATED),
        ("tanh", 20.0, FlagKind.SATURATED),
        ("tanh", -20.0, FlagKind.SATURATED),
        ("elu", -20.0, FlagKind.SATURATED),
    ],
)
def test_that_a_unit_at_its_limit_for_every_sample_is_flagged_and_no_other(kind, bias, kind_of_flag):
    flags = flags_of(kind, bias)
    assert set(flags) == {(1, 0)}
    assert flags[1, 0].kind is kind_of_flag
    assert flags[1, 0].sentence.endswith(".")


@pytest.mark.parametrize("kind", ["relu", "gelu", "silu", "softplus", "sigmoid", "tanh", "elu", "leaky_relu"])
def test_that_healthy_units_are_not_flagged(kind):
    assert flags_of(kind, 0.1) == {}


@pytest.mark.parametrize("kind", ["relu", "leaky_relu", "softplus", "gelu"])
def test_that_a_unit_in_its_linear_part_is_healthy(kind):
    assert flags_of(kind, 20.0) == {}


def test_that_a_step_at_both_limits_is_saturated_but_a_gentle_one_is_not():
    assert "100% of the samples" in flags_of("sigmoid", 0.0, weight=[1e6, 0.0])[1, 0].sentence
    assert flags_of("sigmoid", 0.0, weight=[4.0, 0.0]) == {}


def test_that_a_unit_without_weights_is_constant_and_dropout_does_not_repeat_it():
    flags = flags_of("leaky_relu", 2.0, extra=(DropoutLayer(p=0.5),), weight=[0.0, 0.0])
    assert set(flags) == {(0, 0), (1, 0)}
    assert flags[1, 0].sentence == "Constant: its output is 2 for every sample."


@pytest.mark.parametrize("lesson", ["binary-classification", "multiclass-classification", "nonlinear-regression"])
def test_that_the_lessons_flags_are_what_the_outputs_of_all_samples_say(lesson):
    project = open_source(lesson)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    *_, report = trainer.epochs(5)
    probe = Probe(trainer.model)
    flags = unit_flags(project, dataset, probe, report.snapshot)
    probe.load(report.snapshot)
    for layer, H in enumerate(probe.layers(dataset.X_train)):
        for unit in range(H.shape[1]):
            if np.ptp(H[:, unit]) > 0.1 * max(1.0, np.abs(H[:, unit]).max()) and np.abs(H[:, unit]).max() < 0.95:
                assert (layer, unit) not in flags


def test_that_a_sure_classifier_is_not_called_saturated():
    layers = (LinearLayer(units=2), LinearLayer(), SigmoidLayer())
    project = edits.with_training(edits.with_layers(circles(), layers), loss="bce")
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    with torch.no_grad():
        trainer.model[1].weight *= 1e6
        # both classes are predicted
        trainer.model[0].bias.zero_()
        trainer.model[1].bias.zero_()
    snapshot = Snapshot(0, read_state(state_tensors(trainer.model)))
    assert unit_flags(project, dataset, Probe(trainer.model), snapshot) == {}


def test_that_of_many_samples_only_some_are_looked_at():
    project = circles().with_source(edits.changed(circles().data.source, samples=5000))
    looked = []

    class Watched(Probe):
        def layers(self, points, off=frozenset()):
            looked.append(len(points))
            return super().layers(points, off)

    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    unit_flags(project, dataset, Watched(trainer.model), trainer.initial)
    assert looked[0] <= 512
