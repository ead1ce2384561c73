"""What has come of a sweep so far: filled in by the threads that train, read by the window."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import TYPE_CHECKING

from nnstudio.project.project import Project
from nnstudio.project.sweep import Member, Sweep
from nnstudio.project.sweep_fields import Value

if TYPE_CHECKING:
    from nnstudio.engine.files.sweep_entries import ArchivedMember
    from nnstudio.engine.sweeps.datasets import SharedDatasets
    from nnstudio.engine.sweeps.figures import MemberFigures
    from nnstudio.engine.sweeps.fold_scores import Baselines, FoldScores
    from nnstudio.engine.sweeps.lesson_figures import SweepResult
    from nnstudio.engine.sweeps.member_trainer import MemberRun
    from nnstudio.engine.sweeps.summary import Summary
    from nnstudio.engine.training.trainer import EpochReport

_ids = count(1)


@dataclass(eq=False)
class MemberRecord:
    """One of the runs; its lists only grow."""

    member: Member
    train_loss: list[float] = field(default_factory=list)
    """One value an epoch: the average during it."""
    test_loss: list[float] = field(default_factory=list)
    """One value an epoch, after it; empty without a test split."""
    run: "MemberRun | None" = None
    """Once it has come to its end; of one out of a file, once it is made again."""
    figures: "MemberFigures | None" = None
    kept: "ArchivedMember | None" = None
    """What a file had of it."""

    @property
    def is_over(self) -> bool:
        return self.figures is not None

    @property
    def reason(self) -> str | None:
        """How it has come to its end, as `StopReason` names it; None while it is trained."""
        if self.run is not None:
            return self.run.ending.reason
        return self.kept.reason if self.kept is not None else None

    @property
    def has_diverged(self) -> bool:
        return self.reason == "diverged"

    def make_again(self, datasets: "SharedDatasets") -> "MemberRun":
        """The run, at its end; made of what a file had, where it is not there yet. In any thread.

        Raises:
            InvalidProjectError: its data can't be loaded.
        """
        if self.run is None:
            from nnstudio.engine.sweeps.kept import member_again

            assert self.kept is not None
            self.run = member_again(self.member, self.kept, datasets)
        return self.run

    @property
    def final_loss(self) -> float | None:
        """The network's, of the test samples where there are any; None while it is trained, and where it diverged."""
        return None if self.figures is None or self.has_diverged else self.figures.final_loss

    def outcome(self, metric: str) -> float | None:
        """The loss, or a metric by the name that ``train --json`` has; None where there is none."""
        if metric == "loss":
            return self.final_loss
        if self.figures is None or self.has_diverged:
            return None
        found = (self.figures.metrics.get("test") or self.figures.metrics["train"] or {}).get(metric)
        return None if found is None else float(found)

    def take(self, reports: "Sequence[EpochReport]") -> None:
        self.train_loss += [report.train_loss for report in reports]
        self.test_loss += [report.test_loss for report in reports if report.test_loss is not None]


@dataclass(eq=False)
class SweepRecord:
    """A sweep that was begun."""

    project: Project
    sweep: Sweep
    members: tuple[MemberRecord, ...]
    device: str = "cpu"
    id: int = field(default_factory=lambda: next(_ids))
    summaries: "tuple[tuple[Mapping[str, Value], Summary], ...]" = ()
    """Of the runs that differ by luck and folds alone, in the order of the values; of those that are over."""
    scores: "tuple[FoldScores | None, ...]" = ()
    """Of a sweep over folds, one for each summary: beside scikit-learn's model, as far as that has been fitted."""
    is_over: bool = False
    was_stopped: bool = False
    failure: str = ""
    _begun: float = field(default_factory=time.monotonic)
    _rested: float = 0.0
    _rests_since: float | None = None
    _ended: float | None = None
    _baselines: "Baselines | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def count_over(self) -> int:
        """How many runs have come to their end."""
        return sum(each.is_over for each in self.members)

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1, by epochs."""
        total = done = 0
        for each in self.members:
            epochs = each.member.project.training.epochs
            total += epochs
            done += epochs if each.is_over else len(each.train_loss)
        return done / total if total else 1.0

    @property
    def seconds(self) -> float:
        """For how long it has been trained, pauses not counted."""
        now = self._ended if self._ended is not None else time.monotonic()
        resting = now - self._rests_since if self._rests_since is not None else 0.0
        return now - self._begun - self._rested - resting

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; None where that says nothing yet."""
        share = self.share
        return self.seconds * (1 - share) / share if share > 0 else None

    @property
    def is_resting(self) -> bool:
        return self._rests_since is not None

    def rest(self, rests: bool) -> None:
        """Notes that a pause begins, or ends."""
        now = time.monotonic()
        if rests and self._rests_since is None:
            self._rests_since = now
        elif not rests and self._rests_since is not None:
            self._rested += now - self._rests_since
            self._rests_since = None

    @classmethod
    def ended(cls, project: Project, sweep: Sweep, members: tuple[MemberRecord, ...], seconds: float) -> "SweepRecord":
        """One that was trained for so long, before this program was started."""
        record = cls(project, sweep, members, is_over=True)
        record._ended = record._begun + seconds
        return record

    def end(self) -> None:
        self._ended = time.monotonic() if self._rests_since is None else self._rests_since
        self.rest(False)
        self.is_over = True

    @property
    def fields(self) -> tuple[str, ...]:
        """What is varied beside the seed."""
        return tuple(each.field for each in self.sweep.variations)

    @property
    def groups(self) -> list[tuple[Mapping[str, Value], list[MemberRecord]]]:
        """The runs with the same values, in the order of these."""
        found = groupby(self.members, key=lambda each: each.member.values)
        return [(values, list(group)) for values, group in found]

    @property
    def first_loss(self) -> float:
        """The loss that runs began at."""
        from nnstudio.engine.sweeps.summary import first_loss

        return first_loss(each.train_loss for each in self.members)

    @property
    def is_comparing(self) -> bool:
        """Whether all runs are over, and scikit-learn's model is still being fitted."""
        return bool(self.sweep.folds) and not self.is_over and self.count_over == len(self.members)

    def fit_baseline(self, run: "MemberRun") -> None:
        """Fits scikit-learn's model on a run's fold, unless that has been done; in one thread."""
        from nnstudio.engine.sweeps.fold_scores import Baselines

        if self._baselines is None:
            self._baselines = Baselines()
        self._baselines.fit(run)

    def lesson_result(self) -> "SweepResult":
        """What has come of the runs, by the names that lessons have for it."""
        from nnstudio.engine.sweeps.lesson_figures import SweepResult

        over = [(each.run, each.figures) for each in self.members if each.run is not None and each.figures is not None]
        return SweepResult(self.sweep, over, self._baselines)

    def summarize(self) -> None:
        """Sums up what is over; in any thread."""
        from nnstudio.engine.sweeps.summary import summarize

        with self._lock:
            found = []
            scores = []
            for values, group in self.groups:
                over = [each.final_loss for each in group if each.is_over]
                if over:
                    found.append((values, summarize(over, self.first_loss)))
                    scores.append(self._score(group))
            self.summaries, self.scores = tuple(found), tuple(scores)

    def _score(self, group: "Sequence[MemberRecord]") -> "FoldScores | None":
        if not self.sweep.folds:
            return None
        from nnstudio.engine.sweeps.fold_scores import Baselines, score_folds

        over = [(each.run, each.figures) for each in group if each.run is not None and each.figures is not None]
        return score_folds(over, self._baselines or Baselines())
