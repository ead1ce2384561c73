"""All members of a sweep, as many at a time as there are processors for them."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue

from nnstudio.engine.sweeps.datasets import SharedDatasets
from nnstudio.engine.sweeps.member_trainer import MemberRun, MemberTrainer
from nnstudio.engine.training.memory import require_memory_for_all
from nnstudio.engine.training.threads import choose_threads
from nnstudio.engine.training.trainer import EpochReport, never
from nnstudio.project.sweep import Member

LookAt = Callable[[int, Sequence[EpochReport]], object]
"""(number of the member, reports of its next epochs); called in the threads that train."""


def run_sweep(
    members: Sequence[Member],
    stop: Callable[[], bool] = never,
    look: LookAt | None = None,
    workers: int | None = None,
    device: str = "cpu",
) -> Iterator[tuple[int, MemberRun]]:
    """Trains the members, and gives each with its number as it comes to its end, in whatever order that is.

    How many train at the same time changes no bit of any: each computes with as many threads as it would alone.

    Args:
        members: what to train.
        stop: asked after each batch; members that have not begun by then are left out.
        look: is told of each few epochs.
        workers: how many to train at the same time; without it, as is useful here.
        device: what to train on.

    Raises:
        InvalidProjectError: a member can't be trained, or not all data fit into the memory.
    """
    count = min(workers or useful_workers(members, device), len(members))
    require_memory_for_all([member.project for member in members])
    datasets = SharedDatasets()
    trainers: SimpleQueue[MemberTrainer] = SimpleQueue()
    for _unused in range(count):
        trainers.put(MemberTrainer(device, datasets))
    is_over = False

    def stops() -> bool:
        return is_over or stop()

    def train(number: int) -> tuple[int, MemberRun] | None:
        if stops():
            return None
        trainer = trainers.get()
        try:
            seen = None if look is None else lambda reports: look(number, reports)
            return number, trainer.train(members[number], stops, seen)
        finally:
            trainers.put(trainer)

    with ThreadPoolExecutor(count, "sweep") as pool:
        pending: set[Future[tuple[int, MemberRun] | None]] = {pool.submit(train, i) for i in range(len(members))}
        try:
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    found = future.result()
                    if found is not None:
                        yield found
        finally:
            # whoever listens has had enough, or one has failed: the others end after their batch
            is_over = True


def useful_workers(members: Sequence[Member], device: str = "cpu") -> int:
    """One for each processor, where each member computes with one thread; else one after the other."""
    is_free = device == "cpu" and all(choose_threads(member.project) == 1 for member in members)
    return (os.cpu_count() or 1) if is_free else 1
