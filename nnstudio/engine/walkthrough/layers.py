"""Each kind of layer forward and backward: PyTorch's numbers, and the equations between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from nnstudio.engine.equations.quantities import Equation, Name, Quantity, equation, name, quantity, slope
from nnstudio.engine.equations.rules import Each, Fold, Product, plain
from nnstudio.engine.walkthrough.activations import ACTIVATIONS


@dataclass(eq=False)
class Passed:
    """A layer that the samples have gone through."""

    kind: str
    module: nn.Module
    number: int
    """Which Linear layer it is, or belongs to; 0 before the first."""
    place: int
    """Which layer of the network it is, from 1."""
    names: dict[str, Name]
    """Of its parameters, by PyTorch's attribute."""
    given: Quantity
    leaf: Tensor
    """What came in, (n, d), with a gradient of its own."""
    made: Quantity
    out: Tensor
    equations: list[Equation]
    kept: dict[str, Quantity] = field(default_factory=dict)
    """What the way back needs again."""

    def parameter(self, attribute: str) -> Quantity:
        return quantity(self.names[attribute], getattr(self.module, attribute))


def pass_forward(passed: Passed) -> None:
    """Writes the equations of the forward pass, whose result is already there."""
    match passed.kind:
        case "linear":
            _linear(passed)
        case "dropout":
            _dropout(passed)
        case "softmax":
            _softmax(passed)
        case "batch_norm":
            _normalise(passed, 0)
        case "layer_norm":
            _normalise(passed, 1)
        case kind:
            act = ACTIVATIONS[kind]
            passed.equations.append(
                equation(passed.made, (passed.given,), (f"{_word(kind)}(", 0, ")"), Each(act.how), act.latex)
            )


def pass_backward(
    passed: Passed, gradient: Tensor, to_inputs: bool
) -> tuple[list[Equation], Tensor, dict[str, Tensor]]:
    """The equations of the way back, the slope at the layer's inputs, (n, d), and those at its parameters.

    `gradient` is the slope at its outputs. Without `to_inputs` the equations leave out what no one needs.
    """
    parameters = dict(passed.module.named_parameters())
    found = torch.autograd.grad(passed.out, [passed.leaf, *parameters.values()], gradient)
    inward, own = found[0], dict(zip(parameters, found[1:], strict=True))
    incoming = quantity(slope(passed.made.name), gradient, "what came back from the layer after it")
    result = quantity(slope(passed.given.name), inward, "how the loss changes with what came in")
    match passed.kind:
        case "linear":
            equations = _linear_back(passed, incoming, result, own)
        case "softmax":
            equations = _softmax_back(passed, incoming, result)
        case "batch_norm":
            equations = _normalise_back(passed, incoming, result, own, 0)
        case "layer_norm":
            equations = _normalise_back(passed, incoming, result, own, 1)
        case _:
            equations = _elementwise_back(passed, incoming, result)
    if not to_inputs:
        equations = [e for e in equations if e.result is not result]
    return equations, inward, own


def _word(kind: str) -> str:
    words = {"relu": "ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU", "leaky_relu": "LeakyReLU", "sigmoid": "σ"}
    return words.get(kind, kind)


def _linear(p: Passed) -> None:
    weight = p.parameter("weight").transposed
    if "bias" not in p.names:
        p.equations.append(equation(p.made, (p.given, weight), (0, "·", 1), Product(), "@0 \\, @1"))
        return
    operands = (p.given, weight, p.parameter("bias"))
    p.equations.append(equation(p.made, operands, (0, "·", 1, "+", 2), Product(), "@0 \\, @1 + @2"))


def _linear_back(p: Passed, g: Quantity, result: Quantity, own: Mapping[str, Tensor]) -> list[Equation]:
    weight = p.parameter("weight")
    d_weight = quantity(slope(weight.name), own["weight"], "how the loss changes with each weight")
    equations = [equation(d_weight, (g.transposed, p.given), (0, "·", 1), Product(), r"@0 \, @1")]
    if "bias" in own:
        d_bias = quantity(slope(p.names["bias"]), own["bias"], "how the loss changes with each bias")
        equations.append(equation(d_bias, (g,), ("column sums of", 0), Fold(0), r"\sum_i @0_i"))
    equations.append(equation(result, (g, weight), (0, "·", 1), Product(), r"@0 \, @1"))
    return equations


def _elementwise_back(p: Passed, g: Quantity, result: Quantity) -> list[Equation]:
    if p.kind == "dropout":
        return [equation(result, (g, p.kept["mask"]), (0, "∘", 1), Each("{0} · {1}"), r"@0 \circ @1")]
    (factor,) = torch.autograd.grad(p.module(p.leaf), p.leaf, torch.ones_like(p.out))
    act = ACTIVATIONS[p.kind]
    given = p.given.name
    derivative = quantity(
        Name(rf"\varphi'({given.latex})", f"φ′({given.plain})"), factor, f"the derivative of {_word(p.kind)}"
    )
    return [
        equation(derivative, (p.given,), (f"{_word(p.kind)}′(", 0, ")"), Each(act.slope_how), act.slope_latex),
        equation(result, (g, derivative), (0, "∘", 1), Each("{0} · {1}"), r"@0 \circ @1"),
    ]


def draw_mask(like: Tensor, p: float, generator: torch.Generator) -> Tensor:
    """(n, d): 0 where a unit is switched off, 1/(1−p) elsewhere; drawn as ``nn.Dropout`` draws it on the CPU."""
    return torch.empty_like(like).bernoulli_(1 - p, generator=generator).div_(1 - p)


def _dropout(p: Passed) -> None:
    assert isinstance(p.module, nn.Dropout)
    text = f"0 with probability {p.module.p:g}, else 1 / (1 − {p.module.p:g})"
    p.equations.append(
        equation(
            p.made, (p.given, p.kept["mask"]), (0, "∘", 1), Each("{0} · {1}"), rf"@0 \circ @1 \quad \text{{({text})}}"
        )
    )


def _softmax(p: Passed) -> None:
    z = p.leaf.detach()
    m = z.amax(dim=1, keepdim=True)
    e = (z - m).exp()
    low = str(p.place)
    top = quantity(name("m", low=low), m, "the largest of each row")
    powers = quantity(name("E", low=low), e, "powers of e, none above 1")
    total = quantity(name("s", low=low), e.sum(dim=1, keepdim=True), "the sum of each row")
    p.equations += [
        equation(top, (p.given,), ("row max", 0), Fold(1, "{0}", "max({})", ", "), r"\max_j @0_j"),
        equation(powers, (p.given, top), ("exp(", 0, "−", 1, ")"), Each("exp({0} − {1})"), r"e^{@0 - @1}"),
        equation(total, (powers,), ("row sums of", 0), Fold(1), r"\sum_j @0_j"),
        equation(p.made, (powers, total), (0, "/", 1), Each("{0} / {1}"), r"\frac{@0}{@1}"),
    ]


def _softmax_back(p: Passed, g: Quantity, result: Quantity) -> list[Equation]:
    out = p.out.detach()
    weighted = torch.from_numpy(g.values.copy()) * out
    mean = quantity(
        name("c", low=str(p.place)), weighted.sum(dim=1, keepdim=True), "each row's slope, weighted by its outputs"
    )
    return [
        equation(mean, (g, p.made), ("row sums of", 0, "∘", 1), Fold(1, "{0}·{1}"), r"\sum_j @0_j @1_j"),
        equation(
            result,
            (p.made, g, mean),
            (0, "∘ (", 1, "−", 2, ")"),
            Each("{0} · ({1} − {2})"),
            r"@0 \circ \left(@1 - @2\right)",
        ),
    ]


def _normalise(p: Passed, axis: int) -> None:
    """`axis` 0: each unit over the batch; 1: each sample over its units."""
    assert isinstance(p.module, nn.BatchNorm1d | nn.LayerNorm)
    z, over = p.leaf.detach(), ("batch", "sample")[axis]
    low = f"{p.place}"
    mean = z.mean(dim=axis, keepdim=True)
    variance = z.var(dim=axis, keepdim=True, correction=0)
    eps = p.module.eps
    mu = quantity(name(r"\mu", low=low, plain="μ"), mean, f"the mean over the {over}")
    var = quantity(name(r"\sigma^2", low=low, plain="σ²"), variance, f"the variance over the {over}")
    hat = quantity(
        Name(rf"\hat{{Z}}_{{{low}}}", name("Ẑ", low=low).plain),
        (z - mean) / (variance + eps).sqrt(),
        "of mean 0 and variance 1",
    )
    p.kept |= {"hat": hat, "variance": var}
    gamma, beta = p.parameter("weight"), p.parameter("bias")
    p.equations += [
        equation(
            mu,
            (p.given,),
            (("column", "row")[axis] + " means of", 0),
            Fold(axis, "{0}", "({}) / {n}"),
            r"\operatorname{mean} @0",
        ),
        equation(
            var,
            (p.given, mu),
            ("mean of (", 0, "−", 1, ")²"),
            Fold(axis, "({0} − {1})²", "({}) / {n}"),
            r"\operatorname{mean} \left(@0 - @1\right)^2",
        ),
        equation(
            hat,
            (p.given, mu, var),
            ("(", 0, "−", 1, ") / √(", 2, "+ ε)"),
            Each(f"({{0}} − {{1}}) / √({{2}} + {plain(eps)})"),
            r"\frac{@0 - @1}{\sqrt{@2 + \varepsilon}}",
        ),
        equation(p.made, (hat, gamma, beta), (0, "∘", 1, "+", 2), Each("{0} · {1} + {2}"), r"@0 \circ @1 + @2"),
    ]


def _normalise_back(p: Passed, g: Quantity, result: Quantity, own: Mapping[str, Tensor], axis: int) -> list[Equation]:
    assert isinstance(p.module, nn.BatchNorm1d | nn.LayerNorm)
    hat, variance, gamma = p.kept["hat"], p.kept["variance"], p.parameter("weight")
    d_gamma = quantity(slope(gamma.name), own["weight"])
    d_beta = quantity(slope(p.names["bias"]), own["bias"])
    scaled = torch.from_numpy(g.values * gamma.values)
    normal = torch.from_numpy(hat.values.copy())
    low = f"{p.place}"
    d_hat = quantity(slope(hat.name), scaled)
    a = quantity(name("a", low=low), scaled.mean(dim=axis, keepdim=True), "what the mean takes away")
    b = quantity(name("c", low=low), (scaled * normal).mean(dim=axis, keepdim=True), "what the variance takes away")
    lines = ("column", "row")[axis]
    return [
        equation(d_gamma, (g, hat), ("column sums of", 0, "∘", 1), Fold(0, "{0}·{1}"), r"\sum_i @0_i \, @1_i"),
        equation(d_beta, (g,), ("column sums of", 0), Fold(0), r"\sum_i @0_i"),
        equation(d_hat, (g, gamma), (0, "∘", 1), Each("{0} · {1}"), r"@0 \circ @1"),
        equation(a, (d_hat,), (f"{lines} means of", 0), Fold(axis, "{0}", "({}) / {n}"), r"\operatorname{mean} @0"),
        equation(
            b,
            (d_hat, hat),
            (f"{lines} means of", 0, "∘", 1),
            Fold(axis, "{0}·{1}", "({}) / {n}"),
            r"\operatorname{mean}\left(@0 \circ @1\right)",
        ),
        equation(
            result,
            (d_hat, a, hat, b, variance),
            ("(", 0, "−", 1, "−", 2, "∘", 3, ") / √(", 4, "+ ε)"),
            Each(f"({{0}} − {{1}} − {{2}} · {{3}}) / √({{4}} + {plain(p.module.eps)})"),
            r"\frac{@0 - @1 - @2 \circ @3}{\sqrt{@4 + \varepsilon}}",
        ),
    ]
