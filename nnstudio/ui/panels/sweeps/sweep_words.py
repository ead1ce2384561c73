"""Sweeps and their runs in words."""

from nnstudio.language import _, local_number, ngettext
from nnstudio.project.rounding import rounded
from nnstudio.project.sweep_words import group_name
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord

METRICS = {"loss": _("final loss"), "accuracy": _("accuracy"), "r2": "R²"}
"""What runs are compared by, as ``train --json`` names it."""


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


def run_name(each: MemberRecord) -> str:
    """What a run is called that is opened: ``Seed 7``, ``lr 0.01, seed 7``."""
    name = member_name(each)
    return name if each.member.values else name[:1].upper() + name[1:]


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
