"""What every kind of layer says about itself."""

import math
from typing import Any, ClassVar, NamedTuple, Self

from nnstudio.project.spec import Spec

MAX_UNITS = 4096


class LayerShape(NamedTuple):
    """How one layer changes a sample: numbers in, numbers out, numbers learned."""

    inputs: int
    outputs: int
    parameters: int


class Span(NamedTuple):
    """Between which numbers, both included, all outputs lie."""

    low: float
    high: float


ANY = Span(-math.inf, math.inf)
"""No bound on either side."""


class LayerSpec(Spec):
    """One module of the stack, named as PyTorch's class in snake case. Input sizes follow from the stack.

    What is said here holds unless a kind says otherwise: it learns nothing and puts out as many numbers as come in.
    """

    kind: str = ""
    """The spec's name in files; each has its own."""
    title: ClassVar[str]
    """PyTorch's class name."""
    summary: ClassVar[str]
    """What it does, in a sentence without a full stop."""
    span: ClassVar[Span] = ANY
    """Between what the outputs lie, whatever the inputs."""
    bends: ClassVar[bool] = False
    """Whether the outputs are more than a linear function of the inputs."""
    passes_on: ClassVar[bool] = False
    """Whether what comes in goes out unchanged when nothing is being trained."""
    gives_probabilities: ClassVar[bool] = False
    """Whether each output is a probability that rises with its input."""
    needs_several_samples: ClassVar[bool] = False
    """Whether it can't be trained on a batch of one sample."""

    def output_count(self, inputs: int, needed: int) -> int:
        """How many numbers come out for each sample, where the data needs `needed` at the end of the stack."""
        return inputs

    def output_span(self, outputs: int) -> Span:
        """Between what the numbers of a sample lie, where so many come out."""
        return self.span

    def parameter_shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        """What the layer learns, by the names of PyTorch's attributes."""
        return {}

    def buffer_shapes(self, inputs: int) -> dict[str, tuple[int, ...]]:
        """What it keeps without learning it, by the names of PyTorch's attributes; () is a single number."""
        return {}

    def parameter_count(self, inputs: int, outputs: int) -> int:
        """How many numbers the layer learns."""
        return sum(math.prod(shape) for shape in self.parameter_shapes(inputs, outputs).values())

    def options(self) -> dict[str, Any]:
        """What can be chosen about it, by the names of PyTorch's arguments."""
        return self.model_dump(exclude={"kind"})

    def unregularised(self) -> Self:
        """The layer without what guards against over-fitting."""
        return self
