"""What a Linear layer's numbers are before training."""

from typing import Literal, NamedTuple

from nnstudio.language import _

Initial = Literal["pytorch", "xavier", "kaiming", "zeros"]


class InitialWords(NamedTuple):
    """One way to start, in words."""

    title: str
    summary: str
    """What it does, in a sentence without a full stop."""


INITIAL: dict[str, InitialWords] = {
    "pytorch": InitialWords(
        _("PyTorch's default"), _("Weights and biases are drawn uniformly within ±1/√inputs, as nn.Linear draws them")
    ),
    "xavier": InitialWords(
        "Xavier",
        _("Weights are drawn uniformly within ±√(6/(inputs + units)), biases are 0; made for sigmoid and tanh"),
    ),
    "kaiming": InitialWords(
        "Kaiming", _("Weights are drawn uniformly within ±√(6/inputs), biases are 0; made for ReLU")
    ),
    "zeros": InitialWords(
        _("Zeros"), _("All weights and biases are 0: all units are alike, and training can't tell them apart")
    ),
}
"""In the order in which they are offered, the default first."""


def widest(initial: Initial, inputs: int, units: int) -> float:
    """Within which distance of 0 the weights are drawn; 0 where nothing is drawn."""
    match initial:
        case "pytorch":
            return float(inputs**-0.5)
        case "xavier":
            return float((6 / (inputs + units)) ** 0.5)
        case "kaiming":
            return float((6 / inputs) ** 0.5)
        case "zeros":
            return 0.0
