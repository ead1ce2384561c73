"""Whether a sweep of the window is the one that a lesson speaks of, and having those there that it does."""

from collections.abc import Sequence

from nnstudio.project.guided.walk import State
from nnstudio.project.project import Project
from nnstudio.project.sweep import Sweep
from nnstudio.session.sweeps.sweep_record import SweepRecord
from nnstudio.session.sweeps.sweep_session import SweepSession
from nnstudio.ui.lessons.destination import is_like

Wanted = tuple[Project, Sweep]


def is_whole(record: SweepRecord) -> bool:
    """Whether it has come to its end, with all of its runs."""
    return record.is_over and not record.was_stopped and not record.failure


def is_sweep_of(record: SweepRecord, state: State) -> bool:
    """Whether it is the latest sweep that a lesson has asked for by then."""
    return bool(state.sweeps) and _is_that(record, state.sweeps[-1], state.free)


def _is_that(record: SweepRecord, wanted: Wanted, free: frozenset[str]) -> bool:
    project, sweep = wanted
    return record.sweep == sweep and is_like(record.project, project, free)


class OwnSweeps:
    """Brings about the sweeps that a step finds, in their order, one at a look."""

    def __init__(self, sweeps: SweepSession) -> None:
        self._sweeps = sweeps
        self._begun: list[SweepRecord] = []

    def begin(self, unseen: Sequence[Wanted], free: frozenset[str]) -> None:
        """Forgets the sweeps that a step is going to ask for: they are what comes out."""
        self._begun = []
        for record in self._sweeps.records:
            if any(_is_that(record, one, free) for one in unseen):
                self._sweeps.forget(record)

    def are_there(self, wanted: Sequence[Wanted], free: frozenset[str], device: str) -> bool:
        """Whether those that are wanted are the latest ones, as far as they can be; if not, it is seen to."""
        if any(record.failure for record in self._begun):
            return True
        records = self._sweeps.records
        for count in range(min(len(wanted), len(records)), -1, -1):
            latest = records[len(records) - count :]
            if all(
                _is_that(record, one, free) and not record.was_stopped and not record.failure
                for record, one in zip(latest, wanted, strict=False)
            ):
                break
        if self._sweeps.is_running and count:
            return False
        if count == len(wanted) or len(self._begun) >= len(wanted):
            return True
        self._begun.append(self._sweeps.start(*wanted[count], device))
        return False
