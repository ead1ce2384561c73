"""A standardised target: trained on in units of its spread, and told in its own everywhere."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics
from sklearn.linear_model import LinearRegression

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_tensors
from nnstudio.engine.metrics.result import Result
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.contributions import take_apart
from nnstudio.engine.views.frame import make_frame, make_region, metrics_of
from nnstudio.engine.views.probe_reading import read
from nnstudio.engine.walkthrough import walk_through
from nnstudio.export.outcome import outcome_at
from nnstudio.export.tables import split_metrics
from nnstudio.project import edits
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.bundled import DiabetesSource
from nnstudio.project.storage import parse_project, project_json
from tests.export.runs import project_on

PROJECT = project_on(DiabetesSource(), "tanh", epochs=30, standardize=True, test_fraction=0.25, standardize_target=True)


@pytest.fixture(scope="module")
def run():
    """Dataset, trainer, history, of a finished run."""
    dataset = load_dataset(PROJECT.data)
    trainer = Trainer(PROJECT, dataset)
    history = History(trainer.initial)
    for report in trainer.epochs(PROJECT.training.epochs):
        history.add(report)
    return dataset, trainer, history


def test_that_the_network_is_trained_on_what_has_mean_0_and_deviation_1(run):
    tensors = build_tensors(run[0], PROJECT.training.loss)
    y = tensors.y_train.double().numpy()
    assert y.mean() == pytest.approx(0, abs=1e-6)
    assert y.std() == pytest.approx(1, abs=1e-6)
    assert run[0].y_train.max() > 300
    assert run[2].train_loss[-1] < 1


def test_that_everything_told_of_a_value_is_in_its_own_units(run):
    dataset, trainer, history = run
    probe = Probe(trainer.model)
    probe.load(history.last)
    raw_outputs = probe.predict(dataset.X_test)[:, 0].astype(float)
    wanted = raw_outputs * dataset.y_train.std() + dataset.y_train.mean()
    outcome = outcome_at(PROJECT, dataset, history, probe, epoch=30, name="", device="cpu", threads=1)
    assert outcome.outputs(dataset.raw_test)[:, 0] == pytest.approx(wanted, rel=1e-5)
    reading = read(PROJECT, dataset, dataset.raw_test[0], probe.layers(dataset.X_test[:1]), float(dataset.y_test[0]))
    assert reading.prediction == pytest.approx(wanted[0], rel=1e-5)
    scaled = (dataset.y_test[0] - dataset.y_train.mean()) / dataset.y_train.std()
    assert reading.loss == pytest.approx((raw_outputs[0] - scaled) ** 2, rel=1e-4)
    figures = Result(PROJECT, dataset, history, Probe(trainer.model), trainer.layout).metrics["test"]
    assert figures["r2"] == pytest.approx(metrics.r2_score(dataset.y_test, wanted), rel=1e-5)
    assert figures["rmse"] == pytest.approx(metrics.root_mean_squared_error(dataset.y_test, wanted), rel=1e-5)
    told = split_metrics(outcome)["test"]
    assert told["mae"] == pytest.approx(figures["mae"], rel=1e-6)
    frame = make_frame(PROJECT, dataset, probe, history.last, make_region(dataset, (2, 3), 10))
    assert frame.test_predictions == pytest.approx(wanted, rel=1e-5)
    assert frame.surface[:, 0] == pytest.approx(dataset.to_values(frame.layers[-1])[:, 0])
    assert frame.surface.mean() > 20 > frame.layers[-1].mean()
    assert frame.metrics["test"]["r2"] == pytest.approx(figures["r2"])
    assert metrics_of(PROJECT, dataset, probe, frame.off) == frame.metrics
    parts = take_apart(frame, trainer.layout, dataset)
    assert parts.total == pytest.approx(frame.surface[:, 0], rel=1e-4)
    off = make_frame(PROJECT, dataset, probe, history.last, frame.region, off=frozenset({(0, 0)}))
    assert off.whole[:, 0] == pytest.approx(frame.surface[:, 0])


def test_that_a_linear_network_and_scikit_learn_agree_on_weights_in_own_units():
    project = project_on(DiabetesSource(), epochs=300, standardize=True, standardize_target=True)
    project = edits.with_training(project, optimizer=SGDSpec(lr=0.1), batch_size=442)
    project = edits.with_data(project, features=("bmi", "bp", "s5"))
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    history = History(trainer.initial)
    for report in trainer.epochs(300):
        history.add(report)
    found = Result(project, dataset, history, Probe(trainer.model), trainer.layout).baseline
    closed = LinearRegression().fit(dataset.X_train, dataset.y_train)
    assert found["sklearn"] == pytest.approx([closed.intercept_, *closed.coef_])
    assert found["network"] == pytest.approx(found["sklearn"], rel=0.02, abs=0.5)


def test_that_the_walk_begins_with_how_the_target_is_standardised(run):
    dataset, trainer, _unused = run
    walk = walk_through(PROJECT, dataset, trainer.state(), [3, 5])
    (stage,) = [stage for stage in walk.stages if stage.title == "Target"]
    assert stage.shown[0].values.ravel() == pytest.approx(dataset.y_train[[3, 5]])
    assert walk.find("y").values.ravel() == pytest.approx(dataset.to_targets(dataset.y_train[[3, 5]]), rel=1e-6)
    told = stage.equations[0].spelled(0, 0)
    assert told.endswith(f"= {walk.find('y').values[0, 0]:.4g}".replace("-", "\u2212")), told


def test_that_files_without_it_stay_as_they_are():
    plain = Project.model_validate(edits.with_data(PROJECT, standardize_target=False))
    assert "standardize_target" not in project_json(plain)
    assert parse_project(project_json(PROJECT)) == PROJECT


def test_that_a_target_that_never_changes_is_only_centred():
    dataset = load_dataset(PROJECT.data)
    flat = replace(dataset, target_mean=5.0, target_scale=1.0)
    assert flat.to_values(np.zeros((2, 1), dtype=np.float32)).tolist() == [[5.0], [5.0]]
    assert flat.to_targets(np.array([5.0, 6.0])).tolist() == [0.0, 1.0]
