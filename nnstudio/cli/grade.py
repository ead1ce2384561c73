"""``nnstudio grade``: runs again what learners have handed in."""

import argparse
import hashlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from nnstudio import __version__
from nnstudio.cli.exit_status import DONE, INTERRUPTED
from nnstudio.cli.interrupting import interruptible
from nnstudio.cli.options import whole_number
from nnstudio.grading.table import Form, Line, form_of, write_table
from nnstudio.language import _, ngettext
from nnstudio.project.cells import one_line
from nnstudio.project.errors import ProjectError
from nnstudio.project.links import real_path
from nnstudio.project.names import harmless
from nnstudio.project.writing import check_writable

if TYPE_CHECKING:
    from nnstudio.grading.register import Entry
    from nnstudio.grading.rerun import Runner

_WRITTEN_EVERY_S = 1.0
"""How old the table on the disk may grow while more is graded."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", help=_("where the hand-ins lie"))
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help=_("the table to write (.csv, .tsv or .xlsx)")
    )
    parser.add_argument("--lessons", metavar="DIR", help=_("where lessons of your own lie, with their tables"))
    parser.add_argument("--separator", metavar="S", help=_("what stands between cells: , ; | or tab"))
    parser.add_argument("--decimal", metavar="C", help=_("the decimal sign: . or ,"))
    parser.add_argument("--limit", metavar="SECONDS", help=_("how long the runs of one hand-in may take (120)"))


def run(args: argparse.Namespace) -> int:
    lessons = Path(args.lessons) if args.lessons is not None else None
    limit = whole_number("--limit", args.limit)
    if limit is not None and limit < 1:
        raise ProjectError(_("--limit: {limit} is too small; at least 1 s is needed").format(limit=limit))
    return grade(Path(args.folder), Path(args.output), lessons, args.separator, args.decimal, limit)


def grade(
    folder: Path,
    output: Path,
    lessons: Path | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    limit: float | None = None,
) -> int:
    """Runs again what the hand-ins in a folder claim, and writes a row for each; returns the exit status.

    The table is written anew every second or so. After Ctrl-C it holds those that are done, and the same command goes
    on with the rest.

    Args:
        lessons: the folder with the teacher's own lessons; nothing that learners hand in is taken for one.
        limit: how many seconds the runs of one hand-in may take.

    Raises:
        ProjectError: a folder can't be read, an option is wrong, or the table can't be written.
    """
    from nnstudio.grading.rerun import LIMIT_S

    form = form_of(output, separator, decimal)
    own = _own_lessons(folder, lessons)
    check_writable(output)
    return _Grading(folder, output, lessons, own, LIMIT_S if limit is None else limit).run(form)


def _own_lessons(folder: Path, lessons: Path | None) -> list[Path]:
    """The files in the teacher's folder.

    Raises:
        ProjectError: a folder is missing, or learners' files lie among the lessons.
    """
    for path in (folder, *([lessons] if lessons is not None else [])):
        if not path.is_dir():
            raise ProjectError(_("{path}: there is no such folder").format(path=path))
    if lessons is None:
        return []
    if real_path(lessons) == real_path(folder):
        raise ProjectError(
            _(
                "--lessons: {lessons} is where the hand-ins lie; put your lessons into a folder of their own, or "
                "whoever hands in a lesson changes what is asked of all"
            ).format(lessons=lessons)
        )
    found = sorted(path for path in lessons.rglob("*") if path.suffix.lower() in (".json", ".nnlesson"))
    return [path for path in found if not path.is_dir() and not _is_in(path, folder, lessons)]


def _is_in(path: Path, folder: Path, lessons: Path) -> bool:
    """Whether a file lies among the hand-ins, where these lie within the folder of lessons."""
    return real_path(folder).is_relative_to(real_path(lessons)) and real_path(path).is_relative_to(real_path(folder))


class _Grading:
    def __init__(self, folder: Path, output: Path, own: Path | None, files: list[Path], limit: float) -> None:
        from nnstudio.grading.lessons import Lessons
        from nnstudio.grading.register import register
        from nnstudio.grading.resume import Resume

        is_within = own is not None and real_path(own).is_relative_to(real_path(folder))
        self._entries = register(folder, own if is_within else None)
        if not self._entries:
            raise ProjectError(_("{folder}: there are no hand-ins (*.json) in this folder").format(folder=folder))
        self._output, self._limit = output, limit
        self._next_write = 0.0
        self._lessons = Lessons(files)
        self._resume = Resume(output)
        self._lines = [Line(str(path), None, None, [why]) for path, why in self._lessons.failed.items()]
        steps = {lesson.lesson.id: len(lesson.lesson.steps) for lesson in self._lessons}
        self._steps = max((steps.get(entry.lesson, 0) for entry in self._entries), default=0)

    def run(self, form: Form) -> int:
        from tqdm import tqdm

        from nnstudio.grading.rerun import Runner, Stopped

        with interruptible() as interrupted:
            runner = Runner(interrupted.is_set)
            done = 0
            # disable=None: silent unless standard error is a terminal
            with (
                self._written_at_last(form),
                tqdm(self._entries, unit="hand-in", disable=None, leave=False, file=sys.stderr) as bar,
            ):
                for entry in bar:
                    if not bar.disable:
                        bar.set_postfix_str(harmless(one_line(entry.shown, 30)))
                    try:
                        if interrupted.is_set():
                            raise Stopped
                        self._lines.append(self._line(entry, runner))
                    except Stopped:
                        break
                    done += 1
                    if time.monotonic() >= self._next_write:
                        self._write(form)
        count = len(self._entries)
        if done < count:
            print(
                harmless(
                    _(
                        "nnstudio: {output} holds {done} of {count} hand-ins; the same command goes on from there"
                    ).format(output=self._output, done=done, count=count)
                ),
                file=sys.stderr,
            )
            return INTERRUPTED
        self._resume.forget()
        print(
            harmless(
                ngettext("{output}: {count} hand-in", "{output}: {count} hand-ins", count).format(
                    output=self._output, count=count
                )
            )
        )
        return DONE

    @contextmanager
    def _written_at_last(self, form: Form) -> Iterator[None]:
        """However the block ends, what is graded by then is in the table."""
        before = len(self._lines)
        try:
            yield
        finally:
            if len(self._lines) > before:
                self._write(form)

    def _write(self, form: Form) -> None:
        """Writes all lines so far; of a thousand hand-ins, to write them anew after each would be most of the work."""
        began = time.monotonic()
        write_table(self._lines, self._steps, self._output, form)
        self._resume.save()
        now = time.monotonic()
        self._next_write = now + max(_WRITTEN_EVERY_S, 10 * (now - began))

    def _line(self, entry: "Entry", runner: "Runner") -> Line:
        """The line of one file. Whatever is wrong with it is said there, and costs nobody else anything."""
        from nnstudio.grading.judge import judge
        from nnstudio.grading.register import without_work
        from nnstudio.grading.rerun import Stopped
        from nnstudio.project.guided.hand_in import read_hand_in

        if entry.problem:
            return Line(entry.shown, None, None, [entry.problem])
        try:
            hand_in = read_hand_in(entry.path)
        except ProjectError as error:
            return Line(entry.shown, None, None, [str(error)])
        taught = self._lessons.find(hand_in)
        if taught is None:
            why = _("this lesson is not known; name the folder with its file by --lessons")
            return Line(entry.shown, hand_in, None, [why, *entry.remarks])
        key = self._key(entry, taught.sha256)
        found = self._resume.find(key)
        if found is None:
            try:
                found = judge(without_work(hand_in) if entry.is_copy else hand_in, taught, runner, self._limit)
            except Stopped:
                raise
            except ProjectError as error:
                return Line(
                    entry.shown, hand_in, None, [_("can't be graded: {error}").format(error=error), *entry.remarks]
                )
            except Exception as error:
                # a defect here must not end the grading of all others
                why = _("can't be graded: this should not happen: {type_name}: {error}").format(
                    type_name=type(error).__name__, error=error
                )
                return Line(entry.shown, hand_in, None, [why, *entry.remarks])
            self._resume.keep(key, found)
        return Line(entry.shown, hand_in, found, entry.remarks)

    def _key(self, entry: "Entry", lesson_sha256: str) -> str:
        """All that a grade depends on."""
        parts = (entry.digest, lesson_sha256, str(entry.is_copy), f"{self._limit:g}", __version__, version("torch"))
        return hashlib.sha256("|".join(parts).encode()).hexdigest()
