"""What an entry says about a kind of layer: its module, its equations, and when a unit no longer takes part."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import torch
from torch import Tensor, nn

from nnstudio.engine.equations.quantities import Equation, Name, Quantity, quantity
from nnstudio.language import _
from nnstudio.project.layers.spec import LayerShape, LayerSpec

L = TypeVar("L", bound=LayerSpec)


@dataclass(eq=False)
class Passed:
    """A layer that the samples of a walk have gone through."""

    module: nn.Module
    place: int
    """Which layer of the network it is, from 1."""
    names: Mapping[str, Name]
    """Of its parameters, by PyTorch's attribute."""
    given: Quantity
    leaf: Tensor
    """What came in, (n, d), with a gradient of its own."""
    made: Quantity
    out: Tensor
    """What came out, (n, units)."""
    kept: dict[str, Quantity]
    """What the way back needs again."""

    def parameter(self, attribute: str) -> Quantity:
        return quantity(self.names[attribute], getattr(self.module, attribute))


class Slopes(NamedTuple):
    """How the loss changes, on the way back through a layer."""

    outputs: Quantity
    """With what the layer puts out: what came back from the layer after it."""
    inputs: Quantity
    """With what came in."""
    parameters: Mapping[str, Tensor]
    """With what it learns, by PyTorch's attribute."""


class LayerEntry(ABC, Generic[L]):
    """One kind of layer."""

    forward_text: str
    """What happens on the way forward, for the walk through a step."""
    backward_text: str = _("The chain rule: what came back, times the slope of this layer.")
    dead_within: float | None = None
    """How close to 0 all of a unit's outputs must be for it to count as dead; None where no unit can die."""
    flat_at: tuple[float, ...] = ()
    """What an output comes close to where it no longer has a slope; a unit whose outputs are there is saturated."""

    def told_forward(self, passed: "Passed") -> str:
        """What happens on the way forward through this layer, which may have less than others of its kind."""
        return self.forward_text

    @abstractmethod
    def module(self, layer: L, shape: LayerShape) -> nn.Module:
        """PyTorch's module; weights are drawn from the global generator."""

    def initialise(self, layer: L, module: nn.Module) -> None:
        """Sets its numbers before training otherwise than the module has drawn them, once all modules are made."""

    def start_told(self, layer: L, shape: LayerShape) -> str:
        """How its numbers before training came about, in a sentence; nothing where it has none."""
        return ""

    def parameter_names(self, number: int, place: int) -> dict[str, Name]:
        """What its parameters are called in equations, by PyTorch's attribute, in Linear layer `number`'s group and as
        the network's layer `place`, both from 1."""
        return {}

    def run(
        self, module: nn.Module, leaf: Tensor, place: int, random: torch.Generator
    ) -> tuple[Tensor, dict[str, Quantity]]:
        """What comes out in training, (n, units), and what has to be kept; random numbers come from `random`."""
        return module(leaf), {}

    @abstractmethod
    def forward(self, passed: Passed) -> list[Equation]:
        """The equations of the way forward, whose result is already there."""

    @abstractmethod
    def backward(self, passed: Passed, slopes: Slopes) -> list[Equation]:
        """The equations of the way back."""
