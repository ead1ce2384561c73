"""What is changed by hand while training goes on belongs to the project, which gives the same numbers by ==."""

import time

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nnstudio.project import edits
from nnstudio.project.changes import SetLr
from nnstudio.project.rates import with_rate_from
from nnstudio.session.training_session import State
from tests.session.examples import diverging, slow, small, uninterrupted

RATES = (0.001, 0.01, 0.05, 0.2)


def change_rate(session, lr):
    """What the window does."""
    live = session.take_up(lambda epoch: with_rate_from(session._project, epoch, lr))
    if live is not None:
        session.set_project(live)
    return live


@given(
    st.lists(st.tuples(st.floats(0, 0.03), st.sampled_from(RATES)), min_size=1, max_size=8),
    st.sampled_from([small(600), small(100, batch_size=7), slow(9), small(12)]),
    st.sampled_from([0, 0.001, 0.004]),
)
@settings(max_examples=4, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
def test_that_a_rate_changed_at_any_moment_is_the_projects_from_that_epoch(drive, changes, project, pace):
    driver = drive(project)
    run = driver.wait_for_run()
    driver.session.set_pace(pace)
    driver.session.train()
    for pause, lr in changes:
        until = time.monotonic() + pause
        driver.wait(lambda until=until: time.monotonic() >= until)
        change_rate(driver.session, lr)
    driver.session.set_pace(0)
    driver.wait(lambda: driver.session.state is not State.TRAINING)
    assert driver.session.run is run
    assert driver.session.state is State.FINISHED
    train, test = uninterrupted(driver.session._project)
    assert driver.losses == (train, test if project.data.has_test else [])
    driver.session.close()


def test_that_a_change_holds_from_the_next_epoch_and_nothing_rests_for_it(drive):
    driver = drive(small(400))
    driver.session.set_pace(0.02)
    driver.session.train()
    driver.wait_for_epoch(3)
    changed = change_rate(driver.session, 0.2)
    (change,) = changed.training.changes
    assert isinstance(change, SetLr)
    assert change.epoch >= 4
    # another value for the same epoch takes the place of the first
    again = change_rate(driver.session, 0.01)
    assert again.training.changes[-1].lr == 0.01
    assert len(again.training.changes) == len({each.epoch for each in again.training.changes}) <= 2
    driver.session.set_pace(0)
    driver.wait(lambda: driver.session.state is State.FINISHED)
    assert driver.states == [State.TRAINING, State.FINISHED]
    assert driver.losses == uninterrupted(driver.session._project)


def test_that_a_change_that_has_not_come_yet_is_taken_back_without_a_trace(drive):
    project = slow(4, samples=4000)
    driver = drive(project)
    run = driver.wait_for_run()
    driver.session.set_pace(1)
    driver.session.train()
    driver.wait_for_epoch(1)
    assert change_rate(driver.session, 0.2) is not None
    driver.session.set_project(project)
    assert driver.session.run is run
    assert driver.session.state is State.TRAINING
    driver.session.set_pace(0)
    driver.wait_for(State.FINISHED)
    assert driver.losses[0] == uninterrupted(project)[0]


def test_that_undo_goes_back_to_the_epoch_of_the_change_and_trains_on_and_redo_comes_back(drive):
    project = small(600)
    driver = drive(project)
    run = driver.wait_for_run()
    driver.session.set_pace(0.01)
    driver.session.train()
    driver.wait_for_epoch(5)
    changed = change_rate(driver.session, 0.3)
    epoch = changed.training.changes[0].epoch
    driver.wait_for_epoch(epoch + 5)
    driver.session.set_project(project)
    driver.wait(lambda: driver.session.run is not None)
    assert driver.session.run is not run
    driver.wait_for_epoch(epoch + 2)
    assert driver.session.state is State.TRAINING
    driver.session.set_project(changed)
    assert driver.session.run is run
    assert driver.session.state is State.TRAINING
    driver.session.set_pace(0)
    driver.wait_for(State.FINISHED)
    assert driver.losses == uninterrupted(changed)
    driver.session.set_project(project)
    assert driver.session.state is State.PAUSED
    driver.train_out()
    assert driver.losses == uninterrupted(project)


def test_that_nothing_is_taken_up_where_nothing_trains(drive):
    driver = drive(small(3))
    driver.wait_for_run()
    assert change_rate(driver.session, 0.2) is None
    assert driver.session.next_change == 0
    driver.train_out()
    assert change_rate(driver.session, 0.2) is None
    assert driver.session.next_change == 3


def test_that_a_run_that_has_failed_goes_on_from_its_last_sound_epoch(drive):
    """Its trainer stands at numbers that are none."""
    project = diverging()
    driver = drive(project)
    driver.train_out()
    assert driver.session.state is State.FAILED
    epoch = driver.session.next_change
    assert epoch == driver.session.run.epoch
    rescued = edits.with_training(with_rate_from(project, epoch, 1e-9), epochs=epoch + 1)
    driver.session.set_project(rescued)
    driver.wait(lambda: driver.session.run is not None)
    assert driver.session.state is State.PAUSED
    driver.train_out()
    assert driver.session.state is State.FINISHED
    assert driver.losses == (uninterrupted(rescued)[0], [])


@given(st.lists(st.tuples(st.floats(0, 0.03), st.sampled_from(RATES), st.booleans()), min_size=1, max_size=4))
@settings(max_examples=3, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
def test_that_a_rate_changed_while_it_rests_in_mid_epoch_too_is_the_projects(drive, changes):
    driver = drive(slow(9))
    driver.wait_for_run()
    session = driver.session
    for pause, lr, is_live in changes:
        session.train()
        until = time.monotonic() + pause
        driver.wait(lambda until=until: time.monotonic() >= until)
        if is_live:
            change_rate(session, lr)
        session.pause()
        driver.wait(lambda: session.state is not State.TRAINING)
        if session.next_change:
            session.set_project(with_rate_from(session._project, session.next_change, lr / 2))
            driver.wait(lambda: session.run is not None)
    driver.wait(lambda: not session.is_preparing)
    if session.state is not State.FINISHED:
        driver.train_out()
    assert driver.losses[0][:9] == uninterrupted(session._project)[0]
    session.close()
