"""All of a network's numbers at one epoch, in one flat vector."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Vector = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A network's state after `epoch` epochs (0: before training): the state_dict's tensors, end to end.

    `vector` is float32, owned and read-only. Batch norm's counters lie in it as floats.
    """

    epoch: int
    vector: Vector


class StateLayout:
    """Where each tensor of a network's ``state_dict`` lies in a snapshot's vector."""

    def __init__(self, model: nn.Module) -> None:
        state = model.state_dict()
        self._shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
        sizes = [tensor.numel() for tensor in state.values()]
        ends = np.cumsum([0, *sizes]).tolist()
        self._slices = {name: slice(a, b) for name, a, b in zip(state, ends, ends[1:], strict=False)}
        self.size: int = ends[-1]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return dict(self._shapes)

    def arrays(self, vector: Vector) -> dict[str, Vector]:
        """The state_dict's names with their float32 arrays: views of `vector`, read-only as it is."""
        return {name: vector[part].reshape(self._shapes[name]) for name, part in self._slices.items()}


def state_tensors(model: nn.Module) -> list[Tensor]:
    """The tensors of ``state_dict()`` in its order: the live ones, not copies."""
    return list(model.state_dict().values())


def state_vectors(model: nn.Module) -> list[Tensor]:
    """The same, each as one row of numbers: views of the live ones."""
    return [tensor.view(-1) for tensor in state_tensors(model)]


def read_state(tensors: list[Tensor]) -> Vector:
    """A copy of the tensors' numbers as one read-only float32 vector on the CPU."""
    with torch.no_grad():
        vector: Vector = torch.cat([tensor.reshape(-1).to(torch.float32) for tensor in tensors]).cpu().numpy()
    vector.setflags(write=False)
    return vector


def write_state(tensors: list[Tensor], vector: Vector) -> None:
    """Copies a snapshot's numbers into the tensors."""
    # torch warns about read-only arrays, which it can't express; this copy is only read
    source = torch.from_numpy(vector.copy())
    start = 0
    with torch.no_grad():
        for tensor in tensors:
            tensor.copy_(source[start : start + tensor.numel()].view(tensor.shape))
            start += tensor.numel()
