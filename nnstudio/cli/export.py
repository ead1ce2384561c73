"""``nnstudio export``: a project in another form; what is made of a trained network is trained first."""

import argparse
import sys
from pathlib import Path

from nnstudio.cli.options import SOURCE, add_spreadsheet_option, add_training_options, whole_number
from nnstudio.cli.outcome import find_outcome, show_progress
from nnstudio.cli.training_run import EXIT_STATUS, with_options
from nnstudio.data.opening import open_source
from nnstudio.export import kinds
from nnstudio.export.names import KINDS
from nnstudio.project.devices import check_device_kind
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import harmless
from nnstudio.project.writing import check_writable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog, parser.formatter_class = _kinds_in_lines(), argparse.RawDescriptionHelpFormatter
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
    parser.add_argument("--to", required=True, metavar="KIND", help="the form: one of those below")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write it")
    add_training_options(parser)
    add_spreadsheet_option(parser)


def run(args: argparse.Namespace) -> int:
    return export(
        args.source,
        args.to,
        Path(args.output),
        epochs=whole_number("--epochs", args.epochs),
        seed=whole_number("--seed", args.seed),
        device=args.device,
        for_spreadsheets=args.for_spreadsheets,
    )


def _kinds_in_lines() -> str:
    width = max(map(len, KINDS))
    lines = [f"  {name:{width}}  {kind.summary}{'' if kind.needs_training else ' *'}" for name, kind in KINDS.items()]
    last = "All but those with * train first, unless a .nnstudio file brings its trained network along."
    return "\n".join(["kinds:", *lines, "", last])


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
    with show_progress(kind) as progress:
        if for_spreadsheets:
            from nnstudio.export.tables import write_predictions

            write_predictions(outcome, path, for_spreadsheets=True)
        else:
            kinds.export_run(outcome, kind, path, progress)
    if EXIT_STATUS[stop_reason]:
        print(harmless(f"nnstudio: {path} holds the network after epoch {outcome.epoch}"), file=sys.stderr)
    return EXIT_STATUS[stop_reason]
