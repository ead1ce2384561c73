"""The projects that ship, and opening whatever a SOURCE names."""

import difflib
import json
from dataclasses import dataclass
from pathlib import Path

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.project import Project
from nnstudio.project.storage import read_project
from nnstudio.project.tables import OTHER_SUFFIXES, TEXT_SUFFIXES
from nnstudio.resources import resources_dir

FIRST_PROJECT = "binary-classification"
"""The example on which a window opens that was given nothing to open."""


@dataclass(frozen=True)
class Example:
    """A worked example of the lecture, as a project."""

    id: str
    title: str
    summary: str
    path: Path


def list_examples() -> tuple[Example, ...]:
    """All that ship, in the lecture's order."""
    folder = resources_dir() / "lessons"
    entries = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return tuple(
        Example(entry["id"], _(entry["title"]), _(entry["summary"]), folder / f"{entry['id']}.json")
        for entry in entries
    )


def open_source(source: str) -> Project:
    """The project that an example's id or a file's path names.

    Raises:
        ProjectError: there is no such example or file, or the file can't be used.
    """
    examples = {example.id: example.path for example in list_examples()}
    if source in examples:
        return read_project(examples[source])
    if not source:
        raise InvalidProjectError(_("the source's name is empty; `nnstudio examples` lists the examples"))
    path = Path(source)
    if path.suffix or len(path.parts) > 1 or _exists(path):
        if _exists(path) and path.suffix.lower() in (*TEXT_SUFFIXES, *OTHER_SUFFIXES):
            told = _("{source}: a table is no project yet; import it in the window (`nnstudio {source}`) and save it")
            raise InvalidProjectError(told.format(source=source))
        return read_project(path)
    meant = difflib.get_close_matches(source, examples, n=1)
    hint = _("did you mean “{meant}”?").format(meant=meant[0]) if meant else _("`nnstudio examples` lists the examples")
    raise InvalidProjectError(_("{source}: neither a file nor an example; {hint}").format(source=source, hint=hint))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
