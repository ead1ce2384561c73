"""Train, pause, step, reset: with the real thread, and compared with a plain trainer by ==."""

import threading
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from PySide6.QtCore import QCoreApplication, Qt, QTimer

from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.bounds import MAX_EPOCHS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.project import Project
from nnstudio.project.schedules import EarlyStopping
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.session.pace import WATCH_S
from nnstudio.session.runs import KEPT_RUNS
from nnstudio.session.training_session import State, TrainingSession
from tests.session.examples import diverging, slow, small, uninterrupted
from tests.strategies import projects


def test_that_training_gives_the_losses_of_a_plain_trainer(drive):
    expected = uninterrupted(small())
    driver = drive(small())
    driver.train_out()
    assert driver.losses == expected
    assert driver.session.run.epoch == 20
    assert driver.states == [State.TRAINING, State.FINISHED]


@given(projects(wide=True))
@settings(max_examples=8, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
def test_that_whatever_the_project_the_window_trains_it_as_a_plain_trainer_does(drive, project):
    driver = drive(project)
    driver.train_out()
    train, test = uninterrupted(project)
    assert driver.losses == (train, test if project.data.has_test else [])
    driver.session.close()


def test_that_a_pause_in_mid_epoch_changes_nothing(drive):
    project = slow(3)
    expected = uninterrupted(project)
    driver = drive(project)
    driver.session.train()
    driver.wait_for_epoch(1)
    driver.session.pause()
    driver.wait_for(State.PAUSED)
    assert 1 <= driver.session.run.epoch < 3
    assert driver.session.run.in_mid_epoch
    driver.train_out()
    assert driver.losses[0] == expected[0]
    assert driver.states == [State.TRAINING, State.PAUSED, State.TRAINING, State.FINISHED]


@pytest.mark.parametrize("epochs", [1, 2, 40, 5_000])
def test_that_what_is_watched_takes_a_while_and_gives_the_same_numbers(drive, epochs):
    project = edits.with_training(small(epochs), batch_size=1000)
    expected = uninterrupted(project)
    driver = drive(project)
    driver.session.set_pace(0, is_watched=True)
    driver.wait_for_run()
    begun = time.monotonic()
    driver.train_out()
    seconds = time.monotonic() - begun
    assert driver.losses == expected
    assert seconds >= {1: 0, 2: 1}.get(epochs, WATCH_S)
    assert epochs > 1 or seconds < 1


def test_that_watching_slows_nothing_that_takes_longer_anyway(drive):
    driver = drive(slow(20_000))
    driver.session.set_pace(0, is_watched=True)
    driver.wait_for_run()
    driver.session.train()
    driver.wait_for_epoch(2)
    assert not driver.session.is_held_back
    driver.session.pause()
    driver.wait_for(State.PAUSED)


def test_that_nothing_is_held_back_where_nothing_is_left_to_train(drive):
    driver = drive(small(3))
    jobs = []
    driver.session._thread.rested.connect(lambda rested: jobs.append(rested.job))
    driver.session.set_pace(0.5)
    driver.session.step()
    driver.wait_for(State.PAUSED)
    driver.session.train()
    driver.wait(lambda: driver.session.is_held_back)
    driver.wait(lambda: len(jobs) == 2)
    assert [job.is_held_back for job in jobs] == [False, False]


def test_that_a_step_is_one_epoch(drive):
    expected = uninterrupted(small(3))
    driver = drive(small(3))
    for epoch, state in ((1, State.PAUSED), (2, State.PAUSED), (3, State.FINISHED), (4, State.FINISHED)):
        driver.session.step()
        driver.wait_for_epoch(epoch)
        driver.wait_for(state)
        assert driver.session.run.epoch == epoch
    assert driver.losses[0][:3] == expected[0]
    assert driver.session.target == 4


def test_that_reset_brings_back_the_initial_weights_and_the_same_losses(drive):
    driver = drive(small())
    initial = driver.wait_for_run().history.nearest(0)
    driver.train_out()
    losses, trained = driver.losses, driver.session.run
    driver.session.reset()
    again = driver.wait_for_run()
    assert again is not trained
    assert driver.session.state is State.IDLE
    assert np.array_equal(again.history.last.vector, initial.vector)
    assert not np.array_equal(trained.history.last.vector, initial.vector)
    driver.train_out()
    assert driver.losses == losses


def test_that_reset_in_the_midst_of_training_starts_over(drive):
    expected = uninterrupted(small())
    driver = drive(small())
    driver.session.set_pace(0.02)
    driver.session.train()
    driver.wait_for_epoch(2)
    driver.session.reset()
    assert driver.session.state is State.IDLE
    assert driver.wait_for_run().epoch == 0
    driver.session.set_pace(0)
    driver.train_out()
    assert driver.losses == expected


def test_that_training_further_is_training_longer(drive):
    expected = uninterrupted(small(), 40)
    driver = drive(small())
    driver.train_out()
    driver.session.train()
    assert driver.session.target == 40
    driver.wait_for(State.FINISHED)
    assert driver.losses == expected


@pytest.mark.parametrize("epochs", [6, 60])
def test_that_the_number_of_epochs_can_be_changed_while_training(drive, epochs):
    expected = uninterrupted(small(), epochs)
    driver = drive(small())
    driver.session.set_pace(0.05)
    driver.session.train()
    driver.wait_for_epoch(2)
    run = driver.session.run
    driver.session.set_project(small(epochs))
    driver.session.set_pace(0)
    driver.wait_for(State.FINISHED)
    assert driver.session.run is run
    assert driver.losses == expected


def test_that_fewer_epochs_than_are_done_end_the_training_where_it_is(drive):
    expected = uninterrupted(small())
    driver = drive(small())
    driver.session.set_pace(0.05)
    driver.session.train()
    driver.wait_for_epoch(4)
    driver.session.set_project(small(2))
    driver.wait_for(State.FINISHED)
    done = driver.session.run.epoch
    assert 4 <= done < 20
    assert driver.session.target == done
    assert driver.losses[0] == expected[0][:done]


@pytest.fixture
def hold(monkeypatch):
    """Has the training thread wait, once as many epochs are done as the place says, before it hands them over."""
    place, reached, go = [MAX_EPOCHS], threading.Event(), threading.Event()

    def epoch_batches(trainer, until, stop):
        for reports in train(trainer, until, stop):
            if trainer.epoch >= place[0]:
                reached.set()
                go.wait(30)
            yield reports

    train = Trainer.epoch_batches
    monkeypatch.setattr(Trainer, "epoch_batches", epoch_batches)
    yield place, reached, go
    go.set()


def test_that_the_number_of_epochs_is_kept_exactly_where_training_has_not_come_yet(drive, hold):
    """At full speed, where many epochs are trained at a time."""
    place, reached, go = hold
    driver = drive(small(5000))
    place[0] = 50
    driver.session.train()
    driver.wait(reached.is_set)
    epochs = driver.session.run.trainer.epoch + 1
    driver.session.set_project(small(epochs))
    go.set()
    driver.wait_for(State.FINISHED)
    assert driver.session.run.epoch == epochs


def test_that_a_training_that_had_an_end_never_asks_for_more_epochs(drive, hold):
    place, reached, go = hold
    driver = drive(small(5000))
    asked = []
    driver.session.endless_ended.connect(asked.append)
    place[0] = 50
    driver.session.train()
    driver.wait(reached.is_set)
    driver.session.set_project(small(2))
    go.set()
    driver.wait_for(State.FINISHED)
    assert driver.session.target == driver.session.run.epoch >= 50
    assert asked == []


@pytest.mark.parametrize("epochs", [2, 3, 30])
@pytest.mark.parametrize("is_endless", [False, True])
def test_that_a_single_step_ends_after_its_epoch_whatever_changes_meanwhile(drive, hold, epochs, is_endless):
    place, reached, go = hold
    driver = drive(small(3))
    asked = []
    driver.session.endless_ended.connect(asked.append)
    driver.train_out()
    place[0] = 4
    driver.session.step()
    driver.wait(reached.is_set)
    driver.session.set_endless(is_endless)
    driver.session.set_project(small(epochs))
    go.set()
    driver.wait(lambda: driver.session.state is not State.TRAINING)
    assert driver.session.run.epoch == 4
    assert driver.session.target == max(epochs, 4)
    assert asked == []


def test_that_turning_the_number_of_epochs_down_and_up_again_leaves_a_finished_run_finished(drive):
    driver = drive(small())
    driver.train_out()
    for epochs in (19, 5, 19, 20):
        driver.session.set_project(small(epochs))
        assert driver.session.state is State.FINISHED
        assert driver.session.target == 20
    driver.session.set_project(small(30))
    assert driver.session.state is State.PAUSED
    assert driver.session.target == 30


def test_that_more_epochs_after_training_further_count_from_there(drive):
    driver = drive(small(5))
    driver.train_out()
    driver.session.train()
    driver.wait_for(State.FINISHED)
    driver.session.set_project(small(7))
    assert driver.session.target == 12
    assert driver.session.state is State.PAUSED


def test_that_an_edit_ends_the_run_and_undo_brings_it_back_to_go_on(drive):
    expected = uninterrupted(small())
    driver = drive(small())
    driver.session.set_pace(0.05)
    driver.session.train()
    driver.wait_for_epoch(3)
    run = driver.session.run
    wider = edits.replace_layer(small(), 0, LinearLayer(units=6))
    driver.session.set_project(wider)
    assert driver.session.state is State.IDLE
    other = driver.wait_for_run()
    assert other is not run
    assert other.project == wider
    assert other.epoch == 0
    driver.session.set_project(small())
    assert driver.session.run is run
    assert driver.session.state is State.PAUSED
    assert 3 <= run.epoch < 20
    driver.session.set_pace(0)
    driver.train_out()
    assert driver.losses == expected


def test_that_a_run_can_be_brought_back_before_it_has_come_to_rest(drive):
    project = slow(3)
    expected = uninterrupted(project)
    driver = drive(project)
    driver.session.train()
    driver.wait_for_epoch(1)
    run = driver.session.run
    driver.session.set_project(edits.with_training(project, seed=1))
    driver.session.set_project(project)
    assert driver.session.run is run
    driver.train_out()
    assert driver.session.run is run
    assert driver.losses[0] == expected[0]


@pytest.mark.faults
def test_that_a_run_that_fails_after_it_was_put_away_is_brought_back_as_failed(drive, monkeypatch):
    inside, go_on = threading.Event(), threading.Event()

    def fail_later(trainer, until, stop):
        yield from epoch_batches(trainer, 2, stop)
        inside.set()
        go_on.wait(30)
        raise RuntimeError("a cable came loose")

    epoch_batches = Trainer.epoch_batches
    monkeypatch.setattr(Trainer, "epoch_batches", fail_later)
    driver = drive(small())
    driver.session.train()
    driver.wait(inside.is_set)
    driver.session.set_project(small(seed=1))
    driver.session.set_project(small())
    assert driver.session.state is State.PAUSED
    go_on.set()
    driver.wait_for(State.FAILED)
    assert "a cable came loose" in driver.session.problem


def test_that_many_runs_are_kept_and_the_oldest_makes_way(drive):
    driver = drive(small(seed=0))
    runs = []
    for seed in range(KEPT_RUNS + 1):
        driver.session.set_project(small(seed=seed))
        driver.session.step()
        driver.wait_for(State.PAUSED)
        runs.append(driver.session.run)
    for seed in range(KEPT_RUNS, 0, -1):
        driver.session.set_project(small(seed=seed))
        assert driver.session.run is runs[seed]
    driver.session.set_project(small(seed=0))
    assert driver.wait_for_run() is not runs[0]
    assert driver.session.run.epoch == 0


def test_that_divergence_is_said_and_all_before_it_stays(drive):
    expected, _ = uninterrupted(diverging())
    assert 1 < len(expected) < 200
    driver = drive(diverging())
    driver.train_out()
    assert driver.session.state is State.FAILED
    assert driver.session.problem.startswith(f"The loss became infinite or NaN in epoch {len(expected) + 1}. ")
    assert driver.losses == (expected, [])
    assert driver.session.run.epoch == len(expected)
    assert np.isfinite(driver.session.run.history.last.vector).all()


def test_that_train_after_divergence_starts_afresh(drive):
    driver = drive(diverging())
    driver.train_out()
    run, losses = driver.session.run, driver.losses
    driver.session.train()
    assert driver.session.state is State.IDLE
    assert driver.session.problem == ""
    driver.wait_for(State.FAILED)
    assert driver.session.run is not run
    assert driver.losses == losses


def test_that_a_smaller_learning_rate_heals_and_undo_shows_the_failure_again(drive):
    driver = drive(diverging())
    driver.train_out()
    problem, run = driver.session.problem, driver.session.run
    driver.session.set_project(edits.with_optimizer(edits.with_training(diverging(), epochs=5), lr=0.01))
    driver.train_out()
    assert driver.session.state is State.FINISHED
    assert driver.session.problem == ""
    driver.session.set_project(diverging())
    assert driver.session.run is run
    assert driver.session.state is State.FAILED
    assert driver.session.problem == problem


@pytest.mark.faults
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("the cat\nsat on it"), "Training stopped because of an error (ValueError: the cat sat on it)."),
        (MemoryError(), "There is not enough memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "There is not enough memory"),
    ],
)
def test_that_an_error_in_the_thread_is_said_and_the_thread_lives_on(drive, monkeypatch, error, said):
    expected = uninterrupted(small())

    def fail(trainer, until, stop):
        yield from epoch_batches(trainer, 2, stop)
        raise error

    epoch_batches = Trainer.epoch_batches
    driver = drive(small())
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "epoch_batches", fail)
        driver.train_out()
    assert driver.session.state is State.FAILED
    assert driver.session.problem.startswith(said)
    assert driver.losses[0] == expected[0][:2]
    driver.session.train()
    driver.wait_for(State.FINISHED)
    assert driver.session.problem == ""
    assert driver.losses == expected


@pytest.mark.faults
def test_that_an_error_while_preparing_is_said_and_train_tries_again(drive, monkeypatch):
    expected = uninterrupted(small())

    def fail(data):
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr("nnstudio.data.load.load_dataset", fail)
        driver = drive(small())
        driver.wait_for(State.FAILED)
    assert "the disk is gone" in driver.session.problem
    assert driver.session.run is None
    driver.session.train()
    driver.wait_for(State.FINISHED)
    assert driver.losses == expected


def test_that_a_project_with_a_problem_waits_until_it_is_solved(drive):
    wrong = edits.replace_layer(small(), 2, LinearLayer(units=3))
    driver = drive(wrong)
    assert driver.session.problem == wrong.problems()[0].message
    driver.session.train()
    driver.session.step()
    assert driver.session.state is State.IDLE
    assert not driver.session.is_preparing
    driver.session.set_project(small())
    assert driver.session.problem == ""
    assert driver.wait_for_run().epoch == 0
    assert driver.session.state is State.IDLE


def test_that_closing_in_mid_epoch_ends_the_thread_within_a_second(drive, monkeypatch):
    stepped = threading.Event()

    def note_batches(trainer, until, stop):
        def stop_after_a_batch():
            stepped.set()
            return stop()

        yield from epoch_batches(trainer, until, stop_after_a_batch)

    epoch_batches = Trainer.epoch_batches
    monkeypatch.setattr(Trainer, "epoch_batches", note_batches)
    driver = drive(slow(1000, samples=5000))
    driver.session.train()
    driver.wait(stepped.is_set)
    started = time.monotonic()
    driver.session.close()
    assert time.monotonic() - started < 1
    assert driver.session._thread.isFinished()


def test_that_closing_does_not_wait_for_the_pace(drive):
    driver = drive(small())
    driver.session.set_pace(60)
    driver.session.train()
    driver.wait_for_epoch(1)
    started = time.monotonic()
    driver.session.close()
    assert time.monotonic() - started < 1


def test_that_train_pressed_just_before_closing_starts_nothing(drive):
    prepared = threading.Event()
    driver = drive(small())
    driver.session._thread.prepared.connect(lambda _: prepared.set(), type=Qt.ConnectionType.DirectConnection)
    driver.session.train()
    prepared.wait(30)
    driver.session.close()
    QCoreApplication.processEvents()
    assert driver.states == []
    assert not driver.session.findChild(QTimer).isActive()


def test_that_a_pace_slows_training_and_changes_no_loss(drive):
    expected = uninterrupted(small(5))
    driver = drive(small(5))
    driver.wait_for_run()
    driver.session.set_pace(0.06)
    started = time.monotonic()
    driver.train_out()
    assert time.monotonic() - started >= 4 * 0.06
    assert driver.losses == expected


def test_that_reports_of_an_older_run_are_dropped(drive):
    driver = drive(slow(100))
    driver.session.train()
    driver.wait_for_epoch(1)
    older = driver.session.run
    driver.session.set_project(small())
    heard = []
    driver.session.progressed.connect(lambda: heard.append(driver.session.run))
    driver.states.clear()
    newer = driver.wait_for_run()
    # the thread prepares the newer run when the older one has come to rest
    assert newer is not older
    assert newer.epoch == 0
    assert heard == []
    assert driver.states == []
    driver.train_out()
    assert set(heard) == {newer}


def test_that_of_many_quick_edits_the_last_one_counts(drive):
    projects = [small(seed=seed, optimizer=AdamSpec(lr=0.01 * (seed + 1))) for seed in range(40)]
    expected = uninterrupted(projects[-1])
    driver = drive(projects[0])
    runs = []
    driver.session.run_changed.connect(runs.append)
    for project in projects[1:]:
        driver.session.set_project(project)
    driver.session.train()
    driver.wait_for(State.FINISHED)
    assert driver.session.run.project == projects[-1]
    assert [run for run in runs if run is not None] == [driver.session.run]
    assert driver.losses == expected


def test_that_a_device_that_is_not_there_is_refused_in_a_sentence(drive):
    from nnstudio.engine.training.devices import list_devices

    absent = next(device for device in list_devices() if not device.available)
    driver = drive(small())
    driver.wait_for_run()
    driver.session.set_device(absent.kind)
    driver.wait_for(State.FAILED)
    assert absent.reason in driver.session.problem
    driver.session.set_device("cpu")
    assert driver.wait_for_run().epoch == 0
    assert driver.session.problem == ""


@pytest.mark.faults
def test_that_a_run_changes_its_device_between_two_epochs(drive, monkeypatch):
    moved = []

    def move_to(trainer, device):
        moved.append((trainer.epoch, device))
        raise RuntimeError("there is no such device here")

    monkeypatch.setattr(Trainer, "move_to", move_to)
    driver = drive(slow(3))
    driver.session.train()
    driver.wait_for_epoch(1)
    driver.session.pause()
    driver.wait_for(State.PAUSED)
    done = driver.session.run.epoch
    assert driver.session.run.in_mid_epoch
    driver.session.set_device("cuda")
    driver.session.train()
    driver.wait_for(State.FAILED)
    assert moved == [(done + 1, "cuda")]


def test_that_devices_and_samples_are_found(drive):
    driver = drive(small())
    devices, samples = [], {}
    driver.session.devices_found.connect(devices.extend)
    driver.session.sample_found.connect(samples.__setitem__)
    driver.wait(lambda: len(samples) == len(SOURCE_KINDS))
    assert [device.kind for device in devices] == ["cpu", "cuda", "mps"]
    assert list(samples) == list(SOURCE_KINDS)
    assert all(len(dataset.X_train) for dataset in samples.values())


def test_that_a_session_that_was_never_started_can_be_closed(qtbot):
    session = TrainingSession(small())
    session.close()
    assert session.state is State.IDLE


def stopping(epochs: int = 300, **options) -> Project:
    return small(epochs, optimizer=AdamSpec(lr=0.5), early_stopping=EarlyStopping(patience=4, **options))


def test_that_a_run_that_stops_early_is_finished_and_says_why(drive):
    project = stopping()
    expected = uninterrupted(project)
    driver = drive(project)
    driver.train_out()
    run = driver.session.run
    assert driver.session.state is State.FINISHED
    assert driver.losses == expected
    assert run.epoch < 300
    best = run.epoch - 4
    assert run.stop_sentence == (
        f"Stopped early after epoch {run.epoch}: the test loss has not improved for 4 epochs; "
        f"the best was epoch {best}, whose weights were restored."
    )
    assert run.result.epoch == best
    assert run.history.nearest(best).vector.tobytes() == run.result.vector.tobytes()
    assert run.history.last.epoch == run.epoch


def test_that_train_goes_on_after_an_early_stop_with_patience_counted_afresh(drive):
    project = stopping(epochs=300)
    unstopped = uninterrupted(edits.with_training(project, early_stopping=None), 700)
    driver = drive(project)
    driver.train_out()
    first = driver.session.run.epoch
    states = driver.states
    states.clear()
    driver.session.train()
    assert driver.session.run.stop_sentence == ""
    driver.wait_for(State.FINISHED)
    run = driver.session.run
    assert run.epoch > first
    assert driver.session.target == first + 300
    assert driver.losses == tuple(losses[: run.epoch] for losses in unstopped)


def test_that_a_run_of_just_the_epochs_is_finished_and_not_stopped(drive):
    project = stopping()
    epochs = len(uninterrupted(project)[0])
    driver = drive(edits.with_training(project, epochs=epochs))
    driver.train_out()
    run = driver.session.run
    assert (run.epoch, run.stop_sentence, run.result) == (epochs, "", run.history.last)
    # with more epochs wished for, that is where it stops
    driver.session.set_project(project)
    assert driver.session.state is State.FINISHED
    assert run.stop_sentence


@pytest.mark.parametrize("restore_best", [True, False])
def test_that_single_steps_stop_where_the_run_stops(drive, restore_best):
    project = stopping(restore_best=restore_best)
    epochs = len(uninterrupted(project)[0])
    driver = drive(project)
    for epoch in range(1, epochs + 1):
        driver.session.step()
        driver.wait_for_epoch(epoch)
        driver.wait(lambda: driver.session.state is not State.TRAINING)
        assert driver.session.state is (State.FINISHED if epoch == epochs else State.PAUSED)
    run = driver.session.run
    assert run.result.epoch == (epochs - 4 if restore_best else epochs)
    driver.session.step()
    driver.wait_for_epoch(epochs + 1)


def test_that_changes_along_the_way_are_trained_in_the_window_too(drive):
    project = edits.with_branch(edits.with_parameter(small(), 3, "0.weight", (1, 0), 2.0), 5, lr=0.001, seed=9)
    expected = uninterrupted(project)
    driver = drive(project)
    driver.train_out()
    assert driver.losses == expected
    layout = driver.session.run.trainer.layout
    assert layout.arrays(driver.session.run.history.nearest(3).vector)["0.weight"][1, 0] == 2.0
