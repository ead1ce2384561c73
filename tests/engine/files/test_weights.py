"""Weights from elsewhere fit, or a sentence says why not; no file does anything else."""

import json
import struct
import zipfile

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save
from torch import nn

from nnstudio.engine.files.weights import MAX_BYTES, read_weights
from nnstudio.project.errors import ProjectError

MODEL = nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 1))
SHAPES = {name: tuple(tensor.shape) for name, tensor in MODEL.state_dict().items()}


class Anything:
    """What a file may hold besides tensors."""


def state(**changes):
    """The network's state_dict with some tensors replaced; None leaves one out."""
    whole = {**{name: tensor.clone() for name, tensor in MODEL.state_dict().items()}, **changes}
    return {name: value for name, value in whole.items() if value is not None}


def header(claimed: int, text: str = '{"a":1}') -> bytes:
    return struct.pack("<Q", claimed) + text.encode()


NAN = torch.full((5,), float("nan"))


@pytest.mark.parametrize("suffix", [".safetensors", ".pt", ".anything"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int32])
def test_that_any_dtype_and_any_ending_is_read_as_float32(tmp_path, suffix, dtype):
    path = tmp_path / f"weights{suffix}"
    tensors = {name: (4 * tensor).to(dtype) for name, tensor in state().items()}
    path.write_bytes(save(tensors)) if suffix == ".safetensors" else torch.save(tensors, path)
    arrays = read_weights(path, SHAPES)
    assert list(arrays) == list(SHAPES)
    for name, array in arrays.items():
        assert array.dtype == np.float32
        assert not array.flags.writeable
        assert np.array_equal(array, tensors[name].to(torch.float32).numpy())


@pytest.mark.parametrize("suffix", [".safetensors", ".pt"])
@pytest.mark.parametrize(
    ("tensors", "sentence"),
    [
        (state(**{"2.bias": None}), "2.bias is missing; the file has 0.weight, 0.bias, 2.weight"),
        (state(**{"2.bais": torch.zeros(1)}), 'this network has no "2.bais"; did you mean "2.bias"?'),
        (state(**{"0.weight": torch.zeros(5, 3)}), "0.weight is 5 × 3, but this network's is 5 × 2"),
        (state(**{"0.bias": torch.tensor(1.0)}), "0.bias is a single number, but this network's is 5"),
        (state(**{"0.bias": NAN}), "0.bias holds numbers that are infinite, NaN, or too large for float32"),
        (state(**{"0.bias": torch.full((5,), 1e300, dtype=torch.float64)}), "0.bias holds numbers that are infinite"),
        (state(**{"0.bias": torch.zeros(5, dtype=torch.bool)}), "0.bias is bool; ordinary numbers are needed"),
        (state(**{"0.bias": torch.zeros(5, dtype=torch.complex64)}), "0.bias is complex64"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_that_another_networks_weights_are_refused_in_a_sentence(tmp_path, suffix, tensors, sentence):
    path = tmp_path / f"weights{suffix}"
    path.write_bytes(save(tensors)) if suffix == ".safetensors" else torch.save(tensors, path)
    assert sentence in refusal(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (MODEL, "Python objects besides tensors"),
        ({**state(), "2.bias": Anything()}, "Python objects besides tensors"),
        ({"epoch": 3, "model_state_dict": state()}, 'within its "model_state_dict"; save that part alone'),
        (torch.zeros(3), "holds a Tensor, not a state_dict"),
        ([1, 2], "holds a list, not a state_dict"),
        ({}, "not a state_dict"),
        (state(**{"2.bias": [0.0]}), '"2.bias" is a list, not a tensor'),
        (state(**{"0.bias": torch.ones(5).to_sparse()}), "0.bias is sparse"),
        (state(**{"0.bias": torch.ones(5, device="meta")}), "0.bias is a shape without numbers"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
@pytest.mark.parametrize("is_zip", [True, False])
def test_that_a_pt_file_of_anything_else_is_refused_in_a_sentence(tmp_path, content, sentence, is_zip):
    path = tmp_path / "weights.pt"
    torch.save(content, path, _use_new_zipfile_serialization=is_zip)
    assert sentence in refusal(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"hello, world", "neither a .safetensors nor a .pt file"),
        (b"PK\x03\x04" + bytes(50), "not a sound .pt file"),
        (header(2**60), "header claims 1,152,921,504,606,846,976 bytes"),
        (header(5000), "ends within its header"),
        (header(7), "not a sound .safetensors file"),
        (save(state())[:-4], "ends before its last tensor; it was not copied as a whole"),
        (save(state()) + b"more", "not a sound .safetensors file"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_that_rubbish_is_refused_in_a_sentence(tmp_path, content, sentence):
    path = tmp_path / "weights"
    path.write_bytes(content)
    assert sentence in refusal(path)


def test_that_a_truncated_pt_file_is_refused(tmp_path):
    path = tmp_path / "weights.pt"
    torch.save(state(), path)
    path.write_bytes(path.read_bytes()[:-200])
    assert "only a part of one" in refusal(path)


def test_that_what_is_no_file_of_sane_size_is_refused_without_reading_it(tmp_path):
    assert "there is no such file" in refusal(tmp_path / "none.pt")
    assert "this is a folder" in refusal(tmp_path)
    huge = tmp_path / "huge.safetensors"
    with huge.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "too large" in refusal(huge)
    bomb = tmp_path / "bomb.pt"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("data.pkl", "w") as entry:
        for _ in range(MAX_BYTES // 2**26 + 1):
            entry.write(bytes(2**26))
    assert bomb.stat().st_size < 2**22
    assert "once unpacked" in refusal(bomb)


def test_that_a_file_that_would_run_code_runs_none(tmp_path):
    """A pickle that makes a folder when it is loaded as pickles are."""
    path = tmp_path / "evil.pt"
    made = tmp_path / "made"
    path.write_bytes(b"\x80\x02cos\nmkdir\n(X" + struct.pack("<I", len(str(made))) + str(made).encode() + b"tR.")
    refusal(path)
    assert not made.exists()


@given(data=st.data(), is_zip=st.booleans() | st.none())
def test_that_damaged_files_are_read_or_refused_and_nothing_else(data, is_zip, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "damaged"
    if is_zip is None:
        path.write_bytes(save(state(), metadata={"a": json.dumps({"b": 1})}))
    else:
        torch.save(state(), path, _use_new_zipfile_serialization=is_zip)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content) - 1))
        if data.draw(st.booleans()):
            content[at] = data.draw(st.integers(0, 255))
        else:
            del content[at : at + data.draw(st.integers(1, 60))]
        if not content:
            break
    path.write_bytes(content)
    try:
        arrays = read_weights(path, SHAPES)
    except ProjectError as error:
        assert str(path) in str(error)
        assert "\n" not in str(error)
    else:
        assert {name: array.shape for name, array in arrays.items()} == SHAPES


def refusal(path) -> str:
    with pytest.raises(ProjectError) as caught:
        read_weights(path, SHAPES)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    return text
