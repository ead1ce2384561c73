"""How long a sweep will take, from a short trial of its first and its last run."""

import time
from collections.abc import Callable, Sequence

from nnstudio.engine.sweeps.member_trainer import MemberTrainer
from nnstudio.engine.sweeps.run_sweep import useful_workers
from nnstudio.engine.training.trainer import EpochReport, never
from nnstudio.project.sweep import Member

TRIAL_S = 0.08


def estimate_seconds(members: Sequence[Member], device: str = "cpu", stop: Callable[[], bool] = never) -> float:
    """About so many seconds, if nothing stops early: the time of an epoch, times all epochs, over the workers.

    Nobody waits for it any more once `stop` says so.

    Raises:
        InvalidProjectError: a run can't be trained.
    """
    tried = [members[0], members[-1]] if len(members) > 1 else [members[0]]
    seconds = [_seconds_an_epoch(member, device, stop) for member in tried]
    epochs = sum(member.project.training.epochs for member in members)
    workers = min(useful_workers(members, device), len(members))
    return sum(seconds) / len(seconds) * epochs / workers


def _seconds_an_epoch(member: Member, device: str, stop: Callable[[], bool]) -> float:
    began = time.perf_counter()
    seen: list[tuple[float, int]] = []

    def look(reports: Sequence[EpochReport]) -> None:
        seen.append((time.perf_counter(), reports[-1].epoch))

    def is_enough() -> bool:
        return stop() or (bool(seen) and time.perf_counter() - began > TRIAL_S)

    MemberTrainer(device).train(member, is_enough, look)
    if not seen:
        return time.perf_counter() - began
    # what comes before the first epochs is done once for all runs
    (first, from_epoch), (last, to_epoch) = seen[0], seen[-1]
    return (last - first) / (to_epoch - from_epoch) if to_epoch > from_epoch else (first - began) / from_epoch
