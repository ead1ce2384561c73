"""From a plain computation to its replay, one genuine run at a time."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from nnstudio.engine.replay.kernels import CannotReplayError
from nnstudio.engine.replay.recording import Recording
from nnstudio.language import _

Compute = Callable[[Tensor, Tensor], Tensor]


class Rehearsal:
    """A computation of a loss from a batch that is recorded in its first run, checked in its second, then replayed.

    Every run is a genuine one and gives the same bits. If the recording can't be made, or the check finds a single
    bit that differs, all further runs are plain.
    """

    def __init__(self, plain: Compute, recordable: Compute, generator: torch.Generator) -> None:
        self._plain = plain
        self._recordable = recordable
        self._generator = generator
        self._recording: Recording | None = None
        self.refusal: str | None = None
        """Why the runs stay plain, as a clause; None if they do not."""
        self.replayed: Recording | None = None
        """The recording, once it has stood the check."""
        self._followed: set[str] = set()
        """Which of the optimiser's numbers have been changed in the recording."""

    @property
    def is_decided(self) -> bool:
        """Whether further runs are replayed, or stay plain."""
        return self.replayed is not None or self.refusal is not None

    def run(self, X: Tensor, y: Tensor) -> Tensor:
        """The loss (), as the computation gives it for these samples."""
        if self.replayed is not None:
            with torch.inference_mode():
                return self.replayed.run(X, y)
        if self.refusal is not None:
            return self._plain(X, y)
        if self._recording is None:
            return self._record(X, y)
        return self._check(self._recording, X, y)

    def take(self, X: Tensor, y: Tensor) -> None:
        """Puts samples where the recorded calls find them, for whoever makes these calls by himself."""
        if self._recording is not None:
            self._recording.take(X, y)

    def follow(self, numbers: Mapping[str, float]) -> None:
        """Goes on with other numbers of the optimiser's, as another learning rate.

        The first time that one of them changes, the recording must stand the check anew.
        """
        if self._recording is None or self.refusal is not None:
            return
        if not self._recording.set_numbers(numbers):
            self.refusal = _("its learning rate can't be changed")
        if self.refusal is not None or not self._followed.issuperset(numbers):
            self._followed.update(numbers)
            self.replayed = None

    def _record(self, X: Tensor, y: Tensor) -> Tensor:
        recording = Recording(self._recordable, X, y, self._generator)
        try:
            recording.finish()
            self._recording = recording
        except CannotReplayError as error:
            self.refusal = str(error)
        return recording.loss

    def _check(self, recording: Recording, X: Tensor, y: Tensor) -> Tensor:
        if recording.equals(self._plain, X, y):
            self.replayed = recording
        else:
            self.refusal = _("a replayed step differed from the plain one")
        return recording.loss
