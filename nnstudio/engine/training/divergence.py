"""A run that ends because its numbers do, and what helps."""

from torch import Tensor

from nnstudio.data.target_size import LARGE_TARGET, largest
from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

_SMALLER_RATE = _("A smaller learning rate usually helps.")
_OR_FEATURES = _("A smaller learning rate usually helps; so does standardising the features.")
_TARGET = _("The target lies far from 0, where a new network answers: standardising it usually helps.")


class DivergedError(Exception):
    """The loss or a parameter became infinite or NaN in `epoch`; what the epochs before it brought still stands."""

    def __init__(self, epoch: int, remedy: str = _SMALLER_RATE) -> None:
        super().__init__(
            _("The loss became infinite or NaN in epoch {epoch}. {remedy}").format(epoch=epoch, remedy=remedy)
        )
        self.epoch = epoch


def remedy_for(project: Project, targets: Tensor) -> str:
    """What usually helps, in a sentence; `targets` are those of the training samples."""
    if project.data.task is Task.REGRESSION and largest(targets.cpu().numpy()) >= LARGE_TARGET:
        return _TARGET
    return _SMALLER_RATE if project.data.standardize else _OR_FEATURES
