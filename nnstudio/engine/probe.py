"""What a network puts out, layer by layer, for any points at any snapshot."""

import copy
from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nnstudio.engine.snapshot import Snapshot, state_tensors, write_state

Outputs = NDArray[np.float32]


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

    def state_dict(self) -> dict[str, Tensor]:
        """The network's ``state_dict`` as the snapshot has it: copies on the CPU, in PyTorch's own dtypes."""
        return {name: tensor.clone() for name, tensor in self._model.state_dict().items()}

    def predict(self, points: NDArray[np.floating]) -> Outputs:
        """The last layer's outputs, (n, outputs), for inputs of (n, d)."""
        *_, last = self._forward(points)
        return last

    def layers(self, points: NDArray[np.floating]) -> list[Outputs]:
        """Each layer's outputs, first to last, (n, units of the layer), for inputs of (n, d)."""
        return list(self._forward(points))

    def _forward(self, points: NDArray[np.floating]) -> Iterator[Outputs]:
        with torch.no_grad():
            H = torch.tensor(points, dtype=torch.float32)
            for layer in self._model:
                H = layer(H)
                outputs: Outputs = H.numpy()
                outputs.setflags(write=False)
                yield outputs
