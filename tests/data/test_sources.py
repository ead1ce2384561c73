"""Every source gives the samples that it promises, the same ones for the same seed."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import datasets

from nnstudio.data.sources.table import MAKERS, make_samples
from nnstudio.project.sources.bundled import BundledSource
from nnstudio.project.sources.drawn import (
    GaussSource,
    MultiGaussSource,
    PlaneSource,
    SpiralSource,
    WaveSource,
    XorSource,
)
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS, SOURCE_KINDS
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.scikit_made import BlobsSource, CirclesSource, LinearSource, MoonsSource
from nnstudio.project.sources.spec import Task
from tests.strategies import GENERATED_KINDS, sources


@given(sources(GENERATED_KINDS))
def test_that_a_seed_decides_the_samples(source):
    first, second = make_samples(source), make_samples(source)
    assert_array_equal(first.X, second.X)
    assert_array_equal(first.y, second.y)


@pytest.mark.parametrize("kind", GENERATED_KINDS)
def test_that_another_seed_gives_other_samples(kind):
    noise = {} if kind == "wave" else {"cluster_std": 0.3} if kind == "blobs" else {"noise": 0.1}
    one, other = (make_samples(SOURCE_KINDS[kind](seed=seed, **noise)) for seed in (1, 2))
    assert not np.array_equal(one.X, other.X)


def test_that_the_global_generator_is_left_alone():
    before = np.random.get_state()[1].copy()
    for cls in SOURCE_KINDS.values():
        make_samples(cls())
    assert_array_equal(np.random.get_state()[1], before)


def test_that_every_kind_has_its_maker():
    assert set(MAKERS) == set(ALL_SOURCE_KINDS)


@pytest.mark.parametrize("kind", [kind for kind, cls in SOURCE_KINDS.items() if issubclass(cls, BundledSource)])
def test_that_the_known_columns_are_scikit_learn_s(kind):
    epoch_batch = getattr(datasets, f"load_{kind}")()
    source = SOURCE_KINDS[kind]()
    assert source.feature_names() == tuple(epoch_batch.feature_names)
    assert (source.sample_count(), source.feature_count()) == epoch_batch.data.shape
    samples = make_samples(source)
    assert_array_equal(samples.X, epoch_batch.data)
    assert_array_equal(samples.y, epoch_batch.target)
    assert samples.class_names == tuple(map(str, epoch_batch.get("target_names", ())))


def test_that_linear_is_the_lecture_s():
    X, y = datasets.make_regression(500, n_features=1, random_state=0, noise=10.0)
    samples = make_samples(LinearSource())
    assert_array_equal(samples.X, X)
    assert_array_equal(samples.y, y)
    # the least-squares line that the lecture prints
    slope, intercept = np.polyfit(samples.X[:, 0], samples.y, 1)
    assert (round(intercept, 2), round(slope, 2)) == (-0.77, 45.50)


def test_that_linear_with_three_features_is_the_lecture_s():
    samples = make_samples(LinearSource(n_features=3))
    A = np.column_stack((np.ones(500), samples.X))
    weights = np.linalg.lstsq(A, samples.y, rcond=None)[0]
    assert_allclose(weights, [0.43, 0.62, 55.99, 11.14], atol=0.005)


def test_that_wave_is_the_lecture_s():
    samples = make_samples(WaveSource())
    x = np.sort(np.random.RandomState(2020).randn(500))
    assert_array_equal(samples.X, x[:, None])
    assert_allclose(samples.y, x**2 + 15 * np.sin(x) ** 3)
    assert round(samples.y.var(), 1) == 57.4


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (CirclesSource(), datasets.make_circles(300, factor=0.5, noise=0.1, random_state=2020)),
        (MoonsSource(seed=3), datasets.make_moons(300, noise=0.15, random_state=3)),
        (
            BlobsSource(seed=5),
            datasets.make_blobs(200, centers=4, center_box=(-1.2, 1.2), cluster_std=[0.15] * 4, random_state=5),
        ),
    ],
    ids=["circles", "moons", "blobs"],
)
def test_that_scikit_learn_s_sets_are_just_those(source, expected):
    samples = make_samples(source)
    assert_array_equal(samples.X, expected[0])
    assert_array_equal(samples.y, expected[1])


def test_that_xor_keeps_clear_of_the_axes_and_labels_by_quadrant():
    samples = make_samples(XorSource(samples=2000))
    assert 0.3 <= np.abs(samples.X).min() < 0.35
    assert 5.25 < np.abs(samples.X).max() <= 5.3
    assert_array_equal(samples.y, samples.X[:, 0] * samples.X[:, 1] >= 0)


@pytest.mark.parametrize("noise", [0.2, 0.5])
def test_that_xor_s_noise_moves_the_labels_not_the_points(noise):
    clean, noisy = (make_samples(XorSource(samples=20_000, noise=amount)) for amount in (0, noise))
    assert_array_equal(noisy.X, clean.X)
    # a coordinate at 0.3…5.3 changes its sign if a uniform shift over ±5·noise carries it across 0
    flipped = (5 * noise - 0.3) ** 2 / 2 / (10 * noise) / 5
    kept = flipped**2 + (1 - flipped) ** 2
    assert np.mean(noisy.y == clean.y) == pytest.approx(kept, abs=0.01)


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_that_gauss_has_two_clouds_whose_variance_grows_with_the_noise(noise, variance):
    samples = make_samples(GaussSource(samples=20_000, noise=noise))
    for label, center in ((1, 2), (0, -2)):
        cloud = samples.X[samples.y == label]
        assert len(cloud) == 10_000
        assert_allclose(cloud.mean(axis=0), center, atol=0.1)
        assert_allclose(cloud.var(axis=0), variance, rtol=0.05)


def test_that_spiral_winds_out_to_radius_five():
    samples = make_samples(SpiralSource(samples=200))
    ones, zeros = samples.X[samples.y == 1], samples.X[samples.y == 0]
    assert_allclose(ones, -zeros, atol=1e-12)
    assert_allclose(np.linalg.norm(ones, axis=1), np.arange(100) / 100 * 5)
    # at the fourth seventh of the way the arm has turned once and points along x2 again
    assert_allclose(make_samples(SpiralSource(samples=140)).X[40], [0, 5 * 40 / 70], atol=1e-12)


def test_that_spiral_s_noise_moves_each_coordinate_by_at_most_itself():
    moved = make_samples(SpiralSource(noise=0.5)).X - make_samples(SpiralSource()).X
    assert 0.48 < np.abs(moved).max() <= 0.5


def test_that_plane_rises_towards_one_corner():
    samples = make_samples(PlaneSource())
    assert 5.9 < np.abs(samples.X).max() <= 6
    assert_allclose(samples.y, samples.X.sum(axis=1) / 10)


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_that_plane_s_noise_moves_the_values_not_the_points(noise):
    clean, noisy = (make_samples(PlaneSource(samples=20_000, noise=amount)) for amount in (0, noise))
    assert_array_equal(noisy.X, clean.X)
    # two uniform shifts over ±6·noise, divided by 10
    assert (noisy.y - clean.y).std() == pytest.approx(np.sqrt(2) * 6 * noise / np.sqrt(3) / 10, rel=0.02)


def test_that_hills_and_hollows_stand_where_playground_has_them():
    samples = make_samples(MultiGaussSource(samples=20_000))
    for x1, x2, height in [
        (-4, 2.5, 1),
        (0, 2.5, -1),
        (4, 2.5, 1),
        (-4, -2.5, -1),
        (0, -2.5, 1),
        (4, -2.5, -1),
    ]:
        distance = np.hypot(samples.X[:, 0] - x1, samples.X[:, 1] - x2)
        near = distance < 1.9
        assert_allclose(samples.y[near], height * (1 - distance[near] / 2))
    far = np.abs(samples.X[:, 1]) > 4.6
    assert far.any()
    assert not samples.y[far].any()


@pytest.mark.parametrize("kind", ["gauss", "spiral", "xor"])
def test_that_an_odd_number_of_samples_is_kept(kind):
    samples = make_samples(SOURCE_KINDS[kind](samples=11))
    assert samples.X.shape == (11, 2)
    assert samples.y.shape == (11,)


@pytest.mark.parametrize("kind", ["gauss", "spiral"])
def test_that_an_odd_sample_belongs_to_class_one(kind):
    assert np.bincount(make_samples(SOURCE_KINDS[kind](samples=11)).y).tolist() == [5, 6]


def test_that_both_arms_of_an_odd_spiral_wind_at_the_same_pace():
    radii = np.linalg.norm(make_samples(SpiralSource(samples=11)).X, axis=1)
    assert_allclose(radii, np.array([*range(6), *range(5)]) / 5.5 * 5)


def test_that_painted_points_are_taken_as_they_are():
    plane = make_samples(PointsSource(points=((0.5, 1.5, 1.0), (2.0, 3.0, 0.0))))
    assert_array_equal(plane.X, [[0.5, 1.5], [2.0, 3.0]])
    assert_array_equal(plane.y, [1, 0])
    assert plane.y.dtype == np.int64
    curve = make_samples(PointsSource(task=Task.REGRESSION, points=((0.5, 1.5), (2.0, 3.0))))
    assert_array_equal(curve.X, [[0.5], [2.0]])
    assert_array_equal(curve.y, [1.5, 3.0])
