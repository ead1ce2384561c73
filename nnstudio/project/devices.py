"""The kinds of devices that PyTorch computes on; which of them this machine has, the engine finds out."""

from nnstudio.project.errors import InvalidProjectError

DEVICE_KINDS = ("cpu", "cuda", "mps")


def check_device_kind(kind: str) -> None:
    """Nothing, if there are such devices.

    Raises:
        InvalidProjectError: there are none.
    """
    if kind not in DEVICE_KINDS:
        raise InvalidProjectError(f"device: unknown device “{kind}”; known: {', '.join(DEVICE_KINDS)}")
