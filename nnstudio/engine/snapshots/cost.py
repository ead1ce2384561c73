"""How large a look at a network may be, so that opening any project costs the window little time and memory.

What fits into one look is looked at as a whole, as ever. Of a larger network pictures get coarser, and of the samples
some stand for all; figures are never computed from some of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import nn

from nnstudio.project.layers.spec import LayerShape

REGION_PRODUCTS = 3_000_000_000
"""Multiply-adds for what a picture spans: some 0.15 s on two cores."""
REGION_VALUES = 16_000_000
"""Numbers that all layers put out there: 64 MB, which a frame keeps."""
SAMPLE_PRODUCTS = 10_000_000_000
"""Multiply-adds for all samples: some 0.4 s on two cores. What takes longer is left."""
_SOME_PRODUCTS = 1_000_000_000
"""Multiply-adds for those that stand for all then."""
PORTION_VALUES = 64_000_000
"""Numbers that two layers put out at once: 256 MB. More samples pass in portions."""
_FEWEST_POINTS = 8
_FEWEST_ROWS = 64


@dataclass(frozen=True)
class Cost:
    """Of one input on its way through a network."""

    products: int
    """Multiply-adds, and one for each number that a layer puts out."""
    values: int
    """How many numbers all layers put out."""

    @classmethod
    def of(cls, shapes: Sequence[LayerShape]) -> "Cost":
        """Of the layers of these shapes."""
        values = sum(shape.outputs for shape in shapes)
        return cls(sum(shape.parameters for shape in shapes) + values, values)

    def resolution(self, wanted: int, axes: int) -> int:
        """How many points along each axis a picture may have, `wanted` at most."""
        points = min(REGION_PRODUCTS // self.products, REGION_VALUES // self.values)
        return min(wanted, max(_FEWEST_POINTS, int(points ** (1 / axes))))

    def samples(self, count: int) -> int:
        """How many of `count` samples may pass while somebody waits: all, or a few that stand for them."""
        if count * self.products <= SAMPLE_PRODUCTS:
            return count
        return min(count, max(_FEWEST_ROWS, _SOME_PRODUCTS // self.products))


def portion_of(model: nn.Sequential, inputs: int) -> int:
    """How many rows pass through a network at once where its last outputs alone are wanted.

    Each row's outputs do not depend on what passes beside it, to the last bit.
    """
    width, pair = inputs, 1
    for layer in model:
        before, width = width, layer.out_features if isinstance(layer, nn.Linear) else width
        pair = max(pair, before + width)
    # a multiple of what the kernels take at once
    return max(1024, PORTION_VALUES // pair // 1024 * 1024)
