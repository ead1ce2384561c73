"""The exported script, run by plain Python, prints the studio's losses and fingerprint to the last digit."""

import ast
import json
import keyword
import re
import subprocess
import sys
from itertools import cycle

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from nnstudio.data.load import load_dataset
from nnstudio.engine.fingerprint import fingerprint
from nnstudio.engine.training import Trainer
from nnstudio.export.kinds import export
from nnstudio.export.script import script_of
from nnstudio.export.script_features import variables
from nnstudio.project import edits
from nnstudio.project.data import SOURCE_KINDS, BlobsSource, CirclesSource, DataSpec, IrisSource, Task
from nnstudio.project.edits import with_data, with_training
from nnstudio.project.features import monomials
from nnstudio.project.imported import Missing
from nnstudio.project.network import DropoutLayer, LinearLayer, NetworkSpec, ReLULayer
from nnstudio.project.painting import starter
from nnstudio.project.points import PointsSource
from nnstudio.project.project import Project
from nnstudio.project.schedules import CosineSchedule, EarlyStopping, PlateauSchedule
from nnstudio.project.training import LOSSES_OF_TASK, AdamSpec, RMSpropSpec, TrainingSpec
from tests.data.csv_files import completed, mixed_text
from tests.strategies import projects

STYLES = ["sequential", "class"]
LOSS = re.compile(r"^epoch \d+: loss ([^,\s]+)(?:, test loss (\S+))?$", re.MULTILINE)
WEIGHTS = re.compile(r"^weights ([0-9a-f]{64})$", re.MULTILINE)
RUN_ALL = """
import contextlib, io, json, sys
outputs = []
for script in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(script, {"__name__": "__main__"})
    outputs.append(output.getvalue())
print(json.dumps(outputs))
"""


def outputs_of(scripts: list[str]) -> list[str]:
    """What the scripts print, run one after another in one fresh interpreter that can't see the studio."""
    command = [sys.executable, "-I", "-c", RUN_ALL]
    done = subprocess.run(command, input=json.dumps(scripts), capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_prints_the_run(output: str, project: Project) -> None:
    trainer = Trainer(project, load_dataset(project.data))
    reports = list(trainer.epochs(project.training.epochs))
    stop = trainer.early_stop(project.training.epochs)
    result = stop.best if stop is not None and stop.is_restored else reports[-1].snapshot
    printed = [(float(train), float(test) if test else None) for train, test in LOSS.findall(output)]
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
    scripts = [script_of(project, style) for project, style in zip(designs, cycle(STYLES), strict=False)]
    for output, project in zip(outputs_of(scripts), designs, strict=True):
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


@given(st.lists(projects(), min_size=5, max_size=5), st.sampled_from(STYLES))
@settings(max_examples=2, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
def test_that_a_script_prints_the_studios_losses_whatever_the_project(designs, style):
    for output, project in zip(outputs_of([script_of(p, style) for p in designs]), designs, strict=True):
        assert_prints_the_run(output, project)


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
    names = variables(columns)
    assert set(names) == set(columns)
    assert len(set(names.values())) == len(columns)
    for name in names.values():
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


@given(projects(), st.sampled_from(STYLES))
def test_that_a_script_is_python_that_needs_the_three_libraries_alone(project, style):
    tree = ast.parse(script_of(project, style))
    roots = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add(node.module.split(".")[0])
    assert roots <= {"hashlib", "numpy", "sklearn", "torch"}


def test_that_the_two_styles_write_the_network_in_their_own_way():
    sequential, named = script_of(circles(), "sequential"), script_of(circles(), "class")
    assert "model = nn.Sequential(\n    nn.Linear(2, 5),\n    nn.ReLU(),\n    nn.Linear(5, 1),\n)" in sequential
    assert "self.linear1 = nn.Linear(2, 5)" in named
    assert "x = self.relu1(x)" in named
    assert "class Network" not in sequential


def test_that_what_is_left_out_has_pytorchs_default():
    script = script_of(circles(data=DataSpec(source=BlobsSource(), test_fraction=0.2)))
    assert "optim.Adam(model.parameters(), lr=0.1, fused=True)" in script
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
    # the run has four epochs
    assert "epoch == 9" not in script
    assert "model.linear2.weight[0, 3] = 0.5" in script_of(project, "class")
    for output in outputs_of([script_of(project, style) for style in STYLES]):
        assert_prints_the_run(output, project)


def test_that_imported_weights_are_written_out_and_the_losses_are_the_runs():
    weights = Trainer(circles(), load_dataset(circles().data)).model.state_dict()
    tensors = {name: (tensor.ravel() * 0.7).tolist() for name, tensor in weights.items()}
    project = edits.with_state(circles(), 1, tensors)
    for output in outputs_of([script_of(project, style) for style in STYLES]):
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
    for output, design in zip(outputs_of([script, script_of(other, "class")]), (project, other), strict=True):
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
