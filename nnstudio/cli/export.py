"""``nnstudio export``: a project in another form; what is made of a trained network is trained first."""

import argparse
from pathlib import Path

from nnstudio.cli.exit_status import DONE
from nnstudio.cli.options import (
    SOURCE,
    TrainingOptions,
    add_spreadsheet_option,
    add_sweep_options,
    add_training_options,
    sweep_of,
)
from nnstudio.cli.outcome import find_outcome, show_progress, status_of
from nnstudio.cli.training_run import with_options
from nnstudio.data.opening import open_source
from nnstudio.export import kinds
from nnstudio.export.names import FORMS, KINDS
from nnstudio.language import _
from nnstudio.project.devices import check_device_kind
from nnstudio.project.errors import ProjectError
from nnstudio.project.writing import check_writable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog, parser.formatter_class = _kinds_in_lines(), argparse.RawDescriptionHelpFormatter
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
    parser.add_argument("--to", required=True, metavar="KIND", help=_("the form: one of those below"))
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help=_("where to write it"))
    parser.add_argument("--form", metavar="FORM", help=_form_help())
    add_training_options(parser)
    add_spreadsheet_option(parser)
    runs = parser.add_argument_group(_("what a script of many runs trains; 16 seeds without them"))
    add_sweep_options(runs)


def run(args: argparse.Namespace) -> int:
    """Writes the source's project in another form, after training where that needs it; returns the exit status.

    Raises:
        ProjectError: the source, the kind or an option can't be used, or the file can't be written.
    """
    kind, path, options = args.to, Path(args.output), TrainingOptions.of(args)
    needs_training = kinds.find_kind(kind).needs_training
    kinds.check_name(kind, path)
    if args.for_spreadsheets and kind != "predictions":
        raise ProjectError(
            _("--for-spreadsheets: {kind} holds no texts of others; it goes with predictions").format(kind=kind)
        )
    if args.form is not None:
        kinds.check_form(kind, args.form)
    sweep = sweep_of(args)
    if sweep is not None and kind != "sweep":
        raise ProjectError(
            _("--vary, --seeds, --folds, --bootstraps: {kind} is of one run; these go with sweep").format(kind=kind)
        )
    if options.device is not None:
        check_device_kind(options.device)
        if not needs_training:
            raise ProjectError(_("--device: {kind} is written without training; leave this out").format(kind=kind))
    check_writable(path)
    project = with_options(open_source(args.source), options)
    if not needs_training:
        kinds.export(project, kind, path, args.form, sweep)
        return DONE
    outcome, stop_reason = find_outcome(args.source, project, options)
    with show_progress(kind) as progress:
        if args.for_spreadsheets:
            from nnstudio.export.tables import write_predictions

            write_predictions(outcome, path, for_spreadsheets=True)
        else:
            kinds.export_run(outcome, kind, path, progress)
    return status_of(
        stop_reason, _("{path} holds the network after epoch {epoch}").format(path=path, epoch=outcome.epoch)
    )


def _form_help() -> str:
    forms = "; ".join(f"{name}: {form.title}" for name, form in FORMS.items())
    return _("how a script writes the network: {forms}").format(forms=forms)


def _kinds_in_lines() -> str:
    width = max(map(len, KINDS))
    lines = [f"  {name:{width}}  {kind.summary}{'' if kind.needs_training else ' *'}" for name, kind in KINDS.items()]
    last = _("All but those with * train first, unless a .nnstudio file brings its trained network along.")
    return "\n".join(["kinds:", *lines, "", last])
