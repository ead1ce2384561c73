"""``nnstudio lessons``: the guided lessons that ship; with ``--check``, what is wrong with a lesson's file."""

import argparse
import json
from pathlib import Path

from nnstudio.cli.exit_status import DONE, WRONG
from nnstudio.cli.listing import print_list
from nnstudio.language import _, ngettext
from nnstudio.project.guided.lesson_reading import list_lessons, read_lesson
from nnstudio.project.names import harmless


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("as JSON"))
    parser.add_argument("--check", metavar="FILE", help=_("say what is wrong with a lesson's file, line by line"))
    parser.add_argument("--texts", metavar="FILE", help=_("print a lesson's texts, as JSON, to be translated"))


def run(args: argparse.Namespace) -> int:
    if args.check is not None:
        return check(Path(args.check))
    if args.texts is not None:
        return print_texts(Path(args.texts))
    print_list([lesson for _unused, lesson in list_lessons()], args.json)
    return DONE


def print_texts(path: Path) -> int:
    """Prints a file of texts in which each is said as the lesson says it.

    Raises:
        ProjectError: the file can't be read, or is not a sound lesson.
    """
    from nnstudio.project.guided.translation import FORMAT, texts_of

    texts = texts_of(read_lesson(path).original)
    made = {"format": FORMAT, "version": 1, "texts": {text: text for text in texts}}
    print(json.dumps(made, indent=2, ensure_ascii=False))
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
    from nnstudio.project.guided.translation import faults_in, translations_beside

    wrong = [f"{file}: {fault}" for file in translations_beside(path) for fault in faults_in(file, lesson)]
    if wrong:
        print(harmless("\n".join(wrong)))
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
