"""The criterion worked out: each sample's term, their mean, and the slope at the network's output."""

import torch
from torch import Tensor

from nnstudio.engine.equations.quantities import Equation, Name, Quantity, equation, name, quantity, slope
from nnstudio.engine.equations.rules import Each, Fold, PickRow
from nnstudio.engine.losses.entry import LossStep
from nnstudio.engine.losses.table import LOSSES, build_criterion
from nnstudio.engine.walkthrough.records import Stage
from nnstudio.language import _
from nnstudio.project.losses.spec import LossSpec, Takes

TARGET = name("y")
TERMS = name(r"\ell", plain="ℓ")
LOSS = name("L")
WEIGHTS = name("w")
OWN_WEIGHTS = Name("w_y", "wᵧ")
WEIGHTED = Name(r"\ell_w", "ℓ·w")


def work_out(
    spec: LossSpec, output: Quantity, out: Tensor, y: Tensor, weights: Tensor | None = None
) -> tuple[list[Stage], Tensor]:
    """The stages forward and backward, and the loss's slope at the network's output, (n, k), by autograd.

    `weights` are what a sample of each class counts, if not all count alike.
    """
    entry = LOSSES[spec.kind]
    loss, gradient = _slope(spec, out, y, weights)
    per_sample = build_criterion(spec, reduction="none")(out, y).reshape(-1, 1)
    terms = quantity(TERMS, per_sample, _("one term for each sample"))
    result = quantity(slope(output.name), gradient, _("how the loss changes with each output"))
    target = target_quantity(spec, y)
    total = quantity(LOSS, loss, _("the loss"))
    if weights is None:
        step = LossStep(output, target, terms, result, out, y)
        mean = equation(total, (terms,), (_("mean"), 0), Fold(None, "{0}", "({}) / {n}"), r"\frac{1}{n} \sum_i @0_i")
        forward, backward = [*entry.forward(step), mean], entry.backward(step)
    else:
        plain = quantity(slope(output.name, "U"), _slope(spec, out, y, None)[1], _("if all samples counted alike"))
        step = LossStep(output, target, terms, plain, out, y)
        own = quantity(OWN_WEIGHTS, weights[y.reshape(-1).long()].reshape(-1, 1), _("what each sample counts"))
        forward = [*entry.forward(step), *_weighted(spec, step, weights, own, total)]
        backward = [*entry.backward(step), _weighted_slope(spec, step, own, result)]
    stages = [
        Stage("loss", _("Loss"), f"{spec.title}. {entry.text}{_said(spec, weights)}", tuple(forward)),
        Stage(
            "backward",
            _("∂ Loss"),
            _(
                "How the mean over the n = {out_count} samples changes with each output: here the way back begins."
            ).format(out_count=len(out)),
            tuple(backward),
        ),
    ]
    return stages, gradient


def _slope(spec: LossSpec, out: Tensor, y: Tensor, weights: Tensor | None) -> tuple[Tensor, Tensor]:
    leaf = out.detach().requires_grad_()
    loss = build_criterion(spec, weights)(leaf, y)
    (gradient,) = torch.autograd.grad(loss, leaf)
    return loss, gradient


def _said(spec: LossSpec, weights: Tensor | None) -> str:
    if weights is None:
        return ""
    if spec.takes is Takes.LOGITS:
        return " " + _("A sample counts as its class does, and the mean is over what they count together.")
    return " " + _("A sample of class 1 counts as its class does; the mean is over the number of samples.")


def _weighted(spec: LossSpec, step: LossStep, weights: Tensor, own: Quantity, total: Quantity) -> list[Equation]:
    given = quantity(WEIGHTS, weights.reshape(-1, 1), _("what a sample of each class counts"))
    labels = tuple(int(label) for label in step.y.reshape(-1).tolist())
    weighted = quantity(
        WEIGHTED, torch.from_numpy(step.terms.values * own.values), _("each term as often as it counts")
    )
    if spec.takes is Takes.LOGITS:
        mean = equation(
            total,
            (weighted, own),
            ("Σ", 0, "/ Σ", 1),
            Fold(None, "{0}", f"({{}}) / {float(own.values.sum()):.6g}"),
            r"\frac{\sum_i (@0)_i}{\sum_i (@1)_i}",
        )
    else:
        mean = equation(
            total, (weighted,), (_("mean"), 0), Fold(None, "{0}", "({}) / {n}"), r"\frac{1}{n} \sum_i (@0)_i"
        )
    return [
        equation(own, (given, step.target), (0, _("at class"), 1), PickRow(labels), "@0_{@1_i}"),
        equation(weighted, (own, step.terms), (0, "∘", 1), Each("{0} · {1}"), r"@0 \circ @1"),
        mean,
    ]


def _weighted_slope(spec: LossSpec, step: LossStep, own: Quantity, result: Quantity) -> Equation:
    """The slope as if all samples counted alike, each row as often as its sample counts."""
    if spec.takes is not Takes.LOGITS:
        return equation(result, (own, step.gradient), (0, "∘", 1), Each("{0} · {1}"), r"@0 \circ @1")
    n, together = step.n, float(own.values.sum())
    return equation(
        result,
        (own, step.gradient),
        (f"n / Σ {own.name.plain} ·", 0, "∘", 1),
        Each(f"{n} / {together:.6g} · {{0}} · {{1}}"),
        r"\frac{n}{\sum_i (@0)_i} \, @0 \circ @1",
    )


def target_quantity(spec: LossSpec, y: Tensor) -> Quantity:
    """What should come out, (n, 1); where logits are compared, the numbers of the true classes."""
    if spec.takes is Takes.LOGITS:
        return quantity(TARGET, y.reshape(-1, 1).float(), _("the true class of each sample"))
    return quantity(TARGET, y, _("what should come out"))
