"""Sweeps made into what a studio file holds, and back."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.project import Project
from nnstudio.project.sweep import MAX_MEMBERS
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord

if TYPE_CHECKING:
    from nnstudio.engine.files.sweep_entries import ArchivedMember, ArchivedSweep
    from nnstudio.engine.sweeps.fold_scores import FoldScores


@dataclass(frozen=True, eq=False)
class CapturedSweep:
    """A sweep as it stood at one moment: the lists of its losses only grow, so their lengths tell."""

    record: SweepRecord
    lengths: tuple[tuple[int, int], ...]
    over: tuple[bool, ...]
    was_stopped: bool
    seconds: float
    scores: "tuple[FoldScores | None, ...]"


def capture_sweeps(records: Iterable[SweepRecord]) -> tuple[CapturedSweep, ...]:
    """Takes down how sweeps stand; quick."""
    return tuple(map(_captured, records))


def _captured(record: SweepRecord) -> CapturedSweep:
    # what comes to its end meanwhile has its last losses behind it
    over = tuple(each.is_over for each in record.members)
    lengths = tuple((len(each.train_loss), len(each.test_loss)) for each in record.members)
    return CapturedSweep(record, lengths, over, record.was_stopped or not record.is_over, record.seconds, record.scores)


def archived_sweeps(
    captured: Iterable[CapturedSweep], budget: int, named: Callable[[Project], Project]
) -> tuple["ArchivedSweep", ...]:
    """The same as what a studio file holds: the latest, as many as fit into so many bytes.

    Args:
        captured: the sweeps, in the order in which they were begun.
        budget: what all of them may take.
        named: gives a project as it is named in the file.
    """
    kept: list[ArchivedSweep] = []
    left, members = budget, MAX_MEMBERS
    for each in reversed(list(captured)):
        members -= len(each.lengths)
        left -= _bytes(each)
        if left < 0 or members < 0:
            break
        kept.insert(0, archived(each, named))
    return tuple(kept)


def _bytes(captured: CapturedSweep) -> int:
    """About what it takes in a file, told before anything is copied."""
    total = 0
    for each, (train, test) in zip(captured.record.members, captured.lengths, strict=True):
        run, kept = each.run, each.kept
        size = run.layout.size if run is not None else len(kept.state) if kept is not None else 0
        total += 8 * (train + test) + 4 * size
    return total


def archived(captured: CapturedSweep, named: Callable[[Project], Project] = lambda project: project) -> "ArchivedSweep":
    """One sweep."""
    from nnstudio.engine.files.sweep_entries import ArchivedSweep

    record = captured.record
    members = zip(record.members, captured.lengths, captured.over, strict=True)
    return ArchivedSweep(
        named(record.project),
        record.sweep,
        tuple(_member(each, *lengths, over) for each, lengths, over in members),
        record.device,
        captured.was_stopped,
        record.failure,
        captured.seconds,
        tuple(map(_scores, captured.scores)),
    )


def _scores(scores: "FoldScores | None") -> dict[str, Any] | None:
    """As JSON has them: without the metrics that scikit-learn's model has no number for on some fold."""
    if scores is None:
        return None
    raw = scores.to_json()
    raw["metrics"] = {name: found for name, found in raw["metrics"].items() if _is_finite(found)}
    return raw if scores.chief in raw["metrics"] else None


def _is_finite(found: Mapping[str, Any]) -> bool:
    numbers = [number for value in found.values() for number in (value if isinstance(value, tuple) else (value,))]
    return all(number is None or math.isfinite(number) for number in numbers)


def _member(each: MemberRecord, train: int, test: int, is_over: bool) -> "ArchivedMember":
    import numpy as np

    from nnstudio.engine.files.sweep_entries import ArchivedMember

    if each.member.project.data.has_test:
        # of one that is trained just now, the epochs that are known as a whole
        train = test = min(train, test)
    train_loss, test_loss = np.array(each.train_loss[:train], np.float64), np.array(each.test_loss[:test], np.float64)
    figures, run = each.figures, each.run
    if not is_over or figures is None:
        return ArchivedMember(train_loss, test_loss)
    state = run.ending.result.vector if run is not None else each.kept.state if each.kept is not None else None
    assert state is not None
    return ArchivedMember(train_loss, test_loss, each.reason, figures.epoch, state, figures.losses, figures.metrics)


def restore_sweeps(kept: Iterable["ArchivedSweep"]) -> list[SweepRecord]:
    """The sweeps as they were, and at an end.

    Raises:
        ProjectError: results do not belong to their sweep.
    """
    records: list[SweepRecord] = []
    found = list(kept)
    if sum(len(each.members) for each in found) > MAX_MEMBERS:
        raise InvalidProjectError(_("sweeps: over {most:,} runs").format(most=MAX_MEMBERS))
    for number, each in enumerate(found):
        try:
            records.append(_restored(each))
        except ProjectError as error:
            raise InvalidProjectError(f"sweeps/{number}: {' '.join(str(error).split())[:300]}") from None
    return records


def _restored(kept: "ArchivedSweep") -> SweepRecord:
    from nnstudio.engine.sweeps.kept import Sizes, figures_kept, scores_kept

    sizes = Sizes()
    members = []
    for member, found in kept.runs():
        sizes.require(member, found)
        train, test = found.train_loss.tolist(), found.test_loss.tolist()
        members.append(MemberRecord(member, train, test, None, figures_kept(found), found))
    record = SweepRecord.ended(kept.project, kept.sweep, tuple(members), kept.seconds)
    record.device, record.was_stopped, record.failure = kept.device, kept.was_stopped, kept.failure
    record.summarize()
    scores = tuple(map(scores_kept, kept.scores))
    # of a sweep under way, another run may have come to its end before it was captured
    record.scores = scores if len(scores) == len(record.summaries) else (None,) * len(record.summaries)
    return record
