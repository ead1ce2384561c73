"""Sweeps beside the window: each run the same as alone, told how far, paused, stopped, and never in the way."""

import json
from threading import Event

import pytest

from nnstudio.cli.command import main
from nnstudio.engine.sweeps import fold_scores
from nnstudio.project import edits
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.storage import write_project
from nnstudio.project.sweep import Sweep, Variation
from nnstudio.session.sweeps.sweep_session import KEPT_SWEEPS, SweepSession
from tests.events import settle, wait_for


@pytest.fixture
def sweeps(qapp):
    made = SweepSession()
    yield made
    made.close()
    made.deleteLater()
    settle()


def project_of(name="binary-classification", **training):
    return edits.with_training(open_source(name), **training)


def test_that_each_run_is_the_commands_own(sweeps, tmp_path, capsys):
    project = project_of(epochs=20)
    record = sweeps.start(project, Sweep(seeds=5))
    wait_for(lambda: record.is_over)
    for each in record.members:
        path = tmp_path / f"{each.member.seed}.json"
        write_project(each.member.project, path)
        assert main(["train", str(path), "--json"]) == 0
        alone = json.loads(capsys.readouterr().out)
        assert each.train_loss == alone["train_loss"]
        assert (each.test_loss or None) == alone["test_loss"]
        assert each.figures.metrics == alone["metrics"]
    [(values, summary)] = record.summaries
    assert (dict(values), summary.members) == ({}, 5)
    assert (record.count_over, record.share) == (5, 1.0)


def test_that_what_is_stopped_while_it_is_compared_keeps_its_runs(sweeps, monkeypatch):
    begun = Event()
    real = fold_scores.fit_reference
    monkeypatch.setattr(fold_scores, "fit_reference", lambda dataset: begun.set() or real(dataset))
    record = sweeps.start(project_of(epochs=2), Sweep(folds=40))
    wait_for(begun.is_set)
    sweeps.stop()
    assert record.is_over
    assert record.count_over == 40
    [scores] = record.scores
    assert len(scores.folds) == 40


def test_that_it_rests_goes_on_and_tells_how_far_it_is(sweeps):
    record = sweeps.start(project_of(epochs=20_000), Sweep(seeds=3))
    wait_for(lambda: 0 < record.share < 1)
    assert record.seconds_left > 0
    sweeps.pause()
    assert sweeps.is_resting
    resting = _at_rest(record)
    seconds = record.seconds
    settle()
    assert (record.share, record.seconds) == (resting, seconds)
    sweeps.resume()
    wait_for(lambda: record.share > resting)
    sweeps.stop()
    assert record.is_over
    assert record.was_stopped
    assert not sweeps.is_running


def _at_rest(record):
    """What is done once the batches under way are."""
    shares = []

    def rests():
        shares.append(record.share)
        return len(shares) > 5 and len(set(shares[-5:])) == 1

    wait_for(rests)
    return shares[-1]


def test_that_a_run_that_diverges_says_so_beside_the_others(sweeps):
    vary = Variation("training.optimizer.lr", (0.01, 1000.0))
    record = sweeps.start(project_of("linear-regression", epochs=20), Sweep((vary,), 2))
    wait_for(lambda: record.is_over)
    assert [each.has_diverged for each in record.members] == [False, False, True, True]
    assert [each.final_loss is None for each in record.members] == [False, False, True, True]
    assert [summary.diverged for _values, summary in record.summaries] == [0, 2]


def test_that_a_value_that_does_not_suit_leaves_what_is_there(sweeps):
    record = sweeps.start(project_of(epochs=2), Sweep(seeds=2))
    wait_for(lambda: record.is_over)
    with pytest.raises(InvalidProjectError):
        sweeps.start(project_of(), Sweep((Variation("training.batch_size", (0,)),)))
    assert sweeps.records == (record,)


def test_that_another_sweep_takes_the_place_of_one_under_way_and_few_are_kept(sweeps):
    for _unused in range(KEPT_SWEEPS + 1):
        sweeps.start(project_of(epochs=10_000), Sweep(seeds=2))
    last = sweeps.current
    assert len(sweeps.records) == KEPT_SWEEPS
    assert [record.is_over for record in sweeps.records] == [True] * (KEPT_SWEEPS - 1) + [False]
    sweeps.clear()
    assert (sweeps.records, last.was_stopped) == ((), True)


def test_that_what_cannot_be_trained_is_told(sweeps):
    record = sweeps.start(project_of(epochs=2), Sweep(seeds=2), device="cuda")
    wait_for(lambda: record.is_over)
    assert "cuda" in record.failure.lower()


def test_that_what_the_window_cannot_hold_or_train_is_refused_before_anything_begins(sweeps):
    with pytest.raises(InvalidProjectError, match="2,000"):
        sweeps.start(project_of(), Sweep(seeds=3000))
    wrong = edits.with_layers(project_of(), project_of().network.layers[:1])
    assert wrong.problems()
    with pytest.raises(InvalidProjectError):
        sweeps.start(wrong, Sweep(seeds=2))
    assert sweeps.records == ()
