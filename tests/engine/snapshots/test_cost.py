"""A look at a network is bounded by what it takes, and what is bounded stays the same to the last bit below that."""

import itertools
import json

import numpy as np
import pytest
import torch
from torch import nn

from nnstudio.data.load import load_dataset
from nnstudio.engine.optimizers.table import build_optimizer
from nnstudio.engine.snapshots import cost as module
from nnstudio.engine.snapshots.cost import Cost, portion_of
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot, read_state, state_vectors
from nnstudio.engine.training import memory
from nnstudio.engine.training.history import History
from nnstudio.engine.training.trainer import Trainer
from nnstudio.engine.views.frame import make_frame, make_region
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.storage import parse_project
from tests.project.examples import CIRCLES

WIDE = [{"kind": "linear", "units": n} for n in (4096, 4096, 700)] + [{"kind": "linear"}]
DEEP = [{"kind": "linear", "units": 4096}, *[{"kind": "tanh"}] * 62, {"kind": "linear"}]


def project_of(layers, samples=100_000, **training):
    raw = json.loads(json.dumps(CIRCLES))
    raw["data"]["source"] = {"kind": "circles", "samples": samples}
    raw["network"]["layers"] = layers
    raw["training"] |= training
    return parse_project(json.dumps(raw))


@pytest.mark.parametrize("example", [lesson.id for lesson in list_examples()])
def test_that_every_example_is_looked_at_as_a_whole(example):
    project = open_source(example)
    cost = Cost.of(project.layer_shapes())
    assert cost.resolution(100, 2) == 100
    assert cost.resolution(400, 1) == 400
    assert cost.samples(100_000) == 100_000


@pytest.mark.parametrize("layers", [WIDE, DEEP], ids=["wide", "deep"])
def test_that_no_network_makes_a_look_long_or_large(layers):
    cost = Cost.of(project_of(layers).layer_shapes())
    for axes, wanted in ((1, 400), (2, 100)):
        points = cost.resolution(wanted, axes) ** axes
        assert 8**axes <= points < wanted**axes
        assert points * cost.products <= module.REGION_PRODUCTS
        assert points * cost.values <= 1.1 * module.REGION_VALUES
    assert cost.samples(100_000) * cost.products <= module.SAMPLE_PRODUCTS


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("widths", [(2, 5, 1), (30, 100, 37, 3), (7, 333, 2)])
def test_that_portions_give_the_same_bits_in_one_thread_and_the_same_numbers_in_two(monkeypatch, widths, threads):
    torch.manual_seed(0)
    net = nn.Sequential(*(m for a, b in itertools.pairwise(widths) for m in (nn.Linear(a, b), nn.Tanh())))
    X = np.random.default_rng(0).normal(size=(5003, widths[0]))
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        whole = Probe(net).predict(X)
        monkeypatch.setattr(module, "PORTION_VALUES", 1)
        assert portion_of(net, widths[0]) == 1024
        parts = Probe(net).predict(X)
        # where threads share the rows depends on how many rows there are
        assert np.array_equal(parts, whole) if threads == 1 else np.allclose(parts, whole, rtol=1e-6, atol=1e-6)
        assert Probe(net).predict(X[:0]).shape == (0, widths[-1])
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("example", ["binary-classification", "multiclass-classification", "linear-regression"])
def test_that_a_frame_of_some_samples_says_of_which_and_measures_nothing(example):
    project = open_source(example)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset)
    axes = tuple(range(min(2, len(dataset.columns))))
    region = make_region(dataset, axes, 10)
    probe, snapshot = Probe(trainer.model), trainer.initial
    count = len(dataset.X_train) + len(dataset.X_test)
    whole = make_frame(project, dataset, probe, snapshot, region, most_samples=count)
    some = make_frame(project, dataset, probe, snapshot, region, most_samples=count // 3)
    assert (whole.is_partial, some.is_partial) == (False, True)
    assert whole.is_asked.all() and 0.2 < some.is_asked.mean() <= 0.35
    assert whole.metrics["train"] is not None and some.metrics == {"train": None, "test": None}
    n = len(dataset.X_train)
    assert np.array_equal(some.train_predictions[some.is_asked[:n]], whole.train_predictions[some.is_asked[:n]])
    assert np.array_equal(some.surface, whole.surface)


def test_that_large_snapshots_are_kept_and_not_copied():
    model = nn.Linear(300, 300)
    vector = read_state(state_vectors(model))
    history = History(Snapshot(0, vector))
    assert np.shares_memory(history.nearest(0).vector, vector)


@pytest.mark.parametrize("spec", [*(cls() for cls in OPTIMIZER_KINDS.values()), SGDSpec(momentum=0.9)], ids=repr)
def test_that_an_optimiser_remembers_as_much_as_its_spec_says(spec):
    parameter = nn.Parameter(torch.ones(3))
    optimizer = build_optimizer(spec, [parameter])
    parameter.grad = torch.ones(3)
    optimizer.step()
    kept = [value for value in optimizer.state[parameter].values() if value is not None and value.shape == (3,)]
    assert len(kept) == spec.remembered()


@pytest.mark.parametrize(
    ("project", "place"),
    [
        (project_of(DEEP, batch_size=100_000), "training.batch_size"),
        (project_of(WIDE, batch_size=10), "network.layers"),
    ],
    ids=["batch", "layers"],
)
def test_that_a_run_without_room_is_refused_in_a_sentence_and_before_it_starts(monkeypatch, project, place):
    monkeypatch.setattr(memory, "_ALWAYS_FITS", 2**28)
    monkeypatch.setattr(memory, "free_bytes", lambda: 2**29)
    with pytest.raises(InvalidProjectError, match=f"^{place}: training would take about .* GB of memory"):
        memory.require_memory(project, "cpu")
    # there may be more elsewhere
    memory.require_memory(project, "cuda")
    monkeypatch.setattr(memory, "free_bytes", lambda: 2**50)
    memory.require_memory(project, "cpu")
    monkeypatch.setattr(memory, "free_bytes", lambda: None)
    memory.require_memory(project, "cpu")


def test_that_runs_whose_data_don_t_fit_together_are_refused(monkeypatch):
    monkeypatch.setattr(memory, "free_bytes", lambda: 2**30)
    many = [project_of(WIDE, samples=100_000) for _ in range(100)]
    memory.require_memory_for_all(many)
    many = [p.model_copy(update={"data": p.data.model_copy(update={"split_seed": i})}) for i, p in enumerate(many * 4)]
    with pytest.raises(InvalidProjectError, match="the data of 400 runs"):
        memory.require_memory_for_all(many)


def test_that_the_free_memory_can_be_told_here():
    free = memory.free_bytes()
    assert free is not None and free > 2**20
