"""A data spec's arrays: what the spec says of them is true, the split is clean, and nobody can change them."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.utils import resample

from nnstudio.data.load import load_dataset
from nnstudio.data.sources.table import make_samples
from nnstudio.project.data import DataSpec
from nnstudio.project.edits import changed
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.folds import Fold
from nnstudio.project.sources.bundled import DigitsSource, IrisSource
from nnstudio.project.sources.drawn import WaveSource, XorSource
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.project.sources.scikit_made import BlobsSource, CirclesSource, LinearSource
from nnstudio.project.sources.spec import Task
from tests.strategies import GENERATED_KINDS, data_specs

EVERY_KIND = [cls() for cls in SOURCE_KINDS.values()]
ARRAYS = ("X_train", "y_train", "X_test", "y_test", "mean", "scale")


def by_kind(source):
    return source.kind


def sorted_rows(*parts):
    rows = np.concatenate(parts)
    return rows[np.lexsort(rows.T)]


def assert_facts_hold(spec):
    dataset = load_dataset(spec)
    n, d, m = spec.train_count(), spec.input_count(), spec.source.sample_count() - spec.train_count()
    assert dataset.X_train.shape == (n, d)
    assert dataset.X_test.shape == (m, d)
    assert dataset.X.shape == (n + m, d)
    assert dataset.y_train.shape == (n,)
    assert dataset.y_test.shape == (m,)
    assert dataset.mean.shape == dataset.scale.shape == (d,)
    assert dataset.task is spec.task
    assert dataset.feature_names == (spec.features or spec.source.feature_names())
    assert dataset.target_name
    assert len(dataset.class_names) == spec.source.class_count()
    labels = np.concatenate((dataset.y_train, dataset.y_test))
    assert labels.dtype == (np.float64 if spec.task is Task.REGRESSION else np.int64)
    assert dataset.y_test.dtype == dataset.y_train.dtype
    if spec.task is not Task.REGRESSION:
        assert set(labels) <= set(range(spec.source.class_count()))
    for name in ARRAYS:
        array = getattr(dataset, name)
        assert np.isfinite(array).all()
        assert array.flags.owndata
        assert array.flags.c_contiguous
        assert not array.flags.writeable


@given(data_specs(GENERATED_KINDS))
def test_that_what_a_spec_says_of_its_arrays_is_true(spec):
    assert_facts_hold(spec)


@pytest.mark.parametrize("source", EVERY_KIND, ids=by_kind)
@pytest.mark.parametrize("test_fraction", [0.0, 0.3])
def test_that_what_is_known_of_each_source_is_true(source, test_fraction):
    spec = DataSpec(source=source, test_fraction=test_fraction)
    assert_facts_hold(spec)
    dataset = load_dataset(spec)
    labels = np.concatenate((dataset.y_train, dataset.y_test))
    if spec.task is not Task.REGRESSION:
        assert_array_equal(np.unique(labels), np.arange(source.class_count()))


@given(data_specs(GENERATED_KINDS))
def test_that_the_same_spec_gives_the_same_arrays(spec):
    first, second = load_dataset(spec), load_dataset(spec)
    for name in ARRAYS:
        assert_array_equal(getattr(first, name), getattr(second, name))


def test_that_arrays_refuse_to_be_written_to():
    dataset = load_dataset(DataSpec(source=CirclesSource()))
    with pytest.raises(ValueError, match="read-only"):
        dataset.X_train[0] = 0


@pytest.mark.parametrize("source", EVERY_KIND, ids=by_kind)
def test_that_without_a_test_part_the_source_s_order_is_kept(source):
    samples, dataset = make_samples(source), load_dataset(DataSpec(source=source))
    assert_array_equal(dataset.X_train, samples.X)
    assert_array_equal(dataset.y_train, samples.y)
    assert len(dataset.X_test) == len(dataset.y_test) == 0


@pytest.mark.parametrize("source", EVERY_KIND, ids=by_kind)
def test_that_the_split_is_disjoint_and_complete(source):
    samples = make_samples(source)
    dataset = load_dataset(DataSpec(source=source, test_fraction=0.25))
    whole = np.column_stack((samples.X, samples.y))
    train = np.column_stack((dataset.X_train, dataset.y_train))
    test = np.column_stack((dataset.X_test, dataset.y_test))
    assert_array_equal(sorted_rows(train, test), sorted_rows(whole))


def test_that_the_split_is_scikit_learn_s():
    samples = make_samples(IrisSource())
    expected = train_test_split(samples.X, samples.y, test_size=0.3, random_state=7, stratify=samples.y)
    dataset = load_dataset(DataSpec(source=IrisSource(), test_fraction=0.3, split_seed=7))
    for array, name in zip(expected, ("X_train", "X_test", "y_train", "y_test"), strict=True):
        assert_array_equal(getattr(dataset, name), array)


def test_that_another_split_seed_splits_otherwise():
    spec = DataSpec(source=WaveSource(), test_fraction=0.3)
    assert not np.array_equal(load_dataset(spec).X_test, load_dataset(changed(spec, split_seed=1)).X_test)


def test_that_classes_keep_their_shares():
    dataset = load_dataset(DataSpec(source=IrisSource(), test_fraction=0.2))
    assert_array_equal(np.bincount(dataset.y_train), [40, 40, 40])
    assert_array_equal(np.bincount(dataset.y_test), [10, 10, 10])


@pytest.mark.parametrize(
    ("samples", "centers", "fraction"), [(4, 4, 0.25), (11, 10, 0.5), (20, 10, 0.1), (20, 10, 0.9)]
)
def test_that_too_few_samples_for_shares_are_split_without_them(samples, centers, fraction):
    assert_facts_hold(DataSpec(source=BlobsSource(samples=samples, centers=centers), test_fraction=fraction))


def test_that_a_class_of_one_sample_is_split_without_shares():
    source = XorSource(samples=6, seed=3)
    assert sorted(np.bincount(make_samples(source).y)) == [1, 5]
    assert_facts_hold(DataSpec(source=source, test_fraction=0.5))


def test_that_standardising_is_by_the_training_samples():
    plain = DataSpec(source=LinearSource(n_features=3), test_fraction=0.3)
    raw, dataset = load_dataset(plain), load_dataset(changed(plain, standardize=True))
    assert_allclose(dataset.X_train.mean(axis=0), 0, atol=1e-12)
    assert_allclose(dataset.X_train.std(axis=0), 1)
    assert_allclose(dataset.mean, raw.X_train.mean(axis=0))
    assert_allclose(dataset.scale, raw.X_train.std(axis=0))
    assert_allclose(dataset.X_test * dataset.scale + dataset.mean, raw.X_test)
    assert_array_equal(dataset.y_train, raw.y_train)


def test_that_raw_data_say_that_nothing_was_taken_or_scaled():
    dataset = load_dataset(DataSpec(source=LinearSource(n_features=3)))
    assert_array_equal(dataset.mean, np.zeros(3))
    assert_array_equal(dataset.scale, np.ones(3))


def test_that_a_pixel_that_is_always_black_stays_finite():
    dataset = load_dataset(DataSpec(source=DigitsSource(), standardize=True))
    black = dataset.feature_names.index("pixel_0_0")
    assert not dataset.X_train[:, black].any()
    assert dataset.scale[black] == 1


def test_that_features_come_in_the_order_asked_for():
    whole = load_dataset(DataSpec(source=IrisSource()))
    some = load_dataset(DataSpec(source=IrisSource(), features=("petal width (cm)", "sepal length (cm)")))
    assert_array_equal(some.X_train, whole.X_train[:, [3, 0]])
    assert some.feature_names == ("petal width (cm)", "sepal length (cm)")


def test_that_real_classes_have_their_names_and_drawn_ones_their_numbers():
    assert load_dataset(DataSpec(source=IrisSource())).class_names == ("setosa", "versicolor", "virginica")
    assert load_dataset(DataSpec(source=BlobsSource(centers=3))).class_names == ("0", "1", "2")
    assert load_dataset(DataSpec(source=WaveSource())).class_names == ()


@pytest.mark.parametrize("source", EVERY_KIND, ids=by_kind)
@pytest.mark.parametrize("shuffle", [True, False])
def test_that_folds_are_scikit_learn_s_and_each_sample_is_in_one(source, shuffle):
    samples = make_samples(source)
    splitter = KFold if source.task is Task.REGRESSION else StratifiedKFold
    expected = splitter(3, shuffle=shuffle, random_state=7 if shuffle else None).split(samples.X, samples.y)
    tested = []
    for index, (train, test) in enumerate(expected, start=1):
        spec = DataSpec(source=source, fold=Fold(folds=3, index=index, shuffle=shuffle), split_seed=7)
        assert_facts_hold(spec)
        dataset = load_dataset(spec)
        assert_array_equal(dataset.X_train, samples.X[train])
        assert_array_equal(dataset.y_train, samples.y[train])
        assert_array_equal(dataset.X_test, samples.X[test])
        tested += test.tolist()
    assert sorted(tested) == list(range(source.sample_count()))


@pytest.mark.parametrize(("samples", "folds"), [(6, 5), (6, 6), (7, 3)])
def test_that_classes_of_few_samples_are_cut_without_shares(samples, folds):
    source = XorSource(samples=samples, seed=3)
    for index in range(1, folds + 1):
        assert_facts_hold(DataSpec(source=source, fold=Fold(folds=folds, index=index)))


def test_that_a_bootstrap_sample_is_drawn_from_the_training_samples_alone():
    plain = DataSpec(source=LinearSource(n_features=3), fold=Fold(folds=4, index=2))
    spec = changed(plain, bootstrap=5, standardize=True)
    raw, dataset = load_dataset(plain), load_dataset(spec)
    expected, y = resample(raw.X_train, raw.y_train, random_state=5)
    assert_array_equal(dataset.raw_train, expected)
    assert_array_equal(dataset.y_train, y)
    assert_array_equal(dataset.raw_test, raw.raw_test)
    # what is drawn is what is standardised by
    assert_array_equal(dataset.mean, StandardScaler().fit(expected).mean_)
    assert not np.array_equal(load_dataset(changed(spec, bootstrap=6)).raw_train, expected)


@pytest.mark.parametrize("source", EVERY_KIND, ids=by_kind)
def test_that_an_unknown_feature_is_named_with_its_place(source):
    with pytest.raises(InvalidProjectError, match=r'^data\.features: there is no feature "colour"'):
        load_dataset(DataSpec(source=source, features=("colour",)))


def test_that_a_split_that_leaves_nothing_to_train_on_is_refused():
    with pytest.raises(InvalidProjectError, match=r"^data\.test_fraction: no sample is left"):
        load_dataset(DataSpec(source=CirclesSource(samples=4), test_fraction=0.9))
