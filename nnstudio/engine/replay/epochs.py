"""Whole epochs as one graph: the order that is drawn, every step, the test loss, and the network after each."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nnstudio.engine.replay.graph_text import loop
from nnstudio.engine.replay.program import Batch, Program
from nnstudio.engine.replay.recording import Recording
from nnstudio.engine.steps.protocol import EpochBatch
from nnstudio.engine.steps.random_state import Draw


class Samples(NamedTuple):
    """Where the train samples lie, and where an epoch lays them out."""

    X: Tensor
    y: Tensor
    layout: Tensor
    """(k,) int64: which of the epoch's samples comes to which row."""
    rows: Tensor
    """(k,) int64: the same in the numbers of the data set."""
    laid_out: tuple[Tensor, Tensor]
    """X and y of the epoch."""


class EpochsProgram(Program):
    """Epochs whose batches are the `full` ones, and one more if its recording is given.

    Raises:
        CannotCompileError: a kernel can't stand in a graph.
    """

    def __init__(
        self,
        draw: Draw,
        samples: Samples,
        steps: Sequence[tuple[Recording, Sequence[Batch]]],
        batch_losses: Tensor,
        test: Recording | None,
        state: Sequence[Tensor],
    ) -> None:
        super().__init__(stream=draw.stream, own=draw.own)
        self.order = torch.empty(len(samples.X), dtype=torch.int64)
        self._batch_losses = batch_losses
        self._state_size = sum(tensor.numel() for tensor in state)
        self._done = torch.zeros((), dtype=torch.int64)
        epoch = self._drawing(draw, samples)
        for recording, batches in steps:
            lines = self.say(recording.heard, recording.sample, batches)
            several = loop("%steps", "%at", lines) if len(batches) > 1 else lines
            epoch += several
        epoch += self._keeping(test, state)
        self._steps = max(len(batches) for _, batches in steps)
        arguments = "%count : int", "%steps : int", "%losses : Tensor", "%tests : Tensor", "%states : Tensor"
        self.compile(arguments, loop("%count", "%epoch", epoch))

    def run(self, count: int) -> EpochBatch:
        """Trains so many epochs, or until something fails."""
        losses, tests = torch.empty(count, len(self._batch_losses)), torch.empty(count)
        states = torch.empty(count, self._state_size)
        failure = None
        self._done.zero_()
        try:
            self.call(count, self._steps, losses, tests, states)
        except RuntimeError as error:
            failure = error
        return EpochBatch(int(self._done), losses.numpy(), tests.numpy(), states.numpy(), failure)

    def _drawing(self, draw: Draw, samples: Samples) -> list[str]:
        aten, text = torch.ops.aten, self.text
        text.add(aten.random_.default, (draw.seeds,), {"generator": draw.stream}, draw.seeds)
        text.write(f"%second : Tensor = aten::select({self.name_of(draw.seeds)}, %zero, %one)")
        text.write("%seed : int = aten::IntImplicit(%second)")
        text.write("%seeded : Generator = aten::manual_seed(%own, %seed)")
        order, (X, y, layout, rows, (laid_X, laid_y)) = self.order, samples
        text.add(aten.randperm.generator_out, (len(order),), {"generator": draw.own, "out": order}, order)
        for source, index, out in ((order, layout, rows), (X, rows, laid_X), (y, rows, laid_y)):
            text.add(aten.index_select.out, (source, 0, index), {"out": out}, out)
        return text.take_body()

    def _keeping(self, test: Recording | None, state: Sequence[Tensor]) -> list[str]:
        lines = [] if test is None else self.say(test.heard)
        kept = [("%losses", self.name_of(self._batch_losses)), ("%states", "%state")]
        if test is not None:
            kept.append(("%tests", self.name_of(test.loss)))
        vectors = ", ".join(self.name_of(tensor) for tensor in state)
        lines += [
            f"%vectors : Tensor[] = prim::ListConstruct({vectors})",
            "%state : Tensor = aten::cat(%vectors, %zero)",
        ]
        lines.append("%wait : bool = prim::Constant[value=0]()")
        for i, (place, value) in enumerate(kept):
            lines.append(f"%place{i} : Tensor = aten::select({place}, %zero, %epoch)")
            lines.append(f"%kept{i} : Tensor = aten::copy_(%place{i}, {value}, %wait)")
        lines.append(f"%finished : Tensor = aten::add_({self.name_of(self._done)}, %one, %one)")
        return lines
