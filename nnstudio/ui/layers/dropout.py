"""The layer that switches units off while training."""

from nnstudio.language import _
from nnstudio.ui.layers.entry import LayerEntry, Option

ENTRIES = {
    "dropout": LayerEntry(
        meaning=_("Switches units off at random while training, so that none can be relied on alone"),
        options={
            "p": Option(
                _("Dropout probability"),
                _("Probability with which each unit is switched off in a training step"),
                prefix="p = ",
            )
        },
        when_added={"p": 0.2},
        is_repeated=False,
    )
}
