"""The layers that do the same with each single number."""

import math
from typing import ClassVar, Literal

from nnstudio.language import _
from nnstudio.project.layers.spec import LayerSpec, Span


class ActivationLayer(LayerSpec):
    """What all of them have in common."""

    bends: ClassVar[bool] = True


class ReLULayer(ActivationLayer):
    """`torch.nn.ReLU <https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html>`_."""

    title: ClassVar[str] = "ReLU"
    summary: ClassVar[str] = _("Keeps what is positive, turns the rest into 0")
    span: ClassVar[Span] = Span(0.0, math.inf)
    kind: Literal["relu"] = "relu"


class SigmoidLayer(ActivationLayer):
    """`torch.nn.Sigmoid <https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html>`_."""

    title: ClassVar[str] = "Sigmoid"
    summary: ClassVar[str] = _("Squeezes every number into 0…1: 1 / (1 + e⁻ˣ)")
    span: ClassVar[Span] = Span(0.0, 1.0)
    gives_probabilities: ClassVar[bool] = True
    kind: Literal["sigmoid"] = "sigmoid"


class TanhLayer(ActivationLayer):
    """`torch.nn.Tanh <https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html>`_."""

    title: ClassVar[str] = "Tanh"
    summary: ClassVar[str] = _("Squeezes every number into −1…1")
    span: ClassVar[Span] = Span(-1.0, 1.0)
    kind: Literal["tanh"] = "tanh"


class SoftplusLayer(ActivationLayer):
    """`torch.nn.Softplus <https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html>`_."""

    title: ClassVar[str] = "Softplus"
    summary: ClassVar[str] = _("A smooth ReLU: log(1 + eˣ)")
    span: ClassVar[Span] = Span(0.0, math.inf)
    kind: Literal["softplus"] = "softplus"


class LeakyReLULayer(ActivationLayer):
    """`torch.nn.LeakyReLU <https://docs.pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html>`_."""

    title: ClassVar[str] = "LeakyReLU"
    summary: ClassVar[str] = _("A ReLU that lets a hundredth of the negative side through, so that no unit dies")
    kind: Literal["leaky_relu"] = "leaky_relu"


class ELULayer(ActivationLayer):
    """`torch.nn.ELU <https://docs.pytorch.org/docs/stable/generated/torch.nn.ELU.html>`_."""

    title: ClassVar[str] = "ELU"
    summary: ClassVar[str] = _("Like ReLU, but bends smoothly to −1 on the negative side")
    span: ClassVar[Span] = Span(-1.0, math.inf)
    kind: Literal["elu"] = "elu"


class GELULayer(ActivationLayer):
    """`torch.nn.GELU <https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html>`_."""

    title: ClassVar[str] = "GELU"
    summary: ClassVar[str] = _("x times the normal distribution's probability of being below x; used in transformers")
    # the least of x Φ(x), at x = −0.7518
    span: ClassVar[Span] = Span(-0.17, math.inf)
    kind: Literal["gelu"] = "gelu"


class SiLULayer(ActivationLayer):
    """`torch.nn.SiLU <https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html>`_."""

    title: ClassVar[str] = "SiLU"
    summary: ClassVar[str] = _("x times its sigmoid, also called swish")
    # the least of x σ(x), at x = −1.2785
    span: ClassVar[Span] = Span(-0.2785, math.inf)
    kind: Literal["silu"] = "silu"


AnyActivation = ReLULayer | SigmoidLayer | TanhLayer | SoftplusLayer | LeakyReLULayer | ELULayer | GELULayer | SiLULayer
"""In the order in which they are offered."""
