"""The layer that learns weighted sums."""

from nnstudio.ui.layers.entry import LayerEntry, Option

ENTRIES = {
    "linear": LayerEntry(
        term="linear layer",
        meaning="Weighted sums of the inputs, one for each unit, plus a bias each",
        options={
            "units": Option(
                "Units", "How many units the layer has; 0 for as many as the data needs", auto="auto ({outputs})"
            ),
            "bias": Option("With bias", off="no bias"),
        },
        when_added={"units": 5},
    )
}
