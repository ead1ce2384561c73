"""What many runs have in common, and where they part: spread, groups, and what so few of them can say."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

import numpy as np
from scipy.stats import binomtest, fisher_exact

from nnstudio.language import _, ngettext
from nnstudio.project.rounding import rounded

_APART = 2.0
"""A loss so many times the next smaller one begins another group …"""
_OF_RANGE = 0.1
"""… if it lies this share of the losses' range, from the best to where they began, above it."""
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Spread:
    """Of the runs that came to an end."""

    low: float
    q1: float
    median: float
    q3: float
    high: float
    mean: float


@dataclass(frozen=True)
class Group:
    """Runs that ended near each other."""

    members: int
    low: float
    high: float

    @property
    def is_narrow(self) -> bool:
        """Whether the ends are one number where they are told."""
        return _said(self.low) == _said(self.high)

    def told(self, form: str, of: int) -> str:
        """The form with ``n``, ``of``, ``low`` and ``high`` filled in."""
        return form.format(n=self.members, of=of, low=_said(self.low), high=_said(self.high))


@dataclass(frozen=True)
class Summary:
    """Of runs that differ by luck alone: the same project with other seeds."""

    members: int
    diverged: int
    loss: Spread | None
    """Of the final losses; None if all have diverged."""
    groups: tuple[Group, ...]
    """By their final losses, the best first."""
    stuck_interval: tuple[float, float] | None
    """Between which shares of all seeds one that ends in none but the best group, or diverges, may be expected, with a
    confidence of 95 % (Wilson's interval); None where all end in one group."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def first_loss(curves: Iterable[Sequence[float]]) -> float:
    """The loss that all runs of a sweep began at, about: the median of their averages during the first epoch.

    Args:
        curves: each run's training losses, one an epoch; empty where it diverged in the first.
    """
    return median([float(losses[0]) for losses in curves if len(losses)] or [0.0])


def summarize(losses: Sequence[float | None], first: float = 0.0) -> Summary:
    """Of the members' final losses; None for one that has diverged.

    Args:
        losses: one a member.
        first: the sweep's `first_loss`: what has fallen nearly as far as the best is not stuck.
    """
    found = sorted(loss for loss in losses if loss is not None)
    groups = tuple(Group(len(group), group[0], group[-1]) for group in _groups(found, first))
    best = groups[0].members if groups else 0
    interval = None
    if best < len(losses):
        bounds = binomtest(len(losses) - best, len(losses)).proportion_ci(_CONFIDENCE, "wilson")
        interval = float(bounds.low), float(bounds.high)
    return Summary(len(losses), len(losses) - len(found), spread(found) if found else None, groups, interval)


def spread(values: Sequence[float]) -> Spread:
    """Quartiles as NumPy has them, between the values."""
    low, q1, middle, q3, high = map(float, np.percentile(values, (0, 25, 50, 75, 100)))
    return Spread(low, q1, middle, q3, high, float(np.mean(values)))


def sentence(summary: Summary) -> str:
    """``4 of 16 got stuck near 0.59; the other 12 end between 0.028 and 0.09.``"""
    if not summary.groups:
        return _("All diverged: the loss became infinite or NaN.")
    best, *others = summary.groups
    if not others and not summary.diverged:
        one = _("{n} of {of} end near {low}") if best.is_narrow else _("{n} of {of} end between {low} and {high}")
        return best.told(one, summary.members) + "."
    stuck = [
        group.told(
            _("{n} of {of} got stuck near {low}")
            if group.is_narrow
            else _("{n} of {of} got stuck between {low} and {high}"),
            summary.members,
        )
        for group in others
    ]
    diverged = [_("{n} of {of} diverged").format(n=summary.diverged, of=summary.members)] if summary.diverged else []
    if best.is_narrow:
        rest = ngettext("the other one ends near {low}", "the other {n} end near {low}", best.members)
    else:
        rest = _("the other {n} end between {low} and {high}")
    return "; ".join([*stuck, *diverged, best.told(rest, summary.members)]) + "."


def uncertainty(summary: Summary) -> str:
    """What can be expected of other seeds, and how surely; empty where nothing stands out."""
    if summary.stuck_interval is None:
        return ""
    low, high = (rounded(share, ".0%") for share in summary.stuck_interval)
    told = _("Of many seeds, between {low} and {high} would not end among the best, as far as {n} can tell (95 %).")
    return told.format(low=low, high=high, n=summary.members)


def comparison(now: Sequence[float | None], before: Sequence[float | None], first: float = 0.0) -> str:
    """How many of the runs now and of those before end apart from the best of both, and whether so few say anything.

    Empty where all end together. Final losses of one kind are compared; None for a run that has diverged.
    """
    groups = _groups(sorted(loss for loss in (*now, *before) if loss is not None), first)
    best = groups[0][-1] if groups else float("-inf")
    apart = [sum(loss is None or loss > best for loss in losses) for losses in (before, now)]
    if not any(apart):
        return ""
    if groups:
        told = _("Above {best}, where the best of both sweeps end: {then} of {of_then} before, {count} of {of} now.")
    else:
        told = _("Diverged: {then} of {of_then} before, {count} of {of} now.")
    said = told.format(best=_said(best), then=apart[0], of_then=len(before), count=apart[1], of=len(now))
    table = [[count, len(losses) - count] for count, losses in zip(apart, (before, now), strict=True)]
    p = float(fisher_exact(table).pvalue)
    if p < 1 - _CONFIDENCE:
        return said + " " + _("That is hardly luck (Fisher's exact test: p = {p}).").format(p=rounded(p, ".3f"))
    honest = _("So few runs can differ as much by luck alone (Fisher's exact test: p = {p}): more seeds would tell.")
    return said + " " + honest.format(p=rounded(p, ".2f"))


def _groups(losses: Sequence[float], first: float) -> list[list[float]]:
    """Cut where a loss is `_APART` times the one before, and a good deal above it. `losses` are sorted."""
    reach = _OF_RANGE * (max(losses[-1], first) - losses[0]) if losses else 0.0
    groups: list[list[float]] = []
    for loss in losses:
        last = groups[-1][-1] if groups else None
        is_far = last is not None and loss >= _APART * last and loss - last >= reach
        if last is None or (is_far and loss > last):
            groups.append([loss])
        else:
            groups[-1].append(loss)
    return groups


def _said(loss: float) -> str:
    return rounded(loss, ".2g")
