"""What exports know about layers, by kind."""

from typing import Any

from nnstudio.export.layers import activations, dropout, linear, normalisation, softmax
from nnstudio.export.layers.entry import LayerEntry
from nnstudio.project.kinds import complete
from nnstudio.project.layers.kinds import LAYER_KINDS

LAYERS: dict[str, LayerEntry[Any]] = complete(
    "export/layers",
    {
        **linear.ENTRIES,
        **activations.ENTRIES,
        **dropout.ENTRIES,
        **normalisation.ENTRIES,
        **softmax.ENTRIES,
    },
    LAYER_KINDS,
)
