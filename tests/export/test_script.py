"""The exported script, run by plain Python, prints the studio's losses and fingerprint to the last digit."""

import ast
import json
import keyword
import re
import subprocess
import sys
from itertools import cycle

import numpy as np
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.metrics.baseline import linear_baseline
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer
from nnstudio.export import names
from nnstudio.export.ddp import ddp_script_of
from nnstudio.export.kinds import export
from nnstudio.export.script import script_of
from nnstudio.export.script_features import variables
from nnstudio.project import edits
from nnstudio.project.data import DataSpec
from nnstudio.project.edits import with_data, with_training
from nnstudio.project.examples import open_source
from nnstudio.project.features import monomials
from nnstudio.project.folds import Fold
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.initial import INITIAL
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.losses.kinds import LOSSES_OF_TASK
from nnstudio.project.network import NetworkSpec
from nnstudio.project.optimizers.adaptive import AdamSpec, RMSpropSpec
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.spec import OptimizerSpec
from nnstudio.project.painted_points import starter
from nnstudio.project.project import Project
from nnstudio.project.schedules import SCHEDULE_KINDS, CosineSchedule, EarlyStopping, PlateauSchedule, ScheduleSpec
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.csv import Missing
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.scikit_made import BlobsSource, CirclesSource
from nnstudio.project.sources.spec import Task
from nnstudio.project.training import TrainingSpec
from tests.data.csv_files import completed, dated_text, mixed_text
from tests.export.runs import UNSEEN
from tests.strategies import optimizers, options, projects

FORMS = list(names.FORMS)
LOSS = re.compile(r"^epoch \d+: loss ([^,\s]+)(?:, test loss (\S+))?$", re.MULTILINE)
WEIGHTS = re.compile(r"^weights ([0-9a-f]{64})$", re.MULTILINE)
RUN_ALL = """
import contextlib, io, json, os, sys
import torch.distributed
# what torchrun tells a process that is the only one
names = "RANK LOCAL_RANK WORLD_SIZE LOCAL_WORLD_SIZE MASTER_ADDR MASTER_PORT".split()
os.environ.update(zip(names, "0 0 1 1 localhost 0".split()))
outputs = []
for script in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        try:
            exec(script, {"__name__": "__main__"})
        except RuntimeError as error:
            # so BCELoss ends a run that diverges
            if "between 0 and 1" not in str(error):
                raise
            if torch.distributed.is_initialized():
                torch.distributed.destroy_process_group()
    outputs.append(output.getvalue())
print(json.dumps(outputs))
"""


def outputs_of(scripts: list[str]) -> list[str]:
    """What the scripts print, run one after another in one fresh interpreter that can't see the studio."""
    command = [sys.executable, "-I", "-c", UNSEEN + RUN_ALL]
    done = subprocess.run(command, input=json.dumps(scripts), capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_prints_the_run(output: str, project: Project) -> None:
    trainer = Trainer(project, load_dataset(project.data))
    reports, diverged = [], False
    try:
        for epoch_batch in trainer.epoch_batches(project.training.epochs):
            reports += epoch_batch
    except DivergedError:
        diverged = True
    printed = [(float(train), float(test) if test else None) for train, test in LOSS.findall(output)]
    if diverged:
        # a script goes on with what is infinite
        assert printed[: len(reports)] == [(report.train_loss, report.test_loss) for report in reports]
        return
    stop = trainer.early_stop(project.training.epochs)
    result = stop.best if stop is not None and stop.is_restored else reports[-1].snapshot
    assert printed == [(report.train_loss, report.test_loss) for report in reports]
    assert WEIGHTS.findall(output) == [fingerprint(result)]


def project_on(kind: str) -> Project:
    source = SOURCE_KINDS[kind]()
    return Project(
        data=DataSpec(
            source=source, features=source.feature_names()[::-1][:3], standardize=True, test_fraction=0.25, split_seed=7
        ),
        network=NetworkSpec(layers=(LinearLayer(units=4), ReLULayer(), DropoutLayer(p=0.2), LinearLayer())),
        training=TrainingSpec(
            loss=LOSSES_OF_TASK[source.task][0], optimizer=RMSpropSpec(weight_decay=0.1), batch_size=60, epochs=3
        ),
    )


def circles(**changes) -> Project:
    return Project(
        data=DataSpec(source=CirclesSource()),
        network=NetworkSpec(layers=(LinearLayer(units=5), ReLULayer(), LinearLayer())),
        training=TrainingSpec(loss="bce_with_logits", optimizer=AdamSpec(lr=0.1), epochs=4, seed=1),
    ).model_copy(update=changes)


def test_that_the_script_of_every_source_prints_the_studios_losses():
    designs = [project_on(kind) for kind in SOURCE_KINDS]
    scripts = [script_of(project, form) for project, form in zip(designs, cycle(FORMS), strict=False)]
    for output, project in zip(outputs_of(scripts), designs, strict=True):
        assert_prints_the_run(output, project)


def test_that_initial_weights_of_each_way_are_the_studios_in_every_form():
    def network(init):
        return NetworkSpec(layers=(LinearLayer(units=5, init=init, bias=init != "xavier"), ReLULayer(), LinearLayer()))

    designs = [circles(network=network(init)) for init in INITIAL for _ in FORMS]
    scripts = [script_of(project, style) for project, style in zip(designs, cycle(FORMS), strict=False)]
    outputs = outputs_of(scripts)
    assert len(set(outputs)) == len(INITIAL)
    for output, project in zip(outputs, designs, strict=True):
        assert_prints_the_run(output, project)


def test_that_the_script_of_painted_points_prints_the_studios_losses():
    curve = PointsSource(task=Task.REGRESSION, points=tuple((x / 7, (x / 7) ** 2) for x in range(20)))
    on_points = [circles().with_source(source) for source in (*map(starter, Task), curve)]
    designs = [with_data(project, test_fraction=share) for project in on_points for share in (0.0, 0.3)]
    for output, project in zip(outputs_of([script_of(project) for project in designs]), designs, strict=True):
        assert_prints_the_run(output, project)


def on_a_file(folder, rows: int, **data) -> Project:
    source = completed(folder, mixed_text(rows), "bought", missing=Missing.MEAN)
    return with_data(circles().with_source(source), **data)


def test_that_the_script_of_a_small_file_holds_its_samples(tmp_path):
    designs = [on_a_file(tmp_path, 80), on_a_file(tmp_path, 80, test_fraction=0.3, split_seed=5)]
    folder = tmp_path / "dated"
    folder.mkdir()
    dated = completed(folder, dated_text(), columns=({"name": "date", "cyclic": True},), missing=Missing.MEAN)
    designs.append(with_data(circles().with_source(dated), test_fraction=0.25, standardize=True))
    folds = (Fold(folds=3, index=2), Fold(folds=79, index=4), Fold(folds=4, index=4, shuffle=False))
    designs += [on_a_file(tmp_path, 80, fold=fold, standardize=True, bootstrap=fold.index) for fold in folds]
    scripts = [script_of(project) for project in designs]
    (tmp_path / "data.csv").unlink()
    outputs = outputs_of(scripts)
    on_a_file(tmp_path, 80)
    for output, project in zip(outputs, designs, strict=True):
        assert_prints_the_run(output, project)


def test_that_the_script_of_a_large_file_has_its_samples_beside_it(tmp_path):
    project = on_a_file(tmp_path, 4000, test_fraction=0.25)
    project = with_training(project, epochs=2, batch_size=500)
    path = tmp_path / "scripts" / "large.py"
    path.parent.mkdir()
    export(project, "script", path)
    assert sorted(file.name for file in path.parent.iterdir()) == ["data-prepared.npz", "large.py"]
    assert len(path.read_text(encoding="utf-8")) < 5000
    done = subprocess.run(
        [sys.executable, "-I", str(path)], capture_output=True, text=True, check=True, timeout=100, cwd=tmp_path
    )
    assert_prints_the_run(done.stdout, project)


def without_what_ddp_cant_follow(project: Project) -> Project:
    return with_training(project, l1=0.0, l2=0.0, schedule=None, early_stopping=None, changes=())


@given(st.lists(projects(wide=True), min_size=3, max_size=3))
@settings(max_examples=1, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
def test_that_every_script_prints_the_studios_losses_whatever_the_project(designs):
    """In all forms, and by one of several processes."""
    shared = list(map(without_what_ddp_cant_follow, designs))
    scripts = [script_of(project, form) for form in FORMS for project in designs] + list(map(ddp_script_of, shared))
    for output, project in zip(outputs_of(scripts), [*designs * len(FORMS), *shared], strict=True):
        assert_prints_the_run(output, project)


def test_that_a_run_by_the_studios_defaults_is_not_one_by_pytorchs():
    """AdamW decays weights by 0.01 where it is not told otherwise."""
    designs = [with_training(circles(), optimizer=cls(lr=0.1)) for cls in OPTIMIZER_KINDS.values()]
    scripts = [[*(script_of(project, form) for form in FORMS), ddp_script_of(project)] for project in designs]
    for i, output in enumerate(outputs_of([one for each in scripts for one in each])):
        assert_prints_the_run(output, designs[i // len(scripts[0])])


@given(st.data())
def test_that_every_option_is_written_whatever_its_value(data):
    cls = data.draw(st.sampled_from([*OPTIMIZER_KINDS.values(), *SCHEDULE_KINDS.values()]))
    if issubclass(cls, OptimizerSpec):
        spec = data.draw(optimizers(wide=True).filter(lambda spec: isinstance(spec, cls)))
        project = with_training(circles(), optimizer=spec)
        assert_writes(ddp_script_of(project), spec)
    else:
        spec = data.draw(options(cls, wide=True))
        project = with_training(with_data(circles(), test_fraction=0.2), schedule=spec)
    for form in FORMS:
        assert_writes(script_of(project, form), spec)


def assert_writes(script: str, spec: OptimizerSpec | ScheduleSpec) -> None:
    (line,) = (line for line in script.splitlines() if f".{spec.title}(" in line)
    for name, value in spec.model_dump(exclude={"kind", "monitor"}).items():
        assert f", {name}={value!r}" in line


@given(st.data())
def test_that_another_value_of_any_option_of_a_layer_or_a_source_is_another_script(data):
    cls = data.draw(st.sampled_from([*LAYER_KINDS.values(), *SOURCE_KINDS.values()]))
    # without units, a Linear gets as many as the data need
    drawn = options(cls).filter(lambda spec: getattr(spec, "units", 1) is not None)
    one, other = data.draw(drawn), data.draw(drawn)
    base = circles()
    if issubclass(cls, LayerSpec):
        designs = [edits.insert_layer(base, 1, spec) for spec in (one, other)]
    else:
        designs = [base.with_source(spec) for spec in (one, other)]
    scripts = [script_of(project) for project in designs]
    assert (scripts[0] == scripts[1]) == (one == other)


def test_that_scripts_make_features_readably_and_print_the_studios_losses():
    plane = circles(data=DataSpec(source=CirclesSource(), features=("x1", "x1^2", "x1*x2^3", "sin(x2)")))
    columns = IrisSource().feature_names()
    iris = project_on("iris")
    iris = iris.model_copy(
        update={"data": iris.data.model_copy(update={"features": ("cos(sepal width (cm))", *monomials(columns, 3))})}
    )
    wave = project_on("wave")
    wave = wave.model_copy(update={"data": wave.data.model_copy(update={"features": ("x1^3",)})})
    scripts = [script_of(project) for project in (plane, iris, wave)]
    assert "x1 = X[:, 0].copy()\nx2 = X[:, 1].copy()\n" in scripts[0]
    assert "X = np.column_stack((x1, x1**2, x1 * x2**3, np.sin(x2)))\n" in scripts[0]
    assert "petal_length = X[:, 2].copy()  # petal length (cm)\n" in scripts[1]
    assert "        sepal_length**2 * petal_width,\n" in scripts[1]
    assert "X = np.column_stack((x1**3,))\n" in scripts[2]
    for output, project in zip(outputs_of(scripts), (plane, iris, wave), strict=True):
        assert_prints_the_run(output, project)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6, unique=True))
def test_that_every_column_has_a_variable_of_its_own(columns):
    found = variables(columns)
    assert set(found) == set(columns)
    assert len(set(found.values())) == len(columns)
    for name in found.values():
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert name not in {"X", "y", "np", "torch", "nn"}


def test_that_an_exported_file_runs_by_itself(tmp_path):
    project = circles()
    path = tmp_path / "circles.py"
    export(project, "script", path)
    done = subprocess.run(
        [sys.executable, "-I", str(path)], capture_output=True, text=True, check=True, timeout=100, cwd=tmp_path
    )
    assert_prints_the_run(done.stdout, project)


@given(projects(), st.sampled_from(FORMS))
def test_that_a_script_is_python_that_needs_the_three_libraries_alone(project, form):
    tree = ast.parse(script_of(project, form))
    roots = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add(node.module.split(".")[0])
    assert roots <= {"hashlib", "numpy", "sklearn", "torch"}


def test_that_each_form_writes_the_network_in_its_own_way():
    sequential, named, module = (script_of(circles(), form) for form in FORMS)
    assert "model = nn.Sequential(\n    nn.Linear(2, 5),\n    nn.ReLU(),\n    nn.Linear(5, 1),\n)" in sequential
    assert "class" not in re.findall(r"^\w+", sequential, re.MULTILINE)
    for script in (named, module):
        assert (
            "class BinaryClassifier(nn.Module):\n    def __init__(self, input_size, hidden_size, output_size):"
            in script
        )
        assert "\nmodel = BinaryClassifier(input_size=2, hidden_size=5, output_size=1)\n" in script
    assert "self.linear1 = nn.Linear(input_size, hidden_size)" in named
    assert "x = self.relu1(x)" in named
    assert (
        "self.main = nn.Sequential(\n            nn.Linear(input_size, hidden_size),\n            nn.ReLU()," in module
    )
    assert "    def forward(self, x):\n        return self.main(x)\n" in module


def test_that_a_script_ends_with_what_the_lecture_looks_at_next():
    """The weights beside scikit-learn's; logits, probabilities and classes of two points."""
    line = with_training(open_source("linear-regression"), epochs=3)
    blobs = with_training(open_source("multiclass-classification"), epochs=2)
    designs = [line, circles(), blobs, with_training(open_source("nonlinear-regression"), epochs=1)]
    expected = []
    for project in designs:
        trainer = Trainer(project, load_dataset(project.data))
        *_, report = trainer.epochs(project.training.epochs)
        probe = Probe(trainer.model)
        probe.load(report.snapshot)
        expected.append((trainer.layout.arrays(report.snapshot.vector), probe))
    outputs = outputs_of([script_of(project, form) for project, form in zip(designs, cycle(FORMS), strict=False)])
    after = [WEIGHTS.split(output)[-1] for output in outputs]
    both = linear_baseline(line, load_dataset(line.data), expected[0][0])
    rows = [[float(number) for number in row.split()[1:]] for row in after[0].splitlines() if row.startswith("w")]
    assert np.allclose(rows, np.column_stack((both.network, both.sklearn)), rtol=1e-3)
    points = torch.tensor([[0.0, 0.0], [-1.0, -1.0]])
    logits = torch.tensor(expected[1][1].predict(points.numpy()))
    told = f"logits {logits}\nprobabilities {logits.sigmoid()}\nclasses {(logits > 0).long()}"
    assert after[1].strip() == told
    logits = torch.tensor(expected[2][1].predict(points.numpy()))
    told = f"logits {logits}\nprobabilities {logits.softmax(1)}\nclasses {logits.argmax(1)}"
    assert after[2].strip() == told
    assert len(re.findall(r"^predicted \S+, target \S+$", after[3], re.MULTILINE)) == 5


def test_that_what_the_project_does_without_is_not_in_the_script():
    script = script_of(circles(data=DataSpec(source=BlobsSource(), test_fraction=0.2)))
    assert "optim.Adam(model.parameters(), lr=0.1, weight_decay=0.0, fused=True)" in script
    assert "stratify=y" in script
    assert "StandardScaler" not in script


def test_that_changes_by_hand_are_written_plainly():
    project = edits.with_parameter(circles(), 0, "2.weight", (0, 3), 0.5)
    project = edits.with_branch(project, 2, lr=0.01, seed=7)
    script = script_of(edits.with_parameter(project, 9, "0.bias", (0,), 1.0))
    assert "    if epoch == 0:\n        with torch.no_grad():\n            model[2].weight[0, 3] = 0.5\n" in script
    assert (
        '    if epoch == 2:\n        optimizer.param_groups[0]["lr"] = 0.01\n        torch.manual_seed(7)\n' in script
    )
    assert "model.main[2].weight[0, 3] = 0.5" in script_of(project, "module")
    # the run has four epochs
    assert "epoch == 9" not in script
    assert "model.linear2.weight[0, 3] = 0.5" in script_of(project, "attributes")
    for output in outputs_of([script_of(project, form) for form in FORMS]):
        assert_prints_the_run(output, project)


def test_that_imported_weights_are_written_out_and_the_losses_are_the_runs():
    weights = Trainer(circles(), load_dataset(circles().data)).model.state_dict()
    tensors = {name: (tensor.ravel() * 0.7).tolist() for name, tensor in weights.items()}
    project = edits.with_state(circles(), 1, tensors)
    for output in outputs_of([script_of(project, form) for form in FORMS]):
        assert_prints_the_run(output, project)


def test_that_schedules_and_penalties_are_written_in_pytorchs_words():
    project = edits.with_data(circles(), test_fraction=0.2)
    project = edits.with_training(project, l1=0.001, l2=0.01, schedule=PlateauSchedule(monitor="test_loss", patience=0))
    script = script_of(project)
    assert "scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.1, patience=0)" in script
    assert "scheduler.step(test_loss)" in script
    assert "penalty = 0.001 * sum(w.abs().sum() for w in penalised) + 0.01 / 2 * sum(" in script
    assert "(loss + penalty).backward()" in script
    other = edits.with_training(project, l1=0.0, schedule=CosineSchedule(T_max=3))
    for output, design in zip(outputs_of([script, script_of(other, "module")]), (project, other), strict=True):
        assert_prints_the_run(output, design)


def test_that_a_script_stops_early_and_restores_the_best():
    project = edits.with_training(circles(), optimizer=AdamSpec(lr=1.0), epochs=60)
    stops = [
        EarlyStopping(monitor="train_loss", patience=3, min_delta=0.001),
        EarlyStopping(monitor="train_loss", patience=2, restore_best=False),
    ]
    designs = [edits.with_training(project, early_stopping=stop) for stop in stops]
    for output, design in zip(outputs_of([script_of(design) for design in designs]), designs, strict=True):
        assert "stopped early; the best epoch was" in output
        assert len(LOSS.findall(output)) < 60
        assert_prints_the_run(output, design)
