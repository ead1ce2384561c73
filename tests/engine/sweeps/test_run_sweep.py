"""Each member of a sweep has the numbers of its own single run, to the last bit, whoever trained beside or before."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.replay import replayed_steps
from nnstudio.engine.sweeps import member_trainer
from nnstudio.engine.sweeps.figures import figures_of
from nnstudio.engine.sweeps.member_trainer import MemberTrainer
from nnstudio.engine.sweeps.run_sweep import run_sweep
from nnstudio.engine.training import trainer as training
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.training.whole_run import run_whole
from nnstudio.project import edits
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.layers.initial import INITIAL
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.losses.classification import CrossEntropyLoss
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import EarlyStopping
from nnstudio.project.sources.scikit_made import BlobsSource
from nnstudio.project.sweep import Member, Sweep, Variation
from tests.project.examples import circles
from tests.strategies import SEEDS, optimizers, projects

EPOCHS = 9
"""From the fifth on at the latest a run is one graph."""


def outcome(history, ending):
    """All that decides whether two runs are one."""
    return (
        history.nearest(0).vector.tobytes(),
        history.train_loss,
        history.test_loss,
        history.last.vector.tobytes(),
        ending.result.epoch,
        ending.result.vector.tobytes(),
        ending.reason,
        ending.sentence,
    )


def alone(project):
    """The run by itself, by the plain loop."""
    trainer = Trainer(project, load_dataset(project.data), fast=False)
    history = History(trainer.initial, 0)
    return outcome(history, run_whole(trainer, history))


def together(members, trainer=None):
    trainer = trainer or MemberTrainer()
    runs = [trainer.train(member) for member in members]
    return [outcome(run.history, run.ending) for run in runs]


def members_of(*some):
    return [Member({}, project.training.seed, project) for project in some]


@st.composite
def alike(draw, project):
    """The project with other numbers, and in some parts simpler: most often of the same steps."""
    other = edits.with_training(project, seed=draw(SEEDS), epochs=draw(st.integers(1, EPOCHS)))
    optimizer = project.training.optimizer
    # with a hundred it may diverge
    numbers = {"lr": [0.001, 0.1, 100.0, optimizer.lr], "weight_decay": [0.0, 0.001, 0.5]}
    if getattr(optimizer, "momentum", 0):
        numbers["momentum"] = [0.1, 0.99]
    for name in ("l1", "l2"):
        if draw(st.booleans()):
            other = edits.with_training(other, **{name: draw(st.sampled_from([0.0, 0.001, 0.1]))})
    for name, values in numbers.items():
        if draw(st.booleans()):
            other = edits.with_optimizer(other, **{name: draw(st.sampled_from(values))})
    if draw(st.integers(0, 4)) == 0:
        other = edits.with_training(other, optimizer=draw(optimizers()))
    if draw(st.booleans()):
        other = begun_by(other, draw(st.sampled_from(tuple(INITIAL))))
    if draw(st.booleans()):
        other = edits.draw_again(other, draw(SEEDS))
    if draw(st.booleans()):
        other = edits.with_training(other, schedule=None, changes=(), early_stopping=None)
    return other


def begun_by(project, init):
    """The project with other initial weights in its Linear layers."""
    layers = project.network.layers
    return edits.with_layers(
        project,
        tuple(each.model_copy(update={"init": init}) if isinstance(each, LinearLayer) else each for each in layers),
    )


@given(projects(wide=True), st.data())
@settings(max_examples=25)
def test_that_whoever_takes_over_a_recording_has_the_numbers_of_a_run_alone(project, data):
    project = edits.with_training(project, epochs=EPOCHS)
    others = [project, *(data.draw(alike(project)) for _unused in range(3))]
    # back to the first, after others have changed what it left
    others.append(project)
    assert together(members_of(*others)) == [alone(each) for each in others]


@pytest.mark.parametrize("optimizer", [*(cls() for cls in OPTIMIZER_KINDS.values()), SGDSpec(momentum=0.9)], ids=repr)
@pytest.mark.parametrize("layer", ["dropout", "batch_norm"])
def test_that_every_optimiser_begins_anew(optimizer, layer):
    layers = (LinearLayer(units=5), LAYER_KINDS[layer](), LinearLayer())
    project = edits.with_layers(edits.with_training(circles(), optimizer=optimizer, epochs=EPOCHS), layers)
    sweep = Sweep((Variation("training.optimizer.lr", (0.01, 0.05)),), 3)
    members = sweep.members(project)
    assert together(members) == [alone(member.project) for member in members]


@pytest.mark.parametrize(
    "variation",
    [
        Variation("training.optimizer.lr", (0.01, 0.1)),
        Variation("training.optimizer.weight_decay", (0.001, 0.1)),
        Variation("training.optimizer.momentum", (0.5, 0.9)),
        Variation("training.l1", (0.001, 0.1)),
        Variation("training.l2", (0.001, 0.1)),
        Variation("network.layers[0].init", ("pytorch", "zeros")),
        Variation("data.source.noise", (0.1, 0.3)),
    ],
    ids=lambda variation: variation.field,
)
@pytest.mark.parametrize("stops", [False, True], ids=["whole", "stops early"])
def test_that_members_share_one_recording(monkeypatch, variation, stops):
    made = []
    monkeypatch.setattr(member_trainer, "Trainer", lambda *args, **more: made.append(more) or Trainer(*args, **more))
    stopping = EarlyStopping(patience=4, monitor="train_loss") if stops else None
    optimizer = SGDSpec(lr=0.05, momentum=0.5)
    project = edits.with_training(circles(), epochs=EPOCHS, optimizer=optimizer, early_stopping=stopping)
    members = Sweep((variation,), 2).members(project)
    assert together(members) == [alone(member.project) for member in members]
    # the first, and a plain one to check each kind of number by: of the seed, and of what is varied
    assert made == [{}, {"fast": False}, {"fast": False}]


def test_that_a_bit_that_differs_gives_each_a_recording_of_its_own(monkeypatch):
    begin = Trainer.begin_again

    def wrong(self, project, tensors=None):
        begun = begin(self, project, tensors)
        with torch.no_grad():
            next(self.model.parameters()).view(-1)[0] += 1e-6
        return begun

    monkeypatch.setattr(training.Trainer, "begin_again", wrong)
    members = Sweep(seeds=4).members(edits.with_training(circles(), epochs=EPOCHS))
    assert together(members) == [alone(member.project) for member in members]


def test_that_classes_weigh_as_their_own_samples_say():
    source = BlobsSource(samples=60, centers=3)
    project = edits.with_training(
        circles().with_source(source), loss=CrossEntropyLoss(class_weights="balanced"), epochs=EPOCHS
    )
    project = edits.with_data(project, test_fraction=0.3)
    some = [edits.with_data(project, split_seed=seed) for seed in range(4)]
    some += [edits.with_source_options(project, seed=seed) for seed in range(3)]
    assert together(members_of(*some)) == [alone(each) for each in some]


@pytest.mark.parametrize("workers", [1, 2])
def test_that_runs_beside_each_other_do_not_disturb_each_other(workers):
    stopping = EarlyStopping(patience=2, monitor="train_loss", restore_best=True)
    project = edits.with_training(circles(), epochs=2 * EPOCHS, early_stopping=stopping)
    members = Sweep((Variation("training.optimizer.lr", (0.1, 100.0)),), 4).members(project)
    found = dict(run_sweep(members, workers=workers))
    assert sorted(found) == list(range(len(members)))
    for i, member in enumerate(members):
        assert outcome(found[i].history, found[i].ending) == alone(member.project)


@pytest.mark.parametrize("source", ["binary-classification", "multiple-regression"])
def test_that_folds_and_bootstrap_samples_are_the_runs_of_each(source):
    # 7 folds of 300 or 500 samples are not all of one size
    project = edits.with_data(edits.with_training(open_source(source), epochs=EPOCHS), standardize=True)
    members = Sweep(seeds=2, folds=7, bootstraps=2).members(project)
    assert together(members) == [alone(member.project) for member in members]


def test_that_members_on_one_fold_have_one_dataset():
    sweep = Sweep((Variation("training.optimizer.lr", (0.1, 0.01)),), seeds=2, folds=3)
    runs = dict(run_sweep(sweep.members(edits.with_training(circles(), epochs=1)), workers=2))
    assert len({id(run.dataset) for run in runs.values()}) == 3


@pytest.fixture
def usual_slices(monkeypatch):
    """Whether to go on is asked as often as in the program."""
    monkeypatch.setattr(replayed_steps, "SLICE_S", 0.008)


@pytest.mark.usefixtures("usual_slices")
def test_that_a_wish_to_stop_ends_all_and_keeps_what_there_is():
    members = Sweep(seeds=6).members(edits.with_training(circles(), epochs=100_000))
    seen = set()
    runs = dict(run_sweep(members, stop=lambda: len(seen) >= 2, look=lambda i, reports: seen.add(i), workers=2))
    assert {run.ending.reason for run in runs.values()} == {"interrupted"}
    assert len(runs) <= 3


@pytest.mark.usefixtures("usual_slices")
def test_that_whoever_has_had_enough_need_not_wait():
    members = Sweep((Variation("training.epochs", (1, 1_000_000)),), 1).members(circles())
    runs = run_sweep(members, workers=2)
    number, run = next(runs)
    runs.close()
    assert (number, run.ending.reason) == (0, "finished")


def test_that_a_member_that_cannot_be_trained_is_told():
    [good] = Sweep().members(circles())
    bad = Member({}, 0, edits.with_layers(circles(), (LinearLayer(units=3),)))
    with pytest.raises(InvalidProjectError):
        dict(run_sweep([good, bad, good]))


@pytest.mark.parametrize("source", ["linear-regression", "multiclass-classification"])
def test_that_figures_are_those_of_the_result(source):
    project = edits.with_training(open_source(source), epochs=EPOCHS)
    [(_unused, run)] = run_sweep(Sweep().members(project))
    figures = figures_of(run)
    metrics = figures.metrics["train"]
    if "mse" in metrics:
        assert figures.losses["train"] == pytest.approx(metrics["mse"])
    else:
        assert figures.losses["train"] == pytest.approx(metrics["log_loss"], rel=1e-4)
    assert figures.epoch == EPOCHS
