"""Probing a snapshot shows what the network put out then, and leaves no trace."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from nnstudio.data.load import load_dataset
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from tests.project.examples import circles
from tests.strategies import projects


@given(projects())
@settings(max_examples=15)
def test_that_each_layers_outputs_are_the_modules_own_in_evaluation_mode(project):
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    for report in trainer.epochs(2):
        last = report.snapshot
    probe = Probe(trainer.model)
    probe.load(last)
    layers = probe.layers(dataset.X_train)
    H = torch.tensor(dataset.X_train, dtype=torch.float32)
    trainer.model.eval()
    with torch.no_grad():
        for module, outputs, shape in zip(trainer.model, layers, project.layer_shapes(), strict=True):
            H = module(H)
            assert outputs.shape == (len(dataset.X_train), shape.outputs)
            assert outputs.tobytes() == H.numpy().tobytes()
    assert probe.predict(dataset.X_train).tobytes() == layers[-1].tobytes()


def test_that_an_earlier_snapshot_shows_the_network_as_it_was():
    project = edits.insert_layer(circles(), 1, BatchNormLayer())
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    probe = Probe(trainer.model)
    seen = []
    reports = []
    for report in trainer.epochs(5):
        reports.append(report)
        trainer.model.eval()
        with torch.no_grad():
            seen.append(trainer.model(torch.tensor(dataset.X_train, dtype=torch.float32)).numpy())
        trainer.model.train()
    assert len({outputs.tobytes() for outputs in seen}) == 5
    for report, outputs in reversed(list(zip(reports, seen, strict=True))):
        probe.load(report.snapshot)
        assert probe.predict(dataset.X_train).tobytes() == outputs.tobytes()


def test_that_probing_during_training_changes_nothing():
    project = edits.insert_layer(edits.insert_layer(circles(), 1, BatchNormLayer()), 2, DropoutLayer())
    dataset = load_dataset(project.data)
    undisturbed = [report.train_loss for report in Trainer(project, dataset).epochs(6)]
    trainer = Trainer(project, dataset)
    probe = Probe(trainer.model)
    losses = []
    for report in trainer.epochs(6):
        before = torch.get_rng_state()
        probe.load(report.snapshot)
        probe.layers(dataset.X_train)
        assert torch.equal(torch.get_rng_state(), before)
        losses.append(report.train_loss)
    assert losses == undisturbed


def test_that_outputs_are_read_only():
    trainer = Trainer(circles(), load_dataset(circles().data))
    for outputs in Probe(trainer.model).layers(np.zeros((3, 2))):
        with pytest.raises(ValueError, match="read-only"):
            outputs[0, 0] = 1
