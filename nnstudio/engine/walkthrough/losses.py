"""The criterion worked out: each sample's term, their mean, and the slope at the network's output."""

import torch
from torch import Tensor

from nnstudio.engine.equations.quantities import Quantity, equation, name, quantity, slope
from nnstudio.engine.equations.rules import Fold
from nnstudio.engine.losses.entry import LossStep
from nnstudio.engine.losses.table import LOSSES
from nnstudio.engine.walkthrough.records import Stage
from nnstudio.language import _
from nnstudio.project.losses.spec import LossSpec, Takes

TARGET = name("y")
TERMS = name(r"\ell", plain="ℓ")
LOSS = name("L")


def work_out(spec: LossSpec, output: Quantity, out: Tensor, y: Tensor) -> tuple[list[Stage], Tensor]:
    """The stages forward and backward, and the loss's slope at the network's output, (n, k), by autograd."""
    entry = LOSSES[spec.kind]
    leaf = out.detach().requires_grad_()
    loss = entry.criterion()(leaf, y)
    (gradient,) = torch.autograd.grad(loss, leaf)
    per_sample = entry.criterion(reduction="none")(out, y).reshape(-1, 1)
    terms = quantity(TERMS, per_sample, _("one term for each sample"))
    result = quantity(slope(output.name), gradient, _("how the loss changes with each output"))
    step = LossStep(output, target_quantity(spec, y), terms, result, out, y)
    total = quantity(LOSS, loss, _("the loss"))
    mean = equation(total, (terms,), (_("mean"), 0), Fold(None, "{0}", "({}) / {n}"), r"\frac{1}{n} \sum_i @0_i")
    stages = [
        Stage("loss", _("Loss"), f"{spec.title}. {entry.text}", (*entry.forward(step), mean)),
        Stage(
            "backward",
            _("∂ Loss"),
            _(
                "How the mean over the n = {out_count} samples changes with each output: here the way back begins."
            ).format(out_count=len(out)),
            tuple(entry.backward(step)),
        ),
    ]
    return stages, gradient


def target_quantity(spec: LossSpec, y: Tensor) -> Quantity:
    """What should come out, (n, 1); where logits are compared, the numbers of the true classes."""
    if spec.takes is Takes.LOGITS:
        return quantity(TARGET, y.reshape(-1, 1).float(), _("the true class of each sample"))
    return quantity(TARGET, y, _("what should come out"))
