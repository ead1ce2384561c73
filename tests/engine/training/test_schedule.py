"""Learning-rate schedules are PyTorch's own, and replayed steps follow them to the last bit."""

import pytest

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.learning_rate import learning_rates
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.changes import SetLr, SetSeed
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import CosineSchedule, ExponentialSchedule, PlateauSchedule, StepSchedule
from tests.engine.loops import course_of, lecture_course, trained
from tests.project.examples import circles

SCHEDULES = [
    StepSchedule(step_size=2, gamma=0.5),
    ExponentialSchedule(gamma=0.8),
    CosineSchedule(T_max=3, eta_min=0.001),
    CosineSchedule(T_max=1),
    PlateauSchedule(monitor="test_loss", factor=0.3, patience=0),
    PlateauSchedule(monitor="train_loss", factor=0.5, patience=1),
]


def scheduled(schedule, **training):
    return edits.with_training(edits.with_data(circles(), test_fraction=0.2), schedule=schedule, **training)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)
@pytest.mark.parametrize("kind", OPTIMIZER_KINDS)
def test_that_replayed_steps_follow_the_schedule(schedule, kind):
    project = scheduled(schedule, optimizer=OPTIMIZER_KINDS[kind](lr=0.01))
    fast, trainer = trained(project, 8, fast=True)
    assert trainer.details.startswith("Replayed")
    assert fast == trained(project, 8, fast=False)[0] == lecture_course(project, 8)


def rates_of(schedule, epochs: int, **training) -> list[float]:
    """What PyTorch's optimiser has once 0, 1, 2, ... epochs are done; the same is told from the losses alone."""
    project = scheduled(schedule, **training)
    trainer = Trainer(project, load_dataset(project.data))
    rates, reports = [trainer.lr], []
    for report in trainer.epochs(epochs):
        reports.append(report)
        rates.append(trainer._driver.optimizer.param_groups[0]["lr"])
    losses = [report.train_loss for report in reports], [report.test_loss for report in reports]
    assert learning_rates(project.training, *losses) == rates
    return rates


def test_that_the_learning_rate_goes_the_way_its_schedule_says():
    sgd = SGDSpec(lr=0.1)
    assert rates_of(SCHEDULES[0], 4, optimizer=sgd) == [0.1, 0.1, 0.05, 0.05, 0.025]
    assert rates_of(SCHEDULES[1], 2, optimizer=sgd) == pytest.approx([0.1, 0.08, 0.064])
    cosine = rates_of(CosineSchedule(T_max=2, eta_min=0.02), 4, optimizer=sgd)
    assert cosine == pytest.approx([0.1, 0.06, 0.02, 0.06, 0.1])
    assert rates_of(None, 2, optimizer=sgd) == [0.1] * 3


def test_that_a_plateau_reduces_the_rate_when_the_loss_no_longer_improves():
    # steps too small to change any weight
    rates = rates_of(PlateauSchedule(factor=0.1, patience=2), 5, optimizer=SGDSpec(lr=1e-7), batch_size=300)
    assert rates == pytest.approx([1e-7] * 4 + [1e-8] * 2)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)
@pytest.mark.parametrize("device_moved", [True, False])
def test_that_a_schedule_goes_on_through_a_restored_state_and_a_move(schedule, device_moved):
    project = scheduled(schedule, batch_size=100)
    dataset = load_dataset(project.data)
    whole = course_of(list(Trainer(project, dataset).epochs(8)))
    for epoch in range(5):
        trainer = Trainer(project, dataset)
        reports = list(trainer.epochs(epoch))
        if device_moved:
            trainer.move_to("cpu")
        else:
            state, trainer = trainer.state(), Trainer(project, dataset)
            trainer.restore(state)
        assert course_of([*reports, *trainer.epochs(8)]) == whole


CHANGES = (SetLr(epoch=0, lr=0.2), SetLr(epoch=3, lr=1.5), SetSeed(epoch=3, seed=1), SetLr(epoch=3, lr=0.5))


@pytest.mark.parametrize("training", [*({"schedule": s} for s in SCHEDULES), {"changes": CHANGES}], ids=repr)
def test_that_the_rate_told_for_an_epoch_is_the_one_its_steps_were_taken_with(training):
    project = scheduled(training.get("schedule"), changes=training.get("changes", ()), optimizer=SGDSpec(lr=0.3))
    trainer = Trainer(project, load_dataset(project.data), fast=False)
    found = []
    trainer._driver.optimizer.register_step_pre_hook(lambda it, *_: found.append(it.param_groups[0]["lr"]))
    reports = list(trainer.epochs(9))
    rates = learning_rates(project.training, [r.train_loss for r in reports], [r.test_loss for r in reports])
    assert found == [rate for rate in rates[:-1] for _ in range(trainer._get_steps().batch_count)]
    assert rates[-1] == trainer.lr
