"""Options that several subcommands share."""

import argparse
from typing import NamedTuple

from nnstudio.language import _
from nnstudio.project.errors import ProjectError

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


def seed_count(text: str) -> int:
    """
    Raises:
        ProjectError: it is no number of seeds.
    """
    count = whole_number("--seeds", text)
    if count is None or count < 1:
        raise ProjectError(_("--seeds: {text} must be 1 or more").format(text=text))
    return count
