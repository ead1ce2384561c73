"""What a learner hands in: answers, and what the runs came to, with the projects to run them again."""

import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_core import to_json

from nnstudio.language import _
from nnstudio.project.bounded_reading import parse_json, read_file
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.network import dotted
from nnstudio.project.spec import Spec
from nnstudio.project.storage import problem_from

HAND_IN_FORMAT = "nnstudio-hand-in"
MAX_HAND_IN_BYTES = 20 * 2**20

LONGEST_NAME = 200
SHA256 = r"^[0-9a-f]{64}$"
StepNumber = Annotated[int, Field(ge=0, le=99)]
Line = Annotated[str, Field(max_length=LONGEST_NAME)]


class GivenAnswer(Spec):
    """What was answered at a step."""

    step: StepNumber
    """From 0."""
    first: int | float
    """A choice's number from 0, or the number that was typed, the first time."""
    tries: Annotated[int, Field(ge=1)]
    was_late: bool = False
    """Whether a prediction was made with the outcome on the screen."""


class Claim(Spec):
    """What a run came to at a step with a goal or a prediction."""

    step: StepNumber
    project: dict[str, Any]
    epochs: Annotated[int, Field(ge=0, le=10_000_000)]
    weights_sha256: Annotated[str, Field(pattern=SHA256)]
    figures: dict[str, float | None]


class HandIn(Spec):
    """One learner's work on one lesson. What has a default came later: earlier files are without it."""

    format: Literal["nnstudio-hand-in"]
    version: Annotated[int, Field(ge=1, le=1)]
    lesson: Line
    """Its id."""
    title: Line
    name: Line
    """The learner's."""
    seconds: Annotated[float, Field(ge=0)]
    is_finished: bool
    steps_done: Annotated[tuple[StepNumber, ...], Field(strict=False, max_length=100)]
    answers: Annotated[tuple[GivenAnswer, ...], Field(strict=False, max_length=100)]
    claims: Annotated[tuple[Claim, ...], Field(strict=False, max_length=100)]
    torch: Line
    identifier: Line = ""
    """What tells the learner from others of the same name, such as a number, if it was given."""
    lesson_version: Annotated[int, Field(ge=1)] | None = None
    lesson_sha256: Annotated[str, Field(pattern=SHA256)] | None = None
    """Of the lesson that was worked on."""
    step_keys: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(strict=False, max_length=100)] = ()
    """One a step of that lesson (`comparing.step_keys`)."""
    work: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None
    """Drawn when the lesson was begun: copies of the work have the same."""
    handed_in: Line = ""
    """The day and time by the learner's clock, as ISO 8601 writes it."""
    steps_skipped: Annotated[tuple[StepNumber, ...], Field(strict=False, max_length=100)] | None = None
    """Those that ask for something, were left behind, and are not done; None in files of before this was told."""
    seal: Annotated[str, Field(pattern=SHA256)] | None = None
    """Of all else (`seal_of`). It keeps nobody from forging, but tells what was written over in an editor."""


def seal_of(hand_in: HandIn) -> str:
    """SHA-256 of all that is handed in, the seal left out."""
    later = {"steps_skipped"} if hand_in.steps_skipped is None else set()
    return hashlib.sha256(to_json(_sorted(hand_in.model_dump(mode="json", exclude={"seal", *later})))).hexdigest()


def work_of(hand_in: HandIn) -> str:
    """SHA-256 of the work alone: the same for copies under other names."""
    work = {"lesson", "answers", "claims", "seconds", "is_finished", "steps_done"}
    return hashlib.sha256(to_json(_sorted(hand_in.model_dump(mode="json", include=work)))).hexdigest()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def read_hand_in(path: Path) -> HandIn:
    """The hand-in in a file.

    Raises:
        InvalidProjectError: the file can't be read, or holds no sound hand-in.
    """
    try:
        raw = parse_json(read_file(path, MAX_HAND_IN_BYTES, _("a hand-in")))
    except ValueError as error:
        raise InvalidProjectError(_("not valid JSON ({error})").format(error=error)) from None
    if not isinstance(raw, dict) or raw.get("format") != HAND_IN_FORMAT:
        raise InvalidProjectError(_("not a hand-in"))
    try:
        return HandIn.model_validate_json(to_json(raw))
    except ValidationError as error:
        details = error.errors()[0]
        message = problem_from({**details, "loc": ("",)}, raw).message
        if details["type"] == "extra_forbidden":
            message = _("unknown key")
        raise InvalidProjectError(f"{dotted(details['loc'])}: {message}") from None
    except ValueError as error:
        raise InvalidProjectError(_("not a hand-in ({error})").format(error=error)) from None
