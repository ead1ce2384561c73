"""What a network is made of, as PyTorch tells it: its printed form, and its state before training and after."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from nnstudio.engine.build import build_network
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot, StateLayout
from nnstudio.project.project import Project


def printed_model(project: Project, title: str = "", names: Sequence[str] = ()) -> str:
    """What ``print(model)`` writes for the ``nn.Sequential``.

    With a `title`, for a class of that name, with a name for each layer or with all of them in ``self.main``.
    The modules are built without memory for their weights, and without a draw from the random generator.

    Raises:
        InvalidProjectError: something does not fit.
    """
    with torch.device("meta"):
        model: nn.Module = build_network(project)
    if title:
        network = type(title, (nn.Module,), {})()
        parts = dict(zip(names, model.children(), strict=True)) if names else {"main": model}
        for name, layer in parts.items():
            setattr(network, name, layer)
        model = network
    return str(model)


@dataclass(frozen=True, eq=False)
class TensorState:
    """One entry of the ``state_dict`` before training and at a later epoch."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    """As PyTorch writes it: ``torch.float32``."""
    before: NDArray[np.float32]
    now: NDArray[np.float32]

    @property
    def change(self) -> NDArray[np.float32]:
        """``now - before``"""
        difference: NDArray[np.float32] = self.now - self.before
        return difference


def state_dtypes(probe: Probe) -> dict[str, str]:
    """The dtype of every entry of the ``state_dict``, as PyTorch has it."""
    return {name: str(tensor.dtype) for name, tensor in probe.state_dict().items()}


def compare_states(
    layout: StateLayout, dtypes: dict[str, str], before: Snapshot, now: Snapshot
) -> tuple[TensorState, ...]:
    """Every entry of the ``state_dict`` in its order, at both epochs; the arrays are views of the snapshots."""
    old, new = layout.arrays(before.vector), layout.arrays(now.vector)
    return tuple(TensorState(name, shape, dtypes[name], old[name], new[name]) for name, shape in layout.shapes.items())
