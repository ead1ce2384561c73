"""One look: the stretch of inputs that is drawn, and what the network puts out there."""

import numpy as np
import pytest

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.metrics import chief_metric
from nnstudio.engine.snapshots.outputs import probabilities
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.frame import make_frame, make_region
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import BreastCancerSource
from tests.project.examples import circles


def test_that_a_line_spans_the_samples_and_a_little_more():
    dataset = load_dataset(open_source("nonlinear-regression").data)
    region = make_region(dataset, (0,), 50)
    x = region.points[:, 0]
    assert region.points.shape == (50, 1)
    assert (x[0], x[-1]) == pytest.approx((region.lows[0], region.highs[0]))
    assert region.lows[0] < dataset.X.min() < dataset.X.max() < region.highs[0]
    assert np.diff(x) == pytest.approx(np.full(49, np.diff(x)[0]), rel=1e-3)


def test_that_a_planes_points_run_along_the_first_axis_within_rows():
    dataset = load_dataset(circles().data)
    region = make_region(dataset, (0, 1), 20)
    x1, x2 = region.points.reshape(20, 20, 2).transpose(2, 0, 1)
    assert (x1 == x1[0]).all()
    assert (x2 == x2[:, :1]).all()
    assert (np.diff(x1[0]) > 0).all()
    assert (np.diff(x2[:, 0]) > 0).all()


def test_that_axes_may_be_swapped_and_other_features_stay_at_their_mean():
    dataset = load_dataset(circles().with_source(BreastCancerSource()).data)
    region = make_region(dataset, (7, 2), 12)
    assert region.points.shape == (144, 30)
    others = np.delete(region.points, [7, 2], axis=1)
    mean = np.delete(dataset.raw_train.mean(axis=0), [7, 2])
    assert others == pytest.approx(np.tile(mean, (144, 1)))
    # standardised, the mean is 0
    assert np.delete(region.inputs, [7, 2], axis=1) == pytest.approx(np.zeros((144, 28)), abs=1e-6)
    assert region.points[:, 7].min() == pytest.approx(region.lows[0])
    assert region.points[:, 2].max() == pytest.approx(region.highs[1])


def test_that_a_picture_over_the_columns_is_of_features_made_of_them():
    project = edits.with_data(circles(), features=("x1^2", "x1*x2", "sin(x2)"))
    region = make_region(load_dataset(project.data), (0, 1), 20)
    x1, x2 = region.points.T
    assert region.inputs == pytest.approx(np.column_stack((x1**2, x1 * x2, np.sin(x2))).astype(np.float32), abs=0)


def test_that_a_plane_is_drawn_whole_where_the_network_gets_one_column():
    dataset = load_dataset(edits.with_data(circles(), features=("x2",)).data)
    region = make_region(dataset, (0, 1), 20)
    assert region.points.shape == (400, 2)
    assert region.inputs.shape == (400, 1)
    assert (region.inputs[:, 0] == region.points[:, 1].astype(np.float32)).all()


def test_that_a_constant_feature_still_has_a_stretch():
    dataset = load_dataset(circles().data)
    constant = type(dataset)(**{**vars(dataset), "raw_train": np.ones((5, 2)), "raw_test": np.ones((0, 2))})
    region = make_region(constant, (0,), 3)
    assert region.points[:, 0].tolist() == [0, 1, 2]


@pytest.mark.parametrize("lesson", ["binary-classification", "multiclass-classification", "linear-regression"])
@pytest.mark.parametrize("test_fraction", [0.0, 0.25])
def test_that_a_frame_holds_what_the_probe_and_the_metrics_say(lesson, test_fraction):
    project = edits.with_data(open_source(lesson), test_fraction=test_fraction)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    (report,) = trainer.epochs(1)
    probe = Probe(trainer.model)
    region = make_region(dataset, tuple(range(dataset.X.shape[1])), 9)
    frame = make_frame(project, dataset, probe, report.snapshot, region)
    assert frame.epoch == 1
    outputs = probe.predict(region.points)
    classes = len(dataset.class_names)
    expected = probabilities(project, outputs) if classes else outputs
    assert frame.surface.shape == (len(region.points), classes or 1)
    assert np.array_equal(frame.surface, expected)
    assert len(frame.layers) == len(project.network.layers)
    train = chief_metric(project, probe.predict(dataset.X_train), dataset.y_train)
    test = chief_metric(project, probe.predict(dataset.X_test), dataset.y_test) if test_fraction else None
    assert frame.metrics == {"train": train, "test": test}
    assert len(frame.train_predictions) == len(dataset.X_train)
    assert len(frame.test_predictions) == len(dataset.X_test)


def test_that_metrics_can_be_left_out():
    dataset = load_dataset(circles().data)
    trainer = Trainer(circles(), dataset)
    region = make_region(dataset, (0, 1), 5)
    frame = make_frame(circles(), dataset, Probe(trainer.model), trainer.initial, region, with_metrics=False)
    assert frame.metrics == {"train": None, "test": None}
