"""The layers that bring numbers to mean 0 and variance 1, then scale and shift each unit by what is learned."""

from nnstudio.language import _
from nnstudio.ui.layers.entry import LayerEntry

ENTRIES = {
    "batch_norm": LayerEntry(
        term=_("batch norm"),
        meaning=_("Gives each unit mean 0 and variance 1 over the batch, then scales and shifts it by what is learned"),
    ),
    "layer_norm": LayerEntry(
        term=_("layer norm"),
        meaning=_("Gives each sample mean 0 and variance 1 over its units, then scales and shifts as it has learned"),
    ),
}
