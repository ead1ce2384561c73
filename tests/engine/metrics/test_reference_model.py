"""scikit-learn's own model, on the samples that the network has."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.baseline import fit_reference, linear_baseline, linear_weights
from nnstudio.engine.metrics.evaluation import ClassReport, Unmeasured, ValueReport
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.sources.bundled import BreastCancerSource, DiabetesSource, IrisSource
from nnstudio.project.sources.scikit_made import BlobsSource


def on(source, **data):
    base = open_source("binary-classification").with_source(source)
    return edits.with_data(base, **data)


def test_that_classes_are_fitted_by_logistic_regression_on_the_train_part():
    dataset = load_dataset(on(IrisSource(), test_fraction=0.4, standardize=True).data)
    reference = fit_reference(dataset)
    model = LogisticRegression(max_iter=1000).fit(dataset.X_train, dataset.y_train)
    assert reference.title == "LogisticRegression"
    assert isinstance(reference.train, ClassReport) and isinstance(reference.test, ClassReport)
    assert reference.train.accuracy == model.score(dataset.X_train, dataset.y_train)
    assert reference.test.accuracy == model.score(dataset.X_test, dataset.y_test)
    assert "max_iter=1000" in reference.settings


def test_that_values_are_fitted_by_linear_regression_on_the_train_part():
    dataset = load_dataset(on(DiabetesSource(), test_fraction=0.2).data)
    reference = fit_reference(dataset)
    model = LinearRegression().fit(dataset.X_train, dataset.y_train)
    assert reference.weights == pytest.approx((model.intercept_, *model.coef_))
    assert isinstance(reference.test, ValueReport)
    assert reference.test.r2 == pytest.approx(model.score(dataset.X_test, dataset.y_test))


def test_that_without_a_test_part_there_is_no_figure_for_it():
    assert fit_reference(load_dataset(open_source("linear-regression").data)).test is None


def test_that_a_class_without_training_samples_has_probability_0():
    project = on(BlobsSource(samples=10, centers=5), test_fraction=0.4)
    dataset = load_dataset(project.data)
    assert len(np.unique(dataset.y_train)) < 5
    reference = fit_reference(dataset)
    assert isinstance(reference.test, ClassReport)
    absent = sorted(set(range(5)) - set(dataset.y_train.tolist()))
    assert reference.train.confusion[:, absent].sum() == 0


def test_that_a_single_class_to_train_on_is_said():
    dataset = load_dataset(on(IrisSource(), test_fraction=0.2).data)
    alone = dataset.y_train * 0
    alone.setflags(write=False)
    reference = fit_reference(type(dataset)(**{**vars(dataset), "y_train": alone}))
    assert isinstance(reference.train, Unmeasured)
    assert "two classes" in reference.train.reason


def test_that_a_fit_that_has_not_converged_is_said():
    raw, scaled = (load_dataset(on(BreastCancerSource(), standardize=scale).data) for scale in (False, True))
    assert "not converged" in fit_reference(raw).settings
    assert "not converged" not in fit_reference(scaled).settings


def test_that_the_networks_weights_are_told_alone_as_beside_the_closed_form():
    project = open_source("multiple-regression")
    trainer = Trainer(project, load_dataset(project.data))
    parameters = trainer.layout.arrays(trainer.initial.vector)
    dataset = load_dataset(project.data)
    both = linear_baseline(project, dataset, parameters)
    assert linear_weights(project, dataset, parameters) == both.network
    classes = edits.with_layers(open_source("binary-classification"), (LinearLayer(),))
    assert linear_weights(classes, dataset, {}) is None
