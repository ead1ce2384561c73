"""How the numbers of each layer are spread at an epoch: weights, biases, gradients, updates, activations."""

import bisect
from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_tensors, criterion_of
from nnstudio.engine.snapshots.gradients import loss_gradients
from nnstudio.engine.snapshots.probe import ALL_ON, Probe, Unit
from nnstudio.engine.snapshots.snapshot import Snapshot, StateLayout
from nnstudio.project.project import Project

MOST_VALUES = 20_000
"""Of a layer's values at an epoch so many are kept, evenly taken."""
MOST_SAMPLES = 2_000
"""So many training samples, evenly taken, stand for all where activations are looked at."""


class Quantity(StrEnum):
    WEIGHTS = "weights"
    BIASES = "biases"
    GRADIENTS = "gradients"
    UPDATES = "updates"
    ACTIVATIONS = "activations"


@dataclass(frozen=True, eq=False)
class Spread:
    """A layer's values of one quantity at one epoch."""

    values: NDArray[np.float32]
    """(k,), all of them or evenly taken ones."""
    count: int
    """How many there are."""
    mean: float
    """Of all."""
    std: float
    """Of all."""


class Distributions:
    """Computes spreads, on a probe of its own, in whatever thread."""

    def __init__(self, project: Project, dataset: Dataset, layout: StateLayout, probe: Probe) -> None:
        self._project = project
        self._layout = layout
        self._probe = probe
        self._dataset = dataset
        self._samples = dataset.X_train[:: max(1, -(-len(dataset.X_train) // MOST_SAMPLES))]

    @property
    def sample_count(self) -> int:
        """How many training samples the activations are of."""
        return len(self._samples)

    def spreads(
        self, quantity: Quantity, snapshot: Snapshot, before: Snapshot | None = None, off: Set[Unit] = ALL_ON
    ) -> dict[int, Spread]:
        """By layer, for those that have such values. Updates are since the snapshot `before`; without it, none.

        Gradients are those of `loss_gradients`, over all training samples; a layer's are those of its weights and
        biases together, and so are its updates. Activations are what each layer puts out, without the units `off`.
        """
        if quantity is Quantity.ACTIVATIONS:
            self._probe.load(snapshot)
            return {i: _spread(H.ravel()) for i, H in enumerate(self._probe.layers(self._samples, off))}
        if quantity is Quantity.UPDATES:
            if before is None:
                return {}
            return self._by_layer(self._layout.arrays(snapshot.vector - before.vector), ("weight", "bias"))
        if quantity is Quantity.GRADIENTS:
            self._probe.load(snapshot)
            tensors = build_tensors(self._dataset, self._project.training.loss)
            criterion = criterion_of(self._project, tensors)
            found = loss_gradients(self._probe, criterion, tensors.X_train, tensors.y_train)
            return self._by_layer(found, ("weight", "bias"))
        names = ("weight",) if quantity is Quantity.WEIGHTS else ("bias",)
        return self._by_layer(self._layout.arrays(snapshot.vector), names)

    def _by_layer(self, arrays: dict[str, NDArray[np.float32]], names: tuple[str, ...]) -> dict[int, Spread]:
        found: dict[int, list[NDArray[np.float32]]] = {}
        for key, values in arrays.items():
            layer, _, name = key.partition(".")
            if name in names:
                found.setdefault(int(layer), []).append(values.ravel())
        return {layer: _spread(np.concatenate(parts)) for layer, parts in found.items()}


def layers_with(quantity: Quantity, project: Project) -> list[int]:
    """The layers that have values of this kind."""
    layers = list(enumerate(zip(project.network.layers, project.layer_shapes(), strict=True)))
    if quantity is Quantity.ACTIVATIONS:
        return [i for i, _ in layers]
    learning = [i for i, (_, shape) in layers if shape.parameters]
    if quantity is Quantity.BIASES:
        return [i for i in learning if getattr(project.network.layers[i], "bias", True)]
    return learning


def evenly(epochs: Sequence[int], most: int = 30) -> list[int]:
    """At most `most` + 1 of the stored epochs, evenly spread, the first and the last among them.

    The steps between them are powers of two, so that nearly all chosen ones stay chosen as epochs are added.
    """
    last, step = epochs[-1], 1
    while (last - epochs[0]) // step + 1 > most:
        step *= 2
    chosen = {epochs[0], last}
    for wanted in range(epochs[0], last, step):
        i = bisect.bisect_left(epochs, wanted)
        chosen.add(min(epochs[max(0, i - 1) : i + 1], key=lambda epoch: abs(epoch - wanted)))
    return sorted(chosen)


def _spread(values: NDArray[np.float32]) -> Spread:
    kept = values[:: max(1, -(-len(values) // MOST_VALUES))].copy()
    exact = values.astype(np.float64)
    return Spread(kept, len(values), float(exact.mean()), float(exact.std()))
