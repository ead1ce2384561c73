"""The layer that switches units off while training."""

import torch
from torch import Tensor, nn

from nnstudio.engine.equations.quantities import Equation, Quantity, equation, name, quantity
from nnstudio.engine.equations.rules import Each
from nnstudio.engine.layers.entry import LayerEntry, Passed, Slopes
from nnstudio.language import _
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.spec import LayerShape


def draw_mask(like: Tensor, p: float, generator: torch.Generator) -> Tensor:
    """(n, d): 0 where a unit is switched off, 1/(1−p) elsewhere; drawn as ``nn.Dropout`` draws it on the CPU."""
    return torch.empty_like(like).bernoulli_(1 - p, generator=generator).div_(1 - p)


class DropoutEntry(LayerEntry[DropoutLayer]):
    """Multiplies by a mask that is drawn anew for each batch, on the way forward and on the way back."""

    forward_text = _(
        "Some units are switched off at random, the others made stronger by as much. "
        "The mask is drawn with a copy of the run's own random numbers."
    )

    def module(self, layer: DropoutLayer, shape: LayerShape) -> nn.Module:
        return nn.Dropout(layer.p)

    def run(
        self, module: nn.Module, leaf: Tensor, place: int, random: torch.Generator
    ) -> tuple[Tensor, dict[str, Quantity]]:
        assert isinstance(module, nn.Dropout)
        mask = draw_mask(leaf, module.p, random) if module.p else torch.ones_like(leaf)
        return leaf * mask, {"mask": quantity(name("D", low=str(place)), mask, _("the mask that was drawn"))}

    def forward(self, passed: Passed) -> list[Equation]:
        assert isinstance(passed.module, nn.Dropout)
        p = f"{passed.module.p:g}"
        right = rf"@0 \circ @1 \quad \text{{(0 with probability {p}, else 1 / (1 − {p}))}}"
        operands = (passed.given, passed.kept["mask"])
        return [equation(passed.made, operands, (0, "∘", 1), Each("{0} · {1}"), right)]

    def backward(self, passed: Passed, slopes: Slopes) -> list[Equation]:
        operands = (slopes.outputs, passed.kept["mask"])
        return [equation(slopes.inputs, operands, (0, "∘", 1), Each("{0} · {1}"), r"@0 \circ @1")]


ENTRIES = {"dropout": DropoutEntry()}
