"""``nnstudio predict``: a table's rows, predicted by the network once it is trained."""

import argparse
import sys
from pathlib import Path

from nnstudio.cli.options import SOURCE, add_spreadsheet_option, add_training_options, whole_number
from nnstudio.cli.outcome import find_outcome, show_progress
from nnstudio.cli.training_run import EXIT_STATUS, with_options
from nnstudio.data.opening import open_source
from nnstudio.export import kinds
from nnstudio.project.devices import check_device_kind
from nnstudio.project.names import harmless
from nnstudio.project.writing import check_writable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
    parser.add_argument("data", metavar="DATA", help="a CSV file whose header has the project's columns")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write the rows, predicted")
    add_training_options(parser)
    add_spreadsheet_option(parser)


def run(args: argparse.Namespace) -> int:
    return predict(
        args.source,
        Path(args.data),
        Path(args.output),
        epochs=whole_number("--epochs", args.epochs),
        seed=whole_number("--seed", args.seed),
        device=args.device,
        for_spreadsheets=args.for_spreadsheets,
    )


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
    with show_progress(path.name) as progress:
        score(outcome, data, path, progress, for_spreadsheets)
    if EXIT_STATUS[stop_reason]:
        print(harmless(f"nnstudio: {path} was predicted by the network after epoch {outcome.epoch}"), file=sys.stderr)
    return EXIT_STATUS[stop_reason]
