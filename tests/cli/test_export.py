"""`nnstudio export` and `nnstudio predict`: what they write, what they train, how they end."""

import csv
import json
import os
import signal
import subprocess
import sys

import pytest
import torch

from nnstudio.cli import training_run
from nnstudio.data.load import load_dataset
from nnstudio.engine.training.trainer import Trainer
from nnstudio.export.names import FORMS, KINDS
from nnstudio.export.script import script_of
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.storage import read_project, write_project

LESSON = "multiclass-classification"


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_kind_is_written_from_a_lesson(command, tmp_path, kind):
    path = tmp_path / f"it{KINDS[kind].suffixes[0]}"
    assert command("export", LESSON, "--to", kind, "-o", path) == (0, "", "")
    assert path.stat().st_size > 50
    assert list(tmp_path.iterdir()) == [path]


def test_that_the_options_are_those_of_train(command, tmp_path):
    path = tmp_path / "history.csv"
    options = ("--epochs", 3, "--seed", 7)
    assert command("export", LESSON, "--to", "history", "-o", path, *options, "--device", "cpu").status == 0
    expected = command("train", LESSON, *options, "--json").json["train_loss"]
    assert [float(row["train_loss"]) for row in rows_of(path)] == expected
    project = tmp_path / "project.json"
    assert command("export", LESSON, "--to", "project", "-o", project, *options).status == 0
    assert (read_project(project).training.epochs, read_project(project).training.seed) == (3, 7)


def test_that_exported_weights_are_those_that_train_reports(command, tmp_path):
    path = tmp_path / "weights.pt"
    command("export", LESSON, "--to", "weights", "-o", path)
    reported = command("train", LESSON, "--json").json["parameters"]
    assert {name: tensor.tolist() for name, tensor in torch.load(path, weights_only=True).items()} == reported


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--to", "weights", "-o", "w.bin"], "w.bin: the name of weights must end in .safetensors or .pt"),
        (["--to", "onnx", "-o", "none/x.onnx"], "can't be written"),
        (["--to", "report", "-o", "."], "this is a folder"),
        (["--to", "report", "-o", "x.html", "--epochs", "0"], "--epochs: 0 is too small"),
        (["--to", "report", "-o", "x.html", "--device", "tpu"], "tpu"),
        (["--to", "script", "-o", "x.py", "--device", "cpu"], "--device: script is written without training"),
        (["--to", "report", "-o", "x.html", "--form", "module"], "--form: report is written in one form"),
        (["--to", "script", "-o", "x.py", "--form", "class"], "known: sequential, attributes, module"),
        (["--to", "wieghts", "-o", "x.pt"], 'did you mean "weights"'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_that_what_is_wrong_is_said_before_any_training(command, tmp_path, monkeypatch, arguments, part):
    def refuse(*_):
        raise AssertionError("it trains")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Trainer, "epochs", refuse)
    assert part in command("export", LESSON, *arguments).complaint
    assert list(tmp_path.iterdir()) == []


def test_that_a_script_is_written_in_the_form_that_is_asked_for(command, tmp_path):
    for form in FORMS:
        command("export", LESSON, "--to", "script", "-o", tmp_path / f"{form}.py", "--form", form)
        assert (tmp_path / f"{form}.py").read_text(encoding="utf-8") == script_of(open_source(LESSON), form)


@pytest.fixture
def diverging(tmp_path):
    path = tmp_path / "diverging.json"
    write_project(edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=10.0)), path)
    return path


def test_that_a_diverged_run_is_written_up_to_its_last_sound_epoch(command, diverging, tmp_path):
    status, _, err = command("export", diverging, "--to", "history", "-o", tmp_path / "h.csv")
    assert status == 3
    told = err.splitlines()
    assert "infinite or NaN in epoch" in told[0]
    assert f"holds the network after epoch {len(rows_of(tmp_path / 'h.csv'))}" in told[1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_that_ctrl_c_ends_the_training_and_writes_what_there_is(tmp_path):
    path = tmp_path / "h.csv"
    arguments = ["export", "nonlinear-regression", "--to", "history", "-o", str(path), "--epochs", "1000000"]
    code = (
        "import sys; from nnstudio.cli import main, training_run\n"
        "from contextlib import contextmanager\n"
        "@contextmanager\n"
        "def told(epochs):\n"
        "    yield lambda reports: print('going', flush=True) if reports[-1].epoch >= 50 else None\n"
        "training_run.progress_bar = told\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}
    )
    try:
        assert process.stdout.readline() == b"going\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert 50 <= len(rows_of(path)) < 1_000_000
    assert b"holds the network after epoch" in err


def test_that_new_samples_are_predicted_as_the_run_predicts_them(command, tmp_path):
    source, target = tmp_path / "new.csv", tmp_path / "out.csv"
    source.write_text("who,x2,x1\nmiddle,0,0\ncorner,-1,-1\n", encoding="utf-8")
    assert command("predict", "binary-classification", source, "-o", target) == (0, "", "")
    rows = rows_of(target)
    assert [(row["who"], row["prediction"]) for row in rows] == [("middle", "1"), ("corner", "0")]
    assert float(rows[0]["probability 1"]) > 0.99
    assert float(rows[1]["probability 1"]) < 1e-5


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("x1\n1\n", 'there is no column "x2"'),
        ("x1,x2\n1,two\n", 'no row can be predicted; the first: column "x2": "two" is not a finite number'),
        (None, "there is no such file"),
    ],
)
def test_that_a_wrong_csv_is_said_before_any_training(command, tmp_path, monkeypatch, content, part):
    monkeypatch.setattr(Trainer, "epochs", None)
    source = tmp_path / "new.csv"
    if content is not None:
        source.write_text(content, encoding="utf-8")
    assert part in command("predict", "binary-classification", source, "-o", tmp_path / "out.csv").complaint
    assert not (tmp_path / "out.csv").exists()


def test_that_rows_left_empty_are_said_and_are_no_failure(command, tmp_path):
    (tmp_path / "new.csv").write_text("x1,x2\n1,2\n1,two\n", encoding="utf-8")
    said = command("predict", "binary-classification", tmp_path / "new.csv", "-o", tmp_path / "out.csv")
    assert said.status == 0
    assert "new.csv: 1 of 2 rows could not be predicted" in said[2]


def test_that_a_diverged_run_predicts_with_status_three(command, diverging, tmp_path):
    source = tmp_path / "new.csv"
    source.write_text("x1\n0.5\n", encoding="utf-8")
    assert command("predict", diverging, source, "-o", tmp_path / "out.csv").status == 3
    assert len(rows_of(tmp_path / "out.csv")) == 1


def test_that_the_history_of_an_export_holds_snapshots_and_a_trains_does_not(monkeypatch, command, tmp_path):
    budgets = []
    real = training_run.Training.__init__

    def noting(self, *arguments):
        real(self, *arguments)
        budgets.append(self._budget)

    monkeypatch.setattr(training_run.Training, "__init__", noting)
    command("train", LESSON, "--epochs", 1, "--json")
    command("export", LESSON, "--to", "metrics", "-o", tmp_path / "m.csv", "--epochs", 1)
    assert budgets[0] == 0 < budgets[1]


def test_that_a_run_of_an_export_is_the_engines(command, tmp_path):
    command("export", LESSON, "--to", "history", "-o", tmp_path / "h.csv")
    project = open_source(LESSON)
    reports = Trainer(project, load_dataset(project.data)).epochs(project.training.epochs)
    assert [float(row["train_loss"]) for row in rows_of(tmp_path / "h.csv")] == [r.train_loss for r in reports]


def test_that_texts_are_safe_in_a_spreadsheet_if_that_is_asked_for(command, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("x,class\n" + "".join(f"{row - 5},{('=1+1', 'b')[row % 2]}\n" for row in range(20)))
    project = tmp_path / "project.json"
    project.write_text(
        json.dumps(
            {
                "format": "nnstudio",
                "version": 1,
                "data": {"source": {"kind": "csv", "path": "table.csv", "target": "class"}},
                "network": {"layers": [{"kind": "linear"}]},
                "training": {"loss": "bce_with_logits", "optimizer": {"kind": "sgd"}, "epochs": 1},
            }
        )
    )
    exported, predicted = tmp_path / "exported.csv", tmp_path / "predicted.csv"
    safe = "--for-spreadsheets"
    assert command("export", project, "--to", "predictions", "-o", exported, safe).status == 0
    assert command("predict", project, table, "-o", predicted, safe).status == 0
    for path, target in ((exported, "target"), (predicted, "class")):
        rows = rows_of(path)
        assert {row[target] for row in rows} == {"'=1+1", "b"}
        assert float(rows[0]["x"]) == -5
    assert command("export", project, "--to", "predictions", "-o", exported).status == 0
    assert {row["target"] for row in rows_of(exported)} == {"=1+1", "b"}
    assert (
        "goes with predictions" in command("export", project, "--to", "onnx", "-o", tmp_path / "x.onnx", safe).complaint
    )
