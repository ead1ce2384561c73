"""``nnstudio associate``: the system opens ``.nnstudio`` files by a double click."""

import argparse

from nnstudio.cli.exit_status import DONE
from nnstudio.desktop.associate import associate, dissociate
from nnstudio.language import _
from nnstudio.project.names import harmless


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--everyone", action="store_true", help=_("for all users of this machine"))
    parser.add_argument("--remove", action="store_true", help=_("take it back"))


def run(args: argparse.Namespace) -> int:
    lines = (dissociate if args.remove else associate)(args.everyone)
    print(harmless("\n".join(lines)) or _("There was nothing to take back."))
    return DONE
