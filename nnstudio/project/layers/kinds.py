"""Every kind of layer there is, in the order in which they are offered."""

from functools import cache
from typing import Annotated

from pydantic import Field

from nnstudio.project.kinds import kinds_of
from nnstudio.project.layers.activations import ActivationLayer, AnyActivation
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer, LayerNormLayer
from nnstudio.project.layers.softmax import SoftmaxLayer
from nnstudio.project.layers.spec import LayerSpec

AnyLayer = Annotated[
    LinearLayer | AnyActivation | DropoutLayer | BatchNormLayer | LayerNormLayer | SoftmaxLayer,
    Field(discriminator="kind"),
]

LAYER_KINDS = kinds_of(AnyLayer, LayerSpec)
"""Each layer's spec by its kind."""

ACTIVATIONS = tuple(kind for kind, spec in LAYER_KINDS.items() if issubclass(spec, ActivationLayer))
"""The kinds that do the same with each single number."""


@cache
def buffer_names() -> frozenset[str]:
    """What layers keep without learning it, by the names of PyTorch's attributes."""
    return frozenset(name for spec in LAYER_KINDS.values() for name in spec().buffer_shapes(1))
