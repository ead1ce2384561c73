"""The run's own random numbers, apart from torch's global generators."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import Tensor

GLOBAL_GENERATORS = threading.RLock()
"""Whoever seeds torch's global generators, or lends them out, holds it until he has read what became of them: a process
may train in several threads."""


class Draw(NamedTuple):
    """What draws an epoch's order; see `draw_order`."""

    stream: torch.Generator
    own: torch.Generator
    seeds: Tensor


class RandomState:
    """Where a run stands in its stream of random numbers.

    The stream is the global generators' as they are at the start. `generator` holds the CPU's part; a device with
    a generator of its own (CUDA, MPS) adds its state. In between others may draw from the global generators.
    """

    def __init__(self, device: torch.device) -> None:
        self.generator = torch.Generator()
        self._device = device
        self.begin_again()
        self._seeds = torch.empty(2, dtype=torch.int64)
        self._order = torch.Generator()

    def begin_again(self) -> None:
        """Takes up the global generators' stream, as it is now."""
        self.generator.set_state(torch.get_rng_state())
        self._device_state = _read(self._device)

    def move_to(self, device: torch.device, seed: int) -> None:
        """The CPU's stream goes on; that of a device which had none starts from `seed`."""
        if device.type != "cpu" and self._device_state is None:
            with GLOBAL_GENERATORS:
                torch.manual_seed(seed)
                self._device_state = _read(device)
        self._device = device

    def seed(self, seed: int) -> None:
        """Begins another stream, as ``torch.manual_seed`` does."""
        with GLOBAL_GENERATORS:
            torch.manual_seed(seed)
            self.generator.set_state(torch.get_rng_state())
            if self._device_state is not None:
                self._device_state = _read(self._device)

    def read(self) -> tuple[Tensor, Tensor | None]:
        """Where the stream stands, as torch's generators write it: the CPU's part, and the device's if it has one."""
        return self.generator.get_state(), self._device_state

    def write(self, state: Tensor, device_state: Tensor | None) -> None:
        """Goes to where another stream stood; a device's part is taken over where there is one here."""
        self.generator.set_state(state)
        if self._device_state is not None and device_state is not None:
            self._device_state = device_state.clone()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Lets the global generators take the stream's place, for modules that know no other, and go on from there."""
        with GLOBAL_GENERATORS:
            torch.set_rng_state(self.generator.get_state())
            if self._device_state is not None:
                _write(self._device, self._device_state)
            try:
                yield
            finally:
                self.generator.set_state(torch.get_rng_state())
                if self._device.type != "cpu":
                    self._device_state = _read(self._device)

    @property
    def draw(self) -> Draw:
        """What an order is drawn with, for those who do as `draw_order` does."""
        return Draw(self.generator, self._order, self._seeds)

    def draw_order(self, n: int) -> Tensor:
        """(n,) int64: the order in which a shuffling DataLoader serves n samples in its next epoch.

        It draws one number that seeds its worker processes, had it any, and one that seeds the permutation's own
        generator.
        """
        return draw_order(n, self.generator, self._order, self._seeds)


def draw_order(n: int, stream: torch.Generator, own: torch.Generator, seeds: Tensor | None = None) -> Tensor:
    """The same of any stream, which moves on; `own` is what the permutation is drawn with."""
    seeds = torch.empty(2, dtype=torch.int64) if seeds is None else seeds
    own.manual_seed(seeds.random_(generator=stream).tolist()[1])
    return torch.randperm(n, generator=own)


def _read(device: torch.device) -> Tensor | None:
    if device.type == "cuda":
        return torch.cuda.get_rng_state(device)
    return torch.mps.get_rng_state() if device.type == "mps" else None


def _write(device: torch.device, state: Tensor) -> None:
    if device.type == "cuda":
        torch.cuda.set_rng_state(state, device)
    elif device.type == "mps":
        torch.mps.set_rng_state(state)
