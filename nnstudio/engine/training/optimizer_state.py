"""What an optimiser remembers from step to step, by the parameters' names."""

from collections.abc import Mapping
from inspect import signature

import torch
from torch import Tensor, nn

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError


def read_optimizer(optimizer: torch.optim.Optimizer, model: nn.Module) -> dict[str, Tensor]:
    """Copies on the CPU, named by parameter and PyTorch's word: ``0.weight.exp_avg``, ``0.weight.step``."""
    return {
        f"{name}.{key}": value.detach().cpu().clone()
        for name, parameter in model.named_parameters()
        for key, value in optimizer.state.get(parameter, {}).items()
        if isinstance(value, Tensor)
    }


def write_optimizer(optimizer: torch.optim.Optimizer, model: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Has a fresh optimiser over the model's parameters remember what another one did.

    Raises:
        InvalidProjectError: it is not the memory of this network's parameters.
    """
    places = {name: (i, parameter.shape) for i, (name, parameter) in enumerate(model.named_parameters())}
    memory: dict[int, dict[str, Tensor]] = {}
    for full_name, tensor in tensors.items():
        name, _unused, key = full_name.rpartition(".")
        i, shape = places.get(name, (-1, None))
        if i < 0 or (tensor.dim() and tensor.shape != shape):
            raise InvalidProjectError(
                _("the optimiser's state has “{full_name}”, which this network has no place for").format(
                    full_name=full_name
                )
            )
        # load_state_dict keeps a tensor that fits as it is, and steps are taken in place
        memory.setdefault(i, {})[key] = tensor.clone()
    if memory:
        _check_whole(optimizer, places, memory)
        groups = optimizer.state_dict()["param_groups"]
        # it casts the tensors to the parameters' device
        optimizer.load_state_dict({"state": memory, "param_groups": groups})


def _check_whole(
    optimizer: torch.optim.Optimizer,
    places: Mapping[str, tuple[int, torch.Size]],
    memory: Mapping[int, Mapping[str, Tensor]],
) -> None:
    """Refuses a memory that lacks what this kind of optimiser counts upon: it would fail at the next step only."""
    needed = _memory_of(optimizer)
    for name, (i, _unused) in places.items():
        found = memory.get(i, {})
        for key in sorted({*needed, *found}):
            if key not in needed or key not in found:
                lacks = _("the optimiser's state lacks “{name}.{key}”; it is another optimiser's")
                has = _("the optimiser's state has “{name}.{key}”; it is another optimiser's")
                raise InvalidProjectError((lacks if key in needed else has).format(name=name, key=key))
            if found[key].dtype is not needed[key].dtype or bool(found[key].dim()) is not bool(needed[key].dim()):
                raise InvalidProjectError(
                    _("the optimiser's state has “{name}.{key}” of another kind").format(name=name, key=key)
                )


def _memory_of(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """What an optimiser of this kind remembers of one parameter, found by a step of a copy of it."""
    dummy = nn.Parameter(torch.zeros(1))
    dummy.grad = torch.zeros(1)
    # AdamW's defaults hold one that it does not take
    options = {name: optimizer.defaults[name] for name in signature(type(optimizer)).parameters if name != "params"}
    copy = type(optimizer)([dummy], **options)
    copy.step()
    return {key: value for key, value in copy.state[dummy].items() if isinstance(value, Tensor)}
