"""The activation functions and their derivatives, as they are written and as they are spelled."""

from typing import NamedTuple


class Activation(NamedTuple):
    """φ and φ′: as LaTeX of ``@0``, and as a text of the number ``{0}``."""

    latex: str
    how: str
    slope_latex: str
    slope_how: str


_S = r"\sigma(@0)"

ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(
        r"\frac{1}{1 + e^{-@0}}", "1 / (1 + exp(−{0}))", rf"{_S} \circ (1 - {_S})", "σ({0}) · (1 − σ({0}))"
    ),
    "tanh": Activation(r"\tanh(@0)", "tanh({0})", r"1 - \tanh^2(@0)", "1 − tanh²({0})"),
    "softplus": Activation(r"\log(1 + e^{@0})", "log(1 + exp({0}))", _S, "σ({0})"),
    "relu": Activation(r"\max(0, @0)", "max(0, {0})", r"[@0 > 0]", "1 if {0} > 0, else 0"),
    "leaky_relu": Activation(
        r"\max(0.01 \, @0, @0)", "max(0.01 · {0}, {0})", r"1 \text{ or } 0.01", "1 if {0} > 0, else 0.01"
    ),
    "elu": Activation(
        r"\max(0, @0) + \min(0, e^{@0} - 1)",
        "{0} if positive, else exp({0}) − 1",
        r"\min(1, e^{@0})",
        "1 if {0} > 0, else exp({0})",
    ),
    "gelu": Activation(
        r"@0 \circ \Phi(@0)", "{0} · Φ({0})", r"\Phi(@0) + @0 \circ \varphi(@0)", "Φ({0}) + {0} · Φ′({0})"
    ),
    "silu": Activation(
        rf"@0 \circ {_S}", "{0} · σ({0})", rf"{_S} \circ (1 + @0 \circ (1 - {_S}))", "σ({0}) · (1 + {0} · (1 − σ({0})))"
    ),
}
"""By the layer's kind."""
