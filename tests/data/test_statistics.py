"""The statistics of columns are NumPy's and scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.feature_selection import f_classif, r_regression

from nnstudio.data.load import load_dataset
from nnstudio.data.statistics import association, column_statistics
from nnstudio.project.data import DataSpec
from nnstudio.project.sources.bundled import BreastCancerSource, DiabetesSource, DigitsSource, IrisSource
from nnstudio.project.sources.spec import Task
from tests.data.csv_files import completed, mixed_text


@pytest.mark.parametrize("source", [IrisSource(), DiabetesSource(), BreastCancerSource()], ids=lambda s: s.kind)
@pytest.mark.parametrize("standardize", [True, False])
def test_that_statistics_are_of_the_training_rows_as_they_are(source, standardize):
    dataset = load_dataset(DataSpec(source=source, test_fraction=0.3, standardize=standardize))
    for i in range(len(dataset.columns)):
        known, values = column_statistics(dataset, i), dataset.raw_train[:, i]
        assert known.mean == pytest.approx(values.mean())
        assert known.std == pytest.approx(values.std())
        assert (known.low, known.high) == (values.min(), values.max())
        assert known.counts.sum() == len(values)
        assert known.filled == 0
        if standardize:
            assert known.std == pytest.approx(dataset.scale[i])


def test_that_correlation_is_scikit_learns():
    for source in (DiabetesSource(), BreastCancerSource()):
        dataset = load_dataset(DataSpec(source=source))
        expected = r_regression(dataset.X_train, dataset.y_train)
        found = [column_statistics(dataset, i).association for i in range(len(dataset.columns))]
        np.testing.assert_allclose(found, expected)


def test_that_the_correlation_ratio_belongs_to_the_f_test():
    dataset = load_dataset(DataSpec(source=IrisSource()))
    n, k = 150, 3
    for i, f in enumerate(f_classif(dataset.X_train, dataset.y_train)[0]):
        eta = column_statistics(dataset, i).association
        assert eta**2 / (1 - eta**2) * (n - k) / (k - 1) == pytest.approx(f)


def test_that_a_column_that_never_changes_goes_with_nothing():
    dataset = load_dataset(DataSpec(source=DigitsSource()))
    known = column_statistics(dataset, 0)
    assert known.association is None
    assert known.counts.sum() == 1797
    assert association(np.arange(5.0), np.zeros(5), Task.REGRESSION) is None


@given(arrays(float, 12, elements=st.floats(-1e6, 1e6)), st.sampled_from(list(Task)))
def test_that_an_association_stays_within_its_bounds(x, task):
    y = np.arange(12) % 3 if task is Task.MULTICLASS else np.arange(12) % 2
    found = association(x, y, task)
    assert found is None or (0 if task is Task.MULTICLASS else -1) <= found <= 1


def test_that_what_was_filled_in_is_counted(tmp_path):
    source = completed(tmp_path, mixed_text(), "bought", missing="mean")
    dataset = load_dataset(DataSpec(source=source, test_fraction=0.25))
    filled = [column_statistics(dataset, i).filled for i in range(5)]
    assert dataset.columns == ("age", "color=blue", "color=green", "color=red", "income")
    assert filled == [0, 5, 5, 5, 9]
