"""Cross entropies: of a probability, of its logit, and of one logit a class."""

import torch
import torch.nn.functional as F
from torch import nn

from nnstudio.engine.equations.quantities import Equation, Name, equation, name, quantity
from nnstudio.engine.equations.rules import Each, Fold, Pick
from nnstudio.engine.losses.constant import entropy
from nnstudio.engine.losses.entry import LossEntry, LossStep
from nnstudio.language import _


def _bce_forward(step: LossStep) -> list[Equation]:
    o, out = step.output, step.out
    # BCELoss takes no logarithm below −100
    log_p = quantity(Name(r"\log \hat{Y}", "log Ŷ"), out.log().clamp(min=-100), _("at least −100"))
    log_q = quantity(Name(r"\log(1-\hat{Y})", "log(1−Ŷ)"), (1 - out).log().clamp(min=-100), _("at least −100"))
    return [
        equation(log_p, (o,), ("log", 0), Each("log {0}"), r"\log @0"),
        equation(log_q, (o,), ("log(1 −", 0, ")"), Each("log(1 − {0})"), r"\log(1 - @0)"),
        equation(
            step.terms,
            (step.target, log_p, log_q),
            ("−(", 0, "∘", 1, "+ (1 −", 0, ") ∘", 2, ")"),
            Each("−({0} · {1} + (1 − {0}) · {2})"),
            r"-(@0 \circ @1 + (1 - @0) \circ @2)",
        ),
    ]


def _bce_backward(step: LossStep) -> list[Equation]:
    o, out = step.output, step.out
    # the spread is PyTorch's, which lets no denominator fall below 1e-12
    spread = quantity(name("V"), (out * (1 - out)).clamp(min=1e-12), _("at least 10⁻¹²"))
    return [
        equation(
            spread,
            (o,),
            ("max(10⁻¹²,", 0, "∘ (1 −", 0, "))"),
            Each("max(10⁻¹², {0} · (1 − {0}))"),
            r"\max\left(10^{-12}, @0 \circ (1 - @0)\right)",
        ),
        equation(
            step.gradient,
            (o, step.target, spread),
            ("1/n · (", 0, "−", 1, ") /", 2),
            Each(f"({{0}} − {{1}}) / {{2}} / {step.n}"),
            r"\frac{1}{n} \, \frac{@0 - @1}{@2}",
        ),
    ]


def _logit_forward(step: LossStep) -> list[Equation]:
    o, out = step.output, step.out
    top = quantity(name("M"), out.clamp(min=0), _("the logit's positive part"))
    soft = quantity(name("S"), torch.log1p((-out.abs()).exp()), _("what is left of the log-sum-exp"))
    return [
        equation(top, (o,), ("max(0,", 0, ")"), Each("max(0, {0})"), r"\max(0, @0)"),
        equation(
            soft,
            (o,),
            ("log(1 + exp(−|", 0, "|))"),
            Each("log(1 + exp(−|{0}|))"),
            r"\log\left(1 + e^{-|@0|}\right)",
        ),
        equation(
            step.terms,
            (top, o, step.target, soft),
            (0, "−", 1, "∘", 2, "+", 3),
            Each("{0} − {1} · {2} + {3}"),
            r"@0 - @1 \circ @2 + @3",
        ),
    ]


def _logit_backward(step: LossStep) -> list[Equation]:
    p = quantity(name("P"), step.out.sigmoid(), _("the probabilities of class 1"))
    return [
        equation(p, (step.output,), ("σ(", 0, ")"), Each("1 / (1 + exp(−{0}))"), r"\sigma(@0)"),
        equation(
            step.gradient,
            (p, step.target),
            ("1/n · (", 0, "−", 1, ")"),
            Each(f"({{0}} − {{1}}) / {step.n}"),
            r"\frac{1}{n} (@0 - @1)",
        ),
    ]


def _cross_entropy_forward(step: LossStep) -> list[Equation]:
    o, out = step.output, step.out
    top = quantity(name("m"), out.amax(dim=1, keepdim=True), _("the largest logit of each row"))
    total = quantity(name("s"), out.logsumexp(dim=1, keepdim=True), _("log-sum-exp of each row"))
    logs = quantity(name("A"), F.log_softmax(out, dim=1), "log-softmax")
    return [
        equation(top, (o,), (_("row max"), 0), Fold(1, "{0}", "max({})", ", "), r"\max_j @0_j"),
        equation(
            total,
            (o, top),
            ("log Σ exp(", 0, "−", 1, ") +", 1),
            Fold(1, "exp({0} − {1})", "{last} + log({})"),
            r"@1 + \log \sum_j e^{@0_j - @1}",
        ),
        equation(logs, (o, total), (0, "−", 1), Each("{0} − {1}"), "@0 - @1"),
        equation(
            step.terms,
            (logs, step.target),
            ("−", 0, _("at class"), 1),
            Pick(tuple(int(label) for label in step.y.tolist())),
            r"-@0_{i, @1_i}",
        ),
    ]


def _cross_entropy_backward(step: LossStep) -> list[Equation]:
    o, out = step.output, step.out
    p = quantity(name("P"), out.softmax(dim=1), _("the probabilities of the classes"))
    one_hot = F.one_hot(step.y, out.shape[1]).float()
    hot = quantity(Name(r"\mathbf{1}_y", "1ᵧ"), one_hot, _("1 at the true class (one-hot)"))
    total = quantity(name("s"), out.logsumexp(dim=1, keepdim=True), _("log-sum-exp of each row"))
    return [
        equation(p, (o, total), ("exp(", 0, "−", 1, ")"), Each("exp({0} − {1})"), r"e^{@0 - @1}"),
        equation(
            step.gradient,
            (p, hot),
            ("1/n · (", 0, "−", 1, ")"),
            Each(f"({{0}} − {{1}}) / {step.n}"),
            r"\frac{1}{n} (@0 - @1)",
        ),
    ]


ENTRIES = {
    "bce": LossEntry(
        nn.BCELoss,
        _("Minus the logarithm of the probability that the network gives the true class."),
        _bce_forward,
        _bce_backward,
        entropy,
    ),
    "bce_with_logits": LossEntry(
        nn.BCEWithLogitsLoss,
        _(
            "The cross entropy straight from the logit z. Written with max and log(1 + exp(−|z|)), no "
            "exponential can overflow."
        ),
        _logit_forward,
        _logit_backward,
        entropy,
        lambda weights: {"pos_weight": weights[1:]},
    ),
    "cross_entropy": LossEntry(
        nn.CrossEntropyLoss,
        _(
            "The logarithm of the softmax by log-sum-exp: the row's largest logit is taken out first, so "
            "that no exponential can overflow. Each sample's term is minus its true class's."
        ),
        _cross_entropy_forward,
        _cross_entropy_backward,
        entropy,
        lambda weights: {"weight": weights},
    ),
}
