"""What came of a sweep, in sentences."""

from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.project.rounding import rounded
from nnstudio.project.sweep_words import group_name
from nnstudio.session.sweeps.sweep_record import SweepRecord

_MOST_DIVERGED = 4
_MOST = 6
"""Of so many values it is told what came of them."""


def sweep_sentences(record: SweepRecord, before: SweepRecord | None) -> list[str]:
    """Of the runs that are over; `before` is the sweep to compare with."""
    if record.failure:
        return [record.failure]
    if not record.summaries:
        return []
    from nnstudio.engine.sweeps import fold_scores, summary

    if record.fields and not record.sweep.folds:
        return _of_values(record)
    said = []
    for (values, found), scores in zip(record.summaries[:_MOST], record.scores, strict=False):
        name = group_name(values)
        told = summary.sentence(found) if scores is None else fold_scores.sentence(scores)
        said.append(f"{name}: {told}" if name else told)
    if len(record.summaries) > _MOST:
        said.append(_("… and {n} more; see Outcomes.").format(n=len(record.summaries) - _MOST))
    if not record.fields:
        of_folds = record.scores[0] if record.scores else None
        if of_folds is not None:
            said.append(fold_scores.uncertainty(of_folds))
        else:
            said.append(summary.uncertainty(record.summaries[0][1]))
        if before is not None and record.is_over:
            said.append(_comparison(record, before))
    return [each for each in said if each]


def _of_values(record: SweepRecord) -> list[str]:
    """Of a sweep over values: which of them has the best median, and where runs diverge."""
    known = [(summary.loss.median, values) for values, summary in record.summaries if summary.loss is not None]
    if not known:
        return [_("All diverged: the loss became infinite or NaN.")]
    best, values = min(known, key=lambda each: each[0])
    median = rounded(best, ".3g")
    if record.summaries[0][1].members > 1:
        told = _("The lowest median of the final losses: {median}, with {values}.")
    else:
        told = _("The lowest final loss: {median}, with {values}.")
    said = [told.format(median=median, values=group_name(values))]
    lost = [(summary.diverged, values) for values, summary in record.summaries if summary.diverged]
    for count, where in lost[:_MOST_DIVERGED]:
        said.append(_("{values}: {count} diverged.").format(values=group_name(where), count=count))
    if len(lost) > _MOST_DIVERGED:
        said.append(_("… and so do others, with {n} more values.").format(n=len(lost) - _MOST_DIVERGED))
    return said


def _comparison(record: SweepRecord, before: SweepRecord) -> str:
    """With the sweep before; empty if they can't be compared."""
    from nnstudio.engine.sweeps import fold_scores, summary

    scores = [each.scores[0] if each.scores else None for each in (record, before)]
    if scores[0] is not None and scores[1] is not None:
        same = _cut(record.project) == _cut(before.project)
        return fold_scores.comparison(scores[0], scores[1]) if same else ""
    if record.sweep.folds or not _is_alike(record.project, before.project):
        return ""
    now, then = ([each.final_loss for each in one.members if each.is_over] for one in (record, before))
    return summary.comparison(now, then, record.first_loss)


def _is_alike(one: Project, other: Project) -> bool:
    """Whether final losses can be compared: they are of the same kind."""
    return one.training.loss == other.training.loss and one.data.task is other.data.task


def _cut(project: Project) -> tuple[object, ...]:
    """By what the samples are cut into a number of folds."""
    data = project.data
    return data.source, data.split_seed, data.fold is None or data.fold.shuffle
