"""The kinds of devices that PyTorch computes on; which of them this machine has, the engine finds out."""

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError

DEVICE_KINDS = ("cpu", "cuda", "mps")


def check_device_kind(kind: str) -> None:
    """Nothing, if there are such devices.

    Raises:
        InvalidProjectError: there are none.
    """
    if kind not in DEVICE_KINDS:
        raise InvalidProjectError(
            _("device: unknown device “{kind}”; known: {device_kinds}").format(
                kind=kind, device_kinds=", ".join(DEVICE_KINDS)
            )
        )
