"""Lessons and hand-ins without a window: checking a lesson's file, and running again what learners claim."""

import csv
import io
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING

from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.figures import parse_figure
from nnstudio.project.guided.hand_in import Claim, HandIn, questions, read_hand_in
from nnstudio.project.guided.kind import LESSON_SUFFIX, is_lesson
from nnstudio.project.guided.lesson import GuidedLesson
from nnstudio.project.guided.reading import examine, list_guided, project_at, read_lesson
from nnstudio.project.names import printable
from nnstudio.project.storage import project_from
from nnstudio.project.writing import check_writable, write_text

if TYPE_CHECKING:
    from nnstudio.engine.result import Result

LONGEST_CLAIM_S = 120.0
_CLOSE = 1e-3
"""How far another machine's rounding may lead, relatively."""
COLUMNS = (
    "file",
    "name",
    "lesson",
    "finished",
    "minutes",
    "quiz right at once",
    "predictions right",
    "goals reached",
    "claims confirmed",
    "remark",
)


def check(path: Path) -> int:
    """Prints what is wrong with a lesson's file, a line for each fault; returns the exit status.

    Raises:
        ProjectError: the file can't be read.
    """
    lesson, faults = examine(path)
    for fault in faults:
        print(f"{path}: {fault}")
    if lesson is None or faults:
        return 2
    print(f"{path}: a sound lesson of {len(lesson.steps)} step{'' if len(lesson.steps) == 1 else 's'}")
    return 0


def grade(folder: Path, output: Path) -> int:
    """Runs again what the hand-ins in a folder claim, and writes a row for each; returns the exit status.

    Lessons of the teacher's own are found if their files lie in the folder as well.

    Raises:
        ProjectError: the folder can't be read, or the table can't be written.
    """
    if not folder.is_dir():
        raise ProjectError(f"{folder}: there is no such folder")
    check_writable(output)
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".json", LESSON_SUFFIX) and path.is_file())
    lessons = {lesson.id: lesson for _, lesson in list_guided()}
    hand_ins = []
    for path in files:
        if is_lesson(path):
            lesson = read_lesson(path)
            lessons[lesson.id] = lesson
        else:
            hand_ins.append(path)
    if not hand_ins:
        raise ProjectError(f"{folder}: there are no hand-ins (*.json) in this folder")
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for path in _with_progress(hand_ins):
        table.writerow(_safe(cell) for cell in _row(path.relative_to(folder), path, lessons))
    # spreadsheets take a file for UTF-8 by its mark
    write_text("\ufeff" + text.getvalue(), output)
    print(f"{output}: {len(hand_ins)} hand-in{'' if len(hand_ins) == 1 else 's'}")
    return 0


@dataclass
class _Tally:
    """How many of so many."""

    right: int = 0
    asked: int = 0

    def add(self, is_right: bool) -> None:
        self.right += is_right

    def __str__(self) -> str:
        return f"{self.right} of {self.asked}"


@dataclass
class _Graded:
    quiz: _Tally = field(default_factory=_Tally)
    predictions: _Tally = field(default_factory=_Tally)
    goals: _Tally = field(default_factory=_Tally)
    claims: _Tally = field(default_factory=_Tally)
    remarks: list[str] = field(default_factory=list)


def _row(shown: Path, path: Path, lessons: dict[str, GuidedLesson]) -> Sequence[str]:
    try:
        hand_in = read_hand_in(path)
    except ProjectError as error:
        return (str(shown), *[""] * 8, str(error))
    lesson = lessons.get(hand_in.lesson)
    minutes = f"{hand_in.seconds / 60:.1f}"
    finished = "yes" if hand_in.is_finished else "no"
    head = (str(shown), hand_in.name, hand_in.lesson, finished, minutes)
    if lesson is None:
        return (*head, "", "", "", "", "this lesson is not known; put its file into the folder")
    graded = _graded(hand_in, lesson)
    tallies = (graded.quiz, graded.predictions, graded.goals, graded.claims)
    return (*head, *map(str, tallies), "; ".join(graded.remarks))


def _graded(hand_in: HandIn, lesson: GuidedLesson) -> _Graded:
    graded = _Graded()
    quizzes, predictions, goals = questions(lesson)
    graded.quiz.asked, graded.predictions.asked, graded.goals.asked = len(quizzes), len(predictions), len(goals)
    graded.claims.asked = len(hand_in.claims)
    answers = {answer.step: answer for answer in hand_in.answers}
    for number in quizzes:
        quiz, answer = lesson.steps[number].quiz, answers.get(number)
        if quiz is not None and answer is not None and answer.first in range(len(quiz.choices)):
            graded.quiz.add(quiz.choices[int(answer.first)].right)
    for claim in hand_in.claims:
        if claim.step >= len(lesson.steps):
            graded.remarks.append(f"step {claim.step + 1}: the lesson has no such step")
            continue
        step = lesson.steps[claim.step]
        try:
            result = _again(claim)
            wrong = _difference(claim, result)
        except ProjectError as error:
            graded.remarks.append(f"step {claim.step + 1}: can't be run again: {error}")
            continue
        if wrong:
            graded.remarks.append(f"step {claim.step + 1}: not confirmed: {wrong}")
            continue
        graded.claims.add(True)
        if result.project.data != project_at(lesson, claim.step).data:
            graded.remarks.append(f"step {claim.step + 1}: other data than the lesson's")
        # what counts is what the run came to here, not what the file says
        if step.goal:
            graded.goals.add(all(aim.met(result.look_up) for aim in step.goal))
        answer = answers.get(claim.step)
        if step.predict is not None and answer is not None:
            actual = step.predict.expression.value(result.look_up)
            known = not step.predict.choices or answer.first in range(len(step.predict.choices))
            late = " (answered with the outcome on the screen)" if answer.was_late else ""
            if late:
                graded.remarks.append(f"step {claim.step + 1}{late}")
            graded.predictions.add(actual is not None and known and step.predict.is_right(answer.first, actual))
    return graded


def _again(claim: Claim) -> "Result":
    """The claim's run, trained here.

    Raises:
        ProjectError: its project can't be trained, or it takes too long.
    """
    from nnstudio.data.load import load_dataset
    from nnstudio.engine.history import History
    from nnstudio.engine.probe import Probe
    from nnstudio.engine.result import Result
    from nnstudio.engine.training import DivergedError, Trainer

    project = project_from(claim.project)
    dataset = load_dataset(project.data)
    trainer = Trainer(project, dataset, "cpu")
    history = History(trainer.initial, 0)
    end = time.monotonic() + LONGEST_CLAIM_S
    try:
        for bunch in trainer.bunches(claim.epochs, lambda: time.monotonic() > end):
            for report in bunch:
                history.add(report)
    except DivergedError as error:
        raise ProjectError(str(error)) from None
    stop = trainer.early_stop(claim.epochs)
    if history.last.epoch < claim.epochs and stop is None:
        raise ProjectError(f"{claim.epochs:,} epochs take longer than {LONGEST_CLAIM_S:.0f} s")
    best = stop.best if stop is not None and stop.is_restored else history.last
    return Result(project, dataset, history, Probe(trainer.model), trainer.layout, best)


def _difference(claim: Claim, result: "Result") -> str:
    """What of the claim is not so; empty if all of it is."""
    from nnstudio.engine.fingerprint import fingerprint

    same_weights = fingerprint(result.snapshot) == claim.weights_sha256
    for name, claimed in claim.figures.items():
        found = parse_figure(name).value(result.look_up)
        if claimed is None or found is None:
            if claimed is not found:
                return f"{printable(name)} is {found}, not {claimed}"
        elif not isclose(found, claimed, rel_tol=_CLOSE, abs_tol=1e-6):
            return f"{printable(name)} is {found:.6g}, not {claimed:.6g}"
    if not same_weights and not claim.figures:
        return "the weights are others"
    return ""


def _safe(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    cell = " ".join(cell.split())
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


def _with_progress(paths: Sequence[Path]) -> Iterator[Path]:
    from tqdm import tqdm

    yield from tqdm(paths, unit="hand-in", disable=None, leave=False, file=sys.stderr)
