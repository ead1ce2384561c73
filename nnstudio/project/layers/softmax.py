"""The layer that takes all units of a sample at once."""

from typing import ClassVar, Literal

from nnstudio.language import _
from nnstudio.project.layers.spec import LayerSpec, Span


class SoftmaxLayer(LayerSpec):
    """`torch.nn.Softmax <https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html>`_ over the units."""

    title: ClassVar[str] = "Softmax"
    summary: ClassVar[str] = _("Turns a sample's numbers into probabilities that sum to 1")
    span: ClassVar[Span] = Span(0.0, 1.0)
    bends: ClassVar[bool] = True
    gives_probabilities: ClassVar[bool] = True
    kind: Literal["softmax"] = "softmax"

    def output_span(self, outputs: int) -> Span:
        # a single probability that sums to 1
        return Span(1.0, 1.0) if outputs == 1 else self.span
