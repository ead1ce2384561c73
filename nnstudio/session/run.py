"""One run: a trainer, what it has been through, and the means to look at it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from nnstudio.language import _
from nnstudio.project.edits import branch_point
from nnstudio.project.project import Project

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.data.plane import Plane
    from nnstudio.engine.snapshots.probe import Probe
    from nnstudio.engine.snapshots.snapshot import Snapshot
    from nnstudio.engine.training.early_stopping import EarlyStop
    from nnstudio.engine.training.history import History
    from nnstudio.engine.training.trainer import Trainer

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
    plane: "Plane | None" = None
    """Over which to look at it first: where most of the target is to be seen."""
    in_mid_epoch: bool = False
    """Whether it rests between two batches of an epoch."""
    failure: str = ""
    """Why it can't go on; empty while it can."""
    has_diverged: bool = False
    """Whether that is because the loss became infinite or NaN."""
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
    def rests_at(self) -> int:
        """The epoch at whose end a change by hand is made next, while it rests: in mid-epoch, the end of that one."""
        return self.epoch + (self.in_mid_epoch and not self.failure)

    def differs_by_changes(self, project: Project) -> bool:
        """Whether it could be that of `project`, but for what is changed by hand along the way."""
        return branch_point(self.project, project) is not None

    @property
    def stop_sentence(self) -> str:
        """Why it was stopped early, and what came of it; empty if it was not."""
        return self.early_stop.sentence if self.early_stop is not None else ""

    @property
    def result(self) -> "Snapshot":
        """What it has come to: the last epoch, or the best one, if it was stopped early and restores that."""
        stop = self.early_stop
        return stop.best if stop is not None and stop.is_restored else self.history.last


def prepare_run(project: Project, device: str, dataset: "Dataset | None" = None) -> Run:
    """Loads the data, unless they are given, and builds the network with its initial weights.

    Raises:
        ProjectError: the project can't be trained, or the device is not there.
    """
    from nnstudio.data.load import load_dataset
    from nnstudio.data.telling_features import first_plane
    from nnstudio.engine.snapshots.probe import Probe
    from nnstudio.engine.training.devices import require_device
    from nnstudio.engine.training.history import History
    from nnstudio.engine.training.trainer import Trainer

    require_device(device)
    dataset = load_dataset(project.data) if dataset is None else dataset
    trainer = Trainer(project, dataset, device)
    return Run(project, dataset, trainer, History(trainer.initial), Probe(trainer.model), plane=first_plane(dataset))


def branch_run(run: Run, project: Project, epoch: int, device: str, stop: Callable[[], bool]) -> Run | None:
    """A run of `project` that shares what `run` had been through by `epoch`; None if `stop` said so on the way.

    Raises:
        DivergedError: `project` does not get as far as `epoch`.
    """
    from nnstudio.engine.snapshots.probe import Probe
    from nnstudio.engine.snapshots.snapshot import Snapshot
    from nnstudio.engine.training.branch import fork, trainer_at

    # one that has failed does not stand at the end of an epoch
    can_fork = run.trainer.epoch == epoch and not run.failure
    trainer = fork(run.trainer, run.dataset, project) if can_fork else None
    if trainer is None:
        trainer = trainer_at(project, run.dataset, epoch, device, stop)
    if trainer is None:
        return None
    history = run.history.until(epoch, Snapshot(epoch, trainer.state().vector))
    return Run(
        project,
        run.dataset,
        trainer,
        history,
        Probe(trainer.model),
        plane=run.plane,
        in_mid_epoch=trainer.in_mid_epoch,
        base=run.base,
        origin=_("Branched from {run_name} at epoch {epoch:,}.").format(run_name=run.name, epoch=epoch),
    )
