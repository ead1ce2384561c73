"""The stack of layers, and what shape the samples have on their way through it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from nnstudio.language import _, ngettext
from nnstudio.project.layers.kinds import AnyLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerShape
from nnstudio.project.spec import Spec

MAX_LAYERS = 64
MAX_PARAMETERS = 20_000_000


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
            outputs = layer.output_count(width, needed)
            yield LayerShape(width, outputs, layer.parameter_count(width, outputs))
            width = outputs

    def parameter_count(self, inputs: int, needed: int) -> int:
        return sum(shape.parameters for shape in self.shapes(inputs, needed))

    def problems(self, inputs: int, needed: int) -> Iterator[Problem]:
        """What does not fit in the stack itself, each at the layer that does not fit."""
        linear = [i for i, layer in enumerate(self.layers) if isinstance(layer, LinearLayer)]
        shapes = self.shapes(inputs, needed)
        if not any(shape.parameters for shape in shapes):
            yield Problem(("network", "layers"), _("nothing here can learn; add a Linear layer"))
        width = shapes[-1].outputs
        if width != needed:
            numbers = ngettext("{n:,} number", "{n:,} numbers", needed).format(n=needed)
            if linear:
                where: tuple[str | int, ...] = ("network", "layers", linear[-1], "units")
                yield Problem(
                    where,
                    _("{width} units at the end, but this data and loss need {numbers} a sample").format(
                        width=width, numbers=numbers
                    ),
                )
            else:
                where = ("network", "layers", len(self.layers) - 1)
                yield Problem(
                    where,
                    _("{width} numbers come out, but {numbers} are needed; end with a Linear layer").format(
                        width=width, numbers=numbers
                    ),
                )
        total = sum(shape.parameters for shape in shapes)
        if total > MAX_PARAMETERS:
            largest = max(range(len(shapes)), key=lambda i: shapes[i].parameters)
            yield Problem(
                ("network", "layers", largest),
                _("the network would have {total:,} parameters; at most {max_parameters:,} can be trained here").format(
                    total=total, max_parameters=MAX_PARAMETERS
                ),
            )
