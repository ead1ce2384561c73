"""The landscape is the real loss, the steps are the run's own."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_tensors
from nnstudio.engine.losses.table import build_criterion
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.training.trainer import Trainer, never
from nnstudio.engine.views.landscape import (
    LossField,
    box_around,
    learned_places,
    parameter_slice,
    principal_slice,
    record_steps,
)
from nnstudio.project import edits
from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer


def run_of(project, epochs=4):
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    snapshots = [trainer.initial, *(report.snapshot for report in trainer.epochs(epochs))]
    return dataset, trainer, snapshots


def true_loss(project, dataset, probe, vector):
    probe.load(Snapshot(0, vector.astype(np.float32)))
    tensors = build_tensors(dataset, project.training.loss)
    with torch.no_grad():
        return float(build_criterion(project.training.loss)(probe.model(tensors.X_train), tensors.y_train))


def with_batch_norm():
    layers = (LinearLayer(units=3), BatchNormLayer(), ReLULayer(), LinearLayer())
    return edits.with_layers(open_source("binary-classification"), layers)


PROJECTS = [*(open_source(lesson.id) for lesson in list_examples()), with_batch_norm()]


@pytest.mark.parametrize("project", [project for project in PROJECTS if project.parameter_count() > 1])
def test_that_the_surface_is_the_criterion_at_each_of_its_points(project):
    dataset, trainer, snapshots = run_of(project)
    places = learned_places(project, trainer.layout)
    assert len(places) == project.parameter_count()
    end = snapshots[-1].vector.astype(np.float64)
    cut = parameter_slice(trainer.layout.size, (places[0], places[-1]), end, len(places))
    probe = Probe(trainer.model)
    surface = LossField(project, dataset, probe).surface(cut, ((-1.0, 2.0), (-2.0, 1.0)), 4)
    for row, y in enumerate(np.linspace(-2, 1, 4)):
        for column, x in enumerate(np.linspace(-1, 2, 4)):
            vector = end.copy()
            vector[places[0][1]], vector[places[-1][1]] = x, y
            assert surface.losses[row, column] == pytest.approx(true_loss(project, dataset, probe, vector), rel=1e-4)


def test_that_the_line_s_two_parameters_are_the_whole_and_its_minimum_is_scikit_learn_s():
    from nnstudio.engine.metrics.baseline import linear_baseline

    project = open_source("linear-regression")
    dataset, trainer, snapshots = run_of(project, 30)
    places = learned_places(project, trainer.layout)
    cut = parameter_slice(trainer.layout.size, places, snapshots[-1].vector.astype(float), len(places))
    assert cut.is_whole
    assert cut.labels == ("0.weight[0, 0]", "0.bias[0]")
    w0, w1 = linear_baseline(project, dataset, trainer.layout.arrays(snapshots[-1].vector)).sklearn
    field = LossField(project, dataset, Probe(trainer.model))
    around = np.array([[w1, w0], [w1 + 0.5, w0], [w1 - 0.5, w0], [w1, w0 + 0.5], [w1, w0 - 0.5]])
    losses = field.losses(cut.states(around))
    assert losses.argmin() == 0


@pytest.mark.parametrize("epochs", [5, 80])
def test_that_the_plane_of_the_path_is_that_of_its_principal_components_through_its_end(epochs):
    project = open_source("binary-classification")
    _, trainer, snapshots = run_of(project, epochs)
    path = np.array([snapshot.vector for snapshot in snapshots], dtype=float)
    cut = principal_slice(path, np.arange(trainer.layout.size))
    assert np.allclose(cut.directions @ cut.directions.T, np.eye(2))
    assert np.allclose(cut.states(cut.coordinates(path[-1:])), path[-1:])
    from sklearn.decomposition import PCA

    pca = PCA(2).fit(path)
    assert cut.explained == pytest.approx(pca.explained_variance_ratio_.tolist(), rel=1e-6)
    assert np.abs(np.sum(cut.directions * pca.components_, axis=1)) == pytest.approx(1, rel=1e-6)


def test_that_a_path_without_two_directions_has_no_plane():
    assert principal_slice(np.zeros((3, 5)), np.arange(5)) is None
    assert principal_slice(np.outer(np.arange(3.0), np.ones(5)), np.arange(5)) is None


@pytest.mark.parametrize("lesson", ["linear-regression", "binary-classification"])
def test_that_the_recorded_steps_are_those_between_two_epochs_of_the_run(lesson):
    project = open_source(lesson)
    dataset, _, snapshots = run_of(project, 4)
    steps = record_steps(project, dataset, 3, never)
    batches = -(-project.data.train_count() // project.training.batch_size)
    assert len(steps) == batches + 1
    assert np.array_equal(steps[0].vector, snapshots[3].vector)
    assert np.array_equal(steps[-1].vector, snapshots[4].vector)
    assert all((a.vector != b.vector).any() for a, b in pairwise(steps))


def test_that_recording_stops_when_it_is_told_to():
    project = open_source("linear-regression")
    assert record_steps(project, load_dataset(project.data), 3, lambda: True) is None


def test_that_a_box_holds_its_points_with_room():
    (x0, x1), (y0, y1) = box_around(np.array([[0.0, 1.0], [10.0, 1.0]]))
    assert x0 < 0 < 10 < x1
    assert y0 < 1 < y1
