"""What takes a trainer's steps: the plain loop, or whatever gives the same bits faster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nnstudio.engine.build import Tensors
from nnstudio.engine.losses.table import Criterion
from nnstudio.engine.steps.penalty import Penalty
from nnstudio.engine.steps.random_state import RandomState


@dataclass(frozen=True, eq=False)
class StepParts:
    """What a step is made of."""

    model: nn.Module
    criterion: Criterion
    optimizer: torch.optim.Optimizer
    tensors: Tensors
    batch_size: int
    random: RandomState
    penalty: Penalty | None = None


class EpochBatch(NamedTuple):
    """What several epochs brought, in their order; only the first `done` of them were finished."""

    done: int
    losses: NDArray[np.float32]
    """(epochs, batches)."""
    test_losses: NDArray[np.float32]
    """(epochs,); meaningless without a test split."""
    states: NDArray[np.float32]
    """(epochs, numbers): the network after each."""
    failure: RuntimeError | None


class WholeEpochs(Protocol):
    """Takes several epochs at a time, where nothing is decided between them."""

    def epochs_ahead(self) -> int:
        """How many epochs `run_epochs` may take now, between two of them; 1 if it had better not be used."""

    def run_epochs(self, count: int) -> EpochBatch:
        """Takes all steps of so many epochs, without a pause."""


class Steps(Protocol):
    """Takes the steps of one run, epoch after epoch."""

    batch_count: int
    order: Tensor
    """(n,) int64: in which order the epoch goes through the samples; empty before the first."""

    @property
    def details(self) -> str:
        """How the steps are taken: a sentence for the run's details."""

    @property
    def whole_epochs(self) -> WholeEpochs | None:
        """What takes several epochs at a time; None where each is taken by itself."""

    @property
    def is_settled(self) -> bool:
        """Whether steps go on being taken as they are now, whatever comes."""

    def note_other_samples(self) -> None:
        """The tensors hold other numbers than before; between two epochs."""

    def shuffle(self) -> None:
        """Begins an epoch: draws its order, and cuts the samples into batches."""

    def take_up(self, order: Tensor, losses: Sequence[float] = ()) -> None:
        """Goes into an epoch with the samples in this order, whose first batches had these losses."""

    def run(self, start: int, stop: Callable[[], bool]) -> int:
        """Takes the steps from batch `start` to the epoch's end, or until `stop` says so; the next batch's number."""

    def losses(self) -> list[float]:
        """One loss for each batch of the epoch so far."""

    def test_loss(self) -> float:
        """The loss on the test samples, in evaluation mode."""
