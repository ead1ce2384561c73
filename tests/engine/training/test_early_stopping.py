"""Early stopping decides where a run ends and which epoch counts, and changes nothing else."""

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.early_stopping import Patience
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.project import Project
from nnstudio.project.schedules import EarlyStopping
from tests.engine.loops import course_of
from tests.project.examples import circles
from tests.strategies import projects

EPOCHS = 8
# the losses of a run on the circles go up and down with this
RESTLESS = AdamSpec(lr=1.0)


def trainer_of(project: Project) -> Trainer:
    return Trainer(project, load_dataset(project.data))


def stopping(**options) -> Project:
    project = edits.with_data(circles(), test_fraction=0.3)
    return edits.with_training(project, optimizer=RESTLESS, early_stopping=EarlyStopping(**options))


def ended(losses: list[float], **options) -> tuple[int, int] | None:
    """After which epoch patience runs out, and the best epoch by then."""
    patience = Patience(EarlyStopping(**options))
    for epoch, loss in enumerate(losses, 1):
        patience.look(99.0, loss, Snapshot(epoch, None))
        stop = patience.stop(epoch)
        if stop is not None:
            return epoch, stop.best.epoch
    return None


def test_that_patience_runs_out_after_so_many_epochs_without_an_improvement():
    losses = [5.0, 4.0, 4.5, 3.9, 3.95, 3.9, 3.8]
    assert ended(losses, patience=1) == (3, 2)
    assert ended(losses, patience=2) == (6, 4)
    assert ended(losses, patience=3) is None
    assert ended(losses, patience=2, min_delta=0.2) == (4, 2)
    assert ended(losses, patience=5, min_delta=0.5) == (7, 2)


@given(projects(), st.integers(1, EPOCHS))
@settings(max_examples=20)
def test_that_the_epochs_of_a_run_are_those_of_the_run_that_does_not_stop(project, k):
    unstopped = edits.with_training(project, early_stopping=None)
    try:
        whole = course_of(list(trainer_of(unstopped).epochs(EPOCHS)))
        trainer = trainer_of(project)
        course = course_of(list(trainer.epochs(EPOCHS)))
    except DivergedError:
        reject()
    done = trainer.epoch
    assert course == type(whole)(*(part[:done] for part in whole))
    # a run of k epochs has the timeline's epoch k as its result, for every k on the timeline
    k = min(k, done)
    shorter = trainer_of(project)
    list(shorter.epochs(k))
    assert shorter.epoch == k
    assert shorter.early_stop(k) is None
    assert shorter.snapshot().vector.tobytes() == whole.weights[k - 1]


@pytest.mark.parametrize("monitor", ["train_loss", "test_loss"])
def test_that_a_stop_says_what_it_watched_and_holds_the_best_epochs_weights(monitor):
    trainer = trainer_of(stopping(monitor=monitor, patience=3, min_delta=0.001))
    reports = list(trainer.epochs(200))
    assert trainer.is_out_of_patience
    assert len(reports) == trainer.epoch < 200
    stop = trainer.early_stop(200)
    losses = [getattr(report, monitor) for report in reports]
    best = stop.best.epoch
    assert best == trainer.epoch - 3
    assert losses[best - 1] <= min(losses) + 0.001
    assert stop.best.vector.tobytes() == reports[best - 1].snapshot.vector.tobytes()
    assert stop.sentence == (
        f"Stopped early after epoch {trainer.epoch}: the {monitor.replace('_', ' ')} has not improved by more than "
        f"0.001 for 3 epochs; the best was epoch {best}, whose weights were restored."
    )
    # nothing was left to stop in a run of just so many epochs
    assert trainer.early_stop(trainer.epoch) is None


def test_that_a_run_that_was_stopped_trains_on_from_its_last_epoch_with_patience_counted_afresh():
    project = stopping(patience=2)
    trainer = trainer_of(project)
    reports = list(trainer.epochs(60))
    first = trainer.epoch
    assert list(trainer.epochs(60)) == []
    trainer.train_on()
    reports += trainer.epochs(first + 2)
    assert trainer.epoch == first + 2
    reports += trainer.epochs(60)
    unstopped = edits.with_training(project, early_stopping=None)
    whole = course_of(list(trainer_of(unstopped).epochs(trainer.epoch)))
    assert course_of(reports) == whole
    if trainer.early_stop(60) is not None:
        best = trainer.early_stop(60).best.epoch
        assert whole.test_loss[best - 1] == min(whole.test_loss)


def test_that_training_on_changes_nothing_where_there_is_patience_left():
    whole, other = trainer_of(stopping(patience=2)), trainer_of(stopping(patience=2))
    losses = []
    for epoch in range(1, 60):
        other_report = list(other.epochs(epoch))
        if not other.is_out_of_patience:
            other.train_on()
        losses += [report.train_loss for report in other_report]
    assert losses == [report.train_loss for report in whole.epochs(59)]


def test_that_a_thinned_history_can_keep_the_best_epoch():
    trainer = trainer_of(circles())
    history = History(trainer.initial, budget=0)
    reports = list(trainer.epochs(9))
    for report in reports:
        history.add(report)
    best = reports[4].snapshot
    assert history.nearest(5).epoch != 5
    history.keep(best)
    for epoch, expected in ((5, best), (9, reports[-1].snapshot), (0, trainer.initial)):
        found = history.nearest(epoch)
        assert (found.epoch, found.vector.tobytes()) == (epoch, expected.vector.tobytes())
