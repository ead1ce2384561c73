"""Telling a lesson's file from others, without reading it as one."""

from pathlib import Path

from nnstudio.project.bounded_reading import parse_json, read_file
from nnstudio.project.errors import ProjectError

LESSON_FORMAT = "nnstudio-lesson"
LESSON_SUFFIX = ".nnlesson"
"""For lessons that open by a double click; the same JSON may also lie in a .json file."""
MAX_LESSON_BYTES = 5 * 2**20


def is_lesson(path: Path) -> bool:
    """Whether a file says of itself that it is a lesson; whether it is sound is another question."""
    if path.suffix == LESSON_SUFFIX:
        return True
    try:
        raw = parse_json(read_file(path, MAX_LESSON_BYTES)) if path.suffix == ".json" else None
    except (ProjectError, ValueError):
        return False
    return isinstance(raw, dict) and raw.get("format") == LESSON_FORMAT
