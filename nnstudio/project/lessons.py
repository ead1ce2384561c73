"""The lessons that ship, and opening whatever a SOURCE names."""

import difflib
import json
from dataclasses import dataclass
from pathlib import Path

from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.project import Project
from nnstudio.project.storage import read_project
from nnstudio.resources import resources_dir


@dataclass(frozen=True)
class Lesson:
    """A worked example of the lecture, as a project."""

    id: str
    title: str
    summary: str
    path: Path


def list_lessons() -> tuple[Lesson, ...]:
    """All that ship, in the lecture's order."""
    folder = resources_dir() / "lessons"
    entries = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return tuple(
        Lesson(entry["id"], entry["title"], entry["summary"], folder / f"{entry['id']}.json") for entry in entries
    )


def open_source(source: str) -> Project:
    """The project that a lesson's id or a file's path names.

    Raises:
        ProjectError: there is no such lesson or file, or the file can't be used.
    """
    lessons = {lesson.id: lesson.path for lesson in list_lessons()}
    if source in lessons:
        return read_project(lessons[source])
    if not source:
        raise InvalidProjectError("the source's name is empty; `nnstudio lessons` lists the lessons")
    path = Path(source)
    if path.suffix or len(path.parts) > 1 or _exists(path):
        return read_project(path)
    meant = difflib.get_close_matches(source, lessons, n=1)
    hint = f"did you mean “{meant[0]}”?" if meant else "`nnstudio lessons` lists the lessons"
    raise InvalidProjectError(f"{source}: neither a file nor a lesson; {hint}")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
