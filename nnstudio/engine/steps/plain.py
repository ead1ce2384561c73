"""The steps of an epoch as plain PyTorch takes them: the readable reference that every faster way must equal."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from nnstudio.engine.steps.protocol import StepParts, WholeEpochs
from nnstudio.language import _


class PlainSteps:
    """Forward, loss, backward, step: batch after batch of a shuffled epoch."""

    def __init__(self, parts: StepParts) -> None:
        self.model = parts.model
        self.criterion = parts.criterion
        self.optimizer = parts.optimizer
        self.tensors = parts.tensors
        self.random = parts.random
        self.penalty = parts.penalty
        self.batch_size = parts.batch_size
        self.batch_count = -(-len(parts.tensors.X_train) // parts.batch_size)
        self.order = torch.empty(0, dtype=torch.int64)
        """(n,) int64: in which order the epoch goes through the samples; empty before the first."""
        self._batches: list[tuple[Tensor, Tensor]] = []
        self._losses: list[Tensor] = []

    @property
    def details(self) -> str:
        """How the steps are taken: a sentence for the run's details."""
        return _("Plain loop: modules, autograd and the optimiser drive each step.")

    @property
    def whole_epochs(self) -> WholeEpochs | None:
        return None

    @property
    def is_settled(self) -> bool:
        return True

    def note_other_samples(self) -> None:
        """Batches are cut anew in each epoch."""

    def shuffle(self) -> None:
        """Begins an epoch: draws its order, and cuts the samples into batches."""
        self.take_up(self.random.draw_order(len(self.tensors.X_train)))

    def take_up(self, order: Tensor, losses: Sequence[float] = ()) -> None:
        """Goes into an epoch with the samples in this order, whose first batches had these losses."""
        X, y = self.tensors.X_train, self.tensors.y_train
        self.order = order
        # each batch in memory of its own, as a DataLoader makes it: matrix products round by where in memory rows lie
        self._batches = [(X[rows], y[rows]) for rows in torch.split(order.to(X.device), self.batch_size)]
        self._losses = [torch.tensor(loss, device=X.device) for loss in losses]

    def run(self, start: int, stop: Callable[[], bool]) -> int:
        """Takes the steps from batch `start` to the epoch's end, or until `stop` says so; the next batch's number."""
        with self.random.lent():
            for i in range(start, self.batch_count):
                self._losses.append(self._step(*self._batches[i]))
                if stop():
                    return i + 1
        return self.batch_count

    def _step(self, X: Tensor, y: Tensor) -> Tensor:
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(X), y)
        self._minimised(loss).backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return loss.detach()

    def _minimised(self, loss: Tensor) -> Tensor:
        """What the step goes down on: the loss, and the penalty on the weights if there is one."""
        return loss if self.penalty is None else loss + self.penalty()

    def losses(self) -> list[float]:
        """One loss for each batch of the epoch so far."""
        return [float(loss) for loss in torch.stack(self._losses).tolist()]

    def test_loss(self) -> float:
        """The loss on the test samples, in evaluation mode."""
        return self._evaluate(self.tensors.X_test, self.tensors.y_test).item()

    def _evaluate(self, X: Tensor, y: Tensor) -> Tensor:
        self.model.eval()
        with torch.no_grad():
            loss: Tensor = self.criterion(self.model(X), y)
        self.model.train()
        return loss
