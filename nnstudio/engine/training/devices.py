"""The devices that PyTorch can compute on: which are there, and why the others are not."""

import platform
import sys
from dataclasses import dataclass

import torch

from nnstudio.language import _
from nnstudio.project.devices import check_device_kind
from nnstudio.project.errors import InvalidProjectError


@dataclass(frozen=True)
class Device:
    """One kind of device on this machine."""

    kind: str
    """``cpu``, ``cuda`` or ``mps``, as PyTorch calls it."""
    name: str
    available: bool
    reason: str = ""
    """Why it is not available; empty if it is."""


def list_devices() -> tuple[Device, ...]:
    """The CPU, CUDA and Apple's MPS, whether they are there or not."""
    return (
        Device("cpu", platform.processor() or platform.machine() or "CPU", True),
        _cuda(),
        _mps(),
    )


def require_device(kind: str) -> None:
    """Nothing, if the device can be used.

    Raises:
        InvalidProjectError: there is no such device here; says why.
    """
    check_device_kind(kind)
    devices = {device.kind: device for device in list_devices()}
    if not devices[kind].available:
        raise InvalidProjectError(
            _("device: {kind} is not available here: {reason}").format(kind=kind, reason=devices[kind].reason)
        )


def _cuda() -> Device:
    if torch.cuda.is_available():
        return Device("cuda", torch.cuda.get_device_name(), True)
    if sys.platform == "darwin":
        reason = _("CUDA needs an NVIDIA graphics card, which Macs do not have")
    elif torch.version.cuda is None:
        reason = _("this build of PyTorch was made without CUDA")
    else:
        reason = _("no NVIDIA graphics card with a working driver was found")
    return Device("cuda", _("NVIDIA graphics card"), False, reason)


def _mps() -> Device:
    if torch.backends.mps.is_available():
        return Device("mps", _("Apple graphics (Metal)"), True)
    if sys.platform != "darwin":
        reason = _("only Macs have Apple's Metal")
    elif not torch.backends.mps.is_built():
        reason = _("this build of PyTorch was made without MPS")
    else:
        reason = _("MPS needs a Mac with Apple silicon and macOS 14 or later")
    return Device("mps", _("Apple graphics (Metal)"), False, reason)
