"""A run's state, taken out and put into a new trainer, goes on to the last bit as if nothing had happened."""

import json
from dataclasses import replace

import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.branch import fork
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.training.trainer_state import TrainerState
from nnstudio.project import edits
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.project import Project
from tests.engine.loops import Course, course_of
from tests.project.examples import circles
from tests.strategies import projects

EPOCHS = 6


def trainer_of(project: Project, fast: bool = True) -> Trainer:
    return Trainer(project, load_dataset(project.data), fast=fast)


def stopped_after(batches: int, project: Project, fast: bool = True) -> tuple[Trainer, list]:
    """A trainer that rests after so many batches, and its reports so far."""
    trainer = trainer_of(project, fast)
    left = iter(range(batches - 1, -1, -1))
    reports = list(trainer.epochs(EPOCHS, lambda: next(left, 0) == 0)) if batches else []
    return trainer, reports


def through_files(state: TrainerState) -> TrainerState:
    tensors, facts = state.to_tensors()
    copies = {name: torch.from_numpy(tensor.numpy().copy()) for name, tensor in tensors.items()}
    return TrainerState.from_tensors(copies, json.loads(json.dumps(facts, allow_nan=False)))


def whole_course(project: Project) -> Course:
    try:
        return course_of(list(trainer_of(project).epochs(EPOCHS)))
    except DivergedError:
        reject()


def restless(**training) -> Project:
    """A project with everything that a run has to remember: dropout, running means, an uneven last batch."""
    layers = (LinearLayer(units=5), BatchNormLayer(), ReLULayer(), DropoutLayer(p=0.3), LinearLayer())
    project = edits.with_data(edits.with_layers(circles(), layers), test_fraction=0.2)
    return edits.with_training(project, batch_size=70, **training)


@given(projects(), st.integers(0, 40), st.booleans(), st.booleans())
@settings(max_examples=25)
def test_that_a_restored_run_goes_on_as_if_it_had_never_been_interrupted(project, batches, fast, fast_after):
    whole = whole_course(project)
    trainer, reports = stopped_after(batches, project, fast)
    state = through_files(trainer.state())
    # what the first one does from now on is nothing to the second
    list(trainer.epochs(EPOCHS))
    torch.manual_seed(1)
    other = trainer_of(project, fast_after)
    other.restore(state)
    assert other.epoch == len(reports)
    assert course_of([*reports, *other.epochs(EPOCHS)]) == whole


@pytest.mark.parametrize("batches", [0, 1, 4, 6, 8, 13])
@pytest.mark.parametrize(
    "optimizer",
    [*(cls() for cls in OPTIMIZER_KINDS.values()), SGDSpec(momentum=0.9, nesterov=True, weight_decay=0.01)],
    ids=repr,
)
def test_that_every_optimiser_goes_on_from_any_batch(optimizer, batches):
    project = restless(optimizer=optimizer)
    trainer, reports = stopped_after(batches, project)
    other = fork(trainer, load_dataset(project.data))
    rest, rest_of_other = list(trainer.epochs(EPOCHS)), list(other.epochs(EPOCHS))
    assert course_of(rest) == course_of(rest_of_other)
    assert course_of([*reports, *rest]) == whole_course(project)


def test_that_the_state_is_the_runs_own_and_does_not_follow_it():
    trainer = trainer_of(restless())
    list(trainer.epochs(2))
    state = trainer.state()
    before = {name: tensor.clone() for name, tensor in state.to_tensors()[0].items()}
    list(trainer.epochs(4))
    assert all(torch.equal(tensor, before[name]) for name, tensor in state.to_tensors()[0].items())
    assert not torch.equal(trainer.state().to_tensors()[0]["parameters"], before["parameters"])


def test_that_a_trainer_can_go_back_to_a_state_of_its_own():
    trainer = trainer_of(restless())
    list(trainer.epochs(2))
    state = trainer.state()
    first = course_of(list(trainer.epochs(5)))
    trainer.restore(state)
    assert course_of(list(trainer.epochs(5))) == first


def test_that_the_tensors_names_say_what_they_are():
    trainer, _ = stopped_after(7, restless())
    tensors, facts = trainer.state().to_tensors()
    assert set(tensors) >= {"parameters", "random", "order", "optimizer.0.weight.exp_avg", "optimizer.0.weight.step"}
    assert facts["epoch"] == 1
    assert len(facts["losses"]) == 2
    assert sorted(tensors["order"].tolist()) == list(range(240))


def test_that_a_state_of_another_network_or_other_data_is_refused_and_changes_nothing():
    state = stopped_after(7, restless())[0].state()
    wider = edits.replace_layer(restless(), 0, LinearLayer(units=6))
    fewer = edits.with_source_options(restless(), samples=200)
    misfit = {"0.weight.exp_avg": torch.zeros(2, 3)}
    for project, wrong, message in (
        (wider, state, "holds 42 numbers, but this network has"),
        (fewer, state, "another number of samples"),
        (restless(), replace(state, half=replace(state.half, order=state.half.order // 2)), "samples"),
        (restless(), replace(state, random=state.random[:-1]), "random"),
        (restless(), replace(state, optimizer=misfit), r"“0\.weight\.exp_avg”"),
        (restless(), replace(state, optimizer={"7.weight.step": torch.zeros(())}), r"“7\.weight\.step”"),
    ):
        trainer = trainer_of(project)
        with pytest.raises(InvalidProjectError, match=message):
            trainer.restore(wrong)
        assert course_of(list(trainer.epochs(2))) == course_of(list(trainer_of(project).epochs(2)))


@pytest.mark.parametrize("part", ["parameters", "random", "epoch", "lr"])
def test_that_a_saved_state_with_a_part_missing_says_which(part):
    tensors, facts = trainer_of(circles()).state().to_tensors()
    for holder in (tensors, facts):
        holder.pop(part, None)
    with pytest.raises(InvalidProjectError, match=f"has no '{part}'"):
        TrainerState.from_tensors(tensors, facts)


def test_that_a_saved_state_with_a_part_of_another_kind_is_refused():
    tensors, facts = trainer_of(circles()).state().to_tensors()
    for wrong in ({"parameters": torch.zeros(21, dtype=torch.float64)}, {"random": torch.zeros(3, 3)}):
        with pytest.raises(InvalidProjectError, match="damaged"):
            TrainerState.from_tensors(tensors | wrong, facts)
    with pytest.raises(InvalidProjectError, match="damaged"):
        TrainerState.from_tensors(tensors, facts | {"epoch": -1})
