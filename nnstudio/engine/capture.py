"""The steps of an epoch replayed from a recording: the same bits as PlainSteps', several times as fast."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from nnstudio.engine.build import Criterion, Tensors
from nnstudio.engine.penalty import Penalty
from nnstudio.engine.random_state import RandomState
from nnstudio.engine.replay.kernels import Call
from nnstudio.engine.replay.rates import Rate, rates_in
from nnstudio.engine.replay.rehearsal import Rehearsal
from nnstudio.engine.steps import PlainSteps

# so many batches of an epoch get calls of their own; the samples of further ones are copied to a common place
_MAX_BOUND = 200
# bytes: where PyTorch lets every new tensor start
_ALIGNMENT = 64


class CapturedSteps(PlainSteps):
    """Records a step of each batch size, checks the recording against the next plain step, and then replays it.

    A run's first step is always plain: in it the optimiser makes its state. Where a step can't be recorded, or the
    check finds a single bit that differs, the plain loop goes on instead. For the CPU only.
    """

    def __init__(
        self,
        model: nn.Module,
        criterion: Criterion,
        optimizer: torch.optim.Optimizer,
        tensors: Tensors,
        batch_size: int,
        random: RandomState,
        penalty: Penalty | None = None,
    ) -> None:
        super().__init__(model, criterion, optimizer, tensors, batch_size, random, penalty)
        X, y = tensors.X_train, tensors.y_train
        self._layout, starts = _lay_out(len(X), batch_size, X.shape[1] * X.element_size())
        self._rows = torch.empty_like(self._layout)
        self._X, self._y = X[self._layout], y[self._layout]
        self._batches = [
            (self._X[start : start + size], self._y[start : start + size])
            for start, size in zip(starts, _sizes(len(X), batch_size), strict=True)
        ]
        self._batch_losses = torch.zeros(self.batch_count)
        self._done = 0
        self._begun = False
        self._parameters = list(model.parameters())
        self._rehearsals = {
            len(X): Rehearsal(self._lent_step, self._recordable_step, random.generator) for X, _ in self._batches
        }
        self._bound: list[list[Call] | None] = [None] * self.batch_count
        self._rates: list[Rate] = []
        self._lr = optimizer.param_groups[0]["lr"]
        self._test = Rehearsal(self._evaluate, self._evaluate, random.generator)

    @property
    def details(self) -> str:
        rehearsals = list(self._rehearsals.values())
        for rehearsal in rehearsals:
            if rehearsal.refusal is not None:
                return f"Plain loop: the step can't be replayed exactly, because {rehearsal.refusal}."
        if rehearsals[0].replayed is None:
            return "Plain loop so far: the step is recorded once the run is under way."
        count = len(rehearsals[0].replayed.calls)
        return f"Replayed: each step is a recording of {count} kernel calls, checked bit for bit."

    def take_up(self, order: Tensor, losses: Sequence[float] = ()) -> None:
        self.order = order
        with torch.inference_mode():
            torch.index_select(order, 0, self._layout, out=self._rows)
            torch.index_select(self.tensors.X_train, 0, self._rows, out=self._X)
            torch.index_select(self.tensors.y_train, 0, self._rows, out=self._y)
            self._batch_losses[: len(losses)] = torch.tensor(losses)
        self._done = len(losses)
        self._follow_lr()

    def _follow_lr(self) -> None:
        lr = self.optimizer.param_groups[0]["lr"]
        if lr == self._lr:
            return
        self._lr = lr
        for rehearsal in self._rehearsals.values():
            rehearsal.follow(lr)
        if all(rehearsal.replayed is not None for rehearsal in self._rehearsals.values()):
            for rate in self._rates:
                rate.set(lr)
        else:
            self._bound, self._rates = [None] * self.batch_count, []

    def run(self, start: int, stop: Callable[[], bool]) -> int:
        with torch.inference_mode():
            for i in range(start, self.batch_count):
                calls = self._bound[i]
                if calls is None:
                    self._batch_losses[i] = self._take_unbound(i)
                else:
                    for function, args, kwargs in calls:
                        function(*args, **kwargs)
                self._done = i + 1
                if stop():
                    break
        return self._done

    def losses(self) -> list[float]:
        return [float(loss) for loss in self._batch_losses[: self._done].tolist()]

    def _take_unbound(self, i: int) -> Tensor:
        """Takes the step of a batch that has no calls of its own, and gives it some if it is time."""
        X, y = self._batches[i]
        rehearsal = self._rehearsals[len(X)]
        if rehearsal.replayed is not None and i < _MAX_BOUND:
            calls = self._bound[i] = rehearsal.replayed.bound_to(X, y, self._batch_losses[i])
            self._rates += rates_in(calls)
        with torch.inference_mode(False), torch.enable_grad():
            if self._begun:
                return rehearsal.run(X, y)
            self._begun = True
            loss = self._lent_step(X, y)
            _line_up_counters(self.optimizer)
            return loss

    def _lent_step(self, X: Tensor, y: Tensor) -> Tensor:
        with self.random.lent():
            return self._step(X.clone(), y.clone())

    def _recordable_step(self, X: Tensor, y: Tensor) -> Tensor:
        """The same step in fewer kernels: gradients are handed over as they come, and the penalty's is written out."""
        with self.random.lent():
            loss = self.criterion(self.model(X), y)
            gradients: Sequence[Tensor] = torch.autograd.grad(loss, self._parameters)
            if self.penalty is not None:
                gradients = self.penalty.add_gradient(self._parameters, gradients)
            for parameter, gradient in zip(self._parameters, gradients, strict=True):
                parameter.grad = gradient
            self.optimizer.step()
            return loss

    def test_loss(self) -> float:
        return self._test.run(self.tensors.X_test, self.tensors.y_test).item()


def _sizes(n: int, batch_size: int) -> list[int]:
    return [min(batch_size, n - start) for start in range(0, n, batch_size)]


def _lay_out(n: int, batch_size: int, row_bytes: int) -> tuple[Tensor, list[int]]:
    """Which row of the epoch lies where, so that each batch with calls of its own starts at an aligned address.

    Matrix products round by how their rows lie in memory, and a DataLoader's batches are all aligned. Gives the
    rows, with fillers between the batches, and each batch's start.
    """
    unit = _ALIGNMENT // math.gcd(_ALIGNMENT, row_bytes)
    pieces, starts, end = [], [], 0
    for i, rows in enumerate(torch.split(torch.arange(n), batch_size)):
        fillers = -len(rows) % unit if i < _MAX_BOUND else 0
        pieces += [rows, torch.zeros(fillers, dtype=torch.int64)]
        starts.append(end)
        end += len(rows) + fillers
    return torch.cat(pieces), starts


def _line_up_counters(optimizer: torch.optim.Optimizer) -> None:
    """Makes the optimiser's step counters, one for each parameter, views of one vector that grows at one blow."""
    states = [state for state in optimizer.state.values() if isinstance(state.get("step"), Tensor)]
    if states:
        counters = torch.stack([state["step"] for state in states])
        for state, counter in zip(states, counters, strict=True):
            state["step"] = counter
