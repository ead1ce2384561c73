"""What the logits are divided by in front of the softmax: to be tried out, while training knows nothing of it."""

from nnstudio.language import _
from nnstudio.ui.widgets.fields import FloatField
from nnstudio.ui.widgets.sliders import SliderRow

_STOPS = [round(10 ** (step / 20), 3) for step in range(-20, 21)]
"""From a tenth to ten, in equal factors, with 1 in the middle."""


class TemperatureRow(SliderRow):
    """A slider around 1; another temperature changes how sure the network seems, never which class wins."""

    def __init__(self) -> None:
        field = FloatField(0.1, 10.0, 0.1, option="temperature")
        field.setObjectName("temperature")
        field.setValue(1.0)
        tip = _(
            "The logits are divided by it in front of the softmax: above 1 the probabilities come closer to each "
            "other, below 1 the largest comes closer to 1. For looking alone: nothing is trained by it."
        )
        super().__init__("temperature", _("Temperature"), tip, field, _STOPS)
