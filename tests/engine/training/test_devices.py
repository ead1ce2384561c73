"""Which devices there are, and the true reason why not the others."""

import sys

import pytest
import torch

from nnstudio.engine.training.devices import list_devices, require_device
from nnstudio.project.errors import InvalidProjectError


def found(kind: str):
    return next(device for device in list_devices() if device.kind == kind)


@pytest.fixture
def bare(monkeypatch):
    """A machine with nothing but a CPU."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    return monkeypatch


def test_that_all_three_kinds_are_listed_and_the_cpu_is_there():
    assert [device.kind for device in list_devices()] == ["cpu", "cuda", "mps"]
    assert found("cpu").available
    for device in list_devices():
        assert device.name
        assert bool(device.reason) is not device.available


def test_that_what_is_listed_can_be_computed_on():
    for device in list_devices():
        if device.available:
            require_device(device.kind)
            assert torch.ones(2, device=device.kind).sum().item() == 2
        else:
            with pytest.raises(InvalidProjectError) as caught:
                require_device(device.kind)
            assert device.reason in str(caught.value)


@pytest.mark.parametrize(
    ("platform", "cuda_build", "reason"),
    [("linux", None, "without CUDA"), ("win32", "12.8", "driver"), ("darwin", None, "Macs")],
)
def test_that_a_missing_cuda_has_its_true_reason(bare, platform, cuda_build, reason):
    bare.setattr(sys, "platform", platform)
    bare.setattr(torch.version, "cuda", cuda_build)
    assert not found("cuda").available
    assert reason in found("cuda").reason


@pytest.mark.parametrize(
    ("platform", "built", "reason"),
    [("linux", False, "only Macs"), ("darwin", False, "without MPS"), ("darwin", True, "macOS 14")],
)
def test_that_a_missing_mps_has_its_true_reason(bare, platform, built, reason):
    bare.setattr(sys, "platform", platform)
    bare.setattr(torch.backends.mps, "is_built", lambda: built)
    assert not found("mps").available
    assert reason in found("mps").reason


def test_that_a_graphics_card_is_named(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "GeForce")
    assert (found("cuda").name, found("cuda").available) == ("GeForce", True)
    require_device("cuda")


def test_that_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(InvalidProjectError, match=r"tpu.*cpu, cuda, mps"):
        require_device("tpu")
