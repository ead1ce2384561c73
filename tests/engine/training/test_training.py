"""A run is what plain PyTorch computes, and nothing from outside changes a bit of it."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import build_tensors
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import EpochReport, Trainer
from nnstudio.project import edits
from nnstudio.project.data import DataSpec
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.regression import L1Loss, MSELoss
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.network import NetworkSpec
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.scikit_made import LinearSource
from nnstudio.project.training import TrainingSpec
from tests.engine.loops import Course, course_of, lecture_course
from tests.project.examples import circles
from tests.strategies import projects

LESSONS = [lesson.id for lesson in list_examples()]


def trainer_of(project: Project, fast: bool = True) -> Trainer:
    return Trainer(project, load_dataset(project.data), fast=fast)


def run(project: Project, epochs: int, fast: bool = True) -> Course:
    """An undisturbed run from beginning to end."""
    return course_of(list(trainer_of(project, fast).epochs(epochs)))


def with_dropout(project: Project) -> Project:
    return edits.insert_layer(project, 2, DropoutLayer(p=0.3))


@pytest.mark.parametrize("lesson", LESSONS)
def test_that_a_lesson_is_trained_as_the_lecture_trains_it(lesson):
    project = open_source(lesson)
    assert run(project, 5) == lecture_course(project, 5)


@given(projects(kinds=("circles", "blobs", "wave", "linear")))
@settings(max_examples=10)
def test_that_the_same_project_gives_the_same_run_twice(project):
    first, second = trainer_of(project), trainer_of(project)
    assert first.initial.vector.tobytes() == second.initial.vector.tobytes()
    assert course_of(list(first.epochs(3))) == course_of(list(second.epochs(3)))


def test_that_another_seed_gives_another_run():
    project = circles()
    other = edits.with_training(project, seed=project.training.seed + 1)
    assert trainer_of(project).initial.vector.tobytes() != trainer_of(other).initial.vector.tobytes()
    assert run(project, 2).train_loss != run(other, 2).train_loss


@pytest.mark.parametrize("fast", [True, False])
def test_that_training_further_equals_one_long_run(fast):
    project = with_dropout(circles())
    further = trainer_of(project, fast)
    reports = [*further.epochs(20), *further.epochs(40)]
    assert [report.epoch for report in reports] == list(range(1, 41))
    assert course_of(reports) == run(project, 40, fast)


@pytest.mark.parametrize("fast", [True, False])
@given(pauses=st.lists(st.integers(1, 9), min_size=1, max_size=6))
@settings(max_examples=8)
def test_that_a_stop_in_mid_epoch_loses_nothing(fast, pauses):
    project = with_dropout(circles())
    trainer = trainer_of(project, fast)
    reports: list[EpochReport] = []
    for batches in itertools.cycle(pauses):
        countdown = iter(range(batches - 1, -1, -1))
        reports += trainer.epochs(7, lambda left=countdown: next(left, 0) == 0)
        if trainer.epoch == 7:
            break
    assert course_of(reports) == run(project, 7, fast)


def test_that_a_stopped_epoch_is_reported_only_when_it_is_whole():
    trainer = trainer_of(circles())
    assert list(trainer.epochs(20, lambda: True)) == []
    assert trainer.epoch == 0
    assert [report.epoch for report in trainer.epochs(1)] == [1]


@pytest.mark.parametrize("fast", [True, False])
def test_that_others_may_draw_random_numbers_between_epochs(fast):
    project = with_dropout(circles())
    disturbed = []
    for report in trainer_of(project, fast).epochs(10):
        disturbed.append(report)
        torch.manual_seed(report.epoch)
        nn.Linear(3, 3)
        torch.rand(7)
    assert course_of(disturbed) == run(project, 10, fast)


def test_that_two_runs_may_take_turns():
    first, second = with_dropout(circles()), edits.with_training(with_dropout(circles()), seed=5)
    scheduler = list(zip(trainer_of(first).epochs(8), trainer_of(second).epochs(8), strict=True))
    for project, reports in zip((first, second), zip(*scheduler, strict=True), strict=True):
        assert course_of(reports) == run(project, 8)


def test_that_the_epochs_loss_is_the_mean_of_its_batches_as_they_were_met():
    project = edits.with_training(circles(), batch_size=300, optimizer=SGDSpec(lr=1e-9))
    trainer = trainer_of(project)
    tensors = build_tensors(load_dataset(project.data), project.training.loss)
    before = nn.BCEWithLogitsLoss()(trainer.model(tensors.X_train), tensors.y_train).item()
    (report,) = trainer.epochs(1)
    assert report.train_loss == pytest.approx(before, rel=1e-6)


@pytest.mark.parametrize("fast", [True, False])
def test_that_the_test_loss_is_taken_in_evaluation_mode(fast):
    project = edits.with_data(with_dropout(circles()), test_fraction=0.3)
    trainer = trainer_of(project, fast)
    tensors = build_tensors(load_dataset(project.data), project.training.loss)
    criterion = nn.BCEWithLogitsLoss()
    for report in trainer.epochs(4):
        trainer.model.eval()
        with torch.no_grad():
            expected = criterion(trainer.model(tensors.X_test), tensors.y_test).item()
        trainer.model.train()
        assert report.test_loss == expected


def test_that_there_is_no_test_loss_without_a_test_part():
    assert {report.test_loss for report in trainer_of(circles()).epochs(3)} == {None}


def test_that_snapshots_are_owned_and_read_only():
    trainer = trainer_of(circles())
    reports = list(trainer.epochs(3))
    vectors = [trainer.initial.vector, *(report.snapshot.vector for report in reports)]
    assert len({vector.tobytes() for vector in vectors}) == 4
    for vector in vectors:
        assert vector.dtype == np.float32
        with pytest.raises(ValueError, match="read-only"):
            vector[0] = 1
    state = trainer.model.state_dict()
    arrays = trainer.layout.arrays(vectors[-1])
    assert list(arrays) == list(state)
    assert all(np.array_equal(arrays[name], tensor.numpy()) for name, tensor in state.items())


def diverging(loss: LossSpec, **options) -> Project:
    return Project(
        data=DataSpec(source=LinearSource(samples=100)),
        network=NetworkSpec(layers=(LinearLayer(),)),
        training=TrainingSpec(loss=loss, optimizer=SGDSpec(lr=1000.0, **options), batch_size=100, epochs=100),
    )


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize(
    "project",
    # the decay makes each weight 9999 times as large, so that it overflows in a step whose loss was finite
    [diverging(MSELoss()), diverging(L1Loss(), weight_decay=10.0)],
    ids=["by its loss", "by its weights"],
)
def test_that_divergence_ends_the_run_at_the_last_good_epoch(project, fast):
    reports = []
    with pytest.raises(DivergedError) as caught:
        reports.extend(trainer_of(project, fast).epochs(100))
    assert reports
    assert caught.value.epoch == len(reports) + 1
    assert f"epoch {len(reports) + 1}" in str(caught.value)
    assert "learning rate" in str(caught.value)
    assert all(math.isfinite(report.train_loss) for report in reports)
    assert all(np.isfinite(report.snapshot.vector).all() for report in reports)
    assert reports[-1].train_loss > 1e6


def test_that_an_unsound_project_is_refused_before_anything_is_allocated(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a module was made")

    monkeypatch.setattr(nn.Linear, "__init__", refuse)
    layers = (*(LinearLayer(units=4096) for _ in range(3)), ReLULayer(), LinearLayer())
    project = edits.with_layers(circles(), layers)
    with pytest.raises(InvalidProjectError, match=r"^network\.layers\[1\]: .* at most 20,000,000"):
        Trainer(project, load_dataset(circles().data))


def test_that_a_run_moved_in_mid_epoch_is_refused():
    trainer = trainer_of(edits.with_training(circles(), optimizer=AdamSpec()))
    assert list(trainer.epochs(1, lambda: True)) == []
    with pytest.raises(RuntimeError, match="between two epochs"):
        trainer.move_to("cpu")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_that_cuda_trains_to_about_the_same_loss():
    project = open_source("linear-regression")
    on_gpu = Trainer(project, load_dataset(project.data), "cuda")
    losses = [report.train_loss for report in on_gpu.epochs(30)]
    assert losses == pytest.approx([report.train_loss for report in trainer_of(project).epochs(30)], rel=1e-3)
