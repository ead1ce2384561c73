"""A recorded computation of a loss from one batch, and its repetition on any batch of the same size."""

from collections.abc import Callable

import torch
from torch import Tensor

from nnstudio.engine.replay.kernels import Call, same_bits, storage
from nnstudio.engine.replay.rates import rates_in
from nnstudio.engine.replay.tape import Tape, rebound


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
        self._written: list[Tensor] = []

    def finish(self) -> None:
        """Makes the calls of what was heard.

        Raises:
            CannotReplayError: something in `compute` can't be repeated exactly.
        """
        self.calls = self._tape.calls()
        self._written = self._tape.written()
        del self._tape

    def set_lr(self, lr: float) -> bool:
        """Has the optimiser's kernels step at another learning rate; False if there is none that is known."""
        rates = rates_in(self.calls)
        for rate in rates:
            rate.set(lr)
        return bool(rates)

    def run(self, X: Tensor, y: Tensor) -> Tensor:
        """The loss, computed from these samples by the recorded calls."""
        self._X.copy_(X)
        self._y.copy_(y)
        for function, args, kwargs in self.calls:
            function(*args, **kwargs)
        return self.loss

    def bound_to(self, X: Tensor, y: Tensor, loss: Tensor) -> list[Call]:
        """The calls made to read from `X` and `y`, wherever their numbers come from, and to write to `loss`."""
        places = {storage(self._X): X, storage(self._y): y, storage(self.loss): loss}

        def swap(tensor: Tensor) -> Tensor:
            place = places.get(storage(tensor))
            if place is None:
                return tensor
            offset = place.storage_offset() + tensor.storage_offset()
            return place.as_strided(tensor.shape, tensor.stride(), offset)

        return rebound(self.calls, swap)

    def equals(self, compute: Callable[[Tensor, Tensor], Tensor], X: Tensor, y: Tensor) -> bool:
        """Whether the recorded calls change the same bits in the same way as `compute` does.

        Whatever the answer, afterwards `compute` has run once on these samples.
        """
        random_before = self._generator.get_state()
        before = [tensor.clone() for tensor in self._written]
        wanted_loss = compute(X, y)
        wanted = [tensor.clone() for tensor in self._written]
        random_wanted = self._generator.get_state()
        self._generator.set_state(random_before)
        with torch.inference_mode():
            self._write(before)
            loss = self.run(X, y)
        same = same_bits(loss, wanted_loss) and all(map(same_bits, self._written, wanted))
        same = same and torch.equal(self._generator.get_state(), random_wanted)
        with torch.inference_mode():
            self._write(wanted)
            self.loss.copy_(wanted_loss)
        self._generator.set_state(random_wanted)
        return same

    def _write(self, values: list[Tensor]) -> None:
        for tensor, value in zip(self._written, values, strict=True):
            tensor.copy_(value)
