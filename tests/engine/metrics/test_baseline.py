"""scikit-learn's closed form beside a network that is one linear function."""

import numpy as np
import pytest
from sklearn.datasets import make_regression
from sklearn.linear_model import LinearRegression

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.baseline import linear_baseline
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.frame import make_region
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.sources.drawn import WaveSource
from tests.project.examples import circles


def baseline_after(project, epochs):
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    last = [trainer.initial, *(report.snapshot for report in trainer.epochs(epochs))][-1]
    probe = Probe(trainer.model)
    probe.load(last)
    return linear_baseline(project, dataset, trainer.layout.arrays(last.vector)), dataset, probe


def test_that_scikit_learns_figures_are_the_lectures():
    line, _, _ = baseline_after(open_source("linear-regression"), 1)
    assert [round(w, 2) for w in line.sklearn] == [-0.77, 45.50]
    plane, _, _ = baseline_after(open_source("multiple-regression"), 1)
    assert [round(w, 2) for w in plane.sklearn] == [0.43, 0.62, 55.99, 11.14]
    X, y = make_regression(500, n_features=3, random_state=0, noise=10.0)
    fitted = LinearRegression().fit(X, y)
    assert plane.sklearn == pytest.approx([fitted.intercept_, *fitted.coef_], rel=1e-12)


@pytest.mark.parametrize("biases", [(True, True, True), (True, False, True), (False, False, False)])
def test_that_several_linear_layers_are_their_product(biases):
    first, second, third = biases
    layers = (LinearLayer(units=4, bias=first), LinearLayer(units=2, bias=second), LinearLayer(bias=third))
    project = edits.with_layers(open_source("multiple-regression"), layers)
    project = edits.with_training(project, optimizer=edits.changed(project.training.optimizer, lr=1e-4))
    project = edits.with_data(project, standardize=True, features=("x3", "x1"), test_fraction=0.2)
    baseline, dataset, probe = baseline_after(project, 3)
    w0, *w = baseline.network
    X = dataset.X_train
    assert w0 + X @ np.array(w) == pytest.approx(probe.predict(X)[:, 0], rel=1e-3, abs=1e-3)
    fitted = LinearRegression().fit(X, dataset.y_train)
    assert baseline.sklearn == pytest.approx([fitted.intercept_, *fitted.coef_], rel=1e-12)
    if not any(biases):
        assert w0 == 0


def test_that_a_linear_network_on_powers_is_a_polynomial_fit():
    powers = ("x1", *(f"x1^{n}" for n in range(2, 6)))
    project = edits.with_layers(open_source("linear-regression").with_source(WaveSource()), (LinearLayer(),))
    project = edits.with_data(project, features=powers, standardize=True)
    project = edits.with_training(project, optimizer=AdamSpec(lr=0.1), epochs=400, batch_size=500)
    baseline, dataset, probe = baseline_after(project, 400)
    x = dataset.raw_train[:, 0]
    fitted = np.polynomial.Polynomial.fit(x, dataset.y_train, 5)
    w0, *w = baseline.sklearn
    assert w0 + dataset.X_train @ np.array(w) == pytest.approx(fitted(x), rel=1e-6, abs=1e-6)
    region = make_region(dataset, (0,), 200)
    inside = np.abs(region.points[:, 0]) < 2
    curve = probe.predict(region.inputs)[inside, 0]
    assert curve == pytest.approx(fitted(region.points[inside, 0]), abs=0.7)


@pytest.mark.parametrize("project", [circles(), open_source("nonlinear-regression")], ids=["classes", "a curve"])
def test_that_nothing_else_has_one(project):
    baseline, _, _ = baseline_after(project, 1)
    assert baseline is None


def test_that_a_linear_classifier_has_none():
    baseline, _, _ = baseline_after(edits.with_layers(circles(), (LinearLayer(),)), 1)
    assert baseline is None
