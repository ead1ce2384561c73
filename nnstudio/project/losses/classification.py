"""Losses that compare what the network says about classes with the true class."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from nnstudio.language import _, ngettext
from nnstudio.project.losses.spec import LossSpec, Takes
from nnstudio.project.sources.csv import MAX_CLASSES

Weight = Annotated[float, Field(gt=0, le=1e6)]


class ClassWeightedLoss(LossSpec):
    """A loss in which the samples of one class may count more than those of another.

    The weights are computed from the training samples (``class_weights``), or given by hand in the field that is named
    as PyTorch's argument.
    """

    class_weights: Literal["balanced"] | None = None
    """``balanced``: the samples of each class count as much as those of any other, all together."""

    @property
    def given_weights(self) -> tuple[float, ...]:
        """What a sample of each class counts, given by hand; empty if nothing is."""
        raise NotImplementedError

    def with_given(self, weights: tuple[float, ...]) -> "ClassWeightedLoss":
        """The loss with weights by hand, one for each class."""
        raise NotImplementedError

    @property
    def has_weights(self) -> bool:
        return self.class_weights is not None or bool(self.given_weights)

    @property
    def label(self) -> str:
        return _("{loss_title}, weighted").format(loss_title=self.title) if self.has_weights else self.title

    def as_weighted(self, other: LossSpec) -> LossSpec:
        return type(self)(class_weights=other.class_weights) if isinstance(other, ClassWeightedLoss) else self

    def kept_for(self, class_count: int) -> LossSpec:
        # weights by hand were meant for other classes
        return type(self)(class_weights=self.class_weights)

    @model_validator(mode="before")
    @classmethod
    def _balanced_may_stand_by_pytorchs_name(cls, fields: Any) -> Any:
        if not isinstance(fields, dict):
            return fields
        named = [
            name for name in ("weight", "pos_weight") if fields.get(name) == "balanced" and name in cls.model_fields
        ]
        others = {name: value for name, value in fields.items() if name not in named}
        return {**others, "class_weights": "balanced"} if named else fields

    @model_validator(mode="after")
    def _weights_come_from_one_place(self) -> "ClassWeightedLoss":
        if self.class_weights is not None and self.given_weights:
            raise ValueError(_("class weights are either balanced or given by hand; leave one of them out"))
        return self


class BCEWithLogitsLoss(ClassWeightedLoss):
    """`torch.nn.BCEWithLogitsLoss <https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html>`_."""

    kind: Literal["bce_with_logits"] = "bce_with_logits"
    title: ClassVar[str] = "BCEWithLogitsLoss"
    summary: ClassVar[str] = _("Binary cross entropy on a logit: the sigmoid is inside, which is numerically stabler")
    takes: ClassVar[Takes] = Takes.LOGIT
    pos_weight: Weight | None = None
    """How many times a sample of class 1 counts."""

    @property
    def given_weights(self) -> tuple[float, ...]:
        return () if self.pos_weight is None else (1.0, self.pos_weight)

    def with_given(self, weights: tuple[float, ...]) -> ClassWeightedLoss:
        return BCEWithLogitsLoss(pos_weight=weights[1] / weights[0])


class BCELoss(LossSpec):
    """`torch.nn.BCELoss <https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html>`_."""

    kind: Literal["bce"] = "bce"
    title: ClassVar[str] = "BCELoss"
    summary: ClassVar[str] = _("Binary cross entropy on a probability; the network must end in a Sigmoid")
    takes: ClassVar[Takes] = Takes.PROBABILITY


class CrossEntropyLoss(ClassWeightedLoss):
    """`torch.nn.CrossEntropyLoss <https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html>`_."""

    kind: Literal["cross_entropy"] = "cross_entropy"
    title: ClassVar[str] = "CrossEntropyLoss"
    summary: ClassVar[str] = _("Cross entropy on one logit for each class; the softmax is inside")
    takes: ClassVar[Takes] = Takes.LOGITS
    weight: Annotated[tuple[Weight, ...], Field(strict=False, min_length=2, max_length=MAX_CLASSES)] | None = None
    """How many times a sample of each class counts, in the order of the classes."""

    @property
    def given_weights(self) -> tuple[float, ...]:
        return self.weight or ()

    def with_given(self, weights: tuple[float, ...]) -> ClassWeightedLoss:
        return CrossEntropyLoss(weight=weights)

    def problems(self, class_count: int) -> Iterator[str]:
        n = len(self.given_weights)
        if n and n != class_count:
            yield ngettext(
                "weight has {n} number, but there are {classes} classes",
                "weight has {n} numbers, but there are {classes} classes",
                n,
            ).format(n=n, classes=class_count)


ClassificationLoss = BCEWithLogitsLoss | BCELoss | CrossEntropyLoss
