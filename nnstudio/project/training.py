"""How the network is trained: loss, optimiser, batches, epochs, seed."""

from typing import Annotated

from pydantic import Field, field_validator

from nnstudio.project.bounds import MAX_EPOCHS
from nnstudio.project.changes import AnyChange, check_order
from nnstudio.project.losses.kinds import LossField
from nnstudio.project.optimizers.kinds import AnyOptimizer
from nnstudio.project.schedules import AnySchedule, EarlyStopping
from nnstudio.project.sources.spec import Seed
from nnstudio.project.spec import Spec

Penalty = Annotated[float, Field(ge=0, le=10)]


class TrainingSpec(Spec):
    """Loss, optimiser and the sizes of the loop. The same spec on the same data gives the same run."""

    loss: LossField
    optimizer: AnyOptimizer
    batch_size: Annotated[int, Field(ge=1, le=100_000)] = 50
    epochs: Annotated[int, Field(ge=1, le=MAX_EPOCHS)] = 100
    seed: Seed = 0
    """Seeds the initial weights, the order of the samples and dropout."""
    l1: Penalty = 0.0
    """Adds ``l1 * sum |w|`` over the Linear layers' weights to what is minimised; the loss that is told is without."""
    l2: Penalty = 0.0
    """Adds ``l2 / 2 * sum w²`` in the same way."""
    schedule: AnySchedule | None = None
    """How the learning rate changes from epoch to epoch; None for one that stays."""
    early_stopping: EarlyStopping | None = None
    changes: Annotated[tuple[AnyChange, ...], Field(max_length=10_000)] = ()
    """What is changed by hand along the way, sorted by epoch; within an epoch, in the order in which it is made."""

    @field_validator("changes")
    @classmethod
    def _changes_are_sorted(cls, changes: tuple[AnyChange, ...]) -> tuple[AnyChange, ...]:
        check_order(changes)
        return changes
