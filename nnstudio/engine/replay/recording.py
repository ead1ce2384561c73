"""A recorded computation of a loss from one batch, and its repetition on any batch of the same size."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from nnstudio.engine.replay.graph_text import CannotCompileError
from nnstudio.engine.replay.kernels import Call, same_bits
from nnstudio.engine.replay.program import Batch, Heard, StepsProgram, listen
from nnstudio.engine.replay.rates import set_numbers
from nnstudio.engine.replay.tape import Tape
from nnstudio.language import _


class Recording:
    """What happened in ``compute(X, y)``, which returned a loss, as calls that can be made again.

    Making it is one genuine run of `compute`. The samples are copied to a place of their own first; there the
    calls find those of any later run. `finish` must come before anything is repeated.
    """

    def __init__(
        self, compute: Callable[[Tensor, Tensor], Tensor], X: Tensor, y: Tensor, generator: torch.Generator
    ) -> None:
        self._X, self._y = X.clone(), y.clone()
        self._generator = generator
        self._tape = Tape(generator)
        with self._tape:
            loss = compute(self._X, self._y)
        self.loss = loss.detach()
        """(): of the latest run."""
        self.calls: list[Call] = []
        self.written: list[Tensor] = []
        """Everything that outlives a run and is changed by it."""
        self.heard: list[Heard] = []
        """The kernels that the calls come to, once it has been listened to them."""

    @property
    def sample(self) -> Batch:
        """Where the calls find a batch's numbers."""
        return Batch(self._X, self._y, self.loss)

    def listen(self) -> None:
        """Fills `heard`; for a computation that changes nothing."""
        self.heard = listen(self.calls)

    def finish(self) -> None:
        """Makes the calls of what was heard.

        Raises:
            CannotReplayError: something in `compute` can't be repeated exactly.
        """
        self.calls = self._tape.calls()
        self.written = self._tape.written()
        del self._tape

    def set_numbers(self, numbers: Mapping[str, float]) -> bool:
        """Has the optimiser's kernels step with other numbers, as another learning rate; False if one has no place."""
        return set_numbers(self.calls, numbers)

    def take(self, X: Tensor, y: Tensor) -> None:
        """Puts samples where the calls find them."""
        self._X.copy_(X)
        self._y.copy_(y)

    def run(self, X: Tensor, y: Tensor) -> Tensor:
        """The loss, computed from these samples by the recorded calls."""
        self.take(X, y)
        for function, args, kwargs in self.calls:
            function(*args, **kwargs)
        return self.loss

    def compiled(self, batches: Sequence[Batch], index: int) -> StepsProgram:
        """The recorded step for each of the batches, in one graph that has been checked on the one at `index`.

        Whatever comes of it, afterwards the step of that batch has been taken once.

        Raises:
            CannotCompileError: there is no such graph, or it differs from the recorded calls by a bit.
        """
        X, y, batch_loss = batches[index]
        random_before = self._generator.get_state()
        before = [tensor.clone() for tensor in self.written]
        self.take(X, y)
        self.heard = listen(self.calls)
        batch_loss.copy_(self.loss)
        wanted_loss = self.loss.clone()
        wanted = [tensor.clone() for tensor in self.written]
        random_wanted = self._generator.get_state()
        program = StepsProgram(self.heard, self.sample, batches, self._generator)
        self._write(before)
        self._generator.set_state(random_before)
        try:
            program.run(index, 1)
            same = same_bits(batch_loss, wanted_loss) and all(map(same_bits, self.written, wanted))
            same = same and torch.equal(self._generator.get_state(), random_wanted)
        finally:
            self._write(wanted)
            batch_loss.copy_(wanted_loss)
            self._generator.set_state(random_wanted)
        if not same:
            raise CannotCompileError(_("its graph differs from the recorded calls"))
        return program

    def equals(self, compute: Callable[[Tensor, Tensor], Tensor], X: Tensor, y: Tensor) -> bool:
        """Whether the recorded calls change the same bits in the same way as `compute` does.

        Whatever the answer, afterwards `compute` has run once on these samples.
        """
        random_before = self._generator.get_state()
        before = [tensor.clone() for tensor in self.written]
        wanted_loss = compute(X, y)
        wanted = [tensor.clone() for tensor in self.written]
        random_wanted = self._generator.get_state()
        self._generator.set_state(random_before)
        with torch.inference_mode():
            self._write(before)
            loss = self.run(X, y)
        same = same_bits(loss, wanted_loss) and all(map(same_bits, self.written, wanted))
        same = same and torch.equal(self._generator.get_state(), random_wanted)
        with torch.inference_mode():
            self._write(wanted)
            self.loss.copy_(wanted_loss)
        self._generator.set_state(random_wanted)
        return same

    def _write(self, values: list[Tensor]) -> None:
        for tensor, value in zip(self.written, values, strict=True):
            tensor.copy_(value)
