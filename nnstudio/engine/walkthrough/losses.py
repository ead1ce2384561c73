"""The criterion worked out: each sample's term, their mean, and the slope at the network's output."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from nnstudio.engine.build import build_criterion
from nnstudio.engine.equations.quantities import Equation, Name, Quantity, equation, name, quantity, slope
from nnstudio.engine.equations.rules import Each, Fold, Pick
from nnstudio.engine.walkthrough.records import Stage
from nnstudio.project.training import LossKind

TARGET = name("y")
TERMS = name(r"\ell", plain="ℓ")
LOSS = name("L")

_TEXTS = {
    LossKind.MSE: "Each sample's squared error, and the mean of them all.",
    LossKind.L1: "Each sample's absolute error, and the mean of them all.",
    LossKind.HUBER: "Squared up to an error of 1, absolute beyond; and the mean of them all.",
    LossKind.BCE: "Minus the logarithm of the probability that the network gives the true class.",
    LossKind.BCE_WITH_LOGITS: (
        "The cross entropy straight from the logit z. Written with max and log(1 + exp(−|z|)), "
        "no exponential can overflow."
    ),
    LossKind.CROSS_ENTROPY: (
        "The logarithm of the softmax by log-sum-exp: the row's largest logit is taken out first, "
        "so that no exponential can overflow. Each sample's term is minus its true class's."
    ),
}


def work_out(kind: LossKind, output: Quantity, out: Tensor, y: Tensor) -> tuple[list[Stage], Tensor]:
    """The stages forward and backward, and the loss's slope at the network's output, (n, k), by autograd."""
    leaf = out.detach().requires_grad_()
    loss = build_criterion(kind)(leaf, y)
    (gradient,) = torch.autograd.grad(loss, leaf)
    target = target_quantity(kind, y)
    if kind is LossKind.CROSS_ENTROPY:
        per_sample = F.cross_entropy(out, y, reduction="none").reshape(-1, 1)
    else:
        per_sample = _unreduced(kind, out, y)
    terms = quantity(TERMS, per_sample, "one term for each sample")
    total = quantity(LOSS, loss, "the loss")
    forward = _forward(kind, output, target, terms, out, y)
    forward.append(equation(total, (terms,), ("mean", 0), Fold(None, "{0}", "({}) / {n}"), r"\frac{1}{n} \sum_i @0_i"))
    result = quantity(slope(output.name), gradient, "how the loss changes with each output")
    backward = _backward(kind, output, target, result, out, y)
    stages = [
        Stage("loss", "Loss", f"{kind.title}. {_TEXTS[kind]}", tuple(forward)),
        Stage(
            "backward",
            "∂ Loss",
            f"How the mean over the n = {len(out)} samples changes with each output: here the way back begins.",
            tuple(backward),
        ),
    ]
    return stages, gradient


def target_quantity(kind: LossKind, y: Tensor) -> Quantity:
    """What should come out, (n, k); for cross entropy the true classes, (n, 1)."""
    if kind is LossKind.CROSS_ENTROPY:
        return quantity(TARGET, y.reshape(-1, 1).float(), "the true class of each sample")
    return quantity(TARGET, y, "what should come out")


def _unreduced(kind: LossKind, out: Tensor, y: Tensor) -> Tensor:
    functions: dict[LossKind, Callable[..., Tensor]] = {
        LossKind.MSE: F.mse_loss,
        LossKind.L1: F.l1_loss,
        LossKind.HUBER: F.huber_loss,
        LossKind.BCE: F.binary_cross_entropy,
        LossKind.BCE_WITH_LOGITS: F.binary_cross_entropy_with_logits,
    }
    return functions[kind](out, y, reduction="none")


def _forward(kind: LossKind, o: Quantity, y: Quantity, terms: Quantity, out: Tensor, t: Tensor) -> list[Equation]:
    match kind:
        case LossKind.MSE | LossKind.L1 | LossKind.HUBER:
            error = quantity(name("E"), out - t, "the errors")
            signs = {LossKind.MSE: ("( ", 0, " )²"), LossKind.L1: ("|", 0, "|"), LossKind.HUBER: ("huber", 0)}
            right, how = {
                LossKind.MSE: (r"@0^2", "{0}²"),
                LossKind.L1: (r"|@0|", "|{0}|"),
                LossKind.HUBER: (
                    r"\frac{1}{2} @0^2 \text{ if } |@0| \leq 1, \text{ else } |@0| - \frac{1}{2}",
                    "½·{0}² if |{0}| ≤ 1, else |{0}| − ½",
                ),
            }[kind]
            return [
                equation(error, (o, y), (0, "−", 1), Each("{0} − {1}"), "@0 - @1"),
                equation(terms, (error,), signs[kind], Each(how), right),
            ]
        case LossKind.BCE:
            # BCELoss takes no logarithm below −100
            log_p = quantity(Name(r"\log \hat{Y}", "log Ŷ"), out.log().clamp(min=-100), "at least −100")
            log_q = quantity(Name(r"\log(1-\hat{Y})", "log(1−Ŷ)"), (1 - out).log().clamp(min=-100), "at least −100")
            return [
                equation(log_p, (o,), ("log", 0), Each("log {0}"), r"\log @0"),
                equation(log_q, (o,), ("log(1 −", 0, ")"), Each("log(1 − {0})"), r"\log(1 - @0)"),
                equation(
                    terms,
                    (y, log_p, log_q),
                    ("−(", 0, "∘", 1, "+ (1 −", 0, ") ∘", 2, ")"),
                    Each("−({0} · {1} + (1 − {0}) · {2})"),
                    r"-(@0 \circ @1 + (1 - @0) \circ @2)",
                ),
            ]
        case LossKind.BCE_WITH_LOGITS:
            top = quantity(name("M"), out.clamp(min=0), "the logit's positive part")
            soft = quantity(name("S"), torch.log1p((-out.abs()).exp()), "what is left of the log-sum-exp")
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
                    terms,
                    (top, o, y, soft),
                    (0, "−", 1, "∘", 2, "+", 3),
                    Each("{0} − {1} · {2} + {3}"),
                    r"@0 - @1 \circ @2 + @3",
                ),
            ]
        case LossKind.CROSS_ENTROPY:
            m = out.amax(dim=1, keepdim=True)
            lse = out.logsumexp(dim=1, keepdim=True)
            top = quantity(name("m"), m, "the largest logit of each row")
            total = quantity(name("s"), lse, "log-sum-exp of each row")
            logs = quantity(name("A"), F.log_softmax(out, dim=1), "log-softmax")
            return [
                equation(top, (o,), ("row max", 0), Fold(1, "{0}", "max({})", ", "), r"\max_j @0_j"),
                equation(
                    total,
                    (o, top),
                    ("log Σ exp(", 0, "−", 1, ") +", 1),
                    Fold(1, "exp({0} − {1})", "{last} + log({})"),
                    r"@1 + \log \sum_j e^{@0_j - @1}",
                ),
                equation(logs, (o, total), (0, "−", 1), Each("{0} − {1}"), "@0 - @1"),
                equation(
                    terms,
                    (logs, y),
                    ("−", 0, "at class", 1),
                    Pick(tuple(int(label) for label in t.tolist())),
                    r"-@0_{i, @1_i}",
                ),
            ]


def _backward(kind: LossKind, o: Quantity, y: Quantity, result: Quantity, out: Tensor, t: Tensor) -> list[Equation]:
    n = len(out)
    match kind:
        case LossKind.MSE | LossKind.L1 | LossKind.HUBER:
            error = quantity(name("E"), out - t, "the errors")
            right, how, signs = {
                LossKind.MSE: (r"\frac{2}{n} @0", f"2 · {{0}} / {n}", ("2/n ·", 0)),
                LossKind.L1: (r"\frac{1}{n} \operatorname{sign}(@0)", f"sign({{0}}) / {n}", ("1/n · sign", 0)),
                LossKind.HUBER: (
                    r"\frac{1}{n} \max(-1, \min(1, @0))",
                    f"{{0}}, but within −1 and 1, / {n}",
                    ("1/n · clip", 0),
                ),
            }[kind]
            return [
                equation(error, (o, y), (0, "−", 1), Each("{0} − {1}"), "@0 - @1"),
                equation(result, (error,), signs, Each(how), right),
            ]
        case LossKind.BCE:
            # the spread is PyTorch's, which lets no denominator fall below 1e-12
            spread = quantity(name("V"), (out * (1 - out)).clamp(min=1e-12), "at least 10⁻¹²")
            return [
                equation(
                    spread,
                    (o,),
                    ("max(10⁻¹²,", 0, "∘ (1 −", 0, "))"),
                    Each("max(10⁻¹², {0} · (1 − {0}))"),
                    r"\max\left(10^{-12}, @0 \circ (1 - @0)\right)",
                ),
                equation(
                    result,
                    (o, y, spread),
                    ("1/n · (", 0, "−", 1, ") /", 2),
                    Each(f"({{0}} − {{1}}) / {{2}} / {n}"),
                    r"\frac{1}{n} \, \frac{@0 - @1}{@2}",
                ),
            ]
        case LossKind.BCE_WITH_LOGITS:
            p = quantity(name("P"), out.sigmoid(), "the probabilities of class 1")
            return [
                equation(p, (o,), ("σ(", 0, ")"), Each("1 / (1 + exp(−{0}))"), r"\sigma(@0)"),
                equation(
                    result,
                    (p, y),
                    ("1/n · (", 0, "−", 1, ")"),
                    Each(f"({{0}} − {{1}}) / {n}"),
                    r"\frac{1}{n} (@0 - @1)",
                ),
            ]
        case LossKind.CROSS_ENTROPY:
            p = quantity(name("P"), out.softmax(dim=1), "the probabilities of the classes")
            hot = quantity(
                Name(r"\mathbf{1}_y", "1ᵧ"), F.one_hot(t, out.shape[1]).float(), "1 at the true class (one-hot)"
            )
            total = quantity(name("s"), out.logsumexp(dim=1, keepdim=True), "log-sum-exp of each row")
            return [
                equation(p, (o, total), ("exp(", 0, "−", 1, ")"), Each("exp({0} − {1})"), r"e^{@0 - @1}"),
                equation(
                    result,
                    (p, hot),
                    ("1/n · (", 0, "−", 1, ")"),
                    Each(f"({{0}} − {{1}}) / {n}"),
                    r"\frac{1}{n} (@0 - @1)",
                ),
            ]
