"""The training loss over two directions in the space of a network's parameters, and the way of a run through it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.func import functional_call

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_tensors, criterion_of
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot, StateLayout
from nnstudio.engine.training.branch import trainer_at
from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.project.rounding import rounded

MOST_SAMPLES = 2000
_NUMBERS = 2_000_000
"""How many outputs of hidden layers may be held at a time."""
_MARGIN = 0.35
_TINY = 1e-7
"""Of the longest direction's length: what is shorter is rounding."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Slice:
    """A plane, or a line, through a point of parameter space."""

    origin: Floats
    """(p,): the state that has coordinates 0."""
    directions: Floats
    """(1 or 2, p), at right angles and of length 1."""
    labels: tuple[str, ...]
    explained: tuple[float, ...] = ()
    """For principal directions, the share of the path's variance along each."""
    is_whole: bool = False
    """Whether the network has no other parameters: then this is the loss, and no slice through it."""

    def coordinates(self, vectors: Floats) -> Floats:
        """Where states, (n, p), lie on it, or where their feet do, (n, 1 or 2)."""
        return (vectors - self.origin) @ self.directions.T

    def states(self, coordinates: Floats) -> Floats:
        """The states, (n, p), at coordinates of (n, 1 or 2)."""
        return self.origin + coordinates @ self.directions


def learned_places(project: Project, layout: StateLayout, most: int = 10**9) -> list[tuple[str, int]]:
    """Single parameters' names, as ``0.weight[2, 1]``, with their places in a snapshot's vector; the first `most`."""
    indices = layout.arrays(np.arange(layout.size, dtype=np.float64))  # type: ignore[arg-type]
    places = (
        (f"{name}[{', '.join(map(str, index))}]", int(indices[name][index]))
        for name in project.parameter_shapes()
        for index in np.ndindex(*indices[name].shape)
    )
    return list(islice(places, most))


def learned_mask(project: Project, layout: StateLayout) -> NDArray[np.intp]:
    """The places of all that is learned in a snapshot's vector."""
    indices = layout.arrays(np.arange(layout.size, dtype=np.float64))  # type: ignore[arg-type]
    return np.concatenate([indices[name].ravel() for name in project.parameter_shapes()]).astype(np.intp)


def parameter_slice(size: int, chosen: Sequence[tuple[str, int]], through: Floats, parameters: int) -> Slice:
    """The slice along single parameters; all others stay as they are in `through`. Coordinates are their values."""
    directions = np.zeros((len(chosen), size))
    origin = through.astype(np.float64).copy()
    for row, (_unused, place) in enumerate(chosen):
        directions[row, place] = 1.0
        origin[place] = 0.0
    return Slice(origin, directions, tuple(name for name, _unused in chosen), (), parameters == len(chosen))


def principal_slice(path: Floats, learned: NDArray[np.intp]) -> Slice | None:
    """The plane of the two leading principal directions of a run's path, (n, p), through its last state.

    None where the path has no two directions yet. Only `learned` places vary: batch norm's statistics stay.
    """
    moved = np.zeros_like(path)
    moved[:, learned] = path[:, learned] - path[-1, learned]
    centred = moved - moved.mean(axis=0)
    variances, found = _leading_directions(centred)
    if len(variances) < 2 or np.sqrt(variances[1]) <= _TINY * max(_TINY, np.sqrt(variances[0])):
        return None
    shares = variances / (centred**2).sum()
    # each direction's sign is free: the way leads from left to right, and upwards
    for row in found:
        if (moved[-1] - moved[0]) @ row < 0:
            row *= -1
    explained = (float(shares[0]), float(shares[1]))
    labels = tuple(
        _("principal direction {number} ({share})").format(number=i + 1, share=rounded(float(share), ".1%"))
        for i, share in enumerate(explained)
    )
    return Slice(path[-1].astype(np.float64), found, labels, explained)


def _leading_directions(centred: Floats) -> tuple[Floats, Floats]:
    """The two largest squared singular values of (n, p), and their right singular vectors, (2, p).

    By the eigenvectors of the smaller one of the two products of the matrix with itself, which takes a tenth of a
    decomposition's time; beside a training that is felt.
    """
    is_tall = len(centred) >= centred.shape[1]
    variances, vectors = np.linalg.eigh(centred.T @ centred if is_tall else centred @ centred.T)
    variances, vectors = np.maximum(variances[:-3:-1], 0.0), vectors[:, :-3:-1].T
    if not is_tall:
        vectors = vectors @ centred / np.maximum(np.sqrt(variances), np.finfo(float).tiny)[:, None]
    return variances, vectors


Box = tuple[tuple[float, float], ...]


def box_around(points: Floats) -> Box:
    """The stretch along each axis that holds the points, (n, 1 or 2), with room around them."""
    box = []
    extents = np.ptp(points, axis=0)
    for low, high, extent in zip(
        points.min(axis=0).tolist(), points.max(axis=0).tolist(), extents.tolist(), strict=True
    ):
        # both axes have one scale: where a path hardly moves along one of them, there is something to be seen beside it
        room = max(_MARGIN * extent, 0.3 * float(extents.max()), 1e-3 * max(1.0, abs(low)))
        box.append((low - room, high + room))
    return tuple(box)


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss over a slice: rows go up the second axis; a line has one row."""

    slice: Slice
    box: Box
    losses: Floats
    """(rows, columns)"""
    samples: int
    """How many training samples it is the loss of."""


class LossField:
    """The real criterion on the training samples, in evaluation mode, for many states of a network at once."""

    def __init__(self, project: Project, dataset: Dataset, probe: Probe) -> None:
        rows = slice(None, None, max(1, -(-len(dataset.X_train) // MOST_SAMPLES)))
        tensors = build_tensors(dataset, project.training.loss)
        self._X, self._y = tensors.X_train[rows], tensors.y_train[rows]
        self._criterion = criterion_of(project, tensors)
        self._model = probe.fork().model
        state = self._model.state_dict()
        self._dtypes = {name: tensor.dtype for name, tensor in state.items()}
        self._layout = StateLayout(self._model)
        width = sum(shape.outputs for shape in project.layer_shapes())
        self._chunk = max(1, _NUMBERS // max(1, width * len(self._X) + self._layout.size))

    @property
    def samples(self) -> int:
        return len(self._X)

    def losses(self, states: Floats) -> Floats:
        """(n,) losses for states of (n, p); what is not finite is NaN."""
        found = [self._part(states[i : i + self._chunk]) for i in range(0, len(states), self._chunk)]
        losses: Floats = np.concatenate(found)
        losses[~np.isfinite(losses)] = np.nan
        return losses

    def _part(self, states: Floats) -> Floats:
        vectors = torch.tensor(states, dtype=torch.float32)
        batched: dict[str, Tensor] = {}
        start = 0
        for name, shape in self._layout.shapes.items():
            size = int(np.prod(shape, dtype=int))
            part = vectors[:, start : start + size].reshape(-1, *shape)
            batched[name] = part.to(self._dtypes[name])
            start += size

        def loss(parameters: dict[str, Tensor]) -> Any:
            return self._criterion(functional_call(self._model, parameters, (self._X,)), self._y)

        with torch.no_grad():
            losses: Floats = torch.vmap(loss)(batched).double().numpy()
        return losses

    def surface(self, cut: Slice, box: Box, resolution: int) -> Surface:
        """The loss on a grid of `resolution` points along each axis of the slice."""
        ticks = [np.linspace(low, high, resolution) for low, high in box]
        grid = np.column_stack([values.ravel() for values in np.meshgrid(*ticks)])
        losses = self.losses(cut.states(grid)).reshape(-1, resolution)
        return Surface(cut, box, losses, self.samples)


def record_steps(
    project: Project, dataset: Dataset, epoch: int, stop: Callable[[], bool], device: str = "cpu"
) -> list[Snapshot] | None:
    """The network before the first step of the epoch after `epoch`, and after each of its steps.

    The run is trained anew up to there, which takes the same steps to the last bit. None if `stop` said so.
    """
    trainer = trainer_at(project, dataset, epoch, device, stop)
    if trainer is None:
        return None
    trainer.train_on()
    found = [trainer.snapshot()]
    while trainer.epoch == epoch:
        if stop():
            return None
        for _unused in trainer.epochs(epoch + 1, _at_once):
            pass
        found.append(trainer.snapshot())
    return found


def _at_once() -> bool:
    return True
