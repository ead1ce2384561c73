"""Telling a lesson's file from others, without reading it as one."""

import json
from pathlib import Path

LESSON_FORMAT = "nnstudio-lesson"
MAX_LESSON_BYTES = 5 * 2**20


def is_lesson(path: Path) -> bool:
    """Whether a file says of itself that it is a lesson; whether it is sound is another question."""
    try:
        if path.suffix != ".json" or path.stat().st_size > MAX_LESSON_BYTES:
            return False
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(raw, dict) and raw.get("format") == LESSON_FORMAT
