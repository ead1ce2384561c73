"""Every kind of loss there is."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from nnstudio.language import _
from nnstudio.project.kinds import kinds_of
from nnstudio.project.losses.classification import ClassificationLoss
from nnstudio.project.losses.regression import RegressionLoss
from nnstudio.project.losses.spec import LossSpec
from nnstudio.project.names import shown
from nnstudio.project.sources.spec import Task

AnyLoss = RegressionLoss | ClassificationLoss
"""In the order in which they are offered: of those that fit a task, the usual one first."""

LOSS_KINDS: dict[str, type[LossSpec]] = kinds_of(AnyLoss, LossSpec)

LOSSES_OF_TASK: dict[Task, tuple[LossSpec, ...]] = {
    task: tuple(cls() for cls in LOSS_KINDS.values() if task in cls.takes.tasks) for task in Task
}
"""The losses that fit a task, the usual one first."""


def _from_name(value: Any) -> Any:
    if isinstance(value, LossSpec | dict):
        return value
    if isinstance(value, str) and value in LOSS_KINDS:
        return LOSS_KINDS[value]()
    *others, last = (f"'{kind}'" for kind in LOSS_KINDS)
    raise ValueError(
        _("{value} is not known; use {others} or {last}").format(
            value=shown(value), others=", ".join(others), last=last
        )
    )


def _to_name(loss: LossSpec) -> str | dict[str, Any]:
    options = loss.model_dump(exclude_defaults=True)
    return {"kind": loss.kind, **options} if options else loss.kind


LossField = Annotated[
    Annotated[AnyLoss, Field(discriminator="kind")],
    BeforeValidator(_from_name),
    PlainSerializer(_to_name, str | dict[str, Any]),
]
"""A loss as a field: in a file its kind alone, ``"mse"``, or ``{"kind": …}`` with the options that differ."""
