"""A prediction taken apart into what each unit in front of the output adds to it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.snapshots.snapshot import StateLayout
from nnstudio.engine.views.frame import Frame
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.project import Project


@dataclass(frozen=True, eq=False)
class Contributions:
    """The summands of a Linear layer with one output: ``prediction = Σ parts + bias``."""

    layer: int
    """The layer whose units they are; −1 for the inputs, where the output layer is the only one."""
    parts: NDArray[np.float32]
    """(points, units): each unit's output times its weight."""
    bias: float
    """0 where the output layer has none."""

    @property
    def total(self) -> NDArray[np.float32]:
        """(points,): the sum, which is the prediction up to float rounding."""
        total: NDArray[np.float32] = self.parts.sum(axis=1) + np.float32(self.bias)
        return total


def can_be_taken_apart(project: Project) -> bool:
    """Whether the network ends with a Linear layer that has one output."""
    return isinstance(project.network.layers[-1], LinearLayer) and project.layer_shapes()[-1].outputs == 1


def take_apart(frame: Frame, layout: StateLayout, dataset: Dataset) -> Contributions:
    """What each unit in front of the output layer adds to the prediction over the frame's region, in its own units.

    The network must satisfy `can_be_taken_apart`. A unit that is switched off adds 0.
    """
    last = len(frame.layers) - 1
    if last:
        H = frame.layers[last - 1]
    else:
        H = frame.region.inputs.copy()
        H[:, [unit for layer, unit in frame.off if layer == -1 and unit < H.shape[1]]] = 0.0
    arrays = layout.arrays(frame.snapshot.vector)
    found = arrays.get(f"{last}.bias")
    parts, bias = H * arrays[f"{last}.weight"], float(found[0]) if found is not None else 0.0
    if dataset.has_scaled_target:
        parts = (parts * dataset.target_scale).astype(np.float32)
        bias = bias * dataset.target_scale + dataset.target_mean
    return Contributions(last - 1, parts, bias)
