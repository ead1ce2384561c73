"""Exporting without a window; what is made of a trained network is trained first."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nnstudio.data.opening import open_source
from nnstudio.export import kinds
from nnstudio.headless import EXIT_STATUS, Training, with_options
from nnstudio.interrupting import interruptible
from nnstudio.project.devices import check_device_kind
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import harmless
from nnstudio.project.project import Project
from nnstudio.project.storage import STUDIO_SUFFIX
from nnstudio.project.writing import check_writable

if TYPE_CHECKING:
    from nnstudio.export.outcome import Outcome, Progress

_STEPS = 100


def export(
    source: str,
    kind: str,
    path: Path,
    *,
    epochs: int | None,
    seed: int | None,
    device: str | None,
    for_spreadsheets: bool = False,
) -> int:
    """Writes the source's project in the form `kind`, after training where that needs it; returns the exit status.

    Raises:
        ProjectError: the source, the kind or an option can't be used, or the file can't be written.
    """
    needs_training = kinds.find_kind(kind).needs_training
    kinds.check_name(kind, path)
    if for_spreadsheets and kind != "predictions":
        raise ProjectError(f"--for-spreadsheets: {kind} holds no texts of others; it goes with predictions")
    if device is not None:
        check_device_kind(device)
        if not needs_training:
            raise ProjectError(f"--device: {kind} is written without training; leave this out")
    check_writable(path)
    project = with_options(open_source(source), epochs, seed)
    if not needs_training:
        kinds.export(project, kind, path)
        return 0
    as_it_is = epochs is None and seed is None and device is None
    outcome, stop_reason = find_outcome(source, project, device or "cpu", as_it_is)
    with _progress(kind) as progress:
        if for_spreadsheets:
            from nnstudio.export.tables import write_predictions

            write_predictions(outcome, path, for_spreadsheets=True)
        else:
            kinds.export_run(outcome, kind, path, progress)
    if EXIT_STATUS[stop_reason]:
        print(harmless(f"nnstudio: {path} holds the network after epoch {outcome.epoch}"), file=sys.stderr)
    return EXIT_STATUS[stop_reason]


def predict(
    source: str,
    data: Path,
    path: Path,
    *,
    epochs: int | None,
    seed: int | None,
    device: str | None,
    for_spreadsheets: bool = False,
) -> int:
    """Trains the source's network and writes `data`, a CSV, with its predictions to `path`; returns the exit status.

    Raises:
        ProjectError: the source, an option or the CSV can't be used, or the file can't be written.
    """
    kinds.check_name("predictions", path)
    check_device_kind(device or "cpu")
    check_writable(path)
    project = with_options(open_source(source), epochs, seed)
    from nnstudio.data.load import load_dataset
    from nnstudio.export.scoring import check_rows, score

    # a wrong row is said before the training, not after it
    check_rows(project.data.source, load_dataset(project.data), data)
    as_it_is = epochs is None and seed is None and device is None
    outcome, stop_reason = find_outcome(source, project, device or "cpu", as_it_is)
    with _progress(str(path.name)) as progress:
        score(outcome, data, path, progress, for_spreadsheets)
    if EXIT_STATUS[stop_reason]:
        print(harmless(f"nnstudio: {path} was predicted by the network after epoch {outcome.epoch}"), file=sys.stderr)
    return EXIT_STATUS[stop_reason]


def find_outcome(source: str, project: Project, device: str, as_it_is: bool) -> "tuple[Outcome, str]":
    """The run that a studio file brings along, if it is wanted `as_it_is`; else the project's run, trained to its end.

    Why it ended there comes with it.

    Raises:
        ProjectError: the device, or the file's run, can't be used.
    """
    if as_it_is and Path(source).suffix == STUDIO_SUFFIX:
        from nnstudio.export.kept import kept_outcome

        kept = kept_outcome(Path(source))
        if kept is not None:
            return kept, "finished"
    from nnstudio.engine.snapshots.probe import Probe
    from nnstudio.engine.training.history import DEFAULT_BUDGET
    from nnstudio.export.outcome import outcome_at

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
    )
    return outcome, trained.stop_reason


@contextmanager
def _progress(what: str) -> "Iterator[Progress]":
    """A second bar, for what is slow to write; silent unless standard error is a terminal."""
    from tqdm import tqdm

    form = "{desc}: {percentage:3.0f}%|{bar}|"
    with tqdm(
        total=_STEPS, desc=harmless(f"writing {what}"), disable=None, leave=False, delay=0.5, bar_format=form
    ) as bar:

        def progress(done: float) -> None:
            bar.update(round(done * _STEPS) - bar.n)

        yield progress
