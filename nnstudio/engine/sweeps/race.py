"""A race: several optimisers from the same start, where each of them was at which moment, and how low it was there."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.metrics.sample_loss import SampleLoss
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.sweeps.run_sweep import run_sweep
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import EpochReport, Trainer, never
from nnstudio.engine.training.whole_run import Ending
from nnstudio.project.sweep import Member

MOST_MOMENTS = 400
_BUDGET = 24 * 2**20
"""Bytes of all paths by one clock."""
_STEP_WORK = 2 * 10**9
"""Samples times parameters for which the losses after single steps may be computed."""
_FEWEST_STEPS = 20
_TIMED_S, _TURNS = 0.06, 5
"""So long an epoch is measured, or so many times a run that is shorter."""
_TRAINED = 0.7
"""Of the whole work, what is done once all are trained."""

Tell = Callable[[float], object]


class Clock(StrEnum):
    """What goes at the same pace for all racers."""

    EPOCH = "epoch"
    STEP = "step"
    SECONDS = "seconds"


@dataclass(frozen=True, eq=False)
class Trace:
    """Where a racer was."""

    times: NDArray[np.int64]
    """(m,) how many epochs, or steps, were done; the first is 0."""
    path: NDArray[np.float32]
    """(m, p) its network's states."""
    losses: NDArray[np.float64]
    """(m,) of these networks, over all training samples; NaN where it is no finite number."""
    has_diverged: bool
    """Whether the next one would be no network any more: its loss, or a parameter, became infinite or NaN."""

    def index(self, moment: float) -> int:
        """The last of the times that has come by then."""
        return max(0, int(np.searchsorted(self.times, moment, "right")) - 1)

    @property
    def end(self) -> int:
        """When the last thing that can be said of it has happened."""
        return int(self.times[-1]) + self.has_diverged


@dataclass(frozen=True, eq=False)
class RacerRun:
    """One racer's run, the same to the last bit as if it had been alone."""

    member: Member
    ending: Ending
    by_epoch: Trace
    by_step: Trace
    """Of its first steps."""
    epoch_seconds: float
    """What an epoch takes on this machine, measured by itself after the race."""

    def trace(self, clock: Clock) -> Trace:
        """The one to be looked at by this clock."""
        return self.by_step if clock is Clock.STEP else self.by_epoch


@dataclass(frozen=True)
class Standing:
    """Where a racer is at a moment."""

    index: int
    """In its trace by this clock."""
    time: int
    """How many epochs it has done, or steps by the clock of steps."""
    loss: float | None
    """None where it is no finite number, and once it has diverged."""
    is_last: bool
    """Whether it goes no further."""
    has_diverged: bool


@dataclass(frozen=True, eq=False)
class Race:
    """All racers, of which the first one is the project that was asked for."""

    racers: tuple[RacerRun, ...]
    samples: int
    """How many training samples the losses are over."""
    steps_per_epoch: int

    def moments(self, clock: Clock) -> NDArray[np.float64]:
        """When there is something to be seen: epochs, steps or seconds, from 0 on."""
        if clock is Clock.SECONDS:
            return np.linspace(0.0, max(each.epoch_seconds * each.by_epoch.end for each in self.racers), MOST_MOMENTS)
        traces = [racer.trace(clock) for racer in self.racers]
        return np.unique(np.concatenate([*(each.times for each in traces), [each.end for each in traces]])).astype(
            float
        )

    def standing(self, racer: RacerRun, clock: Clock, moment: float) -> Standing:
        """Where a racer is at one of the moments."""
        trace = racer.trace(clock)
        # what is computed as so many times an epoch's time is to be that many epochs
        time = moment / racer.epoch_seconds + 1e-6 if clock is Clock.SECONDS else moment
        index = trace.index(time)
        loss, is_last = float(trace.losses[index]), index == len(trace.times) - 1
        has_diverged = trace.has_diverged and time >= trace.end
        known = None if has_diverged or not np.isfinite(loss) else loss
        return Standing(index, int(trace.times[index]), known, is_last, has_diverged)

    def standings(self, clock: Clock, moment: float) -> list[Standing]:
        """All racers', in their order."""
        return [self.standing(racer, clock, moment) for racer in self.racers]


def lowest(standings: Sequence[Standing]) -> list[int]:
    """The racers with the smallest loss: one, several with the very same, or none where all have diverged."""
    known = [each.loss for each in standings if each.loss is not None]
    return [i for i, each in enumerate(standings) if known and each.loss == min(known)]


def run_race(
    members: Sequence[Member], tell: Tell, stop: Callable[[], bool] = never, device: str = "cpu"
) -> Race | None:
    """Trains all racers by a sweep, then looks at what they went through; None if `stop` said so.

    Raises:
        InvalidProjectError: one can't be trained, or does not fit into the memory.
    """
    most = int(np.clip(_BUDGET // (4 * members[0].project.parameter_count() * len(members)), 2, MOST_MOMENTS))
    recorders = [_Recorder(member.project.training.epochs, most) for member in members]
    total = sum(member.project.training.epochs for member in members)

    def look(number: int, reports: Sequence[EpochReport]) -> None:
        recorders[number].take(reports)
        tell(_TRAINED * sum(recorder.done for recorder in recorders) / total)

    runs = dict(run_sweep(members, stop, look, device=device))
    if stop() or len(runs) < len(members):
        return None
    dataset, project = runs[0].dataset, members[0].project
    loss = SampleLoss(project, dataset)
    work = len(members) * len(dataset.X_train) * project.parameter_count()
    steps = min(most, max(_FEWEST_STEPS, _STEP_WORK // work))
    per_epoch = -(-len(dataset.X_train) // project.training.batch_size)
    found = []
    for number, recorder in enumerate(recorders):
        run = runs[number]
        judge = _Judge(loss, run.probe.fork(), stop)
        kept = recorder.all(run.history.nearest(0))
        by_epoch = judge.trace([each.epoch for each in kept], kept, run.ending.reason == "diverged")
        trainer = Trainer(run.member.project, run.dataset, device)
        first, has_diverged, step_seconds = _first_steps(trainer, steps, stop)
        by_step = judge.trace(range(len(first)), first, has_diverged)
        seconds = _epoch_seconds(trainer, stop)
        found.append(
            RacerRun(
                run.member, run.ending, by_epoch, by_step, step_seconds * per_epoch if seconds is None else seconds
            )
        )
        tell(_TRAINED + (1 - _TRAINED) * (number + 1) / len(members))
    return None if stop() else Race(tuple(found), len(dataset.X_train), per_epoch)


class _Recorder:
    """Keeps the snapshots of a racer's epochs, evenly chosen among them."""

    def __init__(self, epochs: int, most: int) -> None:
        self._wanted = set(np.linspace(0, epochs, min(epochs + 1, most)).round().astype(int).tolist())
        self._kept: list[Snapshot] = []
        self._last: Snapshot | None = None
        self.done = 0

    def take(self, reports: Sequence[EpochReport]) -> None:
        for report in reports:
            self.done, self._last = report.epoch, report.snapshot
            if report.epoch in self._wanted:
                self._kept.append(report.snapshot)

    def all(self, initial: Snapshot) -> list[Snapshot]:
        """With the first and the last one."""
        is_missing = self._last is not None and self._last.epoch not in self._wanted
        return [initial, *self._kept, *([self._last] if is_missing and self._last is not None else [])]


class _Judge:
    """Computes the losses of a racer's networks."""

    def __init__(self, loss: SampleLoss, probe: Probe, stop: Callable[[], bool]) -> None:
        self._loss, self._probe, self._stop = loss, probe, stop

    def trace(self, times: Sequence[int], snapshots: Sequence[Snapshot], has_diverged: bool) -> Trace:
        losses = np.array([np.nan if self._stop() else self._of(each) for each in snapshots])
        losses[~np.isfinite(losses)] = np.nan
        path = np.array([snapshot.vector for snapshot in snapshots])
        return Trace(np.array(times, dtype=np.int64), path, losses, has_diverged)

    def _of(self, snapshot: Snapshot) -> float:
        self._probe.load(snapshot)
        return self._loss.of(self._probe)


def _first_steps(trainer: Trainer, most: int, stop: Callable[[], bool]) -> tuple[list[Snapshot], bool, float]:
    """The network before the first step and after each of so many, whether it diverged, and what a step takes."""
    found, fastest = [trainer.initial], np.inf
    until = trainer.project.training.epochs
    while len(found) <= most and trainer.epoch < until and not trainer.is_out_of_patience and not stop():
        begun = time.perf_counter()
        try:
            for _unused in trainer.epochs(trainer.epoch + 1, _at_once):
                pass
        except DivergedError:
            return found, True, min(fastest, time.perf_counter() - begun)
        fastest = min(fastest, time.perf_counter() - begun)
        found.append(trainer.snapshot())
    return found, False, fastest


def _at_once() -> bool:
    return True


def _epoch_seconds(trainer: Trainer, stop: Callable[[], bool]) -> float | None:
    """What an epoch takes at its fastest, which tells least of what else the machine does; None if none is done."""
    first, fastest, total = None, np.inf, 0.0
    for _unused in range(_TURNS):
        if trainer.is_settled:
            trainer.begin_again(trainer.project)
        for taken, epochs in _timed(trainer, stop):
            if first is None:
                # in the meantime, something may have been recorded
                first = taken / epochs
                continue
            fastest, total = min(fastest, taken / epochs), total + taken
            if total >= _TIMED_S:
                return float(fastest)
    return float(fastest) if np.isfinite(fastest) else first


def _timed(trainer: Trainer, stop: Callable[[], bool]) -> Iterator[tuple[float, int]]:
    """(seconds, epochs) of each few epochs of a run, to its end."""
    begun = time.perf_counter()
    try:
        for reports in trainer.epoch_batches(trainer.project.training.epochs, stop):
            yield time.perf_counter() - begun, len(reports)
            begun = time.perf_counter()
    except DivergedError:
        pass
