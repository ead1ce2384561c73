"""The first plane of data with many columns: where the target can be told apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.data.plane import Plane
from nnstudio.data.telling_features import first_plane, telling_features
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import DiabetesSource, DigitsSource, IrisSource, WineSource
from nnstudio.project.sources.spec import Task
from tests.project.examples import circles

WINE = load_dataset(edits.with_data(circles().with_source(WineSource()), test_fraction=0.25).data)


def table(raw, y, task=Task.BINARY):
    """A data set of these columns."""
    raw, y = np.asarray(raw, float), np.asarray(y)
    columns = tuple(f"c{i}" for i in range(raw.shape[1]))
    return type(WINE)(
        **{**vars(WINE), "task": task, "columns": columns, "raw_train": raw, "raw_test": raw[:0], "y_train": y}
    )


def noise(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d))


@pytest.mark.parametrize(
    ("source", "columns"),
    [
        (IrisSource(), {"petal length (cm)", "petal width (cm)"}),
        (WineSource(), {"flavanoids", "alcohol"}),
        (DiabetesSource(), {"bmi", "s5"}),
    ],
    ids=["iris", "wine", "diabetes"],
)
def test_that_well_known_data_are_seen_where_they_part(source, columns):
    base = open_source("linear-regression") if source.task is Task.REGRESSION else circles()
    data = load_dataset(base.with_source(source).data)
    assert {data.columns[i] for i in telling_features(data)} == columns


@pytest.mark.parametrize("shape", ["xor", "ring", "stripes"])
def test_that_columns_are_found_that_say_nothing_by_their_means(shape):
    raw = noise(400, 9)
    x, y = raw[:, 3], raw[:, 7]
    label = {"xor": x * y > 0, "ring": x**2 + y**2 > 1.4, "stripes": np.abs(x) + 0.3 * y > 0.7}[shape]
    assert telling_features(table(raw, label.astype(int))) == (3, 7)


def test_that_a_value_is_told_by_what_it_depends_on():
    raw = noise(300, 6)
    assert telling_features(table(raw, raw[:, 1] ** 2 + raw[:, 4], Task.REGRESSION)) == (1, 4)


@given(st.integers(2, 6), st.integers(1, 4), st.integers(0, 2**16))
def test_that_two_one_hot_columns_are_never_taken_while_there_is_another(categories, others, seed):
    rng = np.random.default_rng(seed)
    category = rng.integers(categories, size=120)
    raw = np.column_stack((np.eye(categories)[category], rng.normal(size=(120, others))))
    # the category alone says everything
    data = table(raw, (category == 0).astype(int))
    a, b = telling_features(data)
    assert b >= categories
    assert first_plane(data) == Plane((a, b))


def test_that_one_hot_columns_alone_are_seen_along_their_components():
    category = np.arange(90) % 4
    data = table(np.eye(4)[category], (category > 1).astype(int))
    assert first_plane(data).principal


@given(st.permutations(range(13)), st.lists(st.integers(-6, 6), min_size=13, max_size=13))
def test_that_neither_the_columns_order_nor_their_units_matter(order, powers):
    chosen = {WINE.columns[i] for i in telling_features(WINE)}
    scaled = WINE.raw_train[:, order] * 2.0 ** np.array(powers)
    again = telling_features(table(scaled, WINE.y_train))
    assert {WINE.columns[order[i]] for i in again} == chosen


@given(
    st.integers(1, 8),
    st.integers(3, 6),
    st.sampled_from([0.0, 1.0, 3e38, -1e-300, 5e-324]),
    st.sampled_from([Task.BINARY, Task.REGRESSION]),
)
def test_that_any_data_have_a_plane(n, d, value, task):
    raw = np.full((n, d), value)
    raw[:, -1] = np.arange(n)
    y = np.arange(n) % 2 if task is Task.BINARY else np.full(n, 1e300)
    data = table(raw, y, task)
    axes = telling_features(data)
    assert len(set(axes)) == 2 and all(0 <= axis < d for axis in axes)
    assert n == 1 or d - 1 in axes
    assert first_plane(data).fits(data)


def test_that_digits_are_seen_along_their_components_and_wine_along_its_columns():
    digits = load_dataset(edits.with_data(circles().with_source(DigitsSource()), test_fraction=0.2).data)
    assert first_plane(digits).principal
    assert not first_plane(WINE).principal


def test_that_many_columns_take_little_time():
    # by what is done, not by the clock: forty columns are paired at most
    raw = noise(1500, 500)
    label = (raw[:, 100] + raw[:, 400] > 0).astype(int)
    assert telling_features(table(raw, label)) == (100, 400)
