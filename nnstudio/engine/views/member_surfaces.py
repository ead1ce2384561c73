"""What the networks of many runs say over one stretch of inputs, and where they disagree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nnstudio.data.dataset import Dataset
from nnstudio.data.plane import Plane
from nnstudio.engine.snapshots.outputs import predictions
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.sweeps.member_trainer import MemberRun
from nnstudio.engine.views.frame import Frame, Region, make_region, surface
from nnstudio.project.project import Project

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Surfaces:
    """Of runs whose networks take the same columns."""

    project: Project
    dataset: Dataset
    """The first one's."""
    region: Region
    values: Floats
    """(runs, points, outputs): predicted values, or probabilities of classes."""

    @property
    def mean(self) -> Floats:
        """(points, outputs)"""
        mean: Floats = self.values.mean(axis=0)
        return mean

    @property
    def spread(self) -> Floats:
        """(points, outputs): the standard deviation over the runs."""
        spread: Floats = self.values.std(axis=0)
        return spread

    def frame(self, snapshot: Snapshot, run: int | None = None) -> Frame:
        """As plots draw it: what one run says, by its place, or the mean of all; no sample is asked for."""
        shown = self.mean if run is None else self.values[run]
        data = self.dataset
        nothing = predictions(self.project, np.zeros((0, self.project.layer_shapes()[-1].outputs), np.float32))
        unasked = [
            np.full(len(X), np.nan if nothing.dtype.kind == "f" else -1, nothing.dtype)
            for X in (data.X_train, data.X_test)
        ]
        return Frame(
            snapshot.epoch,
            snapshot,
            self.region,
            [],
            shown,
            unasked[0],
            unasked[1],
            {"train": None, "test": None},
            is_partial=True,
        )


def surfaces_of(runs: Sequence[MemberRun], plane: Plane | tuple[int, ...], resolution: int) -> Surfaces:
    """Asks the networks, as they ended, over a line or a plane of the first one's data.

    Raises:
        ValueError: the plane does not fit the data.
    """
    first = runs[0]
    region = make_region(first.dataset, plane, resolution)
    found = []
    for run in runs:
        probe = run.probe.fork()
        probe.load(run.ending.result)
        outputs = probe.predict(run.dataset.to_inputs(region.points).astype(np.float32))
        found.append(surface(run.member.project, run.dataset.to_values(outputs)))
    return Surfaces(first.member.project, first.dataset, region, np.stack(found))


def dropout_surfaces(run: MemberRun, plane: Plane | tuple[int, ...], resolution: int, draws: int) -> Surfaces:
    """One trained network with dropout left on: what it says with other units switched off in each draw.

    In a draw, the same units are off at all points. Source: Y. Gal and Z. Ghahramani, Dropout as a Bayesian
    Approximation, 2016 (https://arxiv.org/abs/1506.02142).

    Raises:
        ValueError: the plane does not fit the data.
    """
    region = make_region(run.dataset, plane, resolution)
    probe = run.probe.fork()
    probe.load(run.ending.result)
    points = torch.tensor(run.dataset.to_inputs(region.points), dtype=torch.float32)
    generator = torch.Generator().manual_seed(run.member.seed)
    found = []
    with torch.no_grad():
        for _unused in range(draws):
            H = points
            for module in probe.model:
                H = H * _mask(module, H.shape[1], generator) if isinstance(module, nn.Dropout) else module(H)
            found.append(surface(run.member.project, run.dataset.to_values(H.numpy())))
    return Surfaces(run.member.project, run.dataset, region, np.stack(found))


def _mask(module: nn.Dropout, units: int, generator: torch.Generator) -> Tensor:
    """(1, units): 0 for a unit that is off, and for the others what makes up for those."""
    kept = 1 - module.p
    return torch.bernoulli(torch.full((1, units), kept), generator=generator) / kept
