"""What exporters of a run are given: the network at one epoch, and how it got there."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset, Floats
from nnstudio.engine.files.sweep_entries import ArchivedSweep
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.training.history import History
from nnstudio.project.project import Project

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1. It may raise, which ends the work and leaves no file behind."""


def unwatched(done: float) -> None:
    """The progress of a work that nobody watches."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """A run up to the epoch of `snapshot`. It shares nothing that is written to with the run in training."""

    project: Project
    dataset: Dataset
    history: History
    snapshot: Snapshot
    probe: Probe
    """It has taken on `snapshot`; who loads another one into it leaves it with that again."""
    name: str
    """What the run is called, such as an example's id; empty if it has no name."""
    device: str
    threads: int
    sweep: ArchivedSweep | None = None
    """The last one of the project's, if there is one."""

    @property
    def epoch(self) -> int:
        return self.snapshot.epoch

    @property
    def train_loss(self) -> list[float]:
        """One value an epoch, up to this one."""
        return self.history.train_loss[: self.epoch]

    @property
    def test_loss(self) -> list[float]:
        """One value an epoch, up to this one; empty without a test split."""
        return self.history.test_loss[: self.epoch]

    def outputs(self, raw: Floats) -> NDArray[np.float32]:
        """The network's outputs, (k, outputs), for raw values of the data set's columns, (k, c).

        Values are in the data's own units.
        """
        return self.dataset.to_values(self.probe.predict(self.dataset.to_inputs(raw)))


def outcome_at(
    project: Project,
    dataset: Dataset,
    history: History,
    probe: Probe,
    *,
    epoch: int,
    name: str,
    device: str,
    threads: int,
    sweep: ArchivedSweep | None = None,
) -> Outcome:
    """The run at the stored epoch nearest to `epoch`; `probe` is copied."""
    snapshot = history.nearest(epoch)
    own = probe.fork()
    own.load(snapshot)
    return Outcome(project, dataset, history, snapshot, own, name, device, threads, sweep)
