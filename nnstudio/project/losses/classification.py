"""Losses that compare what the network says about classes with the true class."""

from typing import ClassVar, Literal

from nnstudio.language import _
from nnstudio.project.losses.spec import LossSpec, Takes


class BCEWithLogitsLoss(LossSpec):
    """`torch.nn.BCEWithLogitsLoss <https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html>`_."""

    kind: Literal["bce_with_logits"] = "bce_with_logits"
    title: ClassVar[str] = "BCEWithLogitsLoss"
    summary: ClassVar[str] = _("Binary cross entropy on a logit: the sigmoid is inside, which is numerically stabler")
    takes: ClassVar[Takes] = Takes.LOGIT


class BCELoss(LossSpec):
    """`torch.nn.BCELoss <https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html>`_."""

    kind: Literal["bce"] = "bce"
    title: ClassVar[str] = "BCELoss"
    summary: ClassVar[str] = _("Binary cross entropy on a probability; the network must end in a Sigmoid")
    takes: ClassVar[Takes] = Takes.PROBABILITY


class CrossEntropyLoss(LossSpec):
    """`torch.nn.CrossEntropyLoss <https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html>`_."""

    kind: Literal["cross_entropy"] = "cross_entropy"
    title: ClassVar[str] = "CrossEntropyLoss"
    summary: ClassVar[str] = _("Cross entropy on one logit for each class; the softmax is inside")
    takes: ClassVar[Takes] = Takes.LOGITS


ClassificationLoss = BCEWithLogitsLoss | BCELoss | CrossEntropyLoss
