"""What an optimiser remembers from step to step, by the parameters' names."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

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
        name, _, key = full_name.rpartition(".")
        i, shape = places.get(name, (-1, None))
        if i < 0 or (tensor.dim() and tensor.shape != shape):
            raise InvalidProjectError(f"the optimiser's state has “{full_name}”, which this network has no place for")
        # load_state_dict keeps a tensor that fits as it is, and steps are taken in place
        memory.setdefault(i, {})[key] = tensor.clone()
    if memory:
        groups = optimizer.state_dict()["param_groups"]
        # it casts the tensors to the parameters' device
        optimizer.load_state_dict({"state": memory, "param_groups": groups})
