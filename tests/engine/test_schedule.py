"""Learning-rate schedules are PyTorch's own, and replayed steps follow them to the last bit."""

import pytest

from nnstudio.data.load import load_dataset
from nnstudio.engine.training import Trainer
from nnstudio.project import edits
from nnstudio.project.schedules import CosineSchedule, ExponentialSchedule, PlateauSchedule, StepSchedule
from nnstudio.project.training import OPTIMIZER_KINDS, SGDSpec
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


def learning_rates(schedule, epochs: int, **training) -> list[float]:
    project = scheduled(schedule, **training)
    trainer = Trainer(project, load_dataset(project.data))
    rates = [trainer.lr]
    rates += [trainer.lr for _ in trainer.epochs(epochs)]
    return rates


def test_that_the_learning_rate_goes_the_way_its_schedule_says():
    sgd = SGDSpec(lr=0.1)
    assert learning_rates(SCHEDULES[0], 4, optimizer=sgd) == [0.1, 0.1, 0.05, 0.05, 0.025]
    assert learning_rates(SCHEDULES[1], 2, optimizer=sgd) == pytest.approx([0.1, 0.08, 0.064])
    cosine = learning_rates(CosineSchedule(T_max=2, eta_min=0.02), 4, optimizer=sgd)
    assert cosine == pytest.approx([0.1, 0.06, 0.02, 0.06, 0.1])
    assert learning_rates(None, 2, optimizer=sgd) == [0.1] * 3


def test_that_a_plateau_reduces_the_rate_when_the_loss_no_longer_improves():
    # steps too small to change any weight
    rates = learning_rates(PlateauSchedule(factor=0.1, patience=2), 5, optimizer=SGDSpec(lr=1e-7), batch_size=300)
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
