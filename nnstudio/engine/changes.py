"""Changes made by hand between two epochs."""

from collections.abc import Callable

import torch
from torch import nn

from nnstudio.engine.random_state import RandomState
from nnstudio.project.changes import AnyChange, SetLr, SetParameter, SetSeed


def make_change(change: AnyChange, model: nn.Module, random: RandomState, set_lr: Callable[[float], None]) -> None:
    """Makes one change; the optimiser's memory stays as it is."""
    match change:
        case SetParameter():
            with torch.no_grad():
                model.get_parameter(change.parameter)[change.index] = change.value
        case SetLr():
            set_lr(change.lr)
        case SetSeed():
            random.seed(change.seed)
