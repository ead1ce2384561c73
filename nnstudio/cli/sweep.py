"""``nnstudio sweep``: a project over several values of its fields, folds, bootstrap samples and seeds."""

import argparse
from pathlib import Path

from nnstudio.cli.options import SOURCE, TrainingOptions, add_sweep_options, add_training_options, sweep_of
from nnstudio.cli.sweep_run import run_sweep_of
from nnstudio.cli.training_run import with_options
from nnstudio.data.opening import open_source
from nnstudio.language import _
from nnstudio.project.devices import check_device_kind
from nnstudio.project.errors import ProjectError
from nnstudio.project.sweep import Sweep
from nnstudio.project.writing import check_writable

_SUFFIX = ".csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
    add_sweep_options(parser)
    add_training_options(parser)
    parser.add_argument("--json", action="store_true", help=_("print one JSON object with all that came out"))
    parser.add_argument("-o", "--output", metavar="TABLE.csv", help=_("write a table with a line for each run"))


def run(args: argparse.Namespace) -> int:
    """Trains all combinations and prints what came out; returns the exit status.

    Raises:
        ProjectError: the source, a field, an option or the device can't be used, or the table can't be written.
    """
    options, path = TrainingOptions.of(args), Path(args.output) if args.output is not None else None
    device = options.device or "cpu"
    check_device_kind(device)
    if path is not None:
        if path.suffix.lower() != _SUFFIX:
            raise ProjectError(_("-o: {path} must be a name that ends in {suffix}").format(path=path, suffix=_SUFFIX))
        check_writable(path)
    sweep = sweep_of(args)
    if sweep is None or sweep == Sweep(seeds=sweep.seeds):
        raise ProjectError(
            _(
                "--vary: name a field and its values, as in --vary training.optimizer.lr=0.001,0.01,0.1; or give a "
                "number of --folds or --bootstraps"
            )
        )
    project = with_options(open_source(args.source), options)
    return run_sweep_of(args.source, project, sweep, device, args.json, path)
