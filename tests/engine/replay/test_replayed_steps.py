"""Replayed steps give the very bits of the plain loop and of the lecture's own, whatever the project."""

import itertools
import subprocess
import sys

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.build import Tensors
from nnstudio.engine.optimizers.table import build_optimizer
from nnstudio.engine.replay.replayed_steps import ReplayedSteps
from nnstudio.engine.steps.plain import PlainSteps
from nnstudio.engine.steps.protocol import StepParts
from nnstudio.engine.steps.random_state import RandomState
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.data import DataSpec
from nnstudio.project.layers.activations import SigmoidLayer, TanhLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import BCELoss, BCEWithLogitsLoss, CrossEntropyLoss
from nnstudio.project.losses.kinds import LOSS_KINDS
from nnstudio.project.losses.regression import MSELoss
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.network import NetworkSpec
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.optimizers.spec import OptimizerSpec
from nnstudio.project.project import Project
from nnstudio.project.sources.bundled import BreastCancerSource, WineSource
from nnstudio.project.sources.drawn import WaveSource
from nnstudio.project.sources.scikit_made import CirclesSource, LinearSource
from nnstudio.project.sources.spec import Task
from nnstudio.project.training import TrainingSpec
from tests.engine.loops import Course, course_of, lecture_course, trained
from tests.strategies import projects

EPOCHS = 8
OPTIMIZERS = [
    *(cls(weight_decay=decay) for cls in OPTIMIZER_KINDS.values() for decay in (0.0, 0.1)),
    SGDSpec(momentum=0.9),
    SGDSpec(momentum=0.9, nesterov=True, weight_decay=0.01),
]


def small_project(
    *layers,
    loss: LossSpec | None = None,
    optimizer: OptimizerSpec | None = None,
    source=None,
    batch_size: int = 23,
    test_fraction: float = 0.3,
) -> Project:
    """107 points of two circles, or what `source` holds, in batches of which the last is smaller."""
    loss = loss or BCEWithLogitsLoss()
    return Project(
        data=DataSpec(source=source or CirclesSource(samples=107), standardize=True, test_fraction=test_fraction),
        network=NetworkSpec(layers=(*layers, LinearLayer(), *([SigmoidLayer()] if loss == BCELoss() else []))),
        training=TrainingSpec(loss=loss, optimizer=optimizer or AdamSpec(), batch_size=batch_size, seed=3),
    )


def assert_replayed_and_equal(project: Project) -> None:
    fast, trainer = trained(project, EPOCHS, fast=True)
    assert fast == trained(project, EPOCHS, fast=False)[0]
    assert fast == lecture_course(project, EPOCHS)
    # where something is decided after each epoch, epochs are taken one by one
    decides = project.training.early_stopping is not None or project.training.schedule is not None
    expected = "Replayed" if decides else "Replayed: one graph for whole epochs"
    # a run that has stopped early may not have come to it
    assert trainer.details.startswith(expected) or len(fast.train_loss) < EPOCHS


@given(projects())
@settings(max_examples=25)
def test_that_fast_plain_and_lecture_loop_agree_to_the_last_bit(project):
    assert_replayed_and_equal(project)


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_that_every_layer_is_replayed(kind):
    layer = LAYER_KINDS[kind]()
    assert_replayed_and_equal(small_project(LinearLayer(units=5), layer, LinearLayer(units=4, bias=False), layer))


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_that_every_optimiser_is_replayed(optimizer):
    assert_replayed_and_equal(small_project(LinearLayer(units=5), TanhLayer(), optimizer=optimizer))


@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.1), (0.003, 0.02)])
@pytest.mark.parametrize("kind", ["sgd", "adam", "rmsprop"])
def test_that_penalties_are_replayed(kind, l1, l2):
    optimizer = OPTIMIZER_KINDS[kind](weight_decay=0.01)
    project = small_project(LinearLayer(units=5), LAYER_KINDS["layer_norm"](), TanhLayer(), optimizer=optimizer)
    assert_replayed_and_equal(edits.with_training(project, l1=l1, l2=l2))


@pytest.mark.parametrize("loss", [cls() for cls in LOSS_KINDS.values()], ids=LOSS_KINDS)
def test_that_every_loss_is_replayed(loss):
    source = WaveSource(samples=90) if loss.fits(Task.REGRESSION) else None
    assert_replayed_and_equal(small_project(LinearLayer(units=5), TanhLayer(), loss=loss, source=source))


@pytest.mark.parametrize(
    "options", [{"class_weights": "balanced"}, {"pos_weight": 7.5}, {"weight": (0.3, 4.0)}], ids=str
)
@pytest.mark.parametrize("cls", [BCEWithLogitsLoss, CrossEntropyLoss])
def test_that_class_weights_are_replayed(cls, options):
    if all(name in cls.model_fields for name in options):
        source = BreastCancerSource()
        assert_replayed_and_equal(small_project(LinearLayer(units=5), TanhLayer(), loss=cls(**options), source=source))


@pytest.mark.parametrize("width", [9, 33, 100])
def test_that_wide_layers_are_replayed(width):
    wide = [LinearLayer(units=width), TanhLayer()] * 2
    assert_replayed_and_equal(small_project(*wide, source=CirclesSource(samples=300), batch_size=37))


@pytest.mark.parametrize("features", [3, 7, 13])
def test_that_batches_round_alike_wherever_they_would_start_in_the_epochs_memory(features):
    source = LinearSource(samples=170, n_features=features)
    project = small_project(source=source, loss=MSELoss(), batch_size=9, test_fraction=0)
    assert_replayed_and_equal(project.model_copy(update={"data": DataSpec(source=source)}))
    wine = DataSpec(source=WineSource())
    assert_replayed_and_equal(
        small_project(loss=CrossEntropyLoss(), batch_size=features).model_copy(update={"data": wine})
    )


def test_that_more_batches_than_have_calls_of_their_own_are_replayed():
    project = small_project(source=LinearSource(samples=260), loss=MSELoss(), batch_size=1, test_fraction=0)
    assert_replayed_and_equal(project)


@given(projects(kinds=("circles", "wave"), stopping=False), st.lists(st.integers(1, 9), min_size=1, max_size=12))
@settings(max_examples=15)
def test_that_stopping_between_batches_changes_nothing(project, pauses):
    trainer = Trainer(project, load_dataset(project.data))
    countdown = iter(())

    def stop() -> bool:
        return next(countdown, None) == 1

    reports = []
    for pause in itertools.cycle(pauses):
        countdown = iter(range(pause, 0, -1))
        reports += trainer.epochs(EPOCHS, stop)
        torch.manual_seed(pause)
        if trainer.epoch == EPOCHS:
            break
    assert course_of(reports) == trained(project, EPOCHS, fast=False)[0]


def test_that_a_move_in_mid_run_keeps_the_optimisers_state():
    project = small_project(LinearLayer(units=5), TanhLayer())
    trainer = Trainer(project, load_dataset(project.data))
    reports = list(trainer.epochs(4))
    trainer.move_to("cpu")
    reports += trainer.epochs(9)
    assert course_of(reports) == trained(project, 9, fast=False)[0]


def test_that_an_infinite_probability_counts_as_divergence():
    project = small_project(LinearLayer(units=5), loss=BCELoss(), optimizer=SGDSpec(lr=1000.0, weight_decay=10.0))
    for fast in (True, False):
        with pytest.raises(DivergedError):
            list(Trainer(project, load_dataset(project.data), fast=fast).epochs(100))


class CountingLoss(nn.Module):
    """Weighs each batch by how many came before, of which a recording knows nothing."""

    def __init__(self):
        super().__init__()
        self.calls = 0

    def forward(self, outputs, targets):
        self.calls += 1
        return nn.functional.mse_loss(outputs, targets) * self.calls


class SelfWeighingLoss(nn.Module):
    """Takes a number out to Python, where a recording can't follow."""

    def forward(self, outputs, targets):
        loss = nn.functional.mse_loss(outputs, targets)
        return loss * loss.item()


@pytest.mark.parametrize(
    ("criterion", "reason"), [(CountingLoss, "differed from the plain one"), (SelfWeighingLoss, "to Python")]
)
def test_that_a_step_that_cannot_be_replayed_goes_on_plainly_and_says_why(criterion, reason):
    fast, details = run_steps(ReplayedSteps, criterion())
    assert fast == run_steps(PlainSteps, criterion())[0]
    assert details.startswith("Plain loop")
    assert reason in details


def run_steps(steps_class, criterion) -> tuple[Course, str]:
    torch.manual_seed(0)
    X, y = torch.randn(20, 3), torch.randn(20, 1)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    optimizer = build_optimizer(SGDSpec(momentum=0.5), model.parameters())
    tensors = Tensors(X, y, X[:0], y[:0])
    steps = steps_class(StepParts(model, criterion, optimizer, tensors, 6, RandomState(torch.device("cpu"))))
    course = Course([], [], [])
    for _ in range(EPOCHS):
        steps.shuffle()
        assert steps.run(0, lambda: False) == 4
        course.train_loss.append(sum(steps.losses()))
        course.weights.append(b"".join(p.detach().numpy().tobytes() for p in model.parameters()))
    return course, steps.details


def test_that_a_pytorch_without_torchscript_replays_kernel_by_kernel(monkeypatch):
    project = small_project(LinearLayer(units=3), TanhLayer())
    monkeypatch.delattr(torch._C, "parse_ir")
    fast, trainer = trained(project, EPOCHS, fast=True)
    assert fast == trained(project, EPOCHS, fast=False)[0]
    assert trainer.details.startswith("Replayed")
    assert "makes no graph" in trainer.details


def test_that_the_environment_switches_replay_off(monkeypatch):
    project = small_project(LinearLayer(units=3), TanhLayer())
    fast = trained(project, EPOCHS, fast=True)[0]
    monkeypatch.setenv("NNSTUDIO_REPLAY", "0")
    plain, trainer = trained(project, EPOCHS, fast=True)
    assert plain == fast
    assert trainer.details.startswith("Plain loop: modules")


def test_that_the_plain_loop_knows_nothing_of_replay():
    code = "import sys, nnstudio.engine.training.trainer; print([name for name in sys.modules if 'replay' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
