"""What cross-validation says of a network beside scikit-learn's model on the same folds, and how little it may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

import numpy as np
from scipy.stats import t

from nnstudio.engine.metrics.baseline import ReferenceModel, fit_reference
from nnstudio.engine.metrics.evaluation import Unmeasured
from nnstudio.engine.sweeps.figures import MemberFigures
from nnstudio.engine.sweeps.member_trainer import MemberRun
from nnstudio.language import _, local_number, ngettext
from nnstudio.project.data import DataSpec
from nnstudio.project.folds import FEWEST_FOLDS
from nnstudio.project.rounding import rounded
from nnstudio.project.sources.spec import Task

_CONFIDENCE = 0.95
_FEW = 10
_CHIEF = {
    Task.REGRESSION: ("r2", "mse"),
    Task.BINARY: ("accuracy",),
    Task.MULTICLASS: ("accuracy",),
}
"""What people look at first; R² needs folds of two samples."""
_CALLED = {"r2": "R²"}
"""Metrics whose names in files are not what people read."""
_SMALLER_IS_BETTER = ("mse", "rmse", "mae", "log_loss")


@dataclass(frozen=True)
class MetricScores:
    """Of one metric on the test samples of k folds; of several runs on a fold, their mean."""

    network: tuple[float, ...]
    """(k,)"""
    mean: float
    spread: float | None
    """The standard deviation over the folds (divided by k − 1); None of a single one."""
    baseline: tuple[float, ...] | None
    """(k,), scikit-learn's model on the same folds; None where it has no such metric on all of them."""
    baseline_mean: float | None
    baseline_spread: float | None
    difference: float | None
    """The mean of the k differences, network minus baseline."""
    interval: tuple[float, float] | None
    """Within which the difference may be expected, with a confidence of 95 %: Student's t on the k differences, the
    variance as Nadeau and Bengio (2003) correct it for folds, which share training samples; None where the
    differences are all the same, or there is one alone."""


@dataclass(frozen=True)
class FoldScores:
    """Of runs that differ by their folds, and maybe by seeds and bootstrap samples."""

    folds: tuple[int, ...]
    """Which of them have come to an end, from 1."""
    of: int
    """How many there are."""
    left_out: int
    """How many runs have diverged; they count in nothing."""
    baseline: str
    """scikit-learn's class; empty if none has been fitted."""
    chief: str
    """The metric that is told first."""
    metrics: Mapping[str, MetricScores]
    has_looked: bool
    """Whether early stopping or a schedule went by the loss on the very samples that are tested on."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Baselines:
    """scikit-learn's model for each data spec, fitted once; that may take seconds each."""

    def __init__(self) -> None:
        self._found: dict[DataSpec, ReferenceModel] = {}

    def fit(self, run: MemberRun) -> None:
        """Fits the one for a member's data, unless that has been done."""
        spec = run.member.project.data
        if spec not in self._found:
            self._found[spec] = fit_reference(run.dataset)

    def of(self, run: MemberRun) -> ReferenceModel | None:
        """That of a member's data; None if it has not been fitted."""
        return self._found.get(run.member.project.data)


def score_folds(members: Sequence[tuple[MemberRun, MemberFigures]], baselines: Baselines) -> FoldScores | None:
    """Of members that differ by luck and folds alone, beside the `baselines` that are there; None if all have diverged,
    or no metric can be computed on all folds."""
    sound = [(run, figures) for run, figures in members if run.ending.reason != "diverged"]
    if not sound:
        return None
    first = sound[0][0].member.project
    assert first.data.fold is not None
    folds: list[int] = []
    networks: list[dict[str, float]] = []
    references: list[dict[str, float]] = []
    for fold, each in groupby(sorted(sound, key=_fold), key=_fold):
        group = list(each)
        folds.append(fold)
        networks.append(_means(figures.metrics["test"] or {} for _unused, figures in group))
        references.append(_means(_figures(baselines.of(run)) for run, _unused in group))
    # by the correction: how large a fold is beside what is trained on
    share = 1 / (first.data.fold.folds - 1)
    metrics = {
        name: _scores([each[name] for each in networks], _of_all(references, name), share)
        for name in networks[0]
        if all(name in each for each in networks)
    }
    chief = next((name for name in (*_CHIEF[first.data.task], *metrics) if name in metrics), None)
    if chief is None:
        return None
    training = first.training
    watched = [getattr(each, "monitor", "") for each in (training.schedule, training.early_stopping)]
    model, left_out = baselines.of(sound[0][0]), len(members) - len(sound)
    title = model.title if model is not None else ""
    return FoldScores(tuple(folds), first.data.fold.folds, left_out, title, chief, metrics, "test_loss" in watched)


def _fold(member: tuple[MemberRun, MemberFigures]) -> int:
    return member[0].member.fold or 0


def _figures(model: ReferenceModel | None) -> Mapping[str, float]:
    report = model.test if model is not None else None
    return {} if report is None or isinstance(report, Unmeasured) else report.figures()


def _means(each: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each figure that all of them have."""
    found = list(each)
    return {
        name: float(np.mean([figures[name] for figures in found]))
        for name in found[0]
        if all(name in figures for figures in found)
    }


def _of_all(folds: Sequence[Mapping[str, float]], name: str) -> list[float] | None:
    return [figures[name] for figures in folds] if all(name in figures for figures in folds) else None


def _scores(network: Sequence[float], baseline: Sequence[float] | None, share: float) -> MetricScores:
    mean, spread = _mean(network), _spread(network)
    if baseline is None:
        return MetricScores(tuple(network), mean, spread, None, None, None, None, None)
    differences = np.subtract(network, baseline)
    beside = tuple(baseline), _mean(baseline), _spread(baseline)
    return MetricScores(tuple(network), mean, spread, *beside, _mean(differences), _interval(differences, share))


def _interval(differences: Any, share: float) -> tuple[float, float] | None:
    apart, k = _spread(differences), len(differences)
    if not apart:
        return None
    low, high = t.interval(_CONFIDENCE, k - 1, loc=_mean(differences), scale=apart * np.sqrt(1 / k + share))
    return float(low), float(high)


def _mean(values: Any) -> float:
    return float(np.mean(values))


def _spread(values: Any) -> float | None:
    return float(np.std(values, ddof=1)) if len(values) > 1 else None


def sentence(scores: FoldScores) -> str:
    """``accuracy 0.853 ± 0.021 over 5 folds; LogisticRegression has 0.513 ± 0.034 on the same folds.``"""
    found, k = scores.metrics[scores.chief], len(scores.folds)
    network = _with_spread(found.mean, found.spread)
    over = (
        ngettext("{metric} {score} over {k} fold", "{metric} {score} over {k} folds", k)
        if k == scores.of
        else _("{metric} {score} over {k} of {of} folds")
    )
    told = over.format(metric=_called(scores), score=network, k=k, of=scores.of)
    if found.baseline_mean is not None:
        beside = _("{network}; {model} has {score} on the same folds")
        score = _with_spread(found.baseline_mean, found.baseline_spread)
        told = beside.format(network=told, model=scores.baseline, score=score)
    if scores.left_out:
        left_out = ngettext(
            "{told}; {n} run diverged and counts in none of it",
            "{told}; {n} runs diverged and count in none of it",
            scores.left_out,
        )
        told = left_out.format(told=told, n=scores.left_out)
    return told + "."


def uncertainty(scores: FoldScores) -> str:
    """What the differences fold by fold say, and how surely."""
    found, k = scores.metrics[scores.chief], len(scores.folds)
    parts = []
    if found.interval is not None and found.difference is not None:
        low, high = found.interval
        told = _(
            "Fold by fold the network's {metric} differs from {model}'s by {difference} on average; as far as {k} "
            "folds can tell, by {low} to {high} (95 %)."
        )
        signed = {"difference": found.difference, "low": low, "high": high}
        numbers = {name: local_number(value, "+.2g") for name, value in signed.items()}
        parts.append(told.format(metric=_called(scores), model=scores.baseline, k=k, **numbers))
        if low <= 0 <= high:
            verdict = _("That does not tell which of the two is better.")
        elif (found.difference < 0) == (scores.chief in _SMALLER_IS_BETTER):
            verdict = _("The network is better, hardly by luck alone.")
        else:
            verdict = _("{model} is better, hardly by luck alone.")
        parts.append(verdict.format(model=scores.baseline))
        if k <= _FEW:
            parts.append(_("{k} folds are few: cut otherwise, the samples may say something else.").format(k=k))
    elif found.difference is not None:
        alike = _("The difference is the same in each fold.")
        parts.append(alike if k > 1 else _("A single fold does not tell how much of the difference is luck."))
    if scores.has_looked:
        parts.append(_("Training has watched the loss on the test samples, which flatters the network."))
    return " ".join(parts)


def comparison(now: FoldScores, then: FoldScores) -> str:
    """How the network does on the folds on which another did before; empty if those were others."""
    chief = now.chief
    if (now.folds, now.of, chief) != (then.folds, then.of, then.chief) or now.of < FEWEST_FOLDS:
        return ""
    differences = np.subtract(now.metrics[chief].network, then.metrics[chief].network)
    interval = _interval(differences, 1 / (now.of - 1))
    if interval is None:
        return ""
    told = _(
        "On the same folds as before, {metric} differs by {difference} on average; as far as they tell, by {low} to "
        "{high} (95 %)."
    )
    named = {"difference": _mean(differences), "low": interval[0], "high": interval[1]}
    numbers = {name: local_number(value, "+.2g") for name, value in named.items()}
    verdict = _("That may be luck.") if interval[0] <= 0 <= interval[1] else _("That is hardly luck alone.")
    return f"{told.format(metric=_called(now), **numbers)} {verdict}"


def _called(scores: FoldScores) -> str:
    return _CALLED.get(scores.chief, scores.chief)


def _with_spread(mean: float, spread: float | None) -> str:
    if spread is None:
        return rounded(mean, ".3g")
    return _("{mean} ± {spread}").format(mean=rounded(mean, ".3g"), spread=rounded(spread, ".2g"))
