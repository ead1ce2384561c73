"""What has come of a sweep, by the names that a lesson's figures use (project.guided.sweep_figures)."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from statistics import median
from typing import Any

from nnstudio.engine.sweeps.figures import MemberFigures
from nnstudio.engine.sweeps.fold_scores import Baselines, FoldScores, score_folds
from nnstudio.engine.sweeps.member_trainer import MemberRun
from nnstudio.engine.sweeps.summary import first_loss, summarize
from nnstudio.project.guided.figures import SWEEP
from nnstudio.project.sweep import Sweep

Ended = tuple[MemberRun, MemberFigures]


class SweepResult:
    """Of all runs of a sweep, in their order."""

    def __init__(self, sweep: Sweep, runs: Sequence[Ended], baselines: Baselines | None = None) -> None:
        """Without `baselines`, scikit-learn's models for the folds are fitted when they are asked for."""
        self._sweep, self.runs, self._baselines = sweep, runs, baselines

    @property
    def weights_sha256(self) -> str:
        """Of the weights of all runs."""
        return hashlib.sha256("".join(figures.weights_sha256 for _run, figures in self.runs).encode()).hexdigest()

    @cached_property
    def figures(self) -> dict[str, Any]:
        """Numbers, and lists with one for each value of the varied field; None for what all diverged runs lack."""
        found: dict[str, Any] = {"runs": len(self.runs)}
        each = [_of_group(group, self.first_loss) for group in self._groups]
        found |= {name: [one[name] for one in each] for name in each[0]}
        medians = [(loss, i) for i, loss in enumerate(found["median"]) if loss is not None]
        if self._sweep.variations and medians:
            found["best"] = self._sweep.variations[0].values[min(medians)[1]]
        if self._sweep.folds:
            found["scores"] = _scores(self.fold_scores)
        return found

    @property
    def first_loss(self) -> float:
        """The loss that runs began at."""
        return first_loss(run.history.train_loss for run, _figures in self.runs)

    @property
    def final_losses(self) -> list[float | None]:
        """One a run; None for one that has diverged."""
        return _final_losses(self.runs)

    def look_up(self, root: str, point: tuple[float, ...] = ()) -> Any:
        """What stands at a root that a lesson may name; None where there is nothing."""
        return self.figures if root == SWEEP and not point else None

    @cached_property
    def fold_scores(self) -> FoldScores | None:
        """Of the runs with the first value, beside scikit-learn's model; None without folds, or without scores."""
        if not self._sweep.folds:
            return None
        group = self._groups[0]
        if self._baselines is None:
            self._baselines = Baselines()
            for run, _figures in group:
                self._baselines.fit(run)
        return score_folds(group, self._baselines)

    @property
    def _groups(self) -> list[list[Ended]]:
        """The runs with the same values."""
        return [list(group) for _values, group in groupby(self.runs, key=lambda each: each[0].member.values)]


def _of_group(group: Sequence[Ended], first: float) -> dict[str, float | None]:
    """Of the runs with one value."""
    sound = [figures for run, figures in group if run.ending.reason != "diverged"]
    summary = summarize(_final_losses(group), first)
    best = summary.groups[0].members if summary.groups else 0
    spread, chief = summary.loss, group[0][0].member.project.data.task.chief_metric
    return {
        "stuck": len(sound) - best,
        "diverged": summary.diverged,
        "low": spread.low if spread else None,
        "median": spread.median if spread else None,
        "high": spread.high if spread else None,
        "train_loss": _median([figures.losses.get("train") for figures in sound]),
        "test_loss": _median([figures.losses.get("test") for figures in sound]),
        chief: _median([(figures.metrics["test"] or figures.metrics["train"] or {}).get(chief) for figures in sound]),
    }


def _final_losses(runs: Sequence[Ended]) -> list[float | None]:
    return [None if run.ending.reason == "diverged" else figures.final_loss for run, figures in runs]


def _median(values: Sequence[float | None]) -> float | None:
    found = [float(value) for value in values if value is not None]
    return median(found) if found else None


def _scores(scores: FoldScores | None) -> dict[str, float | None] | None:
    if scores is None:
        return None
    chief = scores.metrics[scores.chief]
    return {
        "mean": chief.mean,
        "spread": chief.spread,
        "lowest": min(chief.network),
        "highest": max(chief.network),
        "baseline": chief.baseline_mean,
        "difference": chief.difference,
    }
