"""How far the learner has come in each lesson: kept from one start to the next."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from PySide6.QtCore import QSettings


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
    seconds: float = 0.0
    is_finished: bool = False


def load_progress(lesson: str) -> Progress:
    """What is kept of a lesson, by its id; a fresh one if nothing is, or nothing that can be read."""
    kept = QSettings().value(f"lessons/{lesson}", "", type=str)
    try:
        raw = json.loads(str(kept))
        return Progress(
            int(raw["step"]),
            {int(step) for step in raw["done"]},
            {int(step): Answered(**answer) for step, answer in raw["answers"].items()},
            {int(step): dict(claim) for step, claim in raw["claims"].items()},
            float(raw["seconds"]),
            bool(raw["is_finished"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Progress()


def save_progress(lesson: str, progress: Progress) -> None:
    raw = {**asdict(progress), "done": sorted(progress.done)}
    QSettings().setValue(f"lessons/{lesson}", json.dumps(raw))
