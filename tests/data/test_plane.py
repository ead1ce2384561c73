"""Planes through data of many columns: along two of them, or along principal components."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from nnstudio.data.load import load_dataset
from nnstudio.data.plane import Plane, project, why_not
from nnstudio.project import edits
from nnstudio.project.sources.bundled import WineSource
from tests.project.examples import circles

WINE = load_dataset(edits.with_data(circles().with_source(WineSource()), test_fraction=0.25).data)

planes = st.builds(
    Plane,
    st.permutations(range(13)).map(lambda columns: tuple(columns[:2])),
    st.booleans(),
    st.none() | st.integers(0, len(WINE.raw) - 1),
)


@given(planes, st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=5))
def test_that_points_of_a_plane_fall_where_they_come_from(plane, coordinates):
    projection = project(WINE, plane)
    points = projection.to_raw(np.array(coordinates))
    assert projection.to_plane(points) == pytest.approx(np.array(coordinates), abs=1e-9)
    assert projection.distance(points) == pytest.approx(np.zeros(len(points)), abs=1e-9)


@given(planes)
def test_that_a_plane_runs_through_what_it_is_held_at(plane):
    projection = project(WINE, plane)
    through = WINE.raw_train.mean(axis=0) if plane.held is None else WINE.raw[plane.held]
    assert projection.to_raw(projection.to_plane(through[None]))[0] == pytest.approx(through)


def test_that_columns_are_their_own_coordinates():
    projection = project(WINE, Plane((6, 12)))
    assert projection.to_plane(WINE.raw) == pytest.approx(WINE.raw[:, [6, 12]])
    assert projection.labels == (WINE.columns[6], WINE.columns[12])
    assert projection.held == "the other 11 columns at the mean"
    assert project(WINE, Plane((6, 12), held=3)).held == "the other 11 columns at the values of sample 4"


def test_that_principal_components_are_scikit_learns():
    projection = project(WINE, Plane((0, 1), principal=True))
    scaler = StandardScaler().fit(WINE.raw_train)
    pca = PCA(2, svd_solver="full").fit(scaler.transform(WINE.raw_train))
    assert projection.to_plane(WINE.raw) == pytest.approx(pca.transform(scaler.transform(WINE.raw)))
    corner = np.array([[2.0, -1.0]])
    assert projection.to_raw(corner) == pytest.approx(scaler.inverse_transform(pca.inverse_transform(corner)))
    assert projection.names == ("PC1", "PC2")
    assert projection.labels[0] == f"PC1 ({pca.explained_variance_ratio_[0]:.1%} of the variance)"


def test_that_distances_count_what_is_left_out_alone():
    plane = Plane((6, 12))
    mean, spread = WINE.raw_train.mean(axis=0), WINE.raw_train.std(axis=0)
    away = np.delete((WINE.raw - mean) / spread, plane.axes, axis=1)
    assert project(WINE, plane).distance(WINE.raw) == pytest.approx(np.sqrt((away**2).mean(axis=1)))


def test_that_what_cannot_be_drawn_is_refused():
    flat = type(WINE)(**{**vars(WINE), "raw_train": np.ones((5, 13)), "raw_test": np.ones((0, 13))})
    assert why_not(flat)
    assert not why_not(WINE)
    for dataset, plane in ((flat, Plane((0, 1), True)), (WINE, Plane((0, 13))), (WINE, Plane((0, 1), held=178))):
        assert not plane.fits(dataset)
        with pytest.raises(ValueError, match="does not fit"):
            project(dataset, plane)


def test_that_a_constant_column_does_no_harm():
    raw = WINE.raw_train.copy()
    raw[:, 4] = 2.5
    constant = type(WINE)(**{**vars(WINE), "raw_train": raw})
    projection = project(constant, Plane((0, 1), principal=True))
    points = projection.to_raw(np.array([[1.0, 2.0], [-3.0, 0.5]]))
    assert points[:, 4].tolist() == [2.5, 2.5]


@pytest.mark.parametrize(
    ("names", "extents", "alike"),
    [
        (("x1", "x2"), (2.0, 2.2), True),
        (("pixel_0_3", "pixel_7_1"), (16.0, 0.0), True),
        (("petal length (cm)", "petal width (cm)"), (6.0, 2.4), True),
        (("petal length (cm)", "weight (g)"), (6.0, 2.4), False),
        (("alcohol", "proline"), (4.0, 4.0), False),
        (("age [years]", "income"), (60.0, 60.0), False),
        (("x1", "x2"), (1.0, 1e4), False),
        (("x1", "x2"), (0.0, 0.0), True),
    ],
)
def test_that_two_axes_have_one_scale_where_they_count_the_same(names, extents, alike):
    raw = np.outer([0.0, 1.0], extents)
    columns = {"columns": names, "raw_train": raw, "raw_test": raw[:0]}
    assert project(type(WINE)(**{**vars(WINE), **columns}), Plane((0, 1))).has_one_scale == alike
    assert project(WINE, Plane((0, 12), principal=True)).has_one_scale
