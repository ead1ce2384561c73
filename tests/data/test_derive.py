"""Features made of columns: the right numbers, and the same ones wherever they are made."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_array_equal

from nnstudio.data.derive import derive
from nnstudio.data.load import load_dataset
from nnstudio.project.data import DataSpec
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.features import monomials, parse_feature
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.drawn import SpiralSource, WaveSource
from nnstudio.project.sources.scikit_made import CirclesSource, LinearSource
from tests.strategies import data_specs

COLUMNS = ("a", "b")
VALUES = np.array([[1.5, -2.0], [0.0, 3.0], [-0.5, 0.25]])


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("b", lambda a, b: b),
        ("a^2", lambda a, b: a**2),
        ("b^3", lambda a, b: b**3),
        ("b*a", lambda a, b: a * b),
        ("a^2*b", lambda a, b: a**2 * b),
        ("sin(a)", lambda a, b: np.sin(a)),
        ("cos(b)", lambda a, b: np.cos(b)),
    ],
)
def test_that_a_feature_is_what_its_name_says(name, made):
    features = (parse_feature(name, COLUMNS),)
    assert_array_equal(derive(features, COLUMNS, VALUES)[:, 0], made(*VALUES.T))


@given(data_specs())
def test_that_the_networks_inputs_are_made_of_the_raw_columns_to_the_last_bit(spec):
    dataset = load_dataset(spec)
    assert dataset.columns == spec.columns()
    assert_array_equal(dataset.to_inputs(dataset.raw_train), dataset.X_train)
    assert_array_equal(dataset.to_inputs(dataset.raw_test), dataset.X_test)
    assert_array_equal(dataset.to_inputs(dataset.raw_train[2:3]), dataset.X_train[2:3])
    assert_array_equal(dataset.to_inputs(np.asfortranarray(dataset.raw)), dataset.X)


def test_that_derived_features_are_standardised_themselves():
    spec = DataSpec(source=WaveSource(), features=monomials(("x1",), 5), standardize=True, test_fraction=0.2)
    dataset = load_dataset(spec)
    powers = np.column_stack([dataset.raw_train**n for n in range(1, 6)])
    np.testing.assert_allclose(dataset.X_train, (powers - powers.mean(axis=0)) / powers.std(axis=0), atol=1e-12)


def test_that_a_generated_plane_stays_a_plane_and_real_data_are_drawn_over_what_is_used():
    plane = load_dataset(DataSpec(source=SpiralSource(), features=("sin(x1)",)))
    assert plane.columns == ("x1", "x2")
    assert plane.raw_train.shape == (500, 2)
    assert plane.X_train.shape == (500, 1)
    some = ("petal width (cm)^2", "sepal width (cm)")
    iris = load_dataset(DataSpec(source=IrisSource(), features=some))
    assert iris.feature_names == some
    assert iris.columns == ("sepal width (cm)", "petal width (cm)")
    assert_array_equal(iris.raw_train, load_dataset(DataSpec(source=IrisSource())).X_train[:, [1, 3]])


def test_that_a_feature_too_large_for_the_network_is_refused():
    source = LinearSource(n_features=1)
    fine = DataSpec(source=source, features=("x1^10",))
    assert np.isfinite(load_dataset(fine).X_train.astype(np.float32)).all()
    huge = derive((parse_feature("a^10", COLUMNS),), COLUMNS, np.array([[1e200, 0.0]]))
    assert np.isinf(huge).all()


def test_that_samples_whose_powers_overflow_are_refused_with_the_feature(monkeypatch):
    from nnstudio.data import load
    from nnstudio.data.samples import Samples

    far = Samples(np.full((300, 2), 1e30), np.arange(300) % 2)
    monkeypatch.setattr(load, "make_samples", lambda source: far)
    assert load_dataset(DataSpec(source=CirclesSource())).X_train.max() == 1e30
    with pytest.raises(InvalidProjectError, match=r'^data\.features: "x1\^2" has values too large'):
        load_dataset(DataSpec(source=CirclesSource(), features=("x1", "x1^2")))
