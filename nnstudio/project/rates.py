"""The learning rate where no schedule sets it: the first one, and to what it was changed by hand at which epoch."""

from itertools import groupby

from nnstudio.project.changes import SetLr
from nnstudio.project.edits import changed, with_branch, with_optimizer, with_training
from nnstudio.project.project import Project
from nnstudio.project.training import TrainingSpec


def rates_by_hand(training: TrainingSpec) -> tuple[SetLr, ...]:
    """The changes of the learning rate that count: of an epoch's, the last."""
    rates = (change for change in training.changes if isinstance(change, SetLr))
    return tuple(list(same)[-1] for _, same in groupby(rates, lambda change: change.epoch))


def rate_at(training: TrainingSpec, epoch: int) -> float:
    """The learning rate in force when `epoch` epochs are done; with a schedule, the one that it begins with."""
    by_hand = [change.lr for change in rates_by_hand(training) if change.epoch <= epoch]
    return by_hand[-1] if by_hand else training.optimizer.lr


def with_rate_from(project: Project, epoch: int, lr: float) -> Project:
    """The project that trains on from `epoch`, at least 1, with a learning rate; what was changed later is dropped.

    Back at the rate before, nothing is changed at that epoch.
    """
    training = project.training
    if rate_at(training, epoch) == lr:
        return project
    if rate_at(training, epoch - 1) != lr:
        return with_branch(project, epoch, lr=lr)
    earlier = (each for each in training.changes if each.epoch <= epoch)
    kept = tuple(each for each in earlier if each.epoch < epoch or not isinstance(each, SetLr))
    return with_training(project, changes=kept)


def with_first_rate(project: Project, lr: float) -> Project:
    """The project that begins with another learning rate, and changes it later as before."""
    kept = tuple(each for each in project.training.changes if not (isinstance(each, SetLr) and each.epoch == 0))
    return with_optimizer(with_training(project, changes=kept), lr=lr)


def with_one_rate(project: Project, lr: float) -> Project:
    """The project that keeps one learning rate from its beginning to its end."""
    kept = tuple(each for each in project.training.changes if not isinstance(each, SetLr))
    optimizer = changed(project.training.optimizer, lr=lr)
    return with_training(project, optimizer=optimizer, changes=kept)
