"""``nnstudio examples``: the projects that ship."""

import argparse

from nnstudio.cli.exit_status import DONE
from nnstudio.cli.listing import print_list
from nnstudio.language import _
from nnstudio.project.examples import list_examples


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    print_list(list_examples(), args.json)
    return DONE
