"""Options that several subcommands share."""

import argparse
from typing import NamedTuple

from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.folds import FEWEST_FOLDS
from nnstudio.project.sweep import Sweep, Variation

SOURCE = _("a project file or an example's id")


class TrainingOptions(NamedTuple):
    """What the command line says in place of the project; None where it says nothing."""

    epochs: int | None
    seed: int | None
    device: str | None

    @classmethod
    def of(cls, args: argparse.Namespace) -> "TrainingOptions":
        """
        Raises:
            ProjectError: a number is none.
        """
        return cls(whole_number("--epochs", args.epochs), whole_number("--seed", args.seed), args.device)


UNCHANGED = TrainingOptions(None, None, None)


def add_training_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--epochs", metavar="N", help=_("how many epochs at most, instead of the project's"))
    parser.add_argument("--seed", metavar="N", help=_("another seed than the project's"))
    parser.add_argument("--device", metavar="D", help=_("cpu (as without it), cuda or mps"))
    parser.add_argument(
        "--outside-data",
        action="store_true",
        help=_("read the project's data file also where it lies outside its folder"),
    )


def add_spreadsheet_option(parser: argparse.ArgumentParser) -> None:
    what = _("put an apostrophe in front of texts that a spreadsheet would take for formulas (predictions)")
    parser.add_argument("--for-spreadsheets", action="store_true", help=what)


def whole_number(option: str, text: str | None) -> int | None:
    """
    Raises:
        ProjectError: the option's text is no whole number.
    """
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise ProjectError(_("{option}: {text} is not a whole number").format(option=option, text=text)) from None


def add_sweep_options(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--vary",
        action="append",
        default=[],
        metavar="FIELD=VALUES",
        help=_(
            "a field as in the project's JSON and its values, as in training.optimizer.lr=0.001..1:log:9 or "
            "network.layers[0].units=2,5,10; several of these make all combinations"
        ),
    )
    parser.add_argument("--seeds", metavar="K", help=_("so many seeds for each, from the project's on"))
    add_sampling_options(parser)


def sweep_of(args: argparse.Namespace) -> Sweep | None:
    """What is to be run; None where nothing is said of it.

    Raises:
        ProjectError: a text is none of a field and its values, or no number of runs.
    """
    if not args.vary and args.seeds is None and args.folds is None and args.bootstraps is None:
        return None
    seeds = 1 if args.seeds is None else run_count("--seeds", args.seeds)
    return Sweep(tuple(map(Variation.parse, args.vary)), seeds, *sampling_of(args))


def add_sampling_options(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--folds",
        metavar="K",
        help=_("cut the samples into K folds and test on each of them in turn, beside scikit-learn's linear model"),
    )
    parser.add_argument(
        "--bootstraps",
        metavar="K",
        help=_("train on K samples that are drawn from the training samples, with replacement"),
    )


def sampling_of(args: argparse.Namespace) -> tuple[int, int]:
    """How many folds and bootstrap samples are asked for; 0 for none.

    Raises:
        ProjectError: it is no such number.
    """
    folds = 0 if args.folds is None else run_count("--folds", args.folds, FEWEST_FOLDS)
    return folds, 0 if args.bootstraps is None else run_count("--bootstraps", args.bootstraps)


def run_count(option: str, text: str, fewest: int = 1) -> int:
    """
    Raises:
        ProjectError: it is no number of runs.
    """
    count = whole_number(option, text)
    if count is None or count < fewest:
        told = _("{option}: {text} must be {fewest} or more")
        raise ProjectError(told.format(option=option, text=text, fewest=fewest))
    return count
