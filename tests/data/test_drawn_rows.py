"""Of a large table a fair, fixed sample is drawn."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data.drawn_rows import MOST_DRAWN, drawn_rows

counts = st.integers(1, 40_000)


@given(counts, st.integers(0, 40_000), st.integers(64, 9000))
def test_that_rows_are_drawn_once_and_in_their_shares(train, test, most):
    rows = drawn_rows(train, test, most)
    assert sum(map(len, rows)) == min(most, train + test)
    for drawn, count in zip(rows, (train, test), strict=True):
        assert (np.diff(drawn) > 0).all()
        assert not len(drawn) or (drawn[0] >= 0 and drawn[-1] < count)
        if train + test > most:
            assert abs(len(drawn) - most * count / (train + test)) <= 1
    for few, many in zip(drawn_rows(train, test, max(64, most // 2)), rows, strict=True):
        # by rounding, one more of the shares may be in the smaller sample
        assert len(np.setdiff1d(few, many)) <= 1


def test_that_an_order_in_the_data_means_nothing():
    # every hundredth row is of a kind of its own
    rows, _ = drawn_rows(100_000, 0)
    assert len(rows) == MOST_DRAWN
    assert 20 < (rows % 100 == 0).sum() < 90
    assert abs(rows.mean() - 50_000) < 2_000
