"""What the engine knows about optimisers, by kind, and what is made of it."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

from nnstudio.engine.optimizers import adaptive, sgd
from nnstudio.engine.optimizers.entry import Form, OptimizerEntry
from nnstudio.project.kinds import complete
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.optimizers.spec import OptimizerSpec

OPTIMIZERS: dict[str, OptimizerEntry[Any]] = complete(
    "engine/optimizers", {**sgd.ENTRIES, **adaptive.ENTRIES}, OPTIMIZER_KINDS
)


def optimizer_form(spec: OptimizerSpec, device_type: str) -> Form:
    """Which of PyTorch's forms of the optimiser is used: one kernel for all parameters, where the device has it."""
    return OPTIMIZERS[spec.kind].form(device_type)


def build_optimizer(spec: OptimizerSpec, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """PyTorch's optimiser over `parameters`, all on one device."""
    parameters = list(parameters)
    options = {**spec.model_dump(exclude={"kind"}), **optimizer_form(spec, parameters[0].device.type)}
    return OPTIMIZERS[spec.kind].optimizer(parameters, **options)


def load_optimizers() -> None:
    """Loads what PyTorch's optimisers load at their first use, so that a first press of Train need not wait for it."""
    build_optimizer(SGDSpec(), [nn.Parameter(torch.zeros(1))]).zero_grad()
