"""The command's way in: options that come first, the subcommand, and what went wrong in one line."""

import argparse
import ctypes
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from nnstudio import __version__
from nnstudio.cli.exit_status import BUG, DONE, INTERRUPTED, WRONG
from nnstudio.cli.log_option import refuse_log, take_log
from nnstudio.cli.portable_option import heed_portable
from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.kept_language import heed_kept_language
from nnstudio.project.names import harmless

COMMANDS = ("train", "sweep", "export", "predict", "inspect", "associate", "examples", "lessons", "devices", "grade")
"""Each is a module of this package, with an `add_arguments` and a `run`; only the one that is asked for is loaded."""


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        raise ProjectError(_("{fault} (see nnstudio --help)").format(fault=message[:1].lower() + message[1:]))


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status: 0 done, 2 wrong input, 3 diverged, 130 interrupted, 1 a defect."""
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except ProjectError as error:
        return _complain(str(error), WRONG)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return DONE
    except OSError as error:
        _drop_output()
        return _complain(f"{error.filename or _('standard output')}: {error.strerror or error}", WRONG)
    except Exception as error:
        if os.environ.get("NNSTUDIO_DEBUG"):
            raise
        return _complain(
            _("this should not happen: {type_name}: {error} (NNSTUDIO_DEBUG=1 shows where)").format(
                type_name=type(error).__name__, error=error
            ),
            BUG,
        )


def _drop_output() -> None:
    """Whoever read the output has gone, or its disk is full: Python would complain again when it closes the stream."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(message: str, status: int) -> int:
    message = harmless(" ".join(message.split()))
    if sys.stderr is not None:
        print(f"nnstudio: {message}", file=sys.stderr)
    elif sys.platform == "win32":
        # started by a double click, without a console
        ctypes.windll.user32.MessageBoxW(None, message, "NN Studio", 0x10)
    return status


def _run(argv: list[str]) -> int:
    argv, log = take_log(argv, COMMANDS)
    argv = heed_portable(argv, COMMANDS)
    heed_kept_language()
    if log is None:
        argv, log = take_log(argv, COMMANDS)
    refuse_log(argv)
    if log is None:
        return _run_logged(argv)
    from nnstudio.log.start import logging_into

    with logging_into(log):
        return _run_logged(argv)


def _run_logged(argv: list[str]) -> int:
    if not argv or not (argv[0] in COMMANDS or argv[0].startswith("-")):
        return _open_window(argv)
    try:
        args = _parser(argv[0]).parse_args(argv)
    except SystemExit:
        # --help and --version are done once they have printed
        return DONE
    if getattr(args, "outside_data", False):
        from nnstudio.project.outside import allowing_all

        with allowing_all():
            return _run_command(args)
    return _run_command(args)


def _open_window(argv: list[str]) -> int:
    from nnstudio.cli.window import run

    return run(argv, COMMANDS)


def _run_command(args: argparse.Namespace) -> int:
    if not args.command:
        return _open_window([])
    status: int = import_module(f"nnstudio.cli.{args.command}").run(args)
    return status


def _summaries() -> dict[str, str]:
    """What each command does; not before the language is known."""
    return {
        "train": _("train without a window"),
        "sweep": _("train over several values of a field, and several seeds"),
        "export": _("write a project, or its trained network, in another form"),
        "predict": _("predict the rows of a CSV file, after training"),
        "inspect": _("say what importing a table would come to"),
        "associate": _("open .nnstudio files by a double click"),
        "examples": _("list the projects that ship"),
        "lessons": _("list the guided lessons that ship, or check one of your own"),
        "devices": _("list this machine's devices"),
        "grade": _("run again what learners have handed in"),
    }


def _parser(command: str) -> argparse.ArgumentParser:
    """Knows the names of all commands, and the options of the one that is asked for."""
    parser = _Parser(
        prog="nnstudio",
        description=_("Click a neural network together, train it with real PyTorch, and watch it learn."),
        epilog=_(
            "`nnstudio [SOURCE]` opens the window. SOURCE is a project's, lesson's or table's file, or an example's id."
        ),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"nnstudio {__version__}")
    # for the help alone: both are taken off before
    parser.add_argument("--log", metavar="FILE", help=_("comes first: what goes wrong is written there"))
    parser.add_argument(
        "--portable",
        nargs="?",
        metavar="DIR",
        help=_("comes first: keep settings, unsaved work and progress in DIR, or in nnstudio-data beside the program"),
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for name, what in _summaries().items():
        each = commands.add_parser(name, help=what, allow_abbrev=False)
        if name == command:
            import_module(f"nnstudio.cli.{name}").add_arguments(each)
    return parser
