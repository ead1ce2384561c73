"""The layer that switches units off while training."""

from nnstudio.ui.layers.entry import LayerEntry, Option

ENTRIES = {
    "dropout": LayerEntry(
        meaning="Switches units off at random while training, so that none can be relied on alone",
        options={
            "p": Option(
                "Dropout probability",
                "Probability with which each unit is switched off in a training step",
                prefix="p = ",
            )
        },
        when_added={"p": 0.2},
        is_repeated=False,
    )
}
