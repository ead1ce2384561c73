"""What is changed by hand along the way is part of what a run is a function of."""

import numpy as np
import pytest
import torch
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.training.branch import fork, trainer_at
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.project import Project
from tests.engine.loops import Course, course_of, lecture_course, trained
from tests.project.examples import circles
from tests.strategies import changes, projects

EPOCHS = 6


def course(project: Project) -> Course:
    try:
        return trained(project, EPOCHS, fast=True)[0]
    except DivergedError:
        reject()


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("epoch", [0, 2])
def test_that_a_number_set_by_hand_is_in_the_snapshot_of_its_epoch_and_not_in_its_losses(fast, epoch):
    project = edits.with_data(circles(), test_fraction=0.2)
    changed = edits.with_parameter(project, epoch, "0.weight", (1, 0), 0.5)
    before, _ = trained(project, EPOCHS, fast)
    after, trainer = trained(changed, EPOCHS, fast)
    assert after.train_loss[:epoch] == before.train_loss[:epoch]
    assert after.test_loss[:epoch] == before.test_loss[:epoch]
    assert after.train_loss[epoch] != before.train_loss[epoch]
    vectors = [trainer.initial.vector, *(np.frombuffer(weights, np.float32) for weights in after.weights)]
    assert trainer.layout.arrays(vectors[epoch])["0.weight"][1, 0] == 0.5
    others = [trainer.initial.vector.tobytes(), *before.weights][:epoch]
    assert [vector.tobytes() for vector in vectors][1:epoch] == others[1:]
    assert after == lecture_course(changed, EPOCHS)


@pytest.mark.parametrize("kind", OPTIMIZER_KINDS)
def test_that_every_optimisers_replayed_steps_follow_the_learning_rate(kind):
    project = edits.with_training(circles(), optimizer=OPTIMIZER_KINDS[kind](lr=0.001, weight_decay=0.01))
    for epoch, lr in ((1, 0.01), (3, 0.0005), (4, 0.02), (5, 0.001)):
        project = edits.with_branch(project, epoch, lr=lr)
    fast, trainer = trained(project, 8, fast=True)
    assert trainer.details.startswith("Replayed")
    assert fast == trained(project, 8, fast=False)[0] == lecture_course(project, 8)


def test_that_another_seed_brings_another_order_and_other_dropout_from_there():
    project = edits.insert_layer(circles(), 2, DropoutLayer())
    before, after = course(project), course(edits.with_branch(project, 3, seed=7))
    assert after.weights[:3] == before.weights[:3]
    assert after.train_loss[3:] != before.train_loss[3:]


def test_that_the_seed_set_at_the_beginning_leaves_the_initial_weights():
    project = edits.with_branch(circles(), 0, seed=7)
    plain, changed = (Trainer(p, load_dataset(p.data)) for p in (circles(), project))
    assert plain.initial.vector.tobytes() == changed.initial.vector.tobytes()
    assert course(project).train_loss != course(circles()).train_loss


@given(projects(changing=False, stopping=False), st.data())
@settings(max_examples=15)
def test_that_two_projects_have_the_same_run_up_to_their_branch_point(project, data):
    one, other = (edits.with_training(project, changes=data.draw(changes(project))) for _ in range(2))
    point = edits.branch_point(one, other)
    assert point is not None
    course_one, course_other = course(one), course(other)
    assert course_one.train_loss[:point] == course_other.train_loss[:point]
    assert course_one.test_loss[:point] == course_other.test_loss[:point]
    assert course_one.weights[: max(0, point - 1)] == course_other.weights[: max(0, point - 1)]


@given(projects(changing=False, stopping=False), st.data(), st.integers(0, 4))
@settings(max_examples=15)
def test_that_a_fork_to_another_project_is_exact_or_refused(project, data, epoch):
    old, new = (edits.with_training(project, changes=data.draw(changes(project))) for _ in range(2))
    dataset = load_dataset(project.data)
    whole = course(new)
    course(old)
    trainer = trainer_at(old, dataset, epoch)
    branch = fork(trainer, dataset, new)
    if branch is None:
        # never where the run has not come to the branch point
        assert epoch >= edits.branch_point(old, new)
    else:
        assert branch.snapshot().vector.tobytes() == [branch.initial.vector.tobytes(), *whole.weights][epoch]
        rest = course_of(list(branch.epochs(EPOCHS)))
        assert rest == Course(*(part[epoch:] for part in whole))


def test_that_a_number_can_be_set_where_the_run_stands_and_set_again():
    dataset = load_dataset(circles().data)
    once = edits.with_parameter(circles(), 3, "0.weight", (1, 0), 0.5)
    twice = edits.with_parameter(once, 3, "0.weight", (1, 0), 0.7)
    trainer = trainer_at(circles(), dataset, 3)
    for old, new in ((circles(), once), (once, twice)):
        trainer = fork(trainer, dataset, new)
        assert trainer is not None, old
    assert course_of(list(trainer.epochs(EPOCHS))).weights == course(twice).weights[3:]
    # what was set can't be taken back
    assert fork(trainer_at(once, dataset, 3), dataset, circles()) is None
    # nor can anything be changed where the run has been
    assert fork(trainer_at(circles(), dataset, 4), dataset, once) is None
    assert fork(trainer, dataset, edits.with_training(twice, batch_size=7)) is None
    resting = trainer_at(circles(), dataset, 3)
    list(resting.epochs(4, lambda: True))
    assert resting.in_mid_epoch
    assert fork(resting, dataset, once) is None


def test_that_the_longer_and_the_shorter_run_of_one_project_can_be_forked():
    dataset = load_dataset(circles().data)
    trainer = trainer_at(circles(), dataset, 5)
    branch = fork(trainer, dataset, edits.with_training(circles(), epochs=3))
    assert branch is not None
    assert course_of(list(branch.epochs(6))) == course_of(list(trainer.epochs(6)))


@pytest.mark.parametrize("epoch", [0, 3])
def test_that_a_whole_state_can_be_set_and_every_way_of_training_agrees(epoch):
    layers = (LinearLayer(units=4), BatchNormLayer(), TanhLayer(), LinearLayer())
    project = edits.with_layers(circles(), layers)
    state = Trainer(edits.with_training(project, seed=9), load_dataset(project.data)).model.state_dict()
    changed = edits.with_state(project, epoch, {name: tensor.ravel().tolist() for name, tensor in state.items()})
    assert not list(changed.problems())
    fast, plain = trained(changed, EPOCHS, fast=True)[0], trained(changed, EPOCHS, fast=False)[0]
    assert fast == plain
    assert fast != trained(project, EPOCHS, fast=False)[0]
    wanted = torch.cat([tensor.ravel().float() for tensor in state.values()]).numpy().tobytes()
    if epoch:
        assert fast.weights[epoch - 1] == wanted
    else:
        assert Trainer(changed, load_dataset(changed.data)).initial.vector.tobytes() == wanted


def test_that_a_state_of_another_network_is_a_problem_with_its_place():
    state = {"0.weight": [0.0] * 4}
    (problem, *_) = edits.with_state(circles(), 0, state).problems()
    assert problem.where[:3] == ("training", "changes", 0)
    assert "0.weight has 4 values" in str(problem) or "is missing" in str(problem)


@given(projects(), st.data())
@settings(max_examples=25)
def test_that_what_a_training_takes_up_on_its_way_is_its_projects_from_there(project, data):
    trainer = Trainer(edits.with_training(project, schedule=None, changes=()), load_dataset(project.data))
    reports = []

    def change_something():
        """Within a batch as between two, for whoever asks is another thread."""
        if data.draw(st.integers(0, 3)) == 0:
            lr = data.draw(st.sampled_from([1e-4, 0.003, 0.02]))
            trainer.take_up(lambda epoch: edits.with_branch(trainer.project, epoch, lr=lr))
        return False

    try:
        for epoch_batch in trainer.epoch_batches(EPOCHS, change_something):
            reports += epoch_batch
            change_something()
    except DivergedError:
        reject()
    later = [change for change in trainer.project.training.changes if change.epoch > EPOCHS]
    assert len(later) <= 1
    assert course_of(reports) == trained(trainer.project, EPOCHS, fast=False)[0]


def test_that_a_training_follows_another_project_up_to_where_it_is_decided():
    trainer = Trainer(circles(), load_dataset(circles().data))
    list(trainer.epoch_batches(3))
    soon, now, other = (edits.with_branch(circles(), epoch, lr=0.02) for epoch in (4, 3, 2))
    assert not trainer.follow(now)
    assert not trainer.follow(other)
    assert not trainer.follow(edits.with_training(circles(), batch_size=7))
    assert trainer.follow(soon)
    assert trainer.follow(circles())
    assert trainer.follow(soon)
    list(trainer.epoch_batches(5))
    assert not trainer.follow(circles())
    assert trainer.project == soon
    assert trainer.lr == 0.02
