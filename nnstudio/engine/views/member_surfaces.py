"""What the networks of many runs say over one stretch of inputs, and where they disagree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
