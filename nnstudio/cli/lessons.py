"""``nnstudio lessons``: the guided lessons that ship; with ``--check``, what is wrong with a lesson's file."""

import argparse
from pathlib import Path

from nnstudio.cli.exit_status import DONE, WRONG
from nnstudio.cli.listing import print_list
from nnstudio.language import _, ngettext
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.names import harmless


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("as JSON"))
    parser.add_argument("--check", metavar="FILE", help=_("say what is wrong with a lesson's file, line by line"))


def run(args: argparse.Namespace) -> int:
    if args.check is not None:
        return check(Path(args.check))
    print_list([lesson for _unused, lesson in list_lessons()], args.json)
    return DONE


def check(path: Path) -> int:
    """Prints what is wrong with a lesson's file, a line for each fault; returns the exit status.

    Raises:
        ProjectError: the file can't be read.
    """
    from nnstudio.data.lesson_files import check_lesson

    lesson, faults = check_lesson(path)
    for fault in faults:
        print(harmless(f"{path}: {fault}"))
    if lesson is None or faults:
        return WRONG
    print(
        harmless(
            ngettext(
                "{path}: a sound lesson of {step_count} step",
                "{path}: a sound lesson of {step_count} steps",
                len(lesson.steps),
            ).format(path=path, step_count=len(lesson.steps))
        )
    )
    return DONE
