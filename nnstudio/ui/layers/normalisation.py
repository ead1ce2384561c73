"""The layers that bring numbers to mean 0 and variance 1, then scale and shift each unit by what is learned."""

from nnstudio.ui.layers.entry import LayerEntry

ENTRIES = {
    "batch_norm": LayerEntry(
        term="batch norm",
        meaning="Gives each unit mean 0 and variance 1 over the batch, then scales and shifts it by what is learned",
    ),
    "layer_norm": LayerEntry(
        term="layer norm",
        meaning="Gives each sample mean 0 and variance 1 over its units, then scales and shifts as it has learned",
    ),
}
