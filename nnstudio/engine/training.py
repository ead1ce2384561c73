"""The training loop, as a plain generator over epochs."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_criterion, build_network, build_optimizer, build_tensors
from nnstudio.engine.snapshot import Snapshot, StateLayout, read_state, state_tensors
from nnstudio.engine.threads import choose_threads
from nnstudio.project.project import Project

DIVERGED_REMEDY = "A smaller learning rate usually helps; so does standardising the features."


@dataclass(frozen=True, eq=False)
class EpochReport:
    """What one epoch brought."""

    epoch: int
    """Counted from 1."""
    train_loss: float
    """The mean of the losses of the epoch's batches, as they were met on the way."""
    test_loss: float | None
    """The loss on the test samples after the epoch; None without a test split."""
    snapshot: Snapshot


class DivergedError(Exception):
    """The loss or a parameter became infinite or NaN in `epoch`; what the epochs before it brought still stands."""

    def __init__(self, epoch: int) -> None:
        super().__init__(f"The loss became infinite or NaN in epoch {epoch}. {DIVERGED_REMEDY}")
        self.epoch = epoch


def never() -> bool:
    """The `stop` of a run that is never interrupted."""
    return False


class Trainer:
    """One run: a network with its optimiser, its samples and its random state, somewhere along the epochs.

    The run is a pure function of project, device, torch build and thread count: torch's global generator is
    seeded with the project's seed, the weights are drawn, and each epoch then draws from it just as
    ``DataLoader(..., shuffle=True)`` does. Between epochs the generator's state is kept here, so that pausing,
    or whatever else draws meanwhile, changes nothing.

    Raises:
        InvalidProjectError: the project has a problem; said before anything is allocated.
    """

    def __init__(self, project: Project, dataset: Dataset, device: str = "cpu") -> None:
        self.project = project
        self.threads = choose_threads(project)
        torch.set_num_threads(self.threads)
        torch.manual_seed(project.training.seed)
        self.model = build_network(project)
        self.layout = StateLayout(self.model)
        self.epoch = 0
        """Whole epochs done."""
        self._criterion = build_criterion(project.training.loss)
        self._tensors = build_tensors(dataset, project.training.loss)
        self.device = torch.device("cpu")
        self._optimizer = build_optimizer(project.training.optimizer, self.model.parameters())
        self._state = state_tensors(self.model)
        self.initial = Snapshot(0, read_state(self._state))
        self._batches: Iterator[tuple[Tensor, Tensor]] | None = None
        self._batch_losses: list[Tensor] = []
        self._random = _read_random(self.device)
        if device != "cpu":
            self.move_to(device)

    def move_to(self, device: str) -> None:
        """Goes on from the same parameters and optimiser state on another device; between two epochs only."""
        if self._batches is not None:
            raise RuntimeError("a run can change its device between two epochs only")
        self.device = torch.device(device)
        self.model.to(self.device)
        self._tensors = self._tensors.to(self.device)
        optimizer = build_optimizer(self.project.training.optimizer, self.model.parameters())
        # load_state_dict casts the running means to the parameters' device
        optimizer.load_state_dict(self._optimizer.state_dict())
        self._optimizer = optimizer
        self._state = state_tensors(self.model)
        if self.device.type != "cpu" and len(self._random) == 1:
            torch.manual_seed(self.project.training.seed)
            self._random = (self._random[0], *_read_random(self.device)[1:])

    def epochs(self, until: int, stop: Callable[[], bool] = never) -> Iterator[EpochReport]:
        """Trains until `until` whole epochs are done, or until `stop` says so after a batch.

        An epoch that was stopped half-way is not lost: the next call goes on in the middle of it.

        Raises:
            DivergedError: the loss or a parameter became infinite or NaN.
        """
        while self.epoch < until:
            with self._own_random_state():
                done = self._train_batches(stop)
            if not done:
                return
            yield self._report()
            if stop():
                return

    def _train_batches(self, stop: Callable[[], bool]) -> bool:
        if self._batches is None:
            self._batches = self._shuffled_batches()
            self._batch_losses = []
        for X, y in self._batches:
            self._batch_losses.append(self._step(X, y))
            if stop() and len(self._batch_losses) < self._batch_count():
                return False
        self._batches = None
        return True

    def _step(self, X: Tensor, y: Tensor) -> Tensor:
        self._optimizer.zero_grad()
        loss = self._criterion(self.model(X), y)
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        return loss.detach()

    def _batch_count(self) -> int:
        return -(-len(self._tensors.X_train) // self.project.training.batch_size)

    def _shuffled_batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches in the order in which a shuffling DataLoader serves them.

        It draws one number that seeds its worker processes, had it any, and one that seeds the permutation.
        """
        torch.empty((), dtype=torch.int64).random_()
        generator = torch.Generator()
        generator.manual_seed(int(torch.empty((), dtype=torch.int64).random_().item()))
        order = torch.randperm(len(self._tensors.X_train), generator=generator).to(self.device)
        size = self.project.training.batch_size
        return zip(self._tensors.X_train[order].split(size), self._tensors.y_train[order].split(size), strict=True)

    def _report(self) -> EpochReport:
        losses = torch.stack(self._batch_losses).tolist()
        train_loss = sum(losses) / len(losses)
        test_loss = self._test_loss()
        vector = read_state(self._state)
        if not (math.isfinite(train_loss) and math.isfinite(test_loss or 0.0) and bool(np.isfinite(vector).all())):
            raise DivergedError(self.epoch + 1)
        self.epoch += 1
        return EpochReport(self.epoch, train_loss, test_loss, Snapshot(self.epoch, vector))

    def _test_loss(self) -> float | None:
        if not len(self._tensors.X_test):
            return None
        self.model.eval()
        with torch.no_grad():
            loss = self._criterion(self.model(self._tensors.X_test), self._tensors.y_test).item()
        self.model.train()
        return loss

    @contextmanager
    def _own_random_state(self) -> Iterator[None]:
        _write_random(self.device, self._random)
        try:
            yield
        finally:
            self._random = _read_random(self.device)


def _read_random(device: torch.device) -> tuple[Tensor, ...]:
    """The state of the CPU's generator, and of the device's where it has one of its own."""
    if device.type == "cuda":
        return torch.get_rng_state(), torch.cuda.get_rng_state(device)
    if device.type == "mps":
        return torch.get_rng_state(), torch.mps.get_rng_state()
    return (torch.get_rng_state(),)


def _write_random(device: torch.device, state: tuple[Tensor, ...]) -> None:
    torch.set_rng_state(state[0])
    if device.type == "cuda":
        torch.cuda.set_rng_state(state[1], device)
    elif device.type == "mps":
        torch.mps.set_rng_state(state[1])
