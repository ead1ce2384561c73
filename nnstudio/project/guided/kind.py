"""Telling a lesson's file from others, without reading it as one."""

from pathlib import Path

from nnstudio.language import _
from nnstudio.project.bounded_reading import parse_json, read_file
from nnstudio.project.errors import InvalidProjectError, ProjectError

LESSON_FORMAT = "nnstudio-lesson"
LESSON_SUFFIX = ".nnlesson"
"""For lessons that open by a double click; the same JSON may also lie in a .json file."""
MAX_LESSON_BYTES = 5 * 2**20


def is_lesson(path: Path) -> bool:
    """Whether a file says of itself that it is a lesson; whether it is sound is another question."""
    if path.suffix == LESSON_SUFFIX:
        return True
    try:
        return path.suffix == ".json" and format_of(path) == LESSON_FORMAT
    except ProjectError:
        return False


def format_of(path: Path) -> str | None:
    """What a JSON file of at most a lesson's size says that it is; None if it says nothing.

    Raises:
        InvalidProjectError: it can't be read, or is no JSON.
    """
    try:
        raw = parse_json(read_file(path, MAX_LESSON_BYTES, _("a lesson")))
    except ValueError as error:
        raise InvalidProjectError(_("not valid JSON ({error})").format(error=error)) from None
    found = raw.get("format") if isinstance(raw, dict) else None
    return found if isinstance(found, str) else None
