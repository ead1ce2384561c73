"""Going back to an epoch of a run, to train on from there."""

from collections.abc import Callable

from nnstudio.data.dataset import Dataset
from nnstudio.engine.training.trainer import Trainer, never
from nnstudio.project.edits import branch_point
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
    while trainer.epoch < epoch and not stop():
        # a run that was stopped early may have been trained on from there
        trainer.train_on()
        for _ in trainer.epoch_batches(epoch, stop):
            pass
    return trainer if trainer.epoch == epoch else None


def fork(trainer: Trainer, dataset: Dataset, project: Project | None = None) -> Trainer | None:
    """A second trainer that goes on from where the first one stands, in mid-epoch too, at no cost.

    It trains `project`, which may differ from the first one's in its number of epochs and in its changes from here
    on. None where the run has gone too far for that, or the projects differ in more; `trainer_at` gets anywhere.
    """
    old, new = trainer.project, project or trainer.project
    point = branch_point(old, new)
    if point is None:
        return None
    differ = old.training.changes != new.training.changes
    at_point = differ and trainer.epoch == point
    if differ and (trainer.epoch > point or (at_point and trainer.in_mid_epoch)):
        return None
    if at_point and not _places(old, point) <= _places(new, point):
        # what the first one has changed here is not to be changed, and can't be taken back
        return None
    other = Trainer(new, dataset, trainer.device.type)
    other.restore(trainer.state())
    if at_point:
        other.make_changes()
    return other


def _places(project: Project, epoch: int) -> set[tuple[object, ...]]:
    return {change.place for change in project.training.changes if change.epoch == epoch}
