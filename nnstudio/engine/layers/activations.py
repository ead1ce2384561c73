"""The layers that do the same with each single number."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from nnstudio.engine.equations.quantities import Equation, Name, equation, quantity
from nnstudio.engine.equations.rules import Each
from nnstudio.engine.layers.entry import LayerEntry, Passed, Slopes
from nnstudio.language import _
from nnstudio.project.layers.activations import ActivationLayer
from nnstudio.project.layers.spec import LayerShape

_NEARLY_DEAD = 1e-3
"""For those that never put out exactly 0 for all that is far below it."""


@dataclass(frozen=True)
class Activation(LayerEntry[ActivationLayer]):
    """φ and φ′: as LaTeX of ``@0``, and as a text of the number ``{0}``."""

    make: Callable[..., nn.Module]
    """PyTorch's class; it is given the layer's options by their names."""
    word: str
    """What φ is called between the signs of an equation."""
    latex: str
    how: str
    slope_latex: str
    slope_how: str
    dead_within: float | None = None
    flat_at: tuple[float, ...] = ()

    forward_text = _("Each number goes through the activation function on its own.")

    def module(self, layer: ActivationLayer, shape: LayerShape) -> nn.Module:
        return self.make(**layer.options())

    def forward(self, passed: Passed) -> list[Equation]:
        return [equation(passed.made, (passed.given,), (f"{self.word}(", 0, ")"), Each(self.how), self.latex)]

    def backward(self, passed: Passed, slopes: Slopes) -> list[Equation]:
        (factor,) = torch.autograd.grad(passed.module(passed.leaf), passed.leaf, torch.ones_like(passed.out))
        given = passed.given.name
        derivative = quantity(
            Name(rf"\varphi'({given.latex})", f"φ′({given.plain})"),
            factor,
            _("the derivative of {word}").format(word=self.word),
        )
        layout = (f"{self.word}′(", 0, ")")
        return [
            equation(derivative, (passed.given,), layout, Each(self.slope_how), self.slope_latex),
            equation(slopes.inputs, (slopes.outputs, derivative), (0, "∘", 1), Each("{0} · {1}"), r"@0 \circ @1"),
        ]


_S = r"\sigma(@0)"

ENTRIES = {
    "relu": Activation(
        nn.ReLU, "ReLU", r"\max(0, @0)", "max(0, {0})", r"[@0 > 0]", "1 if {0} > 0, else 0", dead_within=0.0
    ),
    "sigmoid": Activation(
        nn.Sigmoid,
        "σ",
        r"\frac{1}{1 + e^{-@0}}",
        "1 / (1 + exp(−{0}))",
        rf"{_S} \circ (1 - {_S})",
        "σ({0}) · (1 − σ({0}))",
        flat_at=(0.0, 1.0),
    ),
    "tanh": Activation(
        nn.Tanh, "tanh", r"\tanh(@0)", "tanh({0})", r"1 - \tanh^2(@0)", "1 − tanh²({0})", flat_at=(-1.0, 1.0)
    ),
    "softplus": Activation(
        nn.Softplus,
        "softplus",
        r"\log(1 + e^{@0})",
        "log(1 + exp({0}))",
        _S,
        "σ({0})",
        dead_within=_NEARLY_DEAD,
    ),
    "leaky_relu": Activation(
        nn.LeakyReLU,
        "LeakyReLU",
        r"\max(0.01 \, @0, @0)",
        "max(0.01 · {0}, {0})",
        r"1 \text{ or } 0.01",
        "1 if {0} > 0, else 0.01",
    ),
    "elu": Activation(
        nn.ELU,
        "ELU",
        r"\max(0, @0) + \min(0, e^{@0} - 1)",
        "{0} if positive, else exp({0}) − 1",
        r"\min(1, e^{@0})",
        "1 if {0} > 0, else exp({0})",
        flat_at=(-1.0,),
    ),
    "gelu": Activation(
        nn.GELU,
        "GELU",
        r"@0 \circ \Phi(@0)",
        "{0} · Φ({0})",
        r"\Phi(@0) + @0 \circ \varphi(@0)",
        "Φ({0}) + {0} · Φ′({0})",
        dead_within=_NEARLY_DEAD,
    ),
    "silu": Activation(
        nn.SiLU,
        "SiLU",
        rf"@0 \circ {_S}",
        "{0} · σ({0})",
        rf"{_S} \circ (1 + @0 \circ (1 - {_S}))",
        "σ({0}) · (1 + {0} · (1 − σ({0})))",
        dead_within=_NEARLY_DEAD,
    ),
}
