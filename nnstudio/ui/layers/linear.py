"""The layer that learns weighted sums."""

from nnstudio.language import _
from nnstudio.project.layers.initial import INITIAL
from nnstudio.ui.layers.entry import LayerEntry, Option

ENTRIES = {
    "linear": LayerEntry(
        term=_("linear layer"),
        meaning=_("Weighted sums of the inputs, one for each unit, plus a bias each"),
        options={
            "units": Option(
                _("Units"),
                _("How many units the layer has; 0 for as many as the data needs"),
                auto=_("auto ({outputs})"),
            ),
            "bias": Option(_("With bias"), off=_("no bias")),
            "init": Option(_("Initial weights"), choices=INITIAL),
        },
        when_added={"units": 5},
    )
}
