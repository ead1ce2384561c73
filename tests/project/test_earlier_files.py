"""Files that earlier versions wrote open as they were meant; never write these anew with a later version."""

import json
from pathlib import Path

import pytest

from nnstudio.engine.files.archive import read_archive
from nnstudio.project.storage import project_from, project_json
from nnstudio.session.keeping import restore_runs

EARLIER = Path(__file__).parent / "earlier"
PROJECTS = json.loads((EARLIER / "projects.json").read_text(encoding="utf-8"))


KINDS_OF_THEN = {
    "layers": "linear relu sigmoid tanh softplus leaky_relu elu gelu silu dropout batch_norm layer_norm softmax",
    "losses": "mse l1 huber bce_with_logits bce cross_entropy",
    "optimizers": "sgd adam adamw rmsprop adagrad",
    "sources": "linear wave circles moons blobs xor gauss spiral plane multi_gauss "
    "iris wine breast_cancer digits diabetes points csv",
}


@pytest.mark.parametrize("raw", PROJECTS, ids=lambda raw: raw["data"]["source"]["kind"])
def test_that_an_earlier_project_opens_and_is_written_with_the_same_values(raw):
    assert json.loads(project_json(project_from(raw))) == raw


def test_that_every_kind_of_then_is_among_them():
    kinds = {
        "layers": {layer["kind"] for raw in PROJECTS for layer in raw["network"]["layers"]},
        "losses": {raw["training"]["loss"] for raw in PROJECTS},
        "optimizers": {raw["training"]["optimizer"]["kind"] for raw in PROJECTS},
        "sources": {raw["data"]["source"]["kind"] for raw in PROJECTS},
    }
    assert kinds == {name: set(listed.split()) for name, listed in KINDS_OF_THEN.items()}


def test_that_an_earlier_studio_file_opens_with_its_runs():
    archive = read_archive(EARLIER / "two-runs.nnstudio")
    runs = restore_runs(archive)
    told = json.loads((EARLIER / "two-runs.json").read_text(encoding="utf-8"))
    assert [{"train_loss": run.history.train_loss, "test_loss": run.history.test_loss} for run in runs] == told
    assert [run.epoch for run in runs] == [6, 6]
    # each goes on from there
    for run in runs:
        assert [report.epoch for report in run.trainer.epochs(7)] == [7]
