"""Above which probability two classes are parted: to be tried out, while training knows nothing of it."""

from nnstudio.language import _
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.ui.widgets.fields import FloatField
from nnstudio.ui.widgets.sliders import SliderRow

_STOPS = [step / 100 for step in range(101)]


class ThresholdRow(SliderRow):
    """A slider from 0 to 1; what it leads to is shown by the ROC curve, the matrices and the big plot at once."""

    def __init__(self) -> None:
        field = FloatField(0.0, 1.0, 0.01, option="threshold")
        field.setObjectName("threshold")
        field.setValue(USUAL_THRESHOLD)
        tip = _(
            "Above which probability a sample is taken for the second class: moves the mark on the ROC curve, the "
            "matrices, the figures and the border in the big plot. For looking alone: nothing is trained by it."
        )
        super().__init__("threshold", _("Threshold"), tip, field, _STOPS)
