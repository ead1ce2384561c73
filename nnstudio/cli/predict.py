"""``nnstudio predict``: a table's rows, predicted by the network once it is trained."""

import argparse
import sys
from pathlib import Path

from nnstudio.cli.options import SOURCE, TrainingOptions, add_spreadsheet_option, add_training_options
from nnstudio.cli.outcome import find_outcome, show_progress, status_of
from nnstudio.cli.training_run import with_options
from nnstudio.data.opening import open_source
from nnstudio.export import kinds
from nnstudio.language import _
from nnstudio.project.devices import check_device_kind
from nnstudio.project.names import harmless
from nnstudio.project.writing import check_writable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
    parser.add_argument(
        "data", metavar="DATA", help=_("a table that has the project's columns, read as its own data are")
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help=_("where to write the rows, predicted"))
    add_training_options(parser)
    add_spreadsheet_option(parser)


def run(args: argparse.Namespace) -> int:
    """Trains the source's network and writes a CSV with its predictions; returns the exit status.

    Raises:
        ProjectError: the source, an option or the CSV can't be used, or the file can't be written.
    """
    data, path, options = Path(args.data), Path(args.output), TrainingOptions.of(args)
    kinds.check_name("predictions", path)
    check_device_kind(options.device or "cpu")
    check_writable(path)
    project = with_options(open_source(args.source), options)
    from nnstudio.data.load import load_dataset
    from nnstudio.data.new_samples.rows import read_new_rows
    from nnstudio.export.outcome import unwatched
    from nnstudio.export.scoring import score

    # what is wrong with the file is said before the training, not after it
    rows = read_new_rows(data, project.data, load_dataset(project.data), unwatched)
    outcome, stop_reason = find_outcome(args.source, project, options)
    with show_progress(path.name) as progress:
        scored = score(outcome, rows, path, progress, args.for_spreadsheets)
    for told in (*rows.notes, scored.told()):
        if told:
            print(harmless(f"nnstudio: {data.name}: {told}"), file=sys.stderr)
    return status_of(
        stop_reason, _("{path} was predicted by the network after epoch {epoch}").format(path=path, epoch=outcome.epoch)
    )
