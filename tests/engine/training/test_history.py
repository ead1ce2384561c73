"""Losses stay for ever; snapshots stay within the budget, evenly spread, with the first and the last."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.snapshots.snapshot_store import PLACE_BYTES, SnapshotStore
from nnstudio.engine.training.history import DEFAULT_BUDGET, History
from nnstudio.engine.training.trainer import EpochReport

SIZE = 100
"""Numbers in a snapshot, so that it takes 400 bytes and a little more."""


def snapshot(epoch: int) -> Snapshot:
    return Snapshot(epoch, np.full(SIZE, epoch, dtype=np.float32))


def history_of(epochs: int, budget: int = DEFAULT_BUDGET, with_test: bool = False) -> History:
    history = History(snapshot(0), budget)
    for epoch in range(1, epochs + 1):
        history.add(EpochReport(epoch, 1 / epoch, 2 / epoch if with_test else None, snapshot(epoch)))
    return history


def same(a: Snapshot, b: Snapshot) -> bool:
    return a.epoch == b.epoch and a.vector.tobytes() == b.vector.tobytes()


def kept(history: History, epochs: int) -> list[int]:
    return sorted({history.nearest(epoch).epoch for epoch in range(epochs + 1)})


def test_that_every_snapshot_is_kept_while_they_fit():
    assert kept(history_of(200), 200) == list(range(201))


@given(st.integers(0, 500), st.integers(0, 40_000))
def test_that_thinning_keeps_the_budget_the_ends_and_an_even_spread(epochs, budget):
    history = history_of(epochs, budget)
    stored = kept(history, epochs)
    assert stored[0] == 0
    assert stored[-1] == epochs == history.last.epoch
    # the first and the last are there even if the budget is smaller
    assert len(stored) <= max(3, budget / (4 * SIZE) + 1)
    gaps = np.diff(stored[:-1])
    assert len(set(gaps.tolist())) <= 1
    if len(gaps):
        assert stored[-1] - stored[-2] <= gaps[0]


def test_that_no_more_is_thinned_than_needed():
    budget = 100 * (4 * SIZE + PLACE_BYTES)
    assert len(kept(history_of(1000, budget), 1000)) > 50


@given(st.integers(1, 120), st.integers(0, 8000), st.integers(-5, 150))
def test_that_the_nearest_stored_snapshot_is_found(epochs, budget, wanted):
    history = history_of(epochs, budget)
    stored = kept(history, epochs)
    found = history.nearest(wanted)
    assert abs(found.epoch - wanted) == min(abs(epoch - wanted) for epoch in stored)
    assert found.vector[0] == found.epoch


@pytest.mark.parametrize("with_test", [True, False])
def test_that_losses_stay_for_ever(with_test):
    history = history_of(500, 0, with_test)
    train, test = [1 / epoch for epoch in range(1, 501)], [2 / epoch for epoch in range(1, 501)]
    assert history.train_loss == train
    assert history.test_loss == (test if with_test else [])
    assert history.losses_since(490) == (train[490:], test[490:] if with_test else [])
    assert history.losses_since(500) == ([], [])


@given(st.integers(1, 120), st.integers(0, 8000), st.data())
def test_that_a_branch_holds_what_had_been_by_its_epoch_and_grows_by_itself(epochs, budget, data):
    history = history_of(epochs, budget, with_test=True)
    epoch = data.draw(st.integers(0, epochs))
    stored, at_branch = kept(history, epochs), history.nearest(epoch)
    last = snapshot(epoch)
    branch = history.until(epoch, last)
    assert branch.last is last
    assert (branch.train_loss, branch.test_loss) == (history.train_loss[:epoch], history.test_loss[:epoch])
    assert kept(branch, epoch) == sorted({*(e for e in stored[:-1] if e <= epoch), epoch})
    branch.add(EpochReport(epoch + 1, 7.0, 7.0, snapshot(epoch + 1)))
    assert branch.train_loss == [*history.train_loss[:epoch], 7.0]
    assert history.last.epoch == epochs
    assert same(history.nearest(epoch), at_branch)
    history.add(EpochReport(epochs + 1, 7.0, 7.0, snapshot(epochs + 1)))
    for one in (history, branch):
        assert all(same(one.nearest(e), snapshot(e)) for e in one.epochs)


def test_that_a_branch_begins_with_the_stored_snapshot_if_there_is_one():
    history = history_of(100, budget=10 * (4 * SIZE + PLACE_BYTES))
    assert same(history.until(16).last, history.nearest(16))
    assert history.until(100).last is history.last
    with pytest.raises(KeyError):
        history.until(17)


@given(st.integers(1, 300), st.integers(0, 40_000), st.lists(st.integers(0, 300), max_size=5))
def test_that_a_snapshot_that_was_thinned_out_can_be_put_back(epochs, budget, wanted):
    history = history_of(epochs, budget)
    for epoch in wanted:
        if epoch <= epochs:
            history.keep(snapshot(epoch))
            assert epoch in history.epochs
    assert history.epochs == sorted(set(history.epochs))
    assert all(same(history.nearest(epoch), snapshot(epoch)) for epoch in history.epochs)


def test_that_a_small_snapshot_costs_little_more_than_its_numbers():
    import tracemalloc

    history = History(Snapshot(0, np.zeros(21, dtype=np.float32)))
    tracemalloc.start()
    for epoch in range(1, 20_001):
        vector = np.zeros(21, dtype=np.float32)
        history.add(EpochReport(epoch, 1.0, None, Snapshot(epoch, vector)))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 1.5 * 20_000 * 4 * 21


@given(st.integers(0, 300), st.integers(0, 40_000))
def test_that_the_stored_epochs_are_told_with_the_first_and_the_last_among_them(epochs, budget):
    history = history_of(epochs, budget)
    assert history.epochs == kept(history, epochs)


@given(st.integers(0, 300), st.integers(0, 40_000), st.integers(0, 40_000))
def test_that_what_is_stored_for_a_file_gives_the_same_history_again(epochs, budget, file_budget):
    history = history_of(epochs, budget)
    stored = history.stored(file_budget)
    assert stored.nbytes <= max(file_budget, 0) + 3 * (4 * SIZE + PLACE_BYTES)
    history.add(EpochReport(epochs + 1, 7.0, None, snapshot(epochs + 1)))
    numbers, vectors = stored.arrays()
    assert vectors[:, 0].tolist() == numbers.tolist()
    assert (numbers[0], numbers[-1]) == (0, epochs)
    again = History.of(history.train_loss[:epochs], [], SnapshotStore.of(numbers, vectors))
    assert again.epochs == numbers.tolist()
    for epoch in range(epochs + 1, epochs + 20):
        again.add(EpochReport(epoch, 7.0, None, snapshot(epoch)))
    assert all(same(again.nearest(epoch), snapshot(epoch)) for epoch in again.epochs)
