"""Going back to an epoch of a run, to train on from there."""

from collections.abc import Callable

from nnstudio.data.dataset import Dataset
from nnstudio.engine.training import Trainer, never
from nnstudio.project.project import Project


def trainer_at(
    project: Project, dataset: Dataset, epoch: int, device: str = "cpu", stop: Callable[[], bool] = never
) -> Trainer | None:
    """A trainer that stands at the end of `epoch`, with parameters, optimiser and random state as they were then.

    A run is a pure function of its project, so the way there is trained anew: exact, and at no cost in memory for
    the states of the optimiser. None if `stop` said so on the way.

    Raises:
        DivergedError: the run does not get as far as `epoch`.
    """
    trainer = Trainer(project, dataset, device)
    for _ in trainer.epochs(epoch, stop):
        pass
    return trainer if trainer.epoch == epoch else None


def fork(trainer: Trainer, dataset: Dataset) -> Trainer:
    """A second trainer of the same project that stands just where the first one does, in mid-epoch too.

    It costs no training, but serves only where the run stands; `trainer_at` gets to any epoch.
    """
    other = Trainer(trainer.project, dataset, trainer.device.type)
    other.restore(trainer.state())
    return other
