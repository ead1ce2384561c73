"""Changes made by hand between two epochs."""

from collections.abc import Callable

import torch
from torch import nn

from nnstudio.engine.steps.random_state import RandomState
from nnstudio.language import _
from nnstudio.project.changes import AnyChange, SetLr, SetParameter, SetSeed, SetState
from nnstudio.project.errors import InvalidProjectError


def make_change(change: AnyChange, model: nn.Module, random: RandomState, set_lr: Callable[[float], None]) -> None:
    """Makes one change; the optimiser's memory stays as it is."""
    match change:
        case SetParameter():
            with torch.no_grad():
                model.get_parameter(change.parameter)[change.index] = change.value
        case SetState():
            state = model.state_dict()
            for tensor in change.tensors:
                there = state.get(tensor.name)
                if there is None or there.numel() != len(tensor.values):
                    raise InvalidProjectError(
                        _("training.changes: {tensor_name} is not this network's").format(tensor_name=tensor.name)
                    )
                with torch.no_grad():
                    there.copy_(torch.tensor(tensor.values, dtype=torch.float32).view(there.shape))
        case SetLr():
            set_lr(change.lr)
        case SetSeed():
            random.seed(change.seed)
