"""A trained network for those that write something of it, and the bar beside the writing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nnstudio.cli.interrupting import interruptible
from nnstudio.cli.options import UNCHANGED, TrainingOptions
from nnstudio.cli.training_run import EXIT_STATUS, Training
from nnstudio.language import _
from nnstudio.project.names import harmless
from nnstudio.project.project import Project
from nnstudio.project.storage import STUDIO_SUFFIX

if TYPE_CHECKING:
    from nnstudio.export.outcome import Outcome, Progress

_STEPS = 100


def find_outcome(source: str, project: Project, options: TrainingOptions) -> "tuple[Outcome, str]":
    """The run that a studio file brings along, if no option asks for another; else the project's, trained to its end.

    Why it ended there comes with it.

    Raises:
        ProjectError: the device, or the file's run, can't be used.
    """
    sweep = None
    if options == UNCHANGED and Path(source).suffix == STUDIO_SUFFIX:
        from nnstudio.export.kept import kept_outcome, kept_sweep

        kept = kept_outcome(Path(source))
        if kept is not None:
            return kept, "finished"
        sweep = kept_sweep(Path(source))
    from nnstudio.engine.snapshots.probe import Probe
    from nnstudio.engine.training.history import DEFAULT_BUDGET
    from nnstudio.export.outcome import outcome_at

    device = options.device or "cpu"
    with interruptible() as interrupted:
        trained = Training(source, project, device, None, interrupted, DEFAULT_BUDGET).train()
    outcome = outcome_at(
        project,
        trained.dataset,
        trained.history,
        Probe(trained.trainer.model),
        epoch=trained.result.epoch,
        name=Path(source).stem,
        device=device,
        threads=trained.trainer.threads,
        sweep=sweep,
    )
    return outcome, trained.stop_reason


def status_of(stop_reason: str, told: str) -> int:
    """The exit status of what was written of a run; where the run did not come to its end, what was `told` is said."""
    if EXIT_STATUS[stop_reason]:
        print(harmless(f"nnstudio: {told}"), file=sys.stderr)
    return EXIT_STATUS[stop_reason]


@contextmanager
def show_progress(what: str) -> "Iterator[Progress]":
    """A second bar, for what is slow to write; silent unless standard error is a terminal."""
    from tqdm import tqdm

    form = "{desc}: {percentage:3.0f}%|{bar}|"
    told = harmless(_("writing {what}").format(what=what))
    with tqdm(total=_STEPS, desc=told, disable=None, leave=False, delay=0.5, bar_format=form) as bar:

        def progress(done: float) -> None:
            bar.update(round(done * _STEPS) - bar.n)

        yield progress
