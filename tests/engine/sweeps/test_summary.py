"""Groups, spread and sentences are those of the losses that are given, and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from nnstudio.engine.sweeps.summary import comparison, sentence, summarize, uncertainty

LOSSES = st.lists(st.sampled_from([0.0, 1e-9, 0.5, 1.0, 2.0]) | st.floats(0, 1e6), min_size=1, max_size=30)


@given(LOSSES, st.integers(0, 5))
def test_that_every_run_is_in_one_group_or_has_diverged(losses, diverged):
    summary = summarize([*losses, *[None] * diverged])
    assert (summary.members, summary.diverged) == (len(losses) + diverged, diverged)
    assert sum(group.members for group in summary.groups) == len(losses)
    edges = [edge for group in summary.groups for edge in (group.low, group.high)]
    assert edges == sorted(edges)
    assert (edges[0], edges[-1]) == (min(losses), max(losses))
    for better, worse in zip(summary.groups, summary.groups[1:], strict=False):
        assert worse.low >= 2 * better.high
        assert worse.low - better.high >= 0.1 * (max(losses) - min(losses))
    low, q1, median, q3, high = np.percentile(losses, [0, 25, 50, 75, 100])
    found = summary.loss
    assert (found.low, found.q1, found.median, found.q3, found.high) == (low, q1, median, q3, high)
    assert (summary.stuck_interval is None) == (len(summary.groups) == 1 and not diverged)
    assert sentence(summary).endswith(".")


@pytest.mark.parametrize(
    ("losses", "told"),
    [
        ([0.59, 0.591, 0.03, 0.05], "2 of 4 got stuck near 0.59; the other 2 end between 0.03 and 0.05."),
        ([0.5, 0.03, 0.031], "1 of 3 got stuck near 0.5; the other 2 end between 0.03 and 0.031."),
        ([0.9, 0.4, 0.1], "1 of 3 got stuck near 0.4; 1 of 3 got stuck near 0.9; the other one ends near 0.1."),
        ([0.1, 0.12], "2 of 2 end between 0.1 and 0.12."),
        ([0.1], "1 of 1 end near 0.1."),
        ([0.2, None], "1 of 2 diverged; the other one ends near 0.2."),
        ([None, None], "All diverged: the loss became infinite or NaN."),
        ([0.0, 0.0, 0.0], "3 of 3 end near 0."),
    ],
)
def test_that_the_sentence_tells_who_got_stuck_where(losses, told):
    assert sentence(summarize(losses)) == told


def test_that_it_is_said_how_little_a_few_runs_can_tell():
    summary = summarize([0.6] * 4 + [0.03] * 12)
    expected = binomtest(4, 16).proportion_ci(method="wilson")
    assert summary.stuck_interval == (expected.low, expected.high)
    assert "between 10% and 49%" in uncertainty(summary)
    assert uncertainty(summarize([0.03] * 16)) == ""


def test_that_nothing_is_stuck_which_has_fallen_nearly_as_far_as_the_best():
    losses = [3e-4, 1e-6, 2e-6]
    assert len(summarize(losses).groups) == 2
    assert sentence(summarize(losses, first=0.7)) == "3 of 3 end between 1e-06 and 0.0003."


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        ([0.1] * 16, [0.1] * 16, ""),
        ([], [], ""),
        (
            [0.1] * 16,
            [0.1] * 12 + [0.6] * 4,
            "Above 0.1, where the best of both sweeps end: 4 of 16 before, 0 of 16 now",
        ),
        ([None] * 2, [None] * 3, "Diverged: 3 of 3 before, 2 of 2 now. So few"),
        ([0.1] * 64, [0.1] * 32 + [None] * 32, "32 of 64 before, 0 of 64 now. That is hardly luck"),
        # all are stuck now, wherever their own best is
        ([0.6] * 16, [0.1] * 16, "0 of 16 before, 16 of 16 now. That is hardly luck"),
    ],
)
def test_that_two_sweeps_are_compared_by_the_best_of_both(now, before, told):
    assert told in comparison(now, before)
    assert bool(told) == bool(comparison(now, before))
