"""Whether the machine has the memory that a run takes; said before, for systems end who asks for too much."""

import ctypes
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.layers.spec import LayerShape
from nnstudio.project.project import Project

_FLOAT = 4
_COPIES = 6
"""Of all parameters: themselves, gradients, what views look at, three snapshots."""
_ARRAYS = 4
"""So often the samples lie in memory: as they were read, as inputs, as tensors, in batches."""
_ALWAYS_FITS = 2**30


def require_memory(project: Project, device: str) -> None:
    """Raises InvalidProjectError, with what takes most, if a run of the project would take more than is left.

    It is an estimate: of what PyTorch keeps for a step, and of the test samples on their way through the network. What
    another device has is not known here.
    """
    if device != "cpu":
        return
    shapes = project.layer_shapes()
    copies = _COPIES + project.training.optimizer.remembered()
    parts = {
        "network.layers": _FLOAT * sum(s.parameters for s in shapes) * copies,
        "training.batch_size": _step_bytes(project, shapes),
        _test_place(project): _test_bytes(project, shapes),
    }
    needed = sum(parts.values())
    if needed <= _ALWAYS_FITS:
        return
    left = free_bytes()
    if left is not None and needed > left:
        most = max(parts, key=lambda name: parts[name])
        remedy = {
            "network.layers": _("use fewer units"),
            "training.batch_size": _("use smaller batches, or fewer units"),
            _test_place(project): _("use fewer test samples, or fewer units"),
        }[most]
        raise InvalidProjectError(
            _(
                "{most}: training would take about {needed:,.1f} GB of memory, and {left:,.1f} GB are free; {remedy}"
            ).format(most=most, needed=needed / 2**30, left=left / 2**30, remedy=remedy)
        )


def require_memory_for_all(projects: Sequence[Project]) -> None:
    """Raises InvalidProjectError if the data of all these projects would take more than half of what is left."""
    specs = {project.data for project in projects}
    needed = sum(_ARRAYS * 8 * spec.source.sample_count() * max(1, spec.input_count()) for spec in specs)
    left = free_bytes()
    if left is not None and needed > max(_ALWAYS_FITS, left // 2):
        raise InvalidProjectError(
            _(
                "the data of {project_count:,} runs would take about {needed:,.1f} GB of memory, and "
                "{left:,.1f} GB are free"
            ).format(project_count=len(projects), needed=needed / 2**30, left=left / 2**30)
        )


def _step_bytes(project: Project, shapes: Sequence[LayerShape]) -> int:
    """What layers put out for a batch, and the gradients of as much."""
    batch = min(project.training.batch_size, project.data.train_count())
    return 2 * _FLOAT * batch * sum(shape.outputs for shape in shapes)


def _test_place(project: Project) -> str:
    """Which field says how many samples are tested on."""
    return "data.test_fraction" if project.data.fold is None else "data.fold.folds"


def _test_bytes(project: Project, shapes: Sequence[LayerShape]) -> int:
    tested = project.data.source.sample_count() - project.data.train_count()
    return _FLOAT * tested * max(shape.inputs + shape.outputs for shape in shapes)


def free_bytes() -> int | None:
    """How much memory there is for more; None where that can't be told."""
    if sys.platform == "linux":
        found = [_meminfo(), _left_in_group()]
        return min((bytes for bytes in found if bytes is not None), default=None)
    if sys.platform == "win32":
        return _windows()
    with suppress(ValueError, OSError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return None


def _meminfo() -> int | None:
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _left_in_group() -> int | None:
    """What is left of the limit that a container has set."""
    with suppress(OSError, ValueError):
        group = Path("/sys/fs/cgroup")
        limit = int((group / "memory.max").read_text(encoding="ascii"))
        return limit - int((group / "memory.current").read_text(encoding="ascii"))
    return None


def _windows() -> int | None:
    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "left", "file", "file_left", "own", "own_left", "more")),
        )

    status = Status()
    status.length = ctypes.sizeof(status)
    if sys.platform == "win32" and ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return int(status.left)
    return None
