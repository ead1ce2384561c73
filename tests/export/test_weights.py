"""Saved weights are the run's, to the last bit, for whoever reads them without the studio."""

import hashlib
import json

import pytest
import torch
from torch import nn

from nnstudio.engine.files.weights import read_weights
from nnstudio.engine.snapshots.fingerprint import fingerprint
from nnstudio.export.weights import write_weights
from nnstudio.project.sources.scikit_made import CirclesSource
from nnstudio.project.storage import parse_project
from tests.export.runs import project_on, run_outside, trained

READ_OUTSIDE = """
import hashlib, json, sys
import torch
from torch import nn

path = sys.argv[1]
if path.endswith(".pt"):
    state, metadata = torch.load(path, weights_only=True), {}
else:
    from safetensors import safe_open
    from safetensors.torch import load_file
    state = load_file(path)
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
model = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 1))
model.load_state_dict(state, strict=True)
numbers = b"".join(tensor.float().numpy().tobytes() for tensor in model.state_dict().values())
counted = model.state_dict()["1.num_batches_tracked"]
print(json.dumps([hashlib.sha256(numbers).hexdigest(), metadata, int(counted), str(counted.dtype)]))
"""


@pytest.fixture(scope="module")
def outcome():
    return trained(project_on(CirclesSource(), "batch_norm", "relu"))


@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
def test_that_plain_pytorch_loads_the_very_weights(outcome, tmp_path, suffix):
    path = tmp_path / f"weights{suffix}"
    write_weights(outcome, path)
    sha, metadata, counted, dtype = json.loads(run_outside(READ_OUTSIDE, path, cwd=tmp_path))
    assert sha == fingerprint(outcome.snapshot)
    # 300 samples in batches of 50, three epochs
    assert (counted, dtype) == (18, "torch.int64")
    if suffix == ".safetensors":
        assert metadata["sha256"] == sha
        assert metadata["epoch"] == "3"
        assert parse_project(metadata["project"]) == outcome.project


@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
def test_that_what_was_written_is_read_back_to_the_last_bit(outcome, tmp_path, suffix):
    path = tmp_path / f"weights{suffix}"
    write_weights(outcome, path)
    model = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 1))
    shapes = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    arrays = read_weights(path, shapes)
    assert list(arrays) == list(shapes)
    numbers = b"".join(array.tobytes() for array in arrays.values())
    assert hashlib.sha256(numbers).hexdigest() == fingerprint(outcome.snapshot)


def test_that_an_earlier_epochs_weights_are_that_epochs(outcome, tmp_path):
    earlier = trained(outcome.project, epoch=1)
    write_weights(earlier, tmp_path / "one.pt")
    write_weights(trained(project_on(CirclesSource(), "batch_norm", "relu", epochs=1)), tmp_path / "run-of-one.pt")
    states = [torch.load(tmp_path / name, weights_only=True) for name in ("one.pt", "run-of-one.pt")]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert len(earlier.train_loss) == 1
