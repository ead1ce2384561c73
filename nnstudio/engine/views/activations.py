"""Activation functions as PyTorch computes them, their slopes by autograd, and what a layer of them is given."""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_layer
from nnstudio.engine.snapshots.probe import ALL_ON, Probe, Unit
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.spec import LayerShape

REACH = 6.0
FLAT = 0.01
"""A slope smaller than this, either way, lets hardly any gradient through."""
_MOST_SAMPLES = 2_000
_MOST_VALUES = 50_000


def function_and_slope(kind: str, x: NDArray[np.floating]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """f(x) and f′(x), (n,) each, of an activation; where it has a kink, the slope that PyTorch takes there."""
    values = torch.tensor(x, dtype=torch.float32, requires_grad=True)
    with torch.enable_grad():
        outputs = build_layer(LAYER_KINDS[kind](), LayerShape(1, 1, 0))(values)
        (slopes,) = torch.autograd.grad(outputs.sum(), values)
    return outputs.detach().numpy(), slopes.numpy()


@dataclass(frozen=True, eq=False)
class LayerInputs:
    """What a layer is given, number by number, for the training samples."""

    values: NDArray[np.float32]
    """(k,), at most 50,000, evenly taken."""
    samples: int
    """How many training samples they come from."""
    units: int

    def share_beyond(self, reach: float = REACH) -> float:
        """Which share lies outside −reach…reach."""
        return float((np.abs(self.values) > reach).mean())

    def share_flat(self, kind: str) -> float:
        """Which share lies where the activation's slope is almost 0."""
        return float((np.abs(function_and_slope(kind, self.values)[1]) < FLAT).mean())


def layer_inputs(
    dataset: Dataset, probe: Probe, snapshot: Snapshot, layer: int, off: Set[Unit] = ALL_ON
) -> LayerInputs:
    """What the layer gets from the one in front of it, or from the samples; without the units `off`."""
    X = dataset.X_train[:: max(1, -(-len(dataset.X_train) // _MOST_SAMPLES))]
    H: NDArray[np.floating]
    if layer:
        probe.load(snapshot)
        H = probe.layers(X, off)[layer - 1]
    else:
        H = X.astype(np.float32)
        H[:, [unit for of, unit in off if of == -1 and unit < H.shape[1]]] = 0.0
    values = H.ravel()
    return LayerInputs(values[:: max(1, -(-len(values) // _MOST_VALUES))].copy(), len(X), H.shape[1])
