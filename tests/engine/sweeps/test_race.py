"""A race: each racer is its own run, at every moment, and the lowest is the lowest."""

import numpy as np
import pytest

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.result import Result
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.sweeps.race import Clock, lowest, run_race
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.changes import SetLr
from nnstudio.project.examples import open_source
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.racers import from_text, racer_name, racers_of, to_text, usual_optimizers, usual_rates
from nnstudio.project.schedules import EarlyStopping


def race_of(project, optimizers, **kwargs):
    told = []
    return run_race(racers_of(project, optimizers), told.append, **kwargs), told


def alone(project):
    """The plain loop's states by epoch, as many as there are, and its history."""
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset, fast=False)
    history, states = History(trainer.initial), [trainer.initial.vector]
    try:
        for report in trainer.epochs(project.training.epochs):
            history.add(report)
            states.append(report.snapshot.vector)
    except DivergedError:
        pass
    return dataset, trainer, history, states


@pytest.mark.parametrize(
    "project",
    [
        open_source("binary-classification"),
        edits.with_training(open_source("linear-regression"), changes=(SetLr(epoch=4, lr=0.01),)),
        edits.with_training(
            edits.with_data(open_source("multiclass-classification"), test_fraction=0.2),
            epochs=30,
            early_stopping=EarlyStopping(patience=2, monitor="test_loss"),
        ),
    ],
    ids=["classes", "rate changed by hand", "stopped early"],
)
def test_that_each_racer_is_its_own_run_at_every_moment(project):
    race, told = race_of(project, usual_optimizers(project))
    assert told[-1] == 1.0 and told == sorted(told)
    assert race.racers[0].member.project == project
    for racer in race.racers:
        dataset, trainer, history, states = alone(racer.member.project)
        assert racer.by_epoch.times.tolist() == list(range(len(states)))
        assert np.array_equal(racer.by_epoch.path, np.array(states))
        for epoch in (0, len(states) // 2, len(states) - 1):
            snapshot = Snapshot(epoch, states[epoch])
            result = Result(racer.member.project, dataset, history, Probe(trainer.model), trainer.layout, snapshot)
            for clock, moment in ((Clock.EPOCH, epoch), (Clock.SECONDS, epoch * racer.epoch_seconds)):
                standing = race.standing(racer, clock, moment)
                assert (standing.time, standing.loss) == (epoch, result.losses["train"])
        # the ends of the first epochs are among the first steps
        steps = racer.by_step
        whole = steps.path[:: race.steps_per_epoch]
        assert np.array_equal(whole, racer.by_epoch.path[: len(whole)]) and len(whole) > 1
        assert steps.losses[race.steps_per_epoch] == racer.by_epoch.losses[1]
    starts = [racer.by_epoch.path[0] for racer in race.racers]
    assert all(np.array_equal(start, starts[0]) for start in starts)


def test_that_one_that_diverges_stands_until_then_and_is_never_the_lowest_afterwards():
    project = edits.with_training(open_source("linear-regression"), epochs=300)
    race, _told = race_of(project, [SGDSpec(lr=5.0)])
    _sound, lost = race.racers
    last = lost.by_epoch.end - 1
    assert lost.ending.reason == "diverged" and 0 <= last < 300
    assert not race.standing(lost, Clock.EPOCH, last).has_diverged
    for clock, moments in ((clock, race.moments(clock)) for clock in Clock):
        standings = race.standings(clock, moments[-1])
        assert standings[1].loss is None and standings[1].is_last and standings[1].has_diverged
        assert lowest(standings) == [0]
        assert lowest(race.standings(clock, 0.0)) == [0, 1]
        assert moments[0] == 0 and (np.diff(moments) > 0).all()
    # all that is to be seen of a race in which nobody arrives
    alone_race, _told = race_of(lost.member.project, [])
    final = alone_race.standings(Clock.EPOCH, alone_race.moments(Clock.EPOCH)[-1])
    assert lowest(final) == [] and final[0].loss is None


def test_that_the_lowest_is_so_at_each_moment():
    project = open_source("binary-classification")
    race, _told = race_of(project, usual_rates(project))
    leaders = set()
    for clock in Clock:
        for moment in race.moments(clock):
            standings = race.standings(clock, moment)
            least = min(each.loss for each in standings)
            assert [i for i, each in enumerate(standings) if each.loss == least] == lowest(standings)
            leaders |= set(lowest(standings))
    assert len(leaders) > 1


def test_that_who_stops_it_gets_no_race():
    project = open_source("binary-classification")
    told = []
    members = racers_of(project, usual_optimizers(project))
    assert run_race(members, told.append, stop=lambda: bool(told)) is None
    assert told and told[-1] < 1


def test_that_the_usual_racers_differ_by_their_optimiser_alone():
    project = edits.with_training(open_source("binary-classification"), changes=(SetLr(epoch=2, lr=0.5),))
    own = project.training.optimizer
    for optimizers in (usual_optimizers(project), usual_rates(project)):
        racers = [member.project for member in racers_of(project, optimizers)]
        assert racers[0] is project
        assert len({racer_name(each.training.optimizer) for each in racers}) == len(racers) >= 3
        for each in racers[1:]:
            # a rate that was changed by hand was another optimiser's
            assert edits.with_training(each, optimizer=own) == edits.with_training(project, changes=())
        assert from_text(to_text(optimizers)) == optimizers
    assert (
        racers_of(project, [own, AdamSpec(lr=0.02), AdamSpec(lr=0.02)])[1:]
        == racers_of(project, [AdamSpec(lr=0.02)])[1:]
    )
    assert from_text("[{}]") == from_text("no list") == []
