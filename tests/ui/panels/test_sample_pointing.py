"""Points under the probe."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.scikit_made import CirclesSource
from nnstudio.ui.panels.data.sample_pointing import moved_point, sample_count, sample_point, target_of
from nnstudio.ui.shown.selection import Point, kept_point


def data(source, **options):
    project = open_source("binary-classification").with_source(source)
    return load_dataset(edits.with_data(project, **options).data)


CIRCLES = data(CirclesSource(samples=40), test_fraction=0.25)


@given(st.integers(0, 39))
@settings(max_examples=40)
def test_that_every_sample_has_its_row_its_values_and_its_target(row):
    point = sample_point(CIRCLES, row)
    assert point.sample == row
    assert point.raw.tolist() == CIRCLES.raw[row].tolist()
    assert target_of(CIRCLES, point) == np.concatenate((CIRCLES.y_train, CIRCLES.y_test))[row]
    assert sample_count(CIRCLES) == 40


@given(st.integers(0, 39), st.integers(0, 1), st.floats(-1e6, 1e6))
def test_that_a_moved_point_is_free_and_leaves_the_sample_as_it_was(row, column, value):
    point = sample_point(CIRCLES, row)
    before = point.raw.tolist()
    moved = moved_point(point, column, value)
    assert moved.sample is None and target_of(CIRCLES, moved) is None
    assert moved.raw[column] == value and moved.raw[1 - column] == before[1 - column]
    assert point.raw.tolist() == before
    with pytest.raises(ValueError, match="read-only"):
        moved.raw[0] = 0


def test_that_a_point_is_kept_where_it_still_means_something():
    free, sample = Point(np.array([0.1, 0.2])), sample_point(CIRCLES, 12)
    assert kept_point(CIRCLES, free) is free
    assert kept_point(CIRCLES, sample) is sample
    other = data(CirclesSource(samples=40, seed=1), test_fraction=0.25)
    again = kept_point(other, sample)
    assert again.sample == 12 and again.raw.tolist() == other.raw[12].tolist()
    assert kept_point(data(CirclesSource(samples=10)), sample) is None
    assert kept_point(data(IrisSource()), free) is None
