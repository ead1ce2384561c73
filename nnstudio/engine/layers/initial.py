"""A Linear layer's numbers before training, as torch.nn.init sets them."""

from collections.abc import Callable

from torch import Tensor, nn

from nnstudio.language import _
from nnstudio.project.kinds import complete
from nnstudio.project.layers.initial import INITIAL, Initial, widest
from nnstudio.project.layers.spec import LayerShape

_Set = Callable[[Tensor], object]

WEIGHTS: dict[str, _Set | None] = complete(
    "engine/layers/initial",
    {
        "pytorch": None,
        "xavier": nn.init.xavier_uniform_,
        "kaiming": lambda weight: nn.init.kaiming_uniform_(weight, nonlinearity="relu"),
        "zeros": nn.init.zeros_,
    },
    dict.fromkeys(INITIAL),
)
"""What sets the weights; None where they stay as the layer has drawn them, its bias as well."""


def initialise(layer: nn.Linear, initial: Initial) -> None:
    """Sets weight and bias anew; what is drawn comes from the global generator, after all layers were made."""
    set_weights = WEIGHTS[initial]
    if set_weights is None:
        return
    set_weights(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)


def told(initial: Initial, shape: LayerShape) -> str:
    """How these numbers came about, for the walk through the first step."""
    if initial == "zeros":
        return _("Before training all of them are 0.")
    told = _("Before training the weights were drawn uniformly within ±{widest:.4g} ({title}).")
    return told.format(widest=widest(initial, shape.inputs, shape.outputs), title=INITIAL[initial].title)
