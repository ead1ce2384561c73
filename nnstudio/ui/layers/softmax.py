"""The layer that takes all units of a sample at once."""

from nnstudio.language import _
from nnstudio.ui.layers.entry import LayerEntry

ENTRIES = {
    "softmax": LayerEntry(
        meaning=_("Turns logits into probabilities that sum to 1: exp of each, divided by the sum of them all"),
        is_repeated=False,
    )
}
