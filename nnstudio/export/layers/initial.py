"""The lines of a script that set a Linear layer's numbers before training."""

from nnstudio.project.kinds import complete
from nnstudio.project.layers.initial import INITIAL

CALLS: dict[str, str] = complete(
    "export/layers/initial",
    {
        "pytorch": "",
        "xavier": "nn.init.xavier_uniform_({weight})",
        "kaiming": 'nn.init.kaiming_uniform_({weight}, nonlinearity="relu")',
        "zeros": "nn.init.zeros_({weight})",
    },
    dict.fromkeys(INITIAL),
)
"""What sets the weights; nothing where they stay as the layer has drawn them."""
