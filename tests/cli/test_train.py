"""`nnstudio train`: what comes out of it, and how it ends."""

import json
import math
import signal
import sys
import threading

import numpy as np
import pytest
import torch

from nnstudio.cli import train
from nnstudio.data.load import load_dataset
from nnstudio.engine.training import devices
from nnstudio.engine.training.trainer import Trainer
from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import EarlyStopping
from nnstudio.project.storage import read_project, write_project
from tests.project.examples import circles

KEYS = {
    *("source", "device", "torch", "epochs", "stop_reason", "train_loss", "test_loss", "metrics"),
    *("parameters", "parameter_count", "baseline", "train_seconds"),
}


@pytest.fixture
def diverging(tmp_path):
    """A file with a line that blows up after a few epochs."""
    path = tmp_path / "diverging.json"
    write_project(edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=10.0)), path)
    return path


def test_that_the_json_is_the_engines_run_to_the_last_bit(command):
    result = command("train", "binary-classification", "--json").json
    project = open_source("binary-classification")
    trainer = Trainer(project, load_dataset(project.data))
    reports = list(trainer.epochs(20))
    assert set(result) >= KEYS
    assert result["train_loss"] == [report.train_loss for report in reports]
    arrays = trainer.layout.arrays(reports[-1].snapshot.vector)
    assert list(result["parameters"]) == list(arrays) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    for name, values in result["parameters"].items():
        assert np.array_equal(np.array(values), arrays[name].astype(np.float64))
    assert result["parameter_count"] == 21
    assert (result["source"], result["device"], result["torch"]) == ("binary-classification", "cpu", torch.__version__)
    assert (result["epochs"], result["stop_reason"]) == (20, "finished")
    assert (result["test_loss"], result["metrics"]["test"], result["baseline"]) == (None, None, None)
    assert 0 < result["train_seconds"] < 60


def test_that_the_same_command_gives_the_same_json_but_for_the_seconds(command):
    first, second = (command("train", "multiclass-classification", "--json").json for _ in range(2))
    del first["train_seconds"], second["train_seconds"]
    assert first == second


def test_that_epochs_and_seed_are_overridden(command):
    result = command("train", "binary-classification", "--epochs", 3, "--seed", 77, "--json").json
    project = edits.with_training(open_source("binary-classification"), epochs=3, seed=77)
    assert result["train_loss"] == [r.train_loss for r in Trainer(project, load_dataset(project.data)).epochs(3)]


def test_that_a_file_with_a_test_part_has_test_figures(command, tmp_path):
    path = tmp_path / "split.json"
    write_project(edits.with_data(circles(), test_fraction=0.2), path)
    result = command("train", path, "--json").json
    assert len(result["test_loss"]) == len(result["train_loss"]) == 20
    assert set(result["metrics"]["test"]) == set(result["metrics"]["train"])
    assert set(result["metrics"]["test"]) == {
        *("accuracy", "log_loss", "auc", "precision_macro", "recall_macro", "f1_macro"),
    }
    assert result["source"] == str(path)


def test_that_the_summary_is_short_and_has_the_figures(command):
    status, out, err = command("train", "multiple-regression")
    assert (status, err) == (0, "")
    assert len(out.splitlines()) <= 6
    for figure in ("100 epochs", "MSELoss", "r2", "w3", "scikit-learn", "55.99"):
        assert figure in out


def test_that_the_project_is_saved_with_its_overrides(command, tmp_path):
    path = tmp_path / "trained.json"
    assert command("train", "binary-classification", "--epochs", 2, "--seed", 9, "--save", path).status == 0
    expected = edits.with_training(open_source("binary-classification"), epochs=2, seed=9)
    assert read_project(path) == expected


@pytest.mark.parametrize("name", ["trained.nnstudio", "trained.txt", "trained", ""])
def test_that_another_ending_is_refused_before_training(command, tmp_path, monkeypatch, name):
    monkeypatch.setattr(train, "Training", None)
    complaint = command("train", "linear-regression", "--save", f"{tmp_path}/{name}").complaint
    assert ".json" in complaint
    assert list(tmp_path.iterdir()) == []


def test_that_a_run_that_cannot_start_keeps_the_old_file(command, tmp_path):
    path = tmp_path / "old.json"
    path.write_text("old")
    assert "tpu" in command("train", "linear-regression", "--device", "tpu", "--save", path).complaint
    assert path.read_text() == "old"


def test_that_a_path_that_cannot_be_written_costs_no_training(command, tmp_path, monkeypatch):
    def refuse(*args):
        raise AssertionError("trained")

    monkeypatch.setattr(Trainer, "epochs", refuse)
    folder = tmp_path / "folder.json"
    folder.mkdir()
    for path in (folder, tmp_path / "none" / "x.json"):
        assert str(path) in command("train", "linear-regression", "--save", path).complaint


def test_that_divergence_keeps_the_good_epochs(command, diverging):
    status, out, err = command("train", diverging, "--json")
    result = json.loads(out)
    assert status == 3
    assert len(err.splitlines()) == 1
    assert f"epoch {result['epochs'] + 1}" in err
    assert result["stop_reason"] == "diverged"
    assert len(result["train_loss"]) == result["epochs"] > 0
    assert all(math.isfinite(loss) for loss in result["train_loss"])
    assert np.isfinite(result["parameters"]["0.weight"]).all()


def test_that_divergence_in_the_first_epoch_leaves_the_initial_weights(command, tmp_path):
    path = tmp_path / "at_once.json"
    project = edits.with_training(open_source("linear-regression"), optimizer=SGDSpec(lr=1000.0), batch_size=1)
    write_project(project, path)
    status, out, _ = command("train", path, "--json")
    result = json.loads(out)
    assert (status, result["epochs"], result["train_loss"]) == (3, 0, [])
    initial = Trainer(project, load_dataset(project.data)).initial.vector
    assert result["parameters"]["0.weight"] == [[float(initial[0])]]


def test_that_divergence_is_told_to_people_too(command, diverging):
    status, out, err = command("train", diverging)
    assert status == 3
    assert "diverged" in out
    assert "learning rate" in err


@pytest.fixture
def raise_after(monkeypatch):
    """Lets Ctrl-C come right after a number of epochs, or of batches."""

    def prepare(epochs: int) -> None:
        real = Trainer.epoch_batches

        def interrupted(self, until, stop):
            for epoch_batch in real(self, until, stop):
                yield epoch_batch
                if epoch_batch[0].epoch <= epochs <= epoch_batch[-1].epoch:
                    signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(Trainer, "epoch_batches", interrupted)

    return prepare


def test_that_ctrl_c_keeps_and_reports_what_there_is(command, raise_after, monkeypatch):
    undisturbed = Trainer.epoch_batches
    raise_after(4)
    before = signal.getsignal(signal.SIGINT)
    status, out, err = command("train", "binary-classification", "--epochs", 100_000, "--json")
    assert signal.getsignal(signal.SIGINT) is before
    result = json.loads(out)
    assert (status, err) == (130, "")
    assert result["stop_reason"] == "interrupted"
    assert 4 <= result["epochs"] < 100_000
    monkeypatch.setattr(Trainer, "epoch_batches", undisturbed)
    whole = command("train", "binary-classification", "--epochs", result["epochs"], "--json").json
    assert result["train_loss"] == whole["train_loss"]
    assert result["parameters"] == whole["parameters"]
    assert result["metrics"] == whole["metrics"]


def test_that_ctrl_c_after_the_last_epoch_comes_too_late(command, raise_after):
    raise_after(20)
    assert command("train", "binary-classification", "--json").json["stop_reason"] == "finished"


def test_that_ctrl_c_while_things_load_is_heard(command, monkeypatch):
    monkeypatch.setattr(devices, "require_device", lambda kind: signal.raise_signal(signal.SIGINT))
    status, out, err = command("train", "binary-classification", "--json")
    result = json.loads(out)
    assert (status, err) == (130, "")
    assert (result["stop_reason"], result["epochs"], result["train_loss"]) == ("interrupted", 0, [])


def test_that_an_impatient_second_ctrl_c_ends_it_at_once(command, monkeypatch):
    def twice(kind: str) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(devices, "require_device", twice)
    assert command("train", "binary-classification", "--json") == (130, "", "")


def test_that_ctrl_c_before_training_leaves_no_traceback(command, monkeypatch):
    def interrupt(source: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "open_source", interrupt)
    assert command("train", "binary-classification") == (130, "", "")


def test_that_training_works_outside_the_main_thread(command):
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(command("train", "linear-regression", "--json")))
    thread.start()
    thread.join()
    assert outcomes[0].json["stop_reason"] == "finished"


def test_that_a_device_that_is_not_there_is_refused_with_the_reason(command):
    absent = [device for device in devices.list_devices() if not device.available]
    assert absent or sys.platform == "darwin"
    for device in absent:
        complaint = command("train", "linear-regression", "--device", device.kind).complaint
        assert device.reason in complaint


@pytest.mark.parametrize("restore_best", [True, False])
def test_that_early_stopping_reports_the_epochs_done_and_the_best_ones_weights(command, tmp_path, restore_best):
    stopping = EarlyStopping(monitor="train_loss", patience=3, min_delta=0.001, restore_best=restore_best)
    path = tmp_path / "stopping.json"
    project = edits.with_training(circles(), optimizer=AdamSpec(lr=1.0), epochs=200, early_stopping=stopping)
    write_project(project, path)
    status, out, err = command("train", path, "--json")
    result = json.loads(out)
    assert (status, err, result["stop_reason"]) == (0, "", "early_stopping")
    done = result["epochs"]
    assert done == len(result["train_loss"]) < 200
    best = result["result_epoch"]
    assert best == (done - 3 if restore_best else done)
    assert "has not improved by more than 0.001 for 3 epochs" in result["stop_sentence"]
    # its weights and figures are those of a run of just so many epochs
    shorter = command("train", path, "--json", "--epochs", best).json
    assert (shorter["stop_reason"], shorter["stop_sentence"]) == ("finished", None)
    assert shorter["parameters"] == result["parameters"]
    assert shorter["metrics"] == result["metrics"]
    summary = command("train", path).out.splitlines()
    assert summary[0].startswith(f"{done} epochs on cpu")
    assert summary[0].endswith("(early stopping)")
    assert summary[1] == result["stop_sentence"]
    assert f"{result['train_loss'][best - 1]:.6g} (average during epoch {best})" in summary[2]
    assert summary[2].endswith(f"(after epoch {best})")
