"""The gradient of the whole training loss at any snapshot."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.func import functional_call

from nnstudio.engine.losses.table import Criterion
from nnstudio.engine.losses.weights import share_of
from nnstudio.engine.snapshots.probe import Probe

_CHUNK = 4096
"""Samples that go through the network at a time; the gradient of a mean is the mean of the gradients."""


def loss_gradients(probe: Probe, criterion: Criterion, X: Tensor, y: Tensor) -> dict[str, NDArray[np.float32]]:
    """The gradient of the criterion's mean over all samples (X, y), by parameter, at the snapshot the probe has.

    It is that of the network in evaluation mode: dropout lets everything pass, batch norm uses its running mean and
    variance as constants. Penalties on the weights are not in it. The gradients of training are those of single
    batches, in training mode, so they scatter around this one. It is computed on the probe's copy by autograd, and
    nothing is drawn from a random generator.
    """
    parameters = {name: tensor.detach().requires_grad_() for name, tensor in probe.model.named_parameters()}
    everything = share_of(criterion, y)
    sums = [torch.zeros_like(tensor) for tensor in parameters.values()]
    for X_part, y_part in zip(torch.split(X, _CHUNK), torch.split(y, _CHUNK), strict=True):
        with torch.enable_grad():
            loss = criterion(functional_call(probe.model, parameters, (X_part,)), y_part)
            found = torch.autograd.grad(loss * (share_of(criterion, y_part) / everything), list(parameters.values()))
        for total, part in zip(sums, found, strict=True):
            total += part
    return {name: total.numpy() for name, total in zip(parameters, sums, strict=True)}
