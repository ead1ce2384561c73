"""The command: opens the window, or works without one."""

import argparse
import ctypes
import difflib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from nnstudio import __version__
from nnstudio.log.option import refuse_log, take_log
from nnstudio.portable_option import heed_portable
from nnstudio.project.errors import OutsideFileError, ProjectError
from nnstudio.project.names import harmless

DONE, BUG, WRONG, INTERRUPTED = 0, 1, 2, 130


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        raise ProjectError(f"{message[:1].lower()}{message[1:]} (see nnstudio --help)")


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
        return _complain(f"{error.filename or 'standard output'}: {error.strerror or error}", WRONG)
    except Exception as error:
        if os.environ.get("NNSTUDIO_DEBUG"):
            raise
        return _complain(f"this should not happen: {type(error).__name__}: {error} (NNSTUDIO_DEBUG=1 shows where)", BUG)


def _drop_output() -> None:
    """Whoever read the output has gone, or its disk is full: Python would complain again when it closes the stream."""
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
    argv, log = take_log(argv, _COMMANDS)
    argv = heed_portable(argv, _COMMANDS)
    if log is None:
        argv, log = take_log(argv, _COMMANDS)
    refuse_log(argv)
    if log is None:
        return _run_logged(argv)
    from nnstudio.log.start import logging_into

    with logging_into(log):
        return _run_logged(argv)


def _run_logged(argv: list[str]) -> int:
    if argv and (argv[0] in _COMMANDS or argv[0].startswith("-")):
        try:
            args = _parser().parse_args(argv)
        except SystemExit:
            # --help and --version are done once they have printed
            return DONE
        if getattr(args, "outside_data", False):
            from nnstudio.project.outside import allowing_all

            with allowing_all():
                return _COMMANDS[args.command](args)
        return _COMMANDS[args.command](args) if args.command else _open_window(None)
    if argv:
        _check_source(argv[0])
    if len(argv) > 1:
        raise ProjectError(f"{argv[1]}: nothing is expected after {argv[0]} (see nnstudio --help)")
    return _open_window(argv[0] if argv else None)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="nnstudio",
        description="Click a neural network together, train it with real PyTorch, and watch it learn.",
        epilog="`nnstudio [SOURCE]` opens the window. SOURCE is a project file, a lesson's file or a lesson's id.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"nnstudio {__version__}")
    # for the help alone: both are taken off before
    parser.add_argument("--log", metavar="FILE", help="comes first: what goes wrong is written there")
    parser.add_argument(
        "--portable",
        nargs="?",
        metavar="DIR",
        help="comes first: keep settings, unsaved work and progress in DIR, or in nnstudio-data beside the program",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    train = commands.add_parser("train", help="train without a window", allow_abbrev=False)
    train.add_argument("source", metavar="SOURCE", help="a project file or a lesson's id")
    _add_training_options(train)
    train.add_argument("--json", action="store_true", help="print one JSON object with all that came out")
    train.add_argument("--save", metavar="FILE", help="write the project, as it was trained, to a .json file")
    export = commands.add_parser(
        "export",
        help="write a project, or its trained network, in another form",
        epilog=_kinds_in_lines(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    export.add_argument("source", metavar="SOURCE", help="a project file or a lesson's id")
    export.add_argument("--to", required=True, metavar="KIND", help="the form: one of those below")
    export.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write it")
    _add_training_options(export)
    _add_spreadsheet_option(export)
    predict = commands.add_parser("predict", help="predict the rows of a CSV file, after training", allow_abbrev=False)
    predict.add_argument("source", metavar="SOURCE", help="a project file or a lesson's id")
    predict.add_argument("data", metavar="DATA", help="a CSV file whose header has the project's columns")
    predict.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write the rows, predicted")
    _add_training_options(predict)
    _add_spreadsheet_option(predict)
    double_click = commands.add_parser("associate", help="open .nnstudio files by a double click", allow_abbrev=False)
    double_click.add_argument("--everyone", action="store_true", help="for all users of this machine")
    double_click.add_argument("--remove", action="store_true", help="take it back")
    for name, what in (("lessons", "list the lessons that ship"), ("devices", "list this machine's devices")):
        command = commands.add_parser(name, help=what, allow_abbrev=False)
        command.add_argument("--json", action="store_true", help="as JSON")
        if name == "lessons":
            command.add_argument("--check", metavar="FILE", help="say what is wrong with a lesson's file, line by line")
    grade = commands.add_parser("grade", help="run again what learners have handed in", allow_abbrev=False)
    grade.add_argument("folder", metavar="FOLDER", help="where the hand-ins lie")
    grade.add_argument("-o", "--output", required=True, metavar="FILE", help="the table to write (.csv, .tsv or .xlsx)")
    grade.add_argument("--lessons", metavar="DIR", help="where lessons of your own lie, with their tables")
    grade.add_argument("--separator", metavar="S", help="what stands between cells: , ; | or tab")
    grade.add_argument("--decimal", metavar="C", help="the decimal sign: . or ,")
    grade.add_argument("--limit", metavar="SECONDS", help="how long the runs of one hand-in may take (120)")
    return parser


def _add_training_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--epochs", metavar="N", help="how many epochs at most, instead of the project's")
    parser.add_argument("--seed", metavar="N", help="another seed than the project's")
    parser.add_argument("--device", metavar="D", help="cpu (as without it), cuda or mps")
    parser.add_argument(
        "--outside-data", action="store_true", help="read the project's data file also where it lies outside its folder"
    )


def _add_spreadsheet_option(parser: argparse.ArgumentParser) -> None:
    what = "put an apostrophe in front of texts that a spreadsheet would take for formulas (predictions)"
    parser.add_argument("--for-spreadsheets", action="store_true", help=what)


def _kinds_in_lines() -> str:
    from nnstudio.export.names import KINDS

    width = max(map(len, KINDS))
    lines = [f"  {name:{width}}  {kind.summary}{'' if kind.needs_training else ' *'}" for name, kind in KINDS.items()]
    return "\n".join(
        [
            "kinds:",
            *lines,
            "",
            "All but those with * train first, unless a .nnstudio file brings its trained network along.",
        ]
    )


def _check_source(source: str) -> None:
    """Opens the source once, so that what is wrong with it is said here and not in a window."""
    from nnstudio.data.opening import open_source
    from nnstudio.project.guided.kind import is_lesson

    if is_lesson(Path(source)):
        from nnstudio.data.lesson_files import open_lesson

        open_lesson(Path(source))
        return
    try:
        open_source(source)
    except OutsideFileError:
        # the window asks
        return
    except ProjectError:
        meant = difflib.get_close_matches(source, _COMMANDS, n=1)
        if meant and not Path(source).suffix:
            raise ProjectError(f"{source}: unknown command; did you mean “{meant[0]}”?") from None
        raise


def _open_window(source: str | None) -> int:
    from nnstudio.log.start import logging_into

    # before what may fail to load, or crash
    with logging_into():
        return _run_window(source)


def _run_window(source: str | None) -> int:
    if sys.platform == "win32":
        # there, PyTorch's libraries do not load once Qt's are
        import torch  # noqa: F401
    elif sys.platform == "linux":
        _check_display()
    from nnstudio.ui.app import run_app

    return run_app(source)


def _check_display() -> None:
    """Qt ends the process without a sentence where it finds no screen."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise ProjectError("there is no screen to open a window on; `nnstudio train SOURCE` works without one")
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError:
        raise ProjectError("Qt needs the library libxcb-cursor; on Debian: apt-get install libxcb-cursor0") from None


def _train(args: argparse.Namespace) -> int:
    from nnstudio.headless import train

    return train(
        args.source,
        epochs=_number("--epochs", args.epochs),
        seed=_number("--seed", args.seed),
        device=args.device or "cpu",
        as_json=args.json,
        save=Path(args.save) if args.save is not None else None,
    )


def _number(option: str, text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise ProjectError(f"{option}: {text} is not a whole number") from None


def _export(args: argparse.Namespace) -> int:
    from nnstudio.headless_export import export

    return export(
        args.source,
        args.to,
        Path(args.output),
        epochs=_number("--epochs", args.epochs),
        seed=_number("--seed", args.seed),
        device=args.device,
        for_spreadsheets=args.for_spreadsheets,
    )


def _predict(args: argparse.Namespace) -> int:
    from nnstudio.headless_export import predict

    return predict(
        args.source,
        Path(args.data),
        Path(args.output),
        epochs=_number("--epochs", args.epochs),
        seed=_number("--seed", args.seed),
        device=args.device,
        for_spreadsheets=args.for_spreadsheets,
    )


def _grade(args: argparse.Namespace) -> int:
    from nnstudio.headless_grade import grade

    lessons = Path(args.lessons) if args.lessons is not None else None
    limit = _number("--limit", args.limit)
    if limit is not None and limit < 1:
        raise ProjectError(f"--limit: {limit} is too small; at least 1 s is needed")
    return grade(Path(args.folder), Path(args.output), lessons, args.separator, args.decimal, limit)


def _lessons(args: argparse.Namespace) -> int:
    if args.check is not None:
        from nnstudio.headless_grade import check

        return check(Path(args.check))
    from nnstudio.project.lessons import list_lessons

    lessons = list_lessons()
    if args.json:
        _print_json([{"id": lesson.id, "title": lesson.title, "summary": lesson.summary} for lesson in lessons])
    else:
        width = max(len(lesson.id) for lesson in lessons)
        for lesson in lessons:
            print(f"{lesson.id:{width}}  {lesson.summary}")
    return DONE


def _devices(args: argparse.Namespace) -> int:
    from nnstudio.engine.training.devices import list_devices

    devices = list_devices()
    if args.json:
        _print_json([vars(device) for device in devices])
    else:
        for device in devices:
            print(f"{device.kind:5} {device.name if device.available else f'not available: {device.reason}'}")
    return DONE


def _associate(args: argparse.Namespace) -> int:
    from nnstudio.desktop.associate import associate, dissociate

    lines = (dissociate if args.remove else associate)(args.everyone)
    print(harmless("\n".join(lines)) or "There was nothing to take back.")
    return DONE


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2))


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "train": _train,
    "export": _export,
    "predict": _predict,
    "lessons": _lessons,
    "grade": _grade,
    "devices": _devices,
    "associate": _associate,
}
