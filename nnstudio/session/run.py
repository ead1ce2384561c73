"""One run: a trainer, what it has been through, and the means to look at it."""

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from nnstudio.project.project import Project

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.early_stopping import EarlyStop
    from nnstudio.engine.history import History
    from nnstudio.engine.probe import Probe
    from nnstudio.engine.snapshot import Snapshot
    from nnstudio.engine.training import Trainer

_ids = count(1)


@dataclass(eq=False)
class Run:
    """Made and trained in the training thread; the window reads the history, and owns the probe."""

    project: Project
    dataset: "Dataset"
    trainer: "Trainer"
    history: "History"
    probe: "Probe"
    id: int = field(default_factory=lambda: next(_ids))
    axes: tuple[int, ...] = (0,)
    """The features over which to look at it first: one, or the two that say most about the target."""
    in_mid_epoch: bool = False
    """Whether it rests between two batches of an epoch."""
    failure: str = ""
    """Why it can't go on; empty while it can."""
    early_stop: "EarlyStop | None" = None
    """How early stopping has ended it; None while it goes on, or where it came to its last epoch."""
    name: str = ""
    """What the learner knows it by; empty until it is trained."""
    base: int = 0
    """The epoch from which its last round of training counts."""
    is_set_aside: bool = False
    """By a reset: it comes back when it is asked for by name alone, not with its settings."""
    origin: str = ""
    """Where it branched off, in words; empty for one that began at the initial weights."""

    @property
    def epoch(self) -> int:
        """Whole epochs in the history."""
        return self.history.last.epoch

    @property
    def stop_sentence(self) -> str:
        """Why it was stopped early, and what came of it; empty if it was not."""
        return self.early_stop.sentence if self.early_stop is not None else ""

    @property
    def result(self) -> "Snapshot":
        """What it has come to: the last epoch, or the best one, if it was stopped early and restores that."""
        stop = self.early_stop
        return stop.best if stop is not None and stop.is_restored else self.history.last


def prepare_run(project: Project, device: str) -> Run:
    """Loads the data and builds the network with its initial weights.

    Raises:
        ProjectError: the project can't be trained, or the device is not there.
    """
    from nnstudio.data.load import load_dataset
    from nnstudio.data.telling import telling_features
    from nnstudio.engine.devices import require_device
    from nnstudio.engine.history import History
    from nnstudio.engine.probe import Probe
    from nnstudio.engine.training import Trainer

    require_device(device)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset, device)
    axes = telling_features(dataset)
    return Run(project, dataset, trainer, History(trainer.initial), Probe(trainer.model), axes=axes)
