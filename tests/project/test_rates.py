"""Learning rates by hand, as edits of the project."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project import edits
from nnstudio.project.changes import SetLr, SetSeed
from nnstudio.project.rates import rate_at, rates_by_hand, with_first_rate, with_one_rate, with_rate_from
from tests.project.examples import circles

SEED = SetSeed(epoch=5, seed=3)


def changed(*changes):
    return edits.with_training(circles(), changes=changes)


def rates(project):
    return [(each.epoch, each.lr) for each in rates_by_hand(project.training)]


@pytest.mark.parametrize(("epoch", "rate"), [(4, None), (5, 0.1), (6, 0.1), (7, 0.3), (99, 0.3)])
def test_that_the_rate_in_force_is_the_last_that_was_set(epoch, rate):
    project = changed(SetLr(epoch=5, lr=0.2), SetLr(epoch=5, lr=0.1), SetLr(epoch=7, lr=0.3))
    assert rate_at(project.training, epoch) == (rate or circles().training.optimizer.lr)
    assert rates(project) == [(5, 0.1), (7, 0.3)]


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from([0.1, 0.2, 0.3])), max_size=8))
def test_that_from_its_epoch_on_the_rate_is_in_force_and_before_it_nothing_has_changed(wishes):
    project = changed(SEED)
    for epoch, lr in wishes:
        before, project = project, with_rate_from(project, epoch, lr)
        assert {rate_at(project.training, later) for later in range(epoch, 12)} <= {lr} or project == before
        assert rate_at(project.training, epoch) == lr
        earlier = [rate_at(before.training, each) for each in range(epoch)]
        assert [rate_at(project.training, each) for each in range(epoch)] == earlier
        assert (SEED in project.training.changes) == (SEED in before.training.changes and SEED.epoch <= epoch) or (
            project == before
        )
        assert not project.problems()


def test_that_a_rate_taken_back_at_its_epoch_leaves_no_change():
    lr = circles().training.optimizer.lr
    assert with_rate_from(with_rate_from(changed(SEED), 5, 0.5), 5, lr) == changed(SEED)


def test_that_the_first_rate_leaves_later_ones_and_one_rate_leaves_none():
    project = changed(SetLr(epoch=0, lr=0.5), SEED, SetLr(epoch=6, lr=0.2))
    first, one = with_first_rate(project, 0.7), with_one_rate(project, 0.7)
    assert (rate_at(first.training, 0), rates(first)) == (0.7, [(6, 0.2)])
    assert (rate_at(one.training, 9), one.training.changes) == (0.7, (SEED,))
