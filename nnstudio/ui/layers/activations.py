"""The layers that do the same with each single number."""

from dataclasses import KW_ONLY, dataclass

from nnstudio.language import _
from nnstudio.ui.layers.entry import LayerEntry


@dataclass(frozen=True)
class Activation(LayerEntry):
    """One of them, as the gallery tells it."""

    _unused: KW_ONLY
    formula: str
    """f(x), as HTML."""
    text: str
    """Its use, in a sentence or two."""


ENTRIES = {
    "relu": Activation(
        meaning=_("The activation max(0, z): negative sums become 0, others stay"),
        formula="max(0, x)",
        text=_(
            "Passes on what is positive. Cheap, and its slope is 1 however large x is; but a unit that gets "
            "only negative numbers is dead: its slope is 0 and it can't learn any more."
        ),
    ),
    "sigmoid": Activation(
        meaning=_("The activation 1 / (1 + exp(−z)): it squeezes any number into the range of 0 to 1"),
        formula="1 / (1 + e<sup>−x</sup>)",
        text=_(
            "Squeezes every number into 0…1, as a probability. Far from 0 it is flat: its slope is at most "
            "¼, so that gradients fade on their way through many such layers."
        ),
    ),
    "tanh": Activation(
        meaning=_("The activation tanh(z): it squeezes any number into the range of −1 to 1"),
        formula="(e<sup>x</sup> − e<sup>−x</sup>) / (e<sup>x</sup> + e<sup>−x</sup>)",
        text=_(
            "A sigmoid stretched to −1…1 and centred on 0, where its slope is 1. It still saturates: far "
            "from 0 hardly any gradient comes through."
        ),
    ),
    "softplus": Activation(
        formula="log(1 + e<sup>x</sup>)",
        text=_("A ReLU without the kink; its slope is the sigmoid. It is never exactly 0."),
    ),
    "leaky_relu": Activation(
        formula="x if x > 0, else 0.01 x",
        text=_("A ReLU that lets a hundredth of the negative side through, so that a unit can come back."),
    ),
    "elu": Activation(
        formula="x if x > 0, else e<sup>x</sup> − 1",
        text=_("Bends smoothly towards −1 on the negative side; outputs are centred nearer to 0 than a ReLU's."),
    ),
    "gelu": Activation(
        meaning=_("The activation z · Φ(z): z times the normal distribution's probability of being below z"),
        formula="x · Φ(x)",
        text=_(
            "x times the probability that a standard normal number is below x. Smooth, dips a little below "
            "0; what transformers use."
        ),
    ),
    "silu": Activation(
        meaning=_("The activation z / (1 + exp(−z)): z times its own sigmoid, also called swish"),
        formula="x / (1 + e<sup>−x</sup>)",
        text=_("x times its own sigmoid, also called swish: smooth, and not always rising."),
    ),
}
