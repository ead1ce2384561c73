"""`nnstudio sweep` and `nnstudio train --seeds`: each member is the run that `train` makes of its project."""

import csv

import pytest

from nnstudio.cli import sweep_run
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.folds import Fold
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.storage import write_project

LR = "training.optimizer.lr"


def test_that_members_of_many_seeds_are_the_runs_of_each_seed(command):
    found = command("train", "binary-classification", "--seeds", 3, "--seed", 5, "--epochs", 6, "--json").json
    assert [member["seed"] for member in found["members"]] == [5, 6, 7]
    for member in found["members"]:
        single = command("train", "binary-classification", "--seed", member["seed"], "--epochs", 6, "--json").json
        for name in ("stop_reason", "train_loss", "test_loss", "metrics", "epochs", "result_epoch"):
            assert member[name] == single[name]
    assert found["summary"]["members"] == 3
    assert found["summary"]["sentence"]


def test_that_the_hash_is_the_one_that_scripts_print(command):
    [member] = command("train", "binary-classification", "--seeds", 1, "--epochs", 4, "--json").json["members"]
    project = edits.with_training(open_source("binary-classification"), epochs=4)
    from nnstudio.data.load import load_dataset

    trainer = Trainer(project, load_dataset(project.data))
    *_, last = trainer.epochs(4)
    assert member["weights_sha256"] == fingerprint(last.snapshot)


def test_that_a_sweep_tells_each_value_and_writes_a_table(command, tmp_path):
    path = tmp_path / "table.csv"
    vary = ["--vary", f"{LR}=0.01,0.1", "--vary", "network.layers[0].units=2,3"]
    options = ["--seeds", 2, "--epochs", 3, "-o", path, "--json"]
    found = command("sweep", "binary-classification", *vary, *options).json
    assert len(found["members"]) == 8
    assert found["members"][0]["values"] == {LR: 0.01, "network.layers[0].units": 2}
    assert [group["members"] for group in found["summary"]["by_values"]] == [2] * 4
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["weights_sha256"] for row in rows] == [member["weights_sha256"] for member in found["members"]]
    assert [float(row[LR]) for row in rows] == [0.01] * 4 + [0.1] * 4
    assert [float(row["loss (train)"]) for row in rows] == [member["loss"]["train"] for member in found["members"]]


def test_that_each_fold_is_the_run_of_a_project_that_tests_on_it(command, tmp_path):
    table, path = tmp_path / "table.csv", tmp_path / "fold.json"
    found = command("sweep", "binary-classification", "--folds", 3, "--epochs", 4, "-o", table, "--json").json
    for index, member in enumerate(found["members"], start=1):
        assert member["fold"] == index
        fold = Fold(folds=3, index=index)
        write_project(edits.with_fold(open_source("binary-classification"), fold), path)
        single = command("train", path, "--epochs", 4, "--json").json
        for name in ("stop_reason", "train_loss", "test_loss", "metrics"):
            assert member[name] == single[name]
    scores = found["summary"]["folds"]
    tested = [member["metrics"]["test"]["accuracy"] for member in found["members"]]
    assert scores["metrics"]["accuracy"]["network"] == tested
    assert (scores["baseline"], scores["of"]) == ("LogisticRegression", 3)
    assert "over 3 folds" in found["summary"]["sentence"]
    with table.open(encoding="utf-8", newline="") as file:
        assert [row["fold"] for row in csv.DictReader(file)] == ["1", "2", "3"]
    same = command("train", "binary-classification", "--folds", 3, "--epochs", 4, "--json").json
    assert same["members"] == found["members"]


def test_that_bootstrap_samples_are_summed_up_as_seeds_are(command):
    status, out, _unused = command("train", "binary-classification", "--bootstraps", 3, "--epochs", 3)
    assert status == 0
    assert out.splitlines()[0].startswith("3 of 3 runs on cpu")
    assert "3 of 3 end" in out


def test_that_people_are_told_in_a_line_for_each_value(command):
    status, out, err = command("sweep", "linear-regression", "--vary", f"{LR}=0.0001,0.01", "--epochs", 2)
    assert (status, err) == (0, "")
    first, *lines = out.splitlines()
    assert first.startswith("2 of 2 runs on cpu")
    assert [line.split(";")[0] for line in lines] == [f"{LR}=0.0001", f"{LR}=0.01"]


def test_that_diverged_members_are_counted_and_the_others_told(command, tmp_path):
    path = tmp_path / "line.json"
    write_project(edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(), epochs=30), path)
    mixed = command("sweep", path, "--vary", f"{LR}=0.001,10", "--json").json
    assert [member["stop_reason"] for member in mixed["members"]] == ["finished", "diverged"]
    assert [group["diverged"] for group in mixed["summary"]["by_values"]] == [0, 1]
    status, out, _unused = command("sweep", path, "--vary", f"{LR}=10,20")
    assert status == 3
    assert "All diverged" in out


def test_that_ctrl_c_keeps_what_has_come_to_its_end(command, monkeypatch):
    real = sweep_run.SweepRun.__init__

    def interrupted_soon(self, source, project, sweep, device, interrupted):
        real(self, source, project, sweep, device, interrupted)
        monkeypatch.setattr(sweep_run, "_progress_bar", lambda members: _After(interrupted))

    monkeypatch.setattr(sweep_run.SweepRun, "__init__", interrupted_soon)
    found = command("sweep", "binary-classification", "--vary", "training.epochs=1,1000000", "--json")
    assert found.status == 130
    assert [member["values"]["training.epochs"] for member in found.json["members"]] == [1]


class _After:
    """Sets the event once the long run is under way, which begins after or beside the short one."""

    def __init__(self, event):
        self._event, self._seen = event, set()

    def __enter__(self):
        return self._look

    def __exit__(self, *raised):
        return None

    def _look(self, number, reports):
        self._seen.add(number)
        if self._seen == {0, 1}:
            self._event.set()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["sweep", "binary-classification"], "--vary: name a field"),
        (["sweep", "binary-classification", "--folds", "1"], "--folds: 1 must be 2 or more"),
        (["train", "binary-classification", "--bootstraps", "0"], "--bootstraps: 0 must be 1 or more"),
        (["train", "binary-classification", "--folds", "5", "--save", "x.json"], "leave --folds out"),
        (["sweep", "binary-classification", "--vary", "training.seed"], "FIELD=VALUES"),
        (["sweep", "binary-classification", "--vary", "training.lr=1"], "training.lr: unknown key"),
        (["sweep", "binary-classification", "--vary", f"{LR}=1..2"], "a range is written"),
        (["sweep", "binary-classification", "--vary", f"{LR}=1", "--seeds", "0"], "--seeds: 0"),
        (["sweep", "binary-classification", "--vary", f"{LR}=1", "--seeds", "x"], "--seeds: x"),
        (["sweep", "binary-classification", "--vary", f"{LR}=1", "--seeds", "99999"], "runs"),
        (["sweep", "binary-classification", "--vary", f"{LR}=1", "-o", "table.txt"], ".csv"),
        (["train", "binary-classification", "--seeds", "2", "--save", "x.json"], "--save goes with a single run"),
        (["train", "binary-classification", "--seeds", "-1"], "--seeds"),
    ],
)
def test_that_what_makes_no_sense_is_said_before_anything_is_trained(command, options, told):
    assert told in command(*options).complaint


def test_that_where_a_metric_cannot_be_computed_the_rest_is_told(command, tmp_path):
    # R² of a single test sample is none
    project = edits.with_data(
        edits.with_source_options(open_source("linear-regression"), samples=10), test_fraction=0.1, standardize=False
    )
    path = tmp_path / "one.json"
    write_project(edits.with_training(project, epochs=2), path)
    for asked in (("train", path), ("sweep", path, "--vary", f"{LR}=0.1,0.2")):
        found = command(*asked, "--seeds", 2)
        assert "r2" not in found.out
        assert "end" in found.out
