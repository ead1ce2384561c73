"""Writing the file that a learner hands in."""

import re
from importlib.metadata import version

from pydantic_core import from_json
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QInputDialog

from nnstudio.project.guided.hand_in import Claim, GivenAnswer, HandIn
from nnstudio.project.guided.lesson import GuidedLesson
from nnstudio.ui.files import Files
from nnstudio.ui.lessons.progress import Progress


def hand_in(lesson: GuidedLesson, progress: Progress, files: Files) -> None:
    """Asks for the learner's name and a place, and writes the file there."""
    settings = QSettings()
    known = str(settings.value("lessons_learner", "", type=str))
    name, given = QInputDialog.getText(files.window, "Hand in", "Your name:", text=known)
    name = " ".join(name.split())[:200]
    if not given or not name:
        return
    settings.setValue("lessons_learner", name)
    text = made(lesson, progress, name).model_dump_json(indent=2) + "\n"
    stem = re.sub(r"[^\w-]+", "-", f"{lesson.id}-{name}").strip("-")
    files.ask_save_text("Hand in", f"{stem}.json", "Hand-ins (*.json)", text)


def made(lesson: GuidedLesson, progress: Progress, name: str) -> HandIn:
    """What is handed in."""
    answers = tuple(
        GivenAnswer(step=step, first=answered.first, tries=answered.tries, was_late=answered.was_late)
        for step, answered in sorted(progress.answers.items())
    )
    claims = tuple(
        Claim(step=step, **{**claim, "project": from_json(claim["project"])})
        for step, claim in sorted(progress.claims.items())
    )
    return HandIn(
        format="nnstudio-hand-in",
        version=1,
        lesson=lesson.id,
        title=lesson.title[:200],
        name=name,
        seconds=round(progress.seconds, 1),
        is_finished=progress.is_finished,
        steps_done=tuple(sorted(progress.done)),
        answers=answers,
        claims=claims,
        torch=version("torch"),
    )
