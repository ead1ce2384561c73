"""What a network puts out, layer by layer, for any points at any snapshot."""

import copy
from collections.abc import Iterator, Set

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nnstudio.engine.snapshots.cost import portion_of
from nnstudio.engine.snapshots.snapshot import Snapshot, state_tensors, write_state

Outputs = NDArray[np.float32]
Unit = tuple[int, int]
"""(layer, unit), both from 0; layer −1 is the inputs."""
ALL_ON: frozenset[Unit] = frozenset()


class Probe:
    """A copy of a network, in evaluation mode on the CPU, that takes on any snapshot of its run.

    The copy draws nothing from the random generator and shares nothing with the network in training.
    """

    def __init__(self, model: nn.Sequential) -> None:
        self._model = copy.deepcopy(model).cpu().eval()
        self._state = state_tensors(self._model)

    def fork(self) -> "Probe":
        """Another probe of the same network, that another thread may use."""
        return Probe(self._model)

    def load(self, snapshot: Snapshot) -> None:
        """Takes on the snapshot's parameters."""
        write_state(self._state, snapshot.vector)

    @property
    def model(self) -> nn.Sequential:
        """The copy itself, in evaluation mode, with the parameters of the snapshot last loaded."""
        return self._model

    def state_dict(self) -> dict[str, Tensor]:
        """The network's ``state_dict`` as the snapshot has it: copies on the CPU, in PyTorch's own dtypes."""
        return {name: tensor.clone() for name, tensor in self._model.state_dict().items()}

    def predict(self, points: NDArray[np.floating], off: Set[Unit] = ALL_ON) -> Outputs:
        """The last layer's outputs, (n, outputs), for inputs of (n, d), with the units `off` switched off."""
        portion = portion_of(self._model, points.shape[1])
        parts = [self._last(points[i : i + portion], off) for i in range(0, max(1, len(points)), portion)]
        if len(parts) == 1:
            return parts[0]
        outputs: Outputs = np.concatenate(parts)
        outputs.setflags(write=False)
        return outputs

    def _last(self, points: NDArray[np.floating], off: Set[Unit]) -> Outputs:
        """The last layer's outputs; of those before it, one layer's are kept at a time."""
        for outputs in self._forward(points, off):
            last = outputs
        return last

    def layers(self, points: NDArray[np.floating], off: Set[Unit] = ALL_ON) -> list[Outputs]:
        """Each layer's outputs, first to last, (n, units of the layer), for inputs of (n, d).

        What a unit of `off` puts out counts as 0, for the layers behind it too; its parameters stay what they are.
        """
        return list(self._forward(points, off))

    def _forward(self, points: NDArray[np.floating], off: Set[Unit]) -> Iterator[Outputs]:
        with torch.no_grad():
            H = _without(torch.tensor(points, dtype=torch.float32), -1, off)
            for i, layer in enumerate(self._model):
                H = _without(layer(H), i, off)
                outputs: Outputs = H.numpy()
                outputs.setflags(write=False)
                yield outputs


def _without(H: Tensor, layer: int, off: Set[Unit]) -> Tensor:
    """The layer's outputs with 0 for the units that are off, and for those it does not have no trouble."""
    units = [unit for of, unit in off if of == layer and unit < H.shape[1]]
    return H.index_fill(1, torch.tensor(units), 0.0) if units else H
