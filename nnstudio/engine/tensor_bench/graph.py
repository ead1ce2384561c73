"""The operations that lead to a number, and its gradient at each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch

from nnstudio.engine.tensor_bench.values import Value

MAX_NODES = 60
"""Of a graph that is drawn."""


@dataclass(eq=False)
class Step:
    """One operation's result: a tensor, how it came about, and of what."""

    value: torch.Tensor
    label: str
    inputs: tuple["Step", ...] = ()
    name: str = ""
    """The variable that holds it."""


@dataclass(frozen=True, eq=False)
class GraphNode:
    """A step of a graph that ends in one number."""

    label: str
    """The operation, or the variable's name for where the graph begins."""
    value: torch.Tensor
    gradient: torch.Tensor | None
    """That of the last number for this value; None where none flows."""
    inputs: tuple[int, ...]
    """Their places in the list; they stand before it."""
    depth: int
    """The longest way from a beginning."""


@dataclass
class Recorder:
    """Remembers, for as long as their tensors are in use, how values came about."""

    steps: dict[int, Step] = field(default_factory=dict)

    def note(self, value: Value, label: str, inputs: Sequence[Value]) -> None:
        """An operation, if a gradient flows through it."""
        if not isinstance(value, torch.Tensor) or not value.requires_grad:
            return
        if value.is_leaf and not any(isinstance(one, torch.Tensor) and one.requires_grad for one in inputs):
            inputs = ()
        parts = tuple(self._step(one) for one in inputs if isinstance(one, torch.Tensor | int | float))
        # an operation that gives its input back is no step
        if all(part.value is not value for part in parts):
            self.steps[id(value)] = Step(value, label, parts)

    def call(self, value: Value, name: str) -> None:
        """A variable's name for a value."""
        if isinstance(value, torch.Tensor):
            step = self._step(value)
            step.name = name
            self.steps[id(value)] = step

    def forget(self, value: Value) -> None:
        """What was changed in place begins anew."""
        if id(value) in self.steps:
            self.steps[id(value)] = Step(value, "tensor", (), self.steps[id(value)].name)

    def keep(self, values: Sequence[Value]) -> None:
        """Forgets whatever these values do not come from."""
        kept: dict[int, Step] = {}
        todo = [self.steps[id(value)] for value in values if id(value) in self.steps]
        while todo:
            step = todo.pop()
            if id(step.value) not in kept:
                kept[id(step.value)] = step
                todo.extend(step.inputs)
        self.steps = kept

    def graph(self, value: Value) -> tuple[GraphNode, ...]:
        """How a number came about, from its beginnings to itself, with its gradients; empty where there is none.

        The gradients are autograd's (`torch.autograd.grad
        <https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html>`_).
        """
        if not isinstance(value, torch.Tensor) or not value.requires_grad or value.numel() != 1:
            return ()
        order: list[Step] = []
        places: dict[int, int] = {}
        if not self._order(self._step(value), order, places, 0) or len(order) < 2:
            return ()
        wanted = [step.value for step in order if step.value.requires_grad]
        try:
            found = torch.autograd.grad(value.sum(), wanted, retain_graph=True, allow_unused=True)
        except RuntimeError:
            # backward() has let the graph go, or a part of it was changed in place since
            return ()
        gradients = {id(tensor): gradient for tensor, gradient in zip(wanted, found, strict=True)}
        nodes: list[GraphNode] = []
        for step in order:
            inputs = tuple(places[id(part.value)] for part in step.inputs)
            depth = 1 + max((nodes[i].depth for i in inputs), default=-1)
            label = step.label if inputs else step.name or step.label
            nodes.append(GraphNode(label, step.value.detach(), gradients.get(id(step.value)), inputs, depth))
        return tuple(nodes)

    def _order(self, step: Step, order: list[Step], places: dict[int, int], depth: int) -> bool:
        """Puts what comes first first; whether all of it is few enough to be drawn: a loop makes long ways."""
        if id(step.value) in places:
            return True
        if depth > MAX_NODES or not all(self._order(part, order, places, depth + 1) for part in step.inputs):
            return False
        places[id(step.value)] = len(order)
        order.append(step)
        return len(order) <= MAX_NODES

    def _step(self, value: Value) -> Step:
        if isinstance(value, torch.Tensor):
            return self.steps.get(id(value)) or Step(value, "tensor")
        return Step(torch.tensor(value), f"{value:g}")
