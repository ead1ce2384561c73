"""A stack seen as columns of units: each Linear together with what is done to its outputs."""

from collections.abc import Iterator
from dataclasses import dataclass

from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.network import NetworkSpec


@dataclass(frozen=True)
class Block:
    """Neighbouring layers that share their units: a Linear and all that follows it up to the next one.

    Layers in front of the first Linear make a block without one: their units are the inputs themselves, changed.
    """

    first: int
    """Index of the block's first layer."""
    layers: tuple[LayerSpec, ...]

    @property
    def last(self) -> int:
        """Index of the layer whose outputs are the block's."""
        return self.first + len(self.layers) - 1

    @property
    def linear(self) -> LinearLayer | None:
        head = self.layers[0]
        return head if isinstance(head, LinearLayer) else None

    @property
    def rows(self) -> range:
        """Indices of the block's layers."""
        return range(self.first, self.last + 1)


def blocks_of(network: NetworkSpec) -> tuple[Block, ...]:
    """The stack cut in front of every Linear, first to last; together the blocks hold every layer once."""
    return tuple(_cut(network.layers))


def _cut(layers: tuple[LayerSpec, ...]) -> Iterator[Block]:
    starts = [0, *(i for i, layer in enumerate(layers) if i and isinstance(layer, LinearLayer))]
    for start, end in zip(starts, [*starts[1:], len(layers)], strict=True):
        yield Block(start, layers[start:end])
