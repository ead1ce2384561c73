"""Telling a lesson's file from others, without reading it as one."""

import json
from pathlib import Path

LESSON_FORMAT = "nnstudio-lesson"
LESSON_SUFFIX = ".nnlesson"
"""For lessons that open by a double click; the same JSON may also lie in a .json file."""
MAX_LESSON_BYTES = 5 * 2**20


def is_lesson(path: Path) -> bool:
    """Whether a file says of itself that it is a lesson; whether it is sound is another question."""
    if path.suffix == LESSON_SUFFIX:
        return True
    try:
        if path.suffix != ".json" or path.stat().st_size > MAX_LESSON_BYTES:
            return False
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(raw, dict) and raw.get("format") == LESSON_FORMAT
