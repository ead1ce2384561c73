"""The steps of an epoch replayed from a recording: the same bits as PlainSteps', several times as fast."""

import math
import time
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from nnstudio.engine.replay.epochs import EpochsProgram, Samples
from nnstudio.engine.replay.graph_text import CannotCompileError
from nnstudio.engine.replay.kernels import same_bits
from nnstudio.engine.replay.program import Batch, StepsProgram
from nnstudio.engine.replay.rates import OPTIONS
from nnstudio.engine.replay.rehearsal import Rehearsal
from nnstudio.engine.snapshots.snapshot import state_vectors
from nnstudio.engine.steps.plain import PlainSteps
from nnstudio.engine.steps.protocol import EpochBatch, StepParts, WholeEpochs
from nnstudio.language import _

# so many batches of an epoch are read where they lie; the samples of further ones are copied to a common place
_MAX_BOUND = 5000
# seconds: so long the batches of a graph may take before `stop` is asked again
SLICE_S = 0.008
# bytes: where PyTorch lets every new tensor start
_ALIGNMENT = 64


class ReplayedSteps(PlainSteps):
    """Records a step of each batch size, checks the recording against the next plain step, and then replays it.

    A run's first step is always plain: in it the optimiser makes its state. Where a step can't be recorded, or the
    check finds a single bit that differs, the plain loop goes on instead. For the CPU only.
    """

    def __init__(self, parts: StepParts) -> None:
        super().__init__(parts)
        X, y, batch_size = self.tensors.X_train, self.tensors.y_train, self.batch_size
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
        self._parameters = list(self.model.parameters())
        self._rehearsals = {
            len(X): Rehearsal(self._lent_step, self._recordable_step, self.random.generator)
            for X, _unused in self._batches
        }
        self._programs: dict[int, StepsProgram | None] = {}
        self._slice = 1
        self._ahead = _Ahead()
        self._reservation = ""
        self._numbers = self._read_numbers()
        self._test = Rehearsal(self._evaluate, self._evaluate, self.random.generator)

    @property
    def details(self) -> str:
        rehearsals = list(self._rehearsals.values())
        for rehearsal in rehearsals:
            if rehearsal.refusal is not None:
                return _("Plain loop: the step can't be replayed exactly, because {refusal}.").format(
                    refusal=rehearsal.refusal
                )
        if rehearsals[0].replayed is None:
            return _("Plain loop so far: the step is recorded once the run is under way.")
        count = len(rehearsals[0].replayed.calls)
        if self._reservation:
            return _("Replayed: {count} recorded kernel calls a step, checked bit for bit, but {reservation}.").format(
                count=count, reservation=self._reservation
            )
        if self._ahead.program is not None:
            return _(
                "Replayed: one graph for whole epochs, {count} recorded kernel calls a step, checked bit for bit."
            ).format(count=count)
        return _("Replayed: {count} recorded kernel calls a step, checked bit for bit.").format(count=count)

    @property
    def whole_epochs(self) -> WholeEpochs:
        return self

    @property
    def is_settled(self) -> bool:
        if any(rehearsal.refusal is not None for rehearsal in self._rehearsals.values()):
            return True
        rehearsals = [*self._rehearsals.values(), *([self._test] if len(self.tensors.X_test) else [])]
        # the graph of whole epochs is made when it is wanted, and checked then
        compiled = {len(X) for X, _unused in self._batches[:_MAX_BOUND]}
        return all(rehearsal.is_decided for rehearsal in rehearsals) and compiled <= self._programs.keys()

    def note_other_samples(self) -> None:
        self._test.take(self.tensors.X_test, self.tensors.y_test)

    def take_up(self, order: Tensor, losses: Sequence[float] = ()) -> None:
        self.order = order
        with torch.inference_mode():
            torch.index_select(order, 0, self._layout, out=self._rows)
            torch.index_select(self.tensors.X_train, 0, self._rows, out=self._X)
            torch.index_select(self.tensors.y_train, 0, self._rows, out=self._y)
            self._batch_losses[: len(losses)] = torch.tensor(losses)
        self._done = len(losses)
        self._follow_numbers()

    def _read_numbers(self) -> dict[str, float]:
        """What the optimiser steps with."""
        group = self.optimizer.param_groups[0]
        return {name: group[name] for name in OPTIONS if name in group}

    def _follow_numbers(self) -> None:
        numbers = self._read_numbers()
        changed = {name: value for name, value in numbers.items() if value != self._numbers[name]}
        if not changed:
            return
        self._numbers = numbers
        for rehearsal in self._rehearsals.values():
            rehearsal.follow(changed)
        if any(rehearsal.replayed is None for rehearsal in self._rehearsals.values()):
            self._ahead.program = None
        elif self._ahead.program is not None:
            self._ahead.program.set_numbers(changed)
        for size, program in list(self._programs.items()):
            if self._rehearsals[size].replayed is None:
                del self._programs[size]
            elif program is not None:
                program.set_numbers(changed)

    def run(self, start: int, stop: Callable[[], bool]) -> int:
        self._done = start
        begun = time.perf_counter()
        with torch.inference_mode():
            while self._done < self.batch_count:
                self._done += self._take(self._done, stop)
                if stop():
                    break
        if start == 0 and self._done == self.batch_count:
            self._ahead.seconds = _since(begun)
        return self._done

    def epochs_ahead(self) -> int:
        """How many epochs `run_epochs` may take now, between two of them; 1 if it had better not be used."""
        if self._ahead.seconds > SLICE_S / 2 or self._ahead.is_refused:
            return 1
        self._follow_numbers()
        if self._ahead.program is None:
            self._try_ahead()
        return max(1, int(SLICE_S / self._ahead.seconds)) if self._ahead.program is not None else 1

    def run_epochs(self, count: int) -> EpochBatch:
        """Takes all steps of so many epochs, without a pause."""
        program = self._ahead.program
        assert program is not None
        begun = time.perf_counter()
        with torch.inference_mode():
            epoch_batch = program.run(count)
        self._ahead.seconds = _since(begun) / count
        return epoch_batch

    def _try_ahead(self) -> None:
        """Makes a graph of whole epochs, if all that they consist of is there; checks it, and takes both back."""
        recordings = {size: rehearsal.replayed for size, rehearsal in self._rehearsals.items()}
        has_test = len(self.tensors.X_test) > 0
        if any(self._programs.get(size) is None for size in recordings) or (has_test and self._test.replayed is None):
            # not yet, or never
            return
        steps = []
        for size, recording in recordings.items():
            assert recording is not None
            indices = [i for i, (X, _unused) in enumerate(self._batches) if len(X) == size]
            steps.append((recording, [Batch(*self._batches[i], self._batch_losses[i]) for i in indices]))
        test = self._test.replayed if has_test else None
        samples = Samples(self.tensors.X_train, self.tensors.y_train, self._layout, self._rows, (self._X, self._y))
        state = state_vectors(self.model)
        written = [tensor for recording, _unused in steps for tensor in recording.written]
        with torch.inference_mode():
            if test is not None:
                test.listen()
            before, random = [tensor.clone() for tensor in written], self.random.generator.get_state()

            def go_back() -> None:
                for tensor, values in zip(written, before, strict=True):
                    tensor.copy_(values)
                self.random.generator.set_state(random)

            try:
                program = EpochsProgram(self.random.draw, samples, steps, self._batch_losses, test, state)
                # what was heard may have stepped at another learning rate
                program.set_numbers(self._numbers)
                self.shuffle()
                self.run(0, _never)
                wanted = [*written, self._batch_losses, torch.cat(state), self.random.generator.get_state()]
                wanted = [tensor.clone() for tensor in wanted]
                wanted_test = self.test_loss() if has_test else 0.0
                go_back()
                epoch_batch = program.run(1)
                found = [*written, torch.from_numpy(epoch_batch.losses[0]), torch.from_numpy(epoch_batch.states[0])]
                found.append(self.random.generator.get_state())
                same = epoch_batch.done == 1 and all(map(same_bits, found, wanted))
                if same and (not has_test or float(epoch_batch.test_losses[0]) == wanted_test):
                    self._ahead.program = program
                else:
                    self._reservation = _("a graph of whole epochs differed from them")
            except CannotCompileError as error:
                self._reservation = str(error)
            finally:
                go_back()
        self._ahead.is_refused = self._ahead.program is None

    def losses(self) -> list[float]:
        return [float(loss) for loss in self._batch_losses[: self._done].tolist()]

    def _take(self, i: int, stop: Callable[[], bool]) -> int:
        """Takes the step of batch `i`, and of as many after it as there is time for; says how many it were."""
        X, y = self._batches[i]
        size = len(X)
        rehearsal = self._rehearsals[size]
        if rehearsal.replayed is None:
            with torch.inference_mode(False), torch.enable_grad():
                self._batch_losses[i] = rehearsal.run(X, y) if self._begun else self._first_step(X, y)
            return 1
        # the last batch alone may be smaller
        row = range(i, i + 1) if size < self.batch_size else range(min(len(self.tensors.X_train) // size, _MAX_BOUND))
        if i >= _MAX_BOUND:
            self._batch_losses[i] = rehearsal.run(X, y)
            return 1
        if size not in self._programs:
            try:
                batches = [Batch(*self._batches[j], self._batch_losses[j]) for j in row]
                self._programs[size] = rehearsal.replayed.compiled(batches, i - row.start)
            except CannotCompileError as error:
                self._programs[size], self._reservation = None, str(error)
            return 1
        program = self._programs[size]
        if program is None:
            self._batch_losses[i] = rehearsal.run(X, y)
            return 1
        count = 1 if self._slice == 1 or stop() else min(self._slice, row.stop - i)
        begun = time.perf_counter()
        program.run(i - row.start, count)
        if len(row) > 1:
            self._slice = max(1, int(count * SLICE_S / _since(begun)))
        return count

    def _first_step(self, X: Tensor, y: Tensor) -> Tensor:
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


class _Ahead:
    """What is known of the graph of whole epochs."""

    program: EpochsProgram | None = None
    is_refused: bool = False
    seconds: float = math.inf
    """How long an epoch took the last time."""


def _since(begun: float) -> float:
    """Seconds; never 0, however coarse the clock is."""
    return max(time.perf_counter() - begun, 1e-7)


def _never() -> bool:
    return False


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
