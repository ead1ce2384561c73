"""Sweeps and their runs in words."""

from collections.abc import Mapping

from nnstudio.language import _, local_number, ngettext
from nnstudio.project.rounding import rounded
from nnstudio.project.sweep_fields import Value
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord

METRICS = {"loss": _("final loss"), "accuracy": _("accuracy"), "r2": "R²"}
"""What runs are compared by, as ``train --json`` names it."""


def value_text(value: Value) -> str:
    """A value of a varied field, short."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return local_number(value, ",")
    return local_number(value, ".4g") if isinstance(value, float) else value


def group_name(values: Mapping[str, Value]) -> str:
    """``lr 0.01, units 5``: what runs have in common; empty where nothing but the seed is varied."""
    return ", ".join(f"{last_part(field)} {value_text(value)}" for field, value in values.items())


def last_part(field: str) -> str:
    """What a field is called within its object."""
    return field.rsplit(".", 1)[-1]


def member_name(each: MemberRecord) -> str:
    """``lr 0.01, fold 2, seed 7``."""
    member = each.member
    parts = [group_name(member.values)]
    if member.fold is not None:
        parts.append(_("fold {fold}").format(fold=member.fold))
    if member.bootstrap is not None:
        parts.append(_("bootstrap sample {seed}").format(seed=member.bootstrap))
    parts.append(_("seed {seed}").format(seed=member.seed))
    return ", ".join(part for part in parts if part)


def member_text(each: MemberRecord) -> str:
    """A run and what has come of it."""
    if each.has_diverged:
        return _("{member}: diverged").format(member=member_name(each))
    if each.final_loss is None:
        return member_name(each)
    return _("{member}: final loss {loss}").format(member=member_name(each), loss=rounded(each.final_loss, ".4g"))


def progress_text(record: SweepRecord) -> str:
    """How far a sweep is."""
    told = ngettext("{over:,} of {n:,} run", "{over:,} of {n:,} runs", len(record.members))
    said = told.format(over=record.count_over, n=len(record.members))
    left = record.seconds_left
    if record.is_comparing:
        return _("{said}; scikit-learn's model is being fitted on each fold").format(said=said)
    if record.is_over:
        stopped = _("{said}; stopped after {time}") if record.was_stopped else _("{said} in {time}")
        return stopped.format(said=said, time=seconds_text(record.seconds))
    if record.is_resting:
        return _("{said}; paused").format(said=said)
    return said if left is None else _("{said}; about {time} left").format(said=said, time=seconds_text(left))


def seconds_text(seconds: float) -> str:
    """A time as people say it."""
    if seconds < 60:
        return _("{seconds} s").format(seconds=local_number(seconds, ".1f" if seconds < 10 else ".0f"))
    if seconds < 3600:
        return _("{minutes} min").format(minutes=local_number(seconds / 60, ".0f"))
    return _("{hours} h").format(hours=local_number(seconds / 3600, ".1f"))
