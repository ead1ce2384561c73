"""The stack of layers, and what shape the samples have on their way through it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from nnstudio.project.spec import Spec

MAX_UNITS = 4096
MAX_LAYERS = 64
MAX_PARAMETERS = 20_000_000


class LayerSpec(Spec):
    """One module of the stack, named as PyTorch's class in snake case. Input sizes follow from the stack."""

    title: ClassVar[str]
    """PyTorch's class name."""
    summary: ClassVar[str]

    def parameter_count(self, inputs: int, outputs: int) -> int:
        """How many numbers the layer learns."""
        return 0

    def parameter_shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        """What the layer learns, by the names of PyTorch's attributes."""
        # the layers that scale each unit have one weight and one bias a unit
        return {"weight": (inputs,), "bias": (inputs,)} if self.parameter_count(inputs, outputs) else {}


class LinearLayer(LayerSpec):
    """`torch.nn.Linear <https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html>`_."""

    title: ClassVar[str] = "Linear"
    summary: ClassVar[str] = "Weighted sums of all inputs, one for each unit, plus a bias: H Wᵀ + b"
    kind: Literal["linear"] = "linear"
    units: Annotated[int, Field(ge=1, le=MAX_UNITS)] | None = None
    """Size of the output; ``None`` for as many as the data needs."""
    bias: bool = True

    def parameter_count(self, inputs: int, outputs: int) -> int:
        return inputs * outputs + (outputs if self.bias else 0)

    def parameter_shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        return {"weight": (outputs, inputs)} | ({"bias": (outputs,)} if self.bias else {})


class SigmoidLayer(LayerSpec):
    title: ClassVar[str] = "Sigmoid"
    summary: ClassVar[str] = "Squeezes every number into 0…1: 1 / (1 + e⁻ˣ)"
    kind: Literal["sigmoid"] = "sigmoid"


class TanhLayer(LayerSpec):
    title: ClassVar[str] = "Tanh"
    summary: ClassVar[str] = "Squeezes every number into −1…1"
    kind: Literal["tanh"] = "tanh"


class SoftplusLayer(LayerSpec):
    title: ClassVar[str] = "Softplus"
    summary: ClassVar[str] = "A smooth ReLU: log(1 + eˣ)"
    kind: Literal["softplus"] = "softplus"


class ReLULayer(LayerSpec):
    title: ClassVar[str] = "ReLU"
    summary: ClassVar[str] = "Keeps what is positive, turns the rest into 0"
    kind: Literal["relu"] = "relu"


class LeakyReLULayer(LayerSpec):
    title: ClassVar[str] = "LeakyReLU"
    summary: ClassVar[str] = "A ReLU that lets a hundredth of the negative side through, so that no unit dies"
    kind: Literal["leaky_relu"] = "leaky_relu"


class ELULayer(LayerSpec):
    title: ClassVar[str] = "ELU"
    summary: ClassVar[str] = "Like ReLU, but bends smoothly to −1 on the negative side"
    kind: Literal["elu"] = "elu"


class GELULayer(LayerSpec):
    title: ClassVar[str] = "GELU"
    summary: ClassVar[str] = "x times the normal distribution's probability of being below x; used in transformers"
    kind: Literal["gelu"] = "gelu"


class SiLULayer(LayerSpec):
    title: ClassVar[str] = "SiLU"
    summary: ClassVar[str] = "x times its sigmoid, also called swish"
    kind: Literal["silu"] = "silu"


class DropoutLayer(LayerSpec):
    """`torch.nn.Dropout <https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html>`_."""

    title: ClassVar[str] = "Dropout"
    summary: ClassVar[str] = "While training, switches each unit off with probability p; guards against over-fitting"
    kind: Literal["dropout"] = "dropout"
    p: Annotated[float, Field(ge=0, lt=1)] = 0.5


class BatchNormLayer(LayerSpec):
    """`torch.nn.BatchNorm1d <https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html>`_."""

    title: ClassVar[str] = "BatchNorm1d"
    summary: ClassVar[str] = "Scales each unit to mean 0 and variance 1 over the batch, then by two learned numbers"
    kind: Literal["batch_norm"] = "batch_norm"

    def parameter_count(self, inputs: int, outputs: int) -> int:
        return 2 * inputs


class LayerNormLayer(LayerSpec):
    """`torch.nn.LayerNorm <https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html>`_."""

    title: ClassVar[str] = "LayerNorm"
    summary: ClassVar[str] = "Scales each sample's units to mean 0 and variance 1, then by two learned numbers a unit"
    kind: Literal["layer_norm"] = "layer_norm"

    def parameter_count(self, inputs: int, outputs: int) -> int:
        return 2 * inputs


class SoftmaxLayer(LayerSpec):
    """`torch.nn.Softmax <https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html>`_ over the units."""

    title: ClassVar[str] = "Softmax"
    summary: ClassVar[str] = "Turns a sample's numbers into probabilities that sum to 1"
    kind: Literal["softmax"] = "softmax"


AnyLayer = Annotated[
    LinearLayer
    | SigmoidLayer
    | TanhLayer
    | SoftplusLayer
    | ReLULayer
    | LeakyReLULayer
    | ELULayer
    | GELULayer
    | SiLULayer
    | DropoutLayer
    | BatchNormLayer
    | LayerNormLayer
    | SoftmaxLayer,
    Field(discriminator="kind"),
]

LAYER_KINDS: dict[str, type[LayerSpec]] = {
    cls.model_fields["kind"].default: cls
    for cls in (
        LinearLayer,
        ReLULayer,
        SigmoidLayer,
        TanhLayer,
        SoftplusLayer,
        LeakyReLULayer,
        ELULayer,
        GELULayer,
        SiLULayer,
        DropoutLayer,
        BatchNormLayer,
        LayerNormLayer,
        SoftmaxLayer,
    )
}
"""Every layer by its kind, in the order in which the add menu shows them."""

ACTIVATIONS = ("sigmoid", "tanh", "softplus", "relu", "leaky_relu", "elu", "gelu", "silu")
"""The kinds of layers that do the same with each single number. Softmax takes all units of a layer at once."""

PROBABILITY_LAYERS = ("sigmoid", "softmax")


class LayerShape(NamedTuple):
    """How one layer changes a sample: numbers in, numbers out, numbers learned."""

    inputs: int
    outputs: int
    parameters: int


@dataclass(frozen=True)
class Problem:
    """Something that keeps a project from being trained, and where: ``("network", "layers", 2, "units")``."""

    where: tuple[str | int, ...]
    message: str

    @property
    def place(self) -> str:
        """The place as it is written in error messages: ``network.layers[2].units``."""
        return dotted(self.where)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def dotted(where: tuple[str | int, ...]) -> str:
    """``("network", "layers", 2)`` as ``network.layers[2]``."""
    text = ""
    for part in where:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


class NetworkSpec(Spec):
    """A stack of layers, first to last, as in ``nn.Sequential``."""

    layers: Annotated[tuple[AnyLayer, ...], Field(strict=False, min_length=1, max_length=MAX_LAYERS)]

    def shapes(self, inputs: int, needed: int) -> tuple[LayerShape, ...]:
        """Each layer's shape for samples of `inputs` numbers, where the data needs `needed` numbers at the end."""
        return tuple(self._trace(inputs, needed))

    def _trace(self, inputs: int, needed: int) -> Iterator[LayerShape]:
        width = inputs
        for layer in self.layers:
            outputs = (layer.units or needed) if isinstance(layer, LinearLayer) else width
            yield LayerShape(width, outputs, layer.parameter_count(width, outputs))
            width = outputs

    def parameter_count(self, inputs: int, needed: int) -> int:
        return sum(shape.parameters for shape in self.shapes(inputs, needed))

    def problems(self, inputs: int, needed: int) -> Iterator[Problem]:
        """What does not fit in the stack itself, each at the layer that does not fit."""
        linear = [i for i, layer in enumerate(self.layers) if isinstance(layer, LinearLayer)]
        shapes = self.shapes(inputs, needed)
        if not any(shape.parameters for shape in shapes):
            yield Problem(("network", "layers"), "nothing here can learn; add a Linear layer")
        width = shapes[-1].outputs
        if width != needed:
            numbers = "1 number" if needed == 1 else f"{needed} numbers"
            if linear:
                where: tuple[str | int, ...] = ("network", "layers", linear[-1], "units")
                yield Problem(where, f"{width} units at the end, but this data and loss need {numbers} a sample")
            else:
                where = ("network", "layers", len(self.layers) - 1)
                yield Problem(where, f"{width} numbers come out, but {numbers} are needed; end with a Linear layer")
        total = sum(shape.parameters for shape in shapes)
        if total > MAX_PARAMETERS:
            largest = max(range(len(shapes)), key=lambda i: shapes[i].parameters)
            yield Problem(
                ("network", "layers", largest),
                f"the network would have {total:,} parameters; at most {MAX_PARAMETERS:,} can be trained here",
            )
