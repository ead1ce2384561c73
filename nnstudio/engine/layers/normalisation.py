"""The layers that bring numbers to mean 0 and variance 1, then scale and shift each unit by what is learned."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from nnstudio.engine.equations.quantities import Equation, Name, equation, name, quantity, slope
from nnstudio.engine.equations.rules import Each, Fold, plain
from nnstudio.engine.layers.entry import LayerEntry, Passed, Slopes
from nnstudio.language import _
from nnstudio.project.layers.normalisation import NormLayer
from nnstudio.project.layers.spec import LayerShape


@dataclass(frozen=True)
class Normalisation(LayerEntry[NormLayer]):
    """Over each column or each row of what comes in."""

    make: Callable[[int], nn.Module]
    """PyTorch's class; it is given the number of units."""
    axis: int
    """0: each unit over the batch; 1: each sample over its units."""
    forward_text: str

    def module(self, layer: NormLayer, shape: LayerShape) -> nn.Module:
        return self.make(shape.inputs)

    def parameter_names(self, number: int, place: int) -> dict[str, Name]:
        low = str(place)
        return {"weight": name(r"\gamma", low=low, plain="γ"), "bias": name(r"\beta", low=low, plain="β")}

    def forward(self, passed: Passed) -> list[Equation]:
        z, low = passed.leaf.detach(), str(passed.place)
        mean = z.mean(dim=self.axis, keepdim=True)
        variance = z.var(dim=self.axis, keepdim=True, correction=0)
        eps = _eps(passed)
        mu = quantity(
            name(r"\mu", low=low, plain="μ"),
            mean,
            (_("the mean over the batch"), _("the mean over the sample"))[self.axis],
        )
        var = quantity(
            name(r"\sigma^2", low=low, plain="σ²"),
            variance,
            (_("the variance over the batch"), _("the variance over the sample"))[self.axis],
        )
        hat = quantity(
            Name(rf"\hat{{Z}}_{{{low}}}", name("Ẑ", low=low).plain),
            (z - mean) / (variance + eps).sqrt(),
            _("of mean 0 and variance 1"),
        )
        passed.kept |= {"hat": hat, "variance": var}
        operands = (hat, passed.parameter("weight"), passed.parameter("bias"))
        return [
            equation(
                mu,
                (passed.given,),
                (_means_of(self.axis), 0),
                Fold(self.axis, "{0}", "({}) / {n}"),
                r"\operatorname{mean}\left(@0\right)",
            ),
            equation(
                var,
                (passed.given, mu),
                (_("mean of ("), 0, "−", 1, ")²"),
                Fold(self.axis, "({0} − {1})²", "({}) / {n}"),
                r"\operatorname{mean}\left(\left(@0 - @1\right)^2\right)",
            ),
            equation(
                hat,
                (passed.given, mu, var),
                ("(", 0, "−", 1, ") / √(", 2, "+ ε)"),
                Each(f"({{0}} − {{1}}) / √({{2}} + {plain(eps)})"),
                r"\frac{@0 - @1}{\sqrt{@2 + \varepsilon}}",
            ),
            equation(passed.made, operands, (0, "∘", 1, "+", 2), Each("{0} · {1} + {2}"), r"@0 \circ @1 + @2"),
        ]

    def backward(self, passed: Passed, slopes: Slopes) -> list[Equation]:
        g, axis, low = slopes.outputs, self.axis, str(passed.place)
        hat, variance, gamma = passed.kept["hat"], passed.kept["variance"], passed.parameter("weight")
        d_gamma = quantity(slope(gamma.name), slopes.parameters["weight"])
        d_beta = quantity(slope(passed.names["bias"]), slopes.parameters["bias"])
        scaled = torch.from_numpy(g.values * gamma.values)
        normal = torch.from_numpy(hat.values.copy())
        d_hat = quantity(slope(hat.name), scaled)
        a = quantity(name("a", low=low), scaled.mean(dim=axis, keepdim=True), _("what the mean takes away"))
        b = quantity(
            name("c", low=low), (scaled * normal).mean(dim=axis, keepdim=True), _("what the variance takes away")
        )
        return [
            equation(d_gamma, (g, hat), (_("column sums of"), 0, "∘", 1), Fold(0, "{0}·{1}"), r"\sum_i @0_i \, @1_i"),
            equation(d_beta, (g,), (_("column sums of"), 0), Fold(0), r"\sum_i @0_i"),
            equation(d_hat, (g, gamma), (0, "∘", 1), Each("{0} · {1}"), r"@0 \circ @1"),
            equation(
                a,
                (d_hat,),
                (_means_of(axis), 0),
                Fold(axis, "{0}", "({}) / {n}"),
                r"\operatorname{mean}\left(@0\right)",
            ),
            equation(
                b,
                (d_hat, hat),
                (_means_of(axis), 0, "∘", 1),
                Fold(axis, "{0}·{1}", "({}) / {n}"),
                r"\operatorname{mean}\left(@0 \circ @1\right)",
            ),
            equation(
                slopes.inputs,
                (d_hat, a, hat, b, variance),
                ("(", 0, "−", 1, "−", 2, "∘", 3, ") / √(", 4, "+ ε)"),
                Each(f"({{0}} − {{1}} − {{2}} · {{3}}) / √({{4}} + {plain(_eps(passed))})"),
                r"\frac{@0 - @1 - @2 \circ @3}{\sqrt{@4 + \varepsilon}}",
            ),
        ]


def _means_of(axis: int) -> str:
    return (_("column means of"), _("row means of"))[axis]


def _eps(passed: Passed) -> float:
    assert isinstance(passed.module, nn.BatchNorm1d | nn.LayerNorm)
    return passed.module.eps


ENTRIES = {
    "batch_norm": Normalisation(
        nn.BatchNorm1d,
        0,
        _(
            "Each unit (column) gets mean 0 and variance 1 over this batch, then is scaled and moved by what "
            "is learned. Outside training, running means of these batches' figures stand in for them."
        ),
    ),
    "layer_norm": Normalisation(
        nn.LayerNorm,
        1,
        _(
            "Each sample (row) gets mean 0 and variance 1 over its units; then each unit is scaled and moved "
            "by what is learned."
        ),
    ),
}
