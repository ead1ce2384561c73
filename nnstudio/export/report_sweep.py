"""The section of a report on the last sweep: what was varied, what came of it, and how little so few runs may say."""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from statistics import median

from nnstudio.engine.files.sweep_entries import ArchivedMember, ArchivedSweep
from nnstudio.engine.sweeps import fold_scores, summary
from nnstudio.engine.sweeps.kept import scores_kept
from nnstudio.export.svg import Chart
from nnstudio.language import _, local_number, ngettext
from nnstudio.palette import CLASS_COLORS
from nnstudio.project.rounding import rounded
from nnstudio.project.sweep import Member
from nnstudio.project.sweep_fields import Value
from nnstudio.project.sweep_words import group_name, last_part, value_text

Run = tuple[Member, ArchivedMember]
_MOST_ROWS, _MOST_SENTENCES, _MOST_VALUES, _MOST_COLORS = 40, 12, 20, 8
_LOG_FROM = 20.0


class SweepFacts:
    """What a report says of a sweep."""

    def __init__(self, sweep: ArchivedSweep) -> None:
        self._sweep = sweep
        self._runs = sweep.runs()
        self._over = [run for run in self._runs if run[1].reason is not None]
        self._groups = [(values, list(group)) for values, group in groupby(self._over, key=lambda run: run[0].values)]

    def varied(self) -> list[tuple[str, str]]:
        """What was varied, and how far it came."""
        spec = self._sweep.sweep
        rows = [(each.field, _listed(each.values)) for each in spec.variations]
        for count, title in ((spec.folds, _("Folds")), (spec.bootstraps, _("Bootstrap samples"))):
            if count:
                rows.append((title, local_number(count, ",")))
        first = self._sweep.project.training.seed
        rows.append((_("Seeds"), _("{n:,}, from {first}").format(n=spec.seeds, first=first)))
        told = ngettext("{over:,} of {n:,} came to its end", "{over:,} of {n:,} came to their end", len(self._runs))
        rows.append((_("Runs"), told.format(over=len(self._over), n=len(self._runs))))
        rows.append((_("Device"), self._sweep.device))
        return rows

    def sentences(self) -> list[str]:
        """What came of it, and how surely."""
        if self._sweep.failure:
            return [self._sweep.failure]
        if not self._over:
            return [_("No run has come to its end.")]
        first = summary.first_loss(kept.train_loss.tolist() for _unused, kept in self._runs)
        said = []
        scores = [scores_kept(raw) for raw in self._sweep.scores]
        for place, (values, group) in enumerate(self._groups[:_MOST_SENTENCES]):
            of_folds = scores[place] if len(scores) == len(self._groups) else None
            found = summary.summarize([_final(kept) for _unused, kept in group], first)
            told = summary.sentence(found) if of_folds is None else fold_scores.sentence(of_folds)
            name = group_name(values)
            said.append(f"{name}: {told}" if name else told)
            if not name:
                said.append(summary.uncertainty(found) if of_folds is None else fold_scores.uncertainty(of_folds))
        if len(self._groups) > _MOST_SENTENCES:
            said.append(_("… and {n} more.").format(n=len(self._groups) - _MOST_SENTENCES))
        return [each for each in said if each]

    def picture(self) -> str:
        """The final losses, a dot for each run, over the first field that is varied; empty where there is none."""
        found = [(member, loss) for member, kept in self._over if (loss := _final(kept)) is not None]
        if not found:
            return ""
        places, label = self._along([member for member, _loss in found])
        losses = [loss for _member, loss in found]
        low, high = min(losses), max(losses)
        log = low > 0 and high / low > _LOG_FROM
        margin = 0.05 * (max(places) - min(places)) or 1.0
        chart = Chart(
            _("What came of each run"),
            (min(places) - margin, max(places) + margin),
            (low / 1.3, high * 1.3) if log else (min(0.0, low), high * 1.05 or 1.0),
            x_label=label,
            y_label=_("final loss"),
            log_y=log,
        )
        for color, name, rows in self._colored([member for member, _loss in found]):
            chart.dots([places[i] for i in rows], [losses[i] for i in rows], color, name)
        return chart.markup()

    def table(self) -> tuple[list[str], list[list[str]], str]:
        """Head, rows and a note: a row for each combination of values, or for each run; not more than a page has."""
        if self._sweep.sweep.variations:
            rows = [self._row_of_group(values, group) for values, group in self._groups]
            names = [last_part(each.field) for each in self._sweep.sweep.variations]
            head = [*names, _("runs"), _("diverged"), _("lowest loss"), _("median loss"), _("highest loss")]
        else:
            rows = [self._row_of_run(*run) for run in self._over]
            spec = self._sweep.sweep
            samples = [_("fold")] * bool(spec.folds) + [_("bootstrap sample")] * bool(spec.bootstraps)
            head = [*samples, _("seed"), _("end"), _("epoch"), _("train loss"), _("final loss")]
        note = ""
        if len(rows) > _MOST_ROWS:
            note = _("The first {shown} of {n:,} rows.").format(shown=_MOST_ROWS, n=len(rows))
        return head, rows[:_MOST_ROWS], note

    def _row_of_group(self, values: Mapping[str, Value], group: Sequence[Run]) -> list[str]:
        losses = [loss for _unused, kept in group if (loss := _final(kept)) is not None]
        figures = (min(losses), median(losses), max(losses)) if losses else ()
        told = [rounded(figure, ".6g") for figure in figures] or ["–"] * 3
        counts = [local_number(n, ",") for n in (len(group), len(group) - len(losses))]
        return [*map(value_text, values.values()), *counts, *told]

    def _row_of_run(self, member: Member, kept: ArchivedMember) -> list[str]:
        numbers = [str(number) for number in (member.fold, member.bootstrap) if number is not None]
        final = _final(kept)
        losses = ["–", "–"] if final is None else [rounded(kept.losses["train"], ".6g"), rounded(final, ".6g")]
        return [*numbers, str(member.seed), _ends()[kept.reason or ""], local_number(kept.epoch, ","), *losses]

    def _along(self, members: Sequence[Member]) -> tuple[list[float], str]:
        """Where each run is along the bottom, and what that is."""
        variations = self._sweep.sweep.variations
        if not variations:
            if self._sweep.sweep.folds:
                return [float(member.fold or 0) for member in members], _("fold")
            return [float(member.seed) for member in members], _("seed")
        field, values = variations[0].field, variations[0].values
        name = last_part(field)
        numbers = [float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
        if len(numbers) < len(values):
            told = _("{field}: {values}").format(field=name, values=_listed(values))
            return [1.0 + values.index(member.values[field]) for member in members], told
        if min(numbers) > 0 and max(numbers) / min(numbers) >= _LOG_FROM:
            told = _("{field}, as a power of 10").format(field=name)
            return [math.log10(float(member.values[field])) for member in members], told
        return [float(member.values[field]) for member in members], name

    def _colored(self, members: Sequence[Member]) -> list[tuple[str, str, list[int]]]:
        """Colour, name and runs: by the second field that is varied, where it has few values."""
        variations = self._sweep.sweep.variations
        everyone = list(range(len(members)))
        if len(variations) < 2 or len(variations[1].values) > _MOST_COLORS:
            return [("var(--accent)", "", everyone)]
        field = variations[1].field
        return [
            (
                CLASS_COLORS[place % len(CLASS_COLORS)],
                group_name({field: value}),
                [i for i in everyone if members[i].values[field] == value],
            )
            for place, value in enumerate(variations[1].values)
        ]


def _final(kept: ArchivedMember) -> float | None:
    """Of the test samples where there are any; None where the run diverged."""
    return None if kept.reason == "diverged" else kept.losses.get("test", kept.losses["train"])


def _listed(values: Sequence[Value]) -> str:
    told = ", ".join(map(value_text, values[:_MOST_VALUES]))
    more = len(values) - _MOST_VALUES
    return _("{text} and {count:,} more").format(text=told, count=more) if more > 0 else told


def _ends() -> dict[str, str]:
    return {"finished": _("all epochs"), "early_stopping": _("stopped early"), "diverged": _("diverged")}
