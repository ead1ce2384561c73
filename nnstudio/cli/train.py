"""``nnstudio train``: training without a window, for scripts and graders."""

import argparse
import json
from pathlib import Path
from typing import Any

from nnstudio.cli.interrupting import interruptible
from nnstudio.cli.options import (
    SOURCE,
    TrainingOptions,
    add_sampling_options,
    add_training_options,
    run_count,
    sampling_of,
)
from nnstudio.cli.sweep_run import run_sweep_of
from nnstudio.cli.training_run import EXIT_STATUS, Training, with_options
from nnstudio.data.opening import open_source
from nnstudio.language import _, local_number
from nnstudio.project.devices import check_device_kind
from nnstudio.project.errors import ProjectError
from nnstudio.project.loss_words import SHARE_WORDS, average_during, when
from nnstudio.project.names import harmless
from nnstudio.project.project import Project
from nnstudio.project.rounding import rounded
from nnstudio.project.sweep import Sweep
from nnstudio.project.writing import check_writable

# of the metrics, for people; --json has them all
_TOLD = ("accuracy", "log_loss", "r2", "mse", "mae")
_STOPPED = {
    "interrupted": _("interrupted"),
    "diverged": _("diverged"),
    "early_stopping": _("early stopping"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help=SOURCE)
    add_training_options(parser)
    parser.add_argument("--seeds", metavar="K", help=_("so many runs, with the seeds from the project's on"))
    add_sampling_options(parser)
    parser.add_argument("--json", action="store_true", help=_("print one JSON object with all that came out"))
    parser.add_argument("--save", metavar="FILE", help=_("write the project, as it was trained, to a .json file"))


def run(args: argparse.Namespace) -> int:
    """Trains the source's project and prints what came out; returns the exit status.

    Raises:
        ProjectError: the source, an option or the device can't be used, or the project can't be saved.
    """
    options, save = TrainingOptions.of(args), Path(args.save) if args.save is not None else None
    device = options.device or "cpu"
    # all that can be told is told before PyTorch loads
    check_device_kind(device)
    if save is not None:
        if save.suffix.lower() != ".json":
            raise ProjectError(_("--save: {save} must be a name that ends in .json, as in mine.json").format(save=save))
        check_writable(save)
    several = [name for name in ("seeds", "folds", "bootstraps") if getattr(args, name) is not None]
    if several and save is not None:
        raise ProjectError(_("--save goes with a single run; leave --{option} out").format(option=several[0]))
    seeds = 1 if args.seeds is None else run_count("--seeds", args.seeds)
    sweep = Sweep((), seeds, *sampling_of(args))
    project = with_options(open_source(args.source), options)
    if several:
        return run_sweep_of(args.source, project, sweep, device, args.json, None)
    with interruptible() as interrupted:
        result = Training(args.source, project, device, save, interrupted).run()
    if args.json:
        print(json.dumps(result, allow_nan=False))
    else:
        print(harmless(_summary(project, result)))
    return EXIT_STATUS[result["stop_reason"]]


def _summary(project: Project, result: dict[str, Any]) -> str:
    """The result in a few lines for people."""
    lines = [
        _("{epochs} epochs on {device} in {train_seconds:.2f} s").format(
            epochs=result["epochs"], device=result["device"], train_seconds=result["train_seconds"]
        )
    ]
    if result["stop_reason"] != "finished":
        lines[0] += f" ({_STOPPED[result['stop_reason']]})"
    if result["stop_sentence"] is not None:
        lines.append(result["stop_sentence"])
    # the losses beside the figures of the same weights; before the first epoch there are none
    epoch = result["result_epoch"]
    for share in ("train", "test"):
        losses, metrics = result[f"{share}_loss"], result["metrics"][share]
        if losses and epoch:
            figures = ", ".join(f"{name} {rounded(value, '.4f')}" for name, value in metrics.items() if name in _TOLD)
            which = average_during(epoch) if share == "train" else when(epoch)
            loss = local_number(losses[epoch - 1], ".6g")
            told = f"{SHARE_WORDS[share]:5}  {project.loss_label} {loss} ({which}), {figures}"
            lines.append(told if share == "test" else f"{told} ({when(epoch)})")
    if result["baseline"] is not None:
        names = [f"w{i}" for i in range(len(result["baseline"]["sklearn"]))]
        lines.append(f"{'':14}" + "".join(f"{name:>10}" for name in names))
        for who, title in (("network", _("network")), ("sklearn", "scikit-learn")):
            lines.append(f"{title:14}" + "".join(f" {rounded(value, '.2f'):>9}" for value in result["baseline"][who]))
    return "\n".join(lines)
