"""What outcomes are drawn over: the values of the first field that is varied, or the folds."""

from dataclasses import dataclass

from nnstudio.language import _
from nnstudio.project.sweep import Member
from nnstudio.project.sweep_fields import Value
from nnstudio.project.sweep_words import last_part
from nnstudio.session.sweeps.sweep_record import SweepRecord


@dataclass(frozen=True)
class Along:
    """The places along the bottom."""

    field: str
    """Empty for folds."""
    values: tuple[Value, ...]

    @property
    def name(self) -> str:
        return last_part(self.field) if self.field else _("fold")

    def of(self, member: Member) -> Value:
        """Where a run belongs."""
        if self.field:
            return member.values[self.field]
        assert member.fold is not None
        return member.fold

    def baseline(self, record: SweepRecord, metric: str) -> dict[Value, float]:
        """What scikit-learn's model comes to at each place where that is known: on the fold, or on all folds' mean."""
        found: dict[Value, float] = {}
        for (values, _unused), scores in zip(record.summaries, record.scores, strict=False):
            known = scores.metrics.get(metric) if scores is not None else None
            if scores is None or known is None or known.baseline is None or known.baseline_mean is None:
                continue
            if self.field:
                found[values[self.field]] = known.baseline_mean
            else:
                found |= dict(zip(scores.folds, known.baseline, strict=True))
        return found


def along(record: SweepRecord) -> Along | None:
    """None where nothing but luck is varied."""
    if record.fields:
        return Along(record.fields[0], record.sweep.variations[0].values)
    return Along("", tuple(range(1, record.sweep.folds + 1))) if record.sweep.folds else None
