"""Trains the members of a sweep one after the other; those with the same steps share what was recorded of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_tensors
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import StateLayout
from nnstudio.engine.sweeps.datasets import SharedDatasets
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.history import History
from nnstudio.engine.training.same_steps import differences
from nnstudio.engine.training.trainer import EpochReport, Trainer, never
from nnstudio.engine.training.whole_run import Ending, run_whole
from nnstudio.project.data import DataSpec
from nnstudio.project.project import Project
from nnstudio.project.sweep import Member

Look = Callable[[Sequence[EpochReport]], object]
HISTORY_BUDGET = 2**16
"""Bytes of each member's snapshots: a few of them; any other epoch can be trained anew."""


@dataclass(frozen=True, eq=False)
class MemberRun:
    """What came of one member."""

    member: Member
    dataset: Dataset
    history: History
    ending: Ending
    layout: StateLayout
    network: Probe
    """To be forked: other members have the same."""

    @cached_property
    def probe(self) -> Probe:
        """It computes with any of this network's snapshots."""
        return self.network.fork()


class MemberTrainer:
    """For one thread. Each member gets the same numbers as if it were trained alone.

    The first member that takes over another one's recording is compared with the plain loop for an epoch, and so is the
    first one with another number of each kind; a single bit that differs, and each gets a recording of its own.
    """

    def __init__(self, device: str = "cpu", datasets: SharedDatasets | None = None) -> None:
        self._device = device
        self._datasets = datasets or SharedDatasets()
        self._trainer: Trainer | None = None
        self._network: Probe | None = None
        self._shares = True
        self._checked: set[str] | None = None
        """In which kinds of numbers others have differed that took over a recording; None as long as none has."""
        self._spec: DataSpec | None = None
        self._dataset: Dataset | None = None

    def train(self, member: Member, stop: Callable[[], bool] = never, look: Look | None = None) -> MemberRun:
        """Trains a member to its end.

        Raises:
            InvalidProjectError: it can't be trained, or does not fit into the memory.
        """
        dataset = self._load(member.project.data)
        trainer = self._begin(member.project, dataset)
        history = History(trainer.initial, HISTORY_BUDGET)
        ending = run_whole(trainer, history, stop, look)
        if self._network is None:
            self._network = Probe(trainer.model)
        return MemberRun(member, dataset, history, ending, trainer.layout, self._network)

    def _load(self, spec: DataSpec) -> Dataset:
        if self._dataset is None or spec != self._spec:
            self._spec, self._dataset = spec, self._datasets.load(spec)
        return self._dataset

    def _begin(self, project: Project, dataset: Dataset) -> Trainer:
        """A trainer before its first epoch."""
        if self._trainer is not None and self._trainer.is_settled and self._shares:
            tensors = None
            if project.data != self._trainer.project.data:
                tensors = build_tensors(dataset, project.training.loss)
            before = self._trainer.project
            if self._trainer.begin_again(project, tensors):
                found = differences(before, project)
                if self._checked is not None and found <= self._checked:
                    return self._trainer
                self._checked = found | (self._checked or set())
                if self._check(self._trainer, project, dataset):
                    return self._trainer
                self._shares = False
        self._trainer, self._network = Trainer(project, dataset, self._device), None
        return self._trainer

    def _check(self, trainer: Trainer, project: Project, dataset: Dataset) -> bool:
        """Whether its first epoch is the plain loop's; it stands at its beginning again then."""
        plain = Trainer(project, dataset, fast=False)
        if _first_epoch(trainer) != _first_epoch(plain):
            return False
        return trainer.begin_again(project)


def _first_epoch(trainer: Trainer) -> object:
    """Its losses and the network after it, to be compared."""
    try:
        [report] = next(trainer.epoch_batches(1))
    except DivergedError:
        return None
    return report.train_loss, report.test_loss, np.array(report.snapshot.vector).tobytes()
