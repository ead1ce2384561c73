"""How sure and how often right: scikit-learn's calibration curve, every sample in one bin, and sound judgements."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from nnstudio.engine.metrics.reliability import BINS, reliability

# ends of bins, and what lies beside them, are where samples get lost
SURE = st.one_of(st.integers(0, BINS).map(lambda step: step / BINS), st.floats(0, 1, width=32))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(SURE, st.booleans()), min_size=1, max_size=60))
def test_that_it_is_scikit_learns_curve_and_each_sample_counts_once(samples):
    confidence, is_right = (np.array(column) for column in zip(*samples, strict=True))
    found = reliability(confidence.astype(float), is_right)
    right, sure = calibration_curve(is_right, confidence, n_bins=BINS, pos_label=True)
    assert np.array_equal(found.right[found.filled], right) and np.array_equal(found.sure[found.filled], sure)
    assert found.counts.sum() == len(samples)
    assert found.counts @ np.nan_to_num(found.right) == pytest.approx(is_right.sum())
    assert found.counts @ np.nan_to_num(found.sure) == pytest.approx(confidence.sum())
    inside = found.interval[found.filled]
    assert ((inside[:, 0] <= right + 1e-12) & (right <= inside[:, 1] + 1e-12)).all()
    # no mean of gaps is smaller than the gap of means, nor larger than the mean of all errors
    assert abs(is_right.mean() - confidence.mean()) - 1e-9 <= found.error <= abs(is_right - confidence).mean() + 1e-9


@pytest.mark.parametrize(("says", "is_so", "careful"), [(0.85, 0.97, True), (0.97, 0.85, False)])
def test_that_a_gap_is_told_when_so_many_samples_show_it_and_not_before(says, is_so, careful):
    few, many = (reliability(np.full(n, says), np.arange(n) < round(is_so * n)) for n in (8, 400))
    assert few.telling[1] is False
    b, is_apart = many.telling
    assert is_apart and (many.right[b] > many.sure[b]) is np.bool_(careful)
    assert many.error == pytest.approx(abs(says - is_so))


def test_that_what_is_drawn_from_its_own_probabilities_fits():
    random = np.random.default_rng(5)
    confidence = random.uniform(0.5, 1, 20_000)
    found = reliability(confidence, random.uniform(size=20_000) < confidence)
    assert not found.telling[1] and found.error < 0.02


def test_that_nothing_is_said_of_no_sample():
    assert reliability(np.zeros(0), np.zeros(0, dtype=bool)) is None
