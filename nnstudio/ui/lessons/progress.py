"""How far the learner has come in each lesson: kept from one start to the next."""

import json
import math
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

from pydantic_core import from_json
from PySide6.QtCore import QSettings

from nnstudio.project.guided.comparing import lesson_sha256, step_keys
from nnstudio.project.guided.hand_in import Claim
from nnstudio.project.guided.lesson import GuidedLesson, Step


@dataclass
class Answered:
    """What was answered at a step, the first time and in all."""

    answer: Any
    """The latest answer: a choice's number from 0, or the number that was typed."""
    first: Any = None
    """The first answer."""
    is_right: bool | None = None
    """Of the first answer; None while the run has not answered the prediction."""
    actual: float | None = None
    """What the run came to, for a prediction."""
    tries: int = 1
    was_late: bool = False
    """Whether a prediction was made with the outcome on the screen."""


@dataclass
class Progress:
    """Of one lesson."""

    step: int = 0
    """Where the learner stands, from 0."""
    done: set[int] = field(default_factory=set)
    """Steps that are done, or were read if they ask for nothing."""
    answers: dict[int, Answered] = field(default_factory=dict)
    claims: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What a run came to at a step with a goal, by step: what a hand-in reports."""
    kept: dict[int, str] = field(default_factory=dict)
    """The project at a step, as JSON, where the learner has changed what the lesson leaves to them."""
    seconds: float = 0.0
    is_finished: bool = False
    """Whether the last step was left by Finish; some may have been skipped."""
    furthest: int = field(default=0, compare=False)
    """The furthest step that was reached."""
    lesson_sha256: str = field(default="", compare=False)
    """Of the lesson that was worked on; empty for what an earlier program has kept."""
    step_keys: tuple[str, ...] = field(default=(), compare=False)
    """One a step of that lesson (`comparing.step_keys`)."""
    work: str = field(default_factory=lambda: uuid4().hex, compare=False)
    """Drawn when the lesson is begun, and handed in: copies of the work have the same."""
    lost: int = field(default=0, compare=False)
    """How many steps were done that are others now, for the lesson was revised."""

    def skipped(self, lesson: GuidedLesson) -> frozenset[int]:
        """The steps that ask for something, were left behind, and are not done."""
        end = len(lesson.steps) if self.is_finished else max(self.furthest, self.step)
        return frozenset(i for i, step in enumerate(lesson.steps[:end]) if step.asks and i not in self.done)

    def is_complete(self, lesson: GuidedLesson) -> bool:
        """Whether the lesson is finished, and nothing was skipped."""
        return self.is_finished and not self.skipped(lesson)


def load_progress(lesson: str) -> Progress:
    """What is kept under a lesson's id; a fresh one if nothing is, or nothing that can be read."""
    kept = QSettings().value(f"lessons/{lesson}", "", type=str)
    try:
        raw = json.loads(str(kept))
        seconds = float(raw["seconds"])
        return Progress(
            max(0, int(raw["step"])),
            {int(step) for step in raw["done"]},
            {int(step): Answered(**answer) for step, answer in raw["answers"].items()},
            {int(step): dict(claim) for step, claim in raw["claims"].items()},
            {int(step): str(project) for step, project in raw.get("kept", {}).items()},
            seconds if 0 <= seconds < 1e9 else 0.0,
            bool(raw["is_finished"]),
            max(0, int(raw.get("furthest", raw["step"]))),
            str(raw.get("lesson_sha256", "")),
            tuple(str(key) for key in raw.get("step_keys", ())),
            str(raw.get("work") or uuid4().hex),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return Progress()


def save_progress(lesson: str, progress: Progress) -> None:
    """Keeps the progress under a lesson's id; each revision of a lesson, or another of the same id, has its own."""
    raw = {**asdict(progress), "done": sorted(progress.done)}
    QSettings().setValue(f"lessons/{_name(lesson, progress.lesson_sha256)}", json.dumps(raw))


def fresh_progress(lesson: GuidedLesson) -> Progress:
    """Of somebody who begins."""
    return Progress(lesson_sha256=lesson_sha256(lesson), step_keys=step_keys(lesson))


def progress_in(lesson: GuidedLesson) -> Progress:
    """How far the learner has come in a lesson, which may have been revised meanwhile: whatever was done at a step that
    is still the same counts, wherever in the lesson it stands now. Nothing else is taken over.
    """
    sha256 = lesson_sha256(lesson)
    exact = _name(lesson.id, sha256)
    settings = QSettings()
    settings.beginGroup("lessons")
    names = settings.childKeys()
    settings.endGroup()
    if exact in names:
        return fitted(load_progress(exact), lesson, sha256)
    others = [name for name in names if name == lesson.id or name.startswith(f"{lesson.id}@")]
    if not others:
        return fresh_progress(lesson)
    found = [fitted(load_progress(name), lesson, sha256) for name in others]
    best = max(found, key=lambda progress: len(progress.done) + len(progress.answers))
    return best if best.done or best.answers else fresh_progress(lesson)


def fitted(progress: Progress, lesson: GuidedLesson, sha256: str) -> Progress:
    """The progress as far as it is one in this lesson."""
    count = len(lesson.steps)
    is_same = progress.lesson_sha256 == sha256
    keys = progress.step_keys if is_same and len(progress.step_keys) == count else step_keys(lesson)
    if is_same or not progress.step_keys:
        places = {number: number for number in range(count)}
    else:
        free: dict[str, list[int]] = {}
        for number, key in enumerate(keys):
            free.setdefault(key, []).append(number)
        places = {number: free[key].pop(0) for number, key in enumerate(progress.step_keys) if free.get(key)}
    answers = {
        place: answered
        for number, answered in progress.answers.items()
        if (place := places.get(number)) is not None and _can_be_given(answered, lesson.steps[place])
    }
    claims = {
        place: claim
        for number, claim in progress.claims.items()
        if (place := places.get(number)) is not None and _can_be_claimed(claim, place, lesson.steps[place])
    }
    done = {places[number] for number in progress.done if number in places}
    asked = {number for number, step in enumerate(lesson.steps) if step.asks}
    return Progress(
        step=places.get(progress.step, 0),
        done=done,
        answers=answers,
        claims=claims,
        kept={place: kept for number, kept in progress.kept.items() if (place := places.get(number)) is not None},
        seconds=progress.seconds,
        is_finished=progress.is_finished and (is_same or asked <= done),
        furthest=min(max(progress.furthest, progress.step), count - 1) if is_same else max(done, default=0),
        lesson_sha256=sha256,
        step_keys=keys,
        work=progress.work,
        lost=0 if is_same else len(progress.done) - len(done),
    )


def _name(lesson: str, sha256: str) -> str:
    return f"{lesson}@{sha256[:16]}" if sha256 else lesson


def _can_be_given(answered: Answered, step: Step) -> bool:
    """Whether somebody can have answered so at a step."""
    if type(answered.tries) is not int or answered.tries < 1 or type(answered.was_late) is not bool:
        return False
    asked = step.quiz or step.predict
    if asked is None:
        return False
    given = (answered.answer, answered.first)
    if asked.choices:
        return all(type(one) is int and 0 <= one < asked.answer_count for one in given)
    actual = () if answered.actual is None else (answered.actual,)
    return all(type(one) in (int, float) and math.isfinite(one) for one in (*given, *actual))


def _can_be_claimed(claim: dict[str, Any], number: int, step: Step) -> bool:
    if step.predict is None and not step.goal:
        return False
    try:
        Claim(step=number, **{**claim, "project": from_json(claim["project"])})
    except (KeyError, TypeError, ValueError):
        return False
    return True
