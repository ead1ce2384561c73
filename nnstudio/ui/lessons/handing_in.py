"""Writing the file that a learner hands in."""

import re
from datetime import datetime
from importlib.metadata import version
from typing import Any

from pydantic_core import from_json
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QInputDialog

from nnstudio.language import _
from nnstudio.project.guided.comparing import lesson_sha256, step_keys, without_folder
from nnstudio.project.guided.hand_in import LONGEST_NAME, Claim, GivenAnswer, HandIn, seal_of
from nnstudio.project.guided.lesson import GuidedLesson
from nnstudio.ui.lessons.progress import Progress
from nnstudio.ui.shown.files import Files


def hand_in(lesson: GuidedLesson, progress: Progress, files: Files) -> None:
    """Asks for the learner's name and a place, and writes the file there."""
    asked = (
        ("lessons_learner", _("Your name:")),
        ("lessons_identifier", _("Your number or e-mail address, if your teacher wants one (it may stay empty):")),
    )
    settings = QSettings()
    said: list[str] = []
    for key, question in asked:
        text, given = QInputDialog.getText(
            files.window, _("Hand in"), question, text=str(settings.value(key, "", type=str))
        )
        text = " ".join(text.split())[:LONGEST_NAME]
        if not given or not (said or text):
            return
        said.append(text)
        settings.setValue(key, text)
    name, identifier = said
    text = made(lesson, progress, name, identifier).model_dump_json(indent=2) + "\n"
    stem = re.sub(r"[^\w-]+", "-", f"{lesson.id}-{name}").strip("-")
    files.ask_save_text(_("Hand in"), f"{stem}.json", _("Hand-ins (*.json)"), text)


def made(lesson: GuidedLesson, progress: Progress, name: str, identifier: str = "") -> HandIn:
    """What is handed in: no folder of this machine is named in it, a table by its hash alone."""
    answers = tuple(
        GivenAnswer(step=step, first=answered.first, tries=answered.tries, was_late=answered.was_late)
        for step, answered in sorted(progress.answers.items())
    )
    claims = tuple(
        Claim(step=step, **{**claim, "project": _without_folder(from_json(claim["project"]))})
        for step, claim in sorted(progress.claims.items())
    )
    whole = HandIn(
        format="nnstudio-hand-in",
        version=1,
        lesson=lesson.id,
        title=lesson.original.title[:LONGEST_NAME],
        name=name,
        seconds=round(progress.seconds, 1),
        is_finished=progress.is_finished,
        steps_done=tuple(sorted(progress.done)),
        steps_skipped=tuple(sorted(progress.skipped(lesson))),
        answers=answers,
        claims=claims,
        torch=version("torch"),
        identifier=identifier,
        lesson_version=lesson.version,
        lesson_sha256=progress.lesson_sha256 or lesson_sha256(lesson),
        step_keys=progress.step_keys or step_keys(lesson),
        work=progress.work if re.fullmatch(r"[0-9a-f]{32}", progress.work) else None,
        handed_in=datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    return whole.model_copy(update={"seal": seal_of(whole)})


def _without_folder(project: dict[str, Any]) -> dict[str, Any]:
    data = project["data"]
    return {**project, "data": {**data, "source": without_folder(data["source"])}}
