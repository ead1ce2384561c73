"""The script of many runs has the studio's members, to the last bit: by joblib, by Ray Tune, and by itself."""

import json
import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nnstudio.engine.sweeps.figures import figures_of
from nnstudio.engine.sweeps.run_sweep import run_sweep
from nnstudio.export.merged import Variant, merge
from nnstudio.export.sweep import sweep_script_of
from nnstudio.project import edits
from nnstudio.project.changes import SetLr, SetSeed
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.losses.classification import BCELoss
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import CosineSchedule, EarlyStopping
from nnstudio.project.sources.csv import Missing
from nnstudio.project.sweep import USUAL_SWEEP, Sweep, Variation
from tests.data.csv_files import completed, mixed_text
from tests.export.runs import UNSEEN
from tests.strategies import projects

LR = "training.optimizer.lr"
RUN_ALL = """
import itertools, json, sys
found = []
for script in json.load(sys.stdin):
    names = {"__name__": "sweep", "__file__": "sweep.py"}
    exec(script, names)
    space = names["SPACE"]
    configs = [dict(zip(space, values)) for values in itertools.product(*space.values())]
    found.append([{**config, **names["trial"](config)} for config in configs])
print(json.dumps(found))
"""


def trials_of(scripts):
    """What each script's trials come to, in one fresh interpreter that can't see the studio."""
    command = [sys.executable, "-I", "-c", UNSEEN + RUN_ALL]
    done = subprocess.run(command, input=json.dumps(scripts), capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def members_of(project, sweep):
    """The studio's, in their order: how each ended, after which epoch, and its weights."""
    members = sweep.members(project)
    runs = dict(run_sweep(members))
    return [runs[i] for i in range(len(members))]


def assert_are_the_members(rows, project, sweep):
    runs = members_of(project, sweep)
    assert len(rows) == len(runs)
    for row, run in zip(rows, runs, strict=True):
        figures = figures_of(run)
        told = row["stop_reason"], int(row["epoch"]), row["weights_sha256"]
        assert told == (run.ending.reason, figures.epoch, figures.weights_sha256)
        assert float(row["loss (train)"]) == pytest.approx(figures.losses["train"], rel=1e-5, nan_ok=True)
        name = "r2" if "r2 (train)" in row else "accuracy"
        if run.ending.reason != "diverged" and name in figures.metrics["train"]:
            assert float(row[f"{name} (train)"]) == pytest.approx(figures.metrics["train"][name], rel=1e-4, abs=1e-5)


def sweep_of(*varied, seeds=1, **more):
    return Sweep(tuple(map(Variation.parse, varied)), seeds, **more)


def stopped():
    """A run with a test part that stops early and goes back to its best epoch."""
    stopping = EarlyStopping(patience=1, min_delta=0.1, monitor="test_loss", restore_best=True)
    layers = (LinearLayer(units=6), BatchNormLayer(), DropoutLayer(p=0.3), SigmoidLayer(), LinearLayer())
    project = edits.with_layers(edits.with_data(open_source("multiclass-classification"), test_fraction=0.3), layers)
    return edits.with_training(project, epochs=12, early_stopping=stopping, schedule=CosineSchedule(T_max=6))


def changed():
    project = edits.with_training(open_source("nonlinear-regression"), epochs=4, l2=0.01)
    return edits.with_training(project, changes=(SetLr(epoch=1, lr=0.003), SetSeed(epoch=2, seed=9)))


def on_probabilities():
    project = edits.with_training(open_source("binary-classification"), loss=BCELoss(), epochs=3)
    return edits.with_layers(project, (LinearLayer(units=3), SigmoidLayer(), LinearLayer(), SigmoidLayer()))


SWEEPS = [
    (stopped(), sweep_of(f"{LR}=0.01,0.5", "network.layers[2].p=0.1,0.5", seeds=2)),
    (changed(), sweep_of("training.l2=0,0.01,0.1", "training.batch_size=20,500")),
    # numbers, and what changes the code
    (
        edits.with_training(open_source("binary-classification"), epochs=2),
        sweep_of("network.hidden_layers=0,1,2", "training.optimizer.kind=sgd,adam,rmsprop", seeds=2),
    ),
    # some diverge: by infinite weights, and by a loss that refuses them
    (
        edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(), epochs=40),
        sweep_of(f"{LR}=0.01,1,100"),
    ),
    (
        edits.with_training(on_probabilities(), optimizer=SGDSpec()),
        sweep_of(f"{LR}=0.1,1000", "data.source.noise=0,0.3"),
    ),
    # other samples
    (edits.with_training(open_source("multiclass-classification"), epochs=2), Sweep((), 2, folds=3, bootstraps=2)),
    (
        edits.with_training(open_source("binary-classification"), epochs=2),
        sweep_of("data.source.samples=30,60", "data.source.seed=1,2", "data.test_fraction=0,0.4"),
    ),
]


def drawn_sweeps(count):
    """Rates and seeds of any projects; some of the runs diverge."""
    drawn = []

    @given(projects(wide=True))
    @settings(
        max_examples=count,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        deadline=None,
    )
    def draw(project):
        # the last seed has none that follows it
        project = edits.with_training(project, seed=project.training.seed // 2)
        drawn.append((project, sweep_of(f"{LR}={project.training.optimizer.lr!r},0.05", seeds=2)))

    draw()
    return drawn


def test_that_each_trial_is_the_studios_member():
    sweeps = [*SWEEPS, *drawn_sweeps(10)]
    found = trials_of([sweep_script_of(project, sweep) for project, sweep in sweeps])
    for rows, (project, sweep) in zip(found, sweeps, strict=True):
        assert_are_the_members(rows, project, sweep)
    reasons = {row["stop_reason"] for rows in found[: len(SWEEPS)] for row in rows}
    assert reasons == {"finished", "early_stopping", "diverged"}
    # what is varied is named as the project has it
    assert found[0][0][LR] == 0.01


def test_that_a_script_needs_a_function_for_each_way_in_which_code_differs():
    project = open_source("binary-classification")
    assert sweep_script_of(project, USUAL_SWEEP).count("def trial") == 1
    assert sweep_script_of(project, sweep_of(f"{LR}=0.001..1:log:9", seeds=5)).count("def trial") == 1
    assert sweep_script_of(project, sweep_of("network.layers[0].units=2,5,10")).count("def trial") == 1
    # two, and what chooses
    depths = sweep_script_of(project, sweep_of("network.hidden_layers=1,2", f"{LR}=0.1,1"))
    assert depths.count("def trial") == 3


def test_that_what_a_file_beside_the_script_cannot_hold_is_refused(monkeypatch, tmp_path):
    from nnstudio.export.sources import csv as arrays

    monkeypatch.setattr(arrays, "MOST_NUMBERS", 0)
    source = completed(tmp_path, mixed_text(), target="income", missing=Missing.MEAN)
    project = edits.with_data(open_source("linear-regression").with_source(source), test_fraction=0.3)
    with pytest.raises(InvalidProjectError, match="fill in what is missing"):
        sweep_script_of(project, sweep_of("data.split_seed=0,1"))


NUMBERS = st.sampled_from(["0", "1", "-1", "0.5", "1e-05", "True", "12"])


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6, unique=True), st.data())
def test_that_a_merged_text_is_each_of_those_it_was_made_of(pairs, data):
    parts = data.draw(
        st.lists(st.sampled_from(["{a}", "{b}", "f(", ")", ", ", " - ", "x1", "'{a}'", "# {b}\n", "\n"]), max_size=8)
    )
    texts = ["".join(parts).format(a=a, b=b) for a, b in pairs]
    variants = [Variant(i, text, {"a": a, "b": b}) for i, ((a, b), text) in enumerate(zip(pairs, texts, strict=True))]
    merged = merge(variants, {"a": "ALPHA", "b": "BETA"})
    assert sorted(key for group in merged for key in group.keys) == list(range(len(texts)))
    for group in merged:
        for key in group.keys:
            a, b = pairs[key]
            assert group.text.replace("ALPHA", a).replace("BETA", b) == texts[key]


def test_that_names_do_not_meet_those_of_the_code():
    project = open_source("binary-classification")
    script = sweep_script_of(project, sweep_of("training.epochs=1,2", "network.layers[0].units=2,3"))
    assert re.search(r"^    training_epochs = config\[", script, re.MULTILINE)
    compile(script, "sweep.py", "exec")
