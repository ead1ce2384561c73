"""The layer that takes all units of a sample at once."""

import torch
from torch import nn

from nnstudio.engine.equations.quantities import Equation, equation, name, quantity
from nnstudio.engine.equations.rules import Each, Fold
from nnstudio.engine.layers.entry import LayerEntry, Passed, Slopes
from nnstudio.language import _
from nnstudio.project.layers.softmax import SoftmaxLayer
from nnstudio.project.layers.spec import LayerShape


class SoftmaxEntry(LayerEntry[SoftmaxLayer]):
    """Powers of e, divided by their sum; ∂L/∂z = y ∘ (g − Σ g y)."""

    forward_text = _(
        "Each row becomes probabilities that sum to 1. The largest is taken out first, so that no power overflows."
    )

    def module(self, layer: SoftmaxLayer, shape: LayerShape) -> nn.Module:
        return nn.Softmax(dim=-1)

    def forward(self, passed: Passed) -> list[Equation]:
        z = passed.leaf.detach()
        m = z.amax(dim=1, keepdim=True)
        e = (z - m).exp()
        low = str(passed.place)
        top = quantity(name("m", low=low), m, _("the largest of each row"))
        powers = quantity(name("E", low=low), e, _("powers of e, none above 1"))
        total = quantity(name("s", low=low), e.sum(dim=1, keepdim=True), _("the sum of each row"))
        return [
            equation(top, (passed.given,), (_("row max"), 0), Fold(1, "{0}", "max({})", ", "), r"\max_j @0_j"),
            equation(powers, (passed.given, top), ("exp(", 0, "−", 1, ")"), Each("exp({0} − {1})"), r"e^{@0 - @1}"),
            equation(total, (powers,), (_("row sums of"), 0), Fold(1), r"\sum_j @0_j"),
            equation(passed.made, (powers, total), (0, "/", 1), Each("{0} / {1}"), r"\frac{@0}{@1}"),
        ]

    def backward(self, passed: Passed, slopes: Slopes) -> list[Equation]:
        g = slopes.outputs
        weighted = torch.from_numpy(g.values.copy()) * passed.out.detach()
        low = str(passed.place)
        mean = quantity(
            name("c", low=low), weighted.sum(dim=1, keepdim=True), _("each row's slope, weighted by its outputs")
        )
        return [
            equation(mean, (g, passed.made), (_("row sums of"), 0, "∘", 1), Fold(1, "{0}·{1}"), r"\sum_j @0_j @1_j"),
            equation(
                slopes.inputs,
                (passed.made, g, mean),
                (0, "∘ (", 1, "−", 2, ")"),
                Each("{0} · ({1} − {2})"),
                r"@0 \circ \left(@1 - @2\right)",
            ),
        ]


ENTRIES = {"softmax": SoftmaxEntry()}
