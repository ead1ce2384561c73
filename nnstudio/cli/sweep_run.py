"""Many runs from beginning to end, as `train --seeds` and `sweep` need them."""

import csv
import io
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nnstudio.cli.exit_status import DIVERGED, DONE, INTERRUPTED
from nnstudio.cli.interrupting import interruptible
from nnstudio.language import _, ngettext
from nnstudio.project.cells import safe_value
from nnstudio.project.names import harmless
from nnstudio.project.project import Project
from nnstudio.project.rounding import rounded
from nnstudio.project.sweep import Member, Sweep
from nnstudio.project.writing import write_text

if TYPE_CHECKING:
    from nnstudio.engine.sweeps.figures import MemberFigures
    from nnstudio.engine.sweeps.fold_scores import Baselines, FoldScores
    from nnstudio.engine.sweeps.member_trainer import MemberRun
    from nnstudio.engine.sweeps.summary import Summary
    from nnstudio.engine.training.trainer import EpochReport


class Ended(NamedTuple):
    """A member that has come to its end."""

    run: "MemberRun"
    figures: "MemberFigures"

    @property
    def has_diverged(self) -> bool:
        return self.run.ending.reason == "diverged"


class SameValues(NamedTuple):
    """Members that differ by seeds and samples alone."""

    values: Mapping[str, Any]
    summary: "Summary"
    scores: "FoldScores | None"
    """On folds, unless all have diverged."""
    group: list[Ended]

    def sentence(self) -> str:
        from nnstudio.engine.sweeps import fold_scores, summary

        return summary.sentence(self.summary) if self.scores is None else fold_scores.sentence(self.scores)

    def uncertainty(self) -> str:
        from nnstudio.engine.sweeps import fold_scores, summary

        return summary.uncertainty(self.summary) if self.scores is None else fold_scores.uncertainty(self.scores)


def run_sweep_of(source: str, project: Project, sweep: Sweep, device: str, as_json: bool, table: Path | None) -> int:
    """Trains all members, prints what came out and writes it into a table, if one is wanted; the exit status.

    Raises:
        ProjectError: a field, a value or the device can't be used, or the table can't be written.
    """
    with interruptible() as interrupted:
        sweep_run = SweepRun(source, project, sweep, device, interrupted)
        status = sweep_run.run()
    if table is not None:
        sweep_run.write_table(table)
    print(sweep_run.to_json() if as_json else harmless(sweep_run.told()))
    return status


class SweepRun:
    """The runs of a sweep, with a progress bar where there is a terminal."""

    def __init__(self, source: str, project: Project, sweep: Sweep, device: str, interrupted: threading.Event) -> None:
        """
        Raises:
            InvalidProjectError: a field does not exist, or a value does not suit it.
        """
        self._source, self._device, self._interrupted = source, device, interrupted
        self._is_varied, self._is_cut = bool(sweep.variations), bool(sweep.folds)
        self._members = sweep.members(project)
        self._ended: list[Ended] = []
        self._baselines: Baselines | None = None
        self._seconds = 0.0

    def run(self) -> int:
        """Trains, and returns the exit status; when Ctrl-C is pressed, the runs that have come to their end are kept.

        Raises:
            ProjectError: the device can't be used, or a member can't be trained.
        """
        from nnstudio.engine.sweeps.figures import figures_of
        from nnstudio.engine.sweeps.run_sweep import run_sweep
        from nnstudio.engine.training.devices import require_device

        require_device(self._device)
        started = time.perf_counter()
        with _progress_bar(self._members) as look:
            runs = dict(run_sweep(self._members, self._interrupted.is_set, look, device=self._device))
        self._seconds = time.perf_counter() - started
        ended = [run for _unused, run in sorted(runs.items()) if run.ending.reason != "interrupted"]
        self._ended = [Ended(run, figures_of(run)) for run in ended]
        if self._is_cut:
            self._fit_baselines()
        if self._interrupted.is_set():
            return INTERRUPTED
        # that of a single run, where all have come to it
        return DIVERGED if all(each.has_diverged for each in self._ended) else DONE

    def _fit_baselines(self) -> None:
        """scikit-learn's model on each fold, until Ctrl-C is pressed."""
        from tqdm import tqdm

        from nnstudio.engine.sweeps.fold_scores import Baselines

        self._baselines = Baselines()
        with tqdm(self._ended, desc="scikit-learn", unit="run", disable=None, leave=False) as bar:
            for each in bar:
                if self._interrupted.is_set():
                    break
                self._baselines.fit(each.run)

    def to_json(self) -> str:
        """One object with each member, and a summary of those that differ by their seeds and samples alone."""
        import torch

        summaries = [
            {
                "values": dict(found.values),
                **found.summary.to_json(),
                **({"folds": None if found.scores is None else found.scores.to_json()} if self._is_cut else {}),
                "sentence": found.sentence(),
                "uncertainty": found.uncertainty(),
            }
            for found in self._summaries()
        ]
        found = {
            "source": self._source,
            "device": self._device,
            "torch": torch.__version__,
            "members": [self._member(each) for each in self._ended],
            "summary": {"by_values": summaries} if self._is_varied else next(iter(summaries), {}),
            "train_seconds": self._seconds,
        }
        return json.dumps(found, allow_nan=False)

    def write_table(self, path: Path) -> None:
        """A line for each member: values, fold, bootstrap sample, seed, how it ended, losses, metrics, weights' hash.

        Raises:
            ProjectError: the file can't be written.
        """
        rows = [_row(each) for each in self._ended]
        names = list(dict.fromkeys(name for row in rows for name in row))
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(map(safe_value, names))
        writer.writerows([safe_value(row.get(name)) for name in names] for row in rows)
        write_text(text.getvalue(), path)

    def told(self) -> str:
        """The result in a few lines for people."""
        told = ngettext(
            "{n} of {of} run on {device} in {seconds:.2f} s",
            "{n} of {of} runs on {device} in {seconds:.2f} s",
            len(self._members),
        )
        lines = [told.format(n=len(self._ended), of=len(self._members), device=self._device, seconds=self._seconds)]
        for found in self._summaries():
            parts = [", ".join(f"{field}={value}" for field, value in found.values.items())] if found.values else []
            sound = [ended for ended in found.group if not ended.has_diverged]
            headline = _headline(sound) if sound and found.scores is None else None
            if headline is not None:
                name, middle = headline
                parts.append(_("median {metric} {value}").format(metric=name, value=rounded(middle, ".4g")))
            lines.append("; ".join([*parts, found.sentence()]))
            if not self._is_varied and (said := found.uncertainty()):
                lines.append(said)
        return "\n".join(lines)

    def _summaries(self) -> "list[SameValues]":
        """The members with the same values, and what they have in common."""
        from nnstudio.engine.sweeps.fold_scores import score_folds
        from nnstudio.engine.sweeps.summary import first_loss, summarize

        found, baselines = [], self._baselines
        first = first_loss(ended.run.history.train_loss for ended in self._ended)
        for values, each in groupby(self._ended, key=lambda ended: ended.run.member.values):
            group = list(each)
            losses = [None if ended.has_diverged else ended.figures.final_loss for ended in group]
            scores = None if baselines is None else score_folds(group, baselines)
            found.append(SameValues(values, summarize(losses, first), scores, group))
        return found

    def _member(self, ended: Ended) -> dict[str, Any]:
        run, figures = ended
        return {
            **({"values": dict(run.member.values)} if self._is_varied else {}),
            **_samples(run.member),
            "seed": run.member.seed,
            "stop_reason": run.ending.reason,
            "epochs": run.history.last.epoch,
            "result_epoch": figures.epoch,
            "train_loss": run.history.train_loss,
            "test_loss": run.history.test_loss if len(run.dataset.X_test) else None,
            "loss": {"train": figures.losses["train"], "test": figures.losses.get("test")},
            "metrics": figures.metrics,
            "weights_sha256": figures.weights_sha256,
        }


def _row(ended: Ended) -> dict[str, Any]:
    run, figures = ended
    losses = {f"loss ({share})": loss for share, loss in figures.losses.items()}
    metrics = {
        f"{name} ({share})": value
        for share, found in figures.metrics.items()
        for name, value in (found or {}).items()
        if isinstance(value, int | float)
    }
    told = {**_samples(run.member), "seed": run.member.seed, "stop_reason": run.ending.reason, "epoch": figures.epoch}
    return {**run.member.values, **told, **losses, **metrics, "weights_sha256": figures.weights_sha256}


def _samples(member: Member) -> dict[str, int]:
    """On which fold and bootstrap sample, where there are any."""
    found = {"fold": member.fold, "bootstrap": member.bootstrap}
    return {name: number for name, number in found.items() if number is not None}


def _headline(group: Sequence[Ended]) -> tuple[str, float] | None:
    """The metric that people look at first, and its median: of the test samples where there are any.

    None where it can't be computed, as R² of a single sample.
    """
    import numpy as np

    name = group[0].run.dataset.task.chief_metric
    shares = [each.figures.metrics["test"] or each.figures.metrics["train"] or {} for each in group]
    known = [share[name] for share in shares if name in share]
    return (name, float(np.median(known))) if known else None


@contextmanager
def _progress_bar(members: Sequence[Member]) -> "Iterator[Callable[[int, Sequence[EpochReport]], None]]":
    from tqdm import tqdm

    lock = threading.Lock()
    total = sum(member.project.training.epochs for member in members)
    # disable=None: silent unless standard error is a terminal
    with tqdm(total=total, unit="epoch", disable=None, leave=False) as bar:

        def look(number: int, reports: "Sequence[EpochReport]") -> None:
            if not bar.disable:
                with lock:
                    bar.update(len(reports))

        yield look
