"""A lesson with the tables that its teacher has put beside it.

A lesson names a table as a project does, ``{"kind": "csv", "path": "iris.csv", "target": "species"}``, the path from
the lesson's own file. It is read when the lesson is opened, and nothing outside the lesson's folder ever is.
"""

import hashlib
from copy import deepcopy
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from nnstudio.language import _
from nnstudio.project.bounded_reading import read_file
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.guided.lesson import GuidedLesson
from nnstudio.project.guided.lesson_reading import Fault, examine
from nnstudio.project.guided.lines import Place
from nnstudio.project.guided.translation import in_chosen_language
from nnstudio.project.links import real_path
from nnstudio.project.names import printable
from nnstudio.project.sources.csv import CsvSource

_MOST_BYTES = 256 * 2**20


def open_lesson(path: Path) -> GuidedLesson:
    """The lesson in the file at `path`, in the chosen language; its projects know all about their data.

    Raises:
        ProjectError: the file can't be read, or there is something wrong with it or with a table beside it: the first
            fault, with its line.
    """
    lesson, faults = examine(path, partial(_filled, path.parent))
    if lesson is None or faults:
        raise InvalidProjectError(f"{path}: {faults[0]}")
    return in_chosen_language(lesson, path)


def check_lesson(path: Path) -> tuple[GuidedLesson | None, list[Fault]]:
    """The lesson, if there is one in the file, and all that is wrong with it: what keeps it from being opened, and what
    keeps a learner from finishing it.

    Raises:
        ProjectError: the file can't be read.
    """
    # not before it is wanted: it leads to everything that a lesson may be about
    from nnstudio.project.guided.check import all_faults

    return examine(path, partial(_filled, path.parent), all_faults)


def _filled(folder: Path, raw: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[Place, str]]]:
    """A lesson's JSON values with every table's columns written down, and what is wrong with the tables."""
    raw = deepcopy(raw)
    faults: list[tuple[Place, str]] = []
    wish: dict[str, Any] | None = None
    """What the lesson itself says of the table that the project has at this step."""

    def fill(holder: Any, where: Place, before: dict[str, Any] | None) -> dict[str, Any] | None:
        """Fills in the source of a project, or of a change to one whose table is `before`; returns the table's wish."""
        data = holder.get("data") if isinstance(holder, dict) else None
        source = data.get("source") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(source, dict):
            return before
        kind = source.get("kind", "csv" if before is not None else None)
        if kind != "csv":
            return None
        known = before if before is not None and source.get("kind") in (None, "csv") else {}
        wanted = {**known, **source, "kind": "csv"}
        try:
            data["source"] = _read(wanted, folder)
        except InvalidProjectError as error:
            faults.append(((*where, "data", "source", "path"), str(error)))
        return wanted

    wish = fill(raw.get("start"), ("start",), None)
    steps = raw.get("steps")
    for i, step in enumerate(steps if isinstance(steps, list) else ()):
        set_up = step.get("set_up") if isinstance(step, dict) else None
        if not isinstance(set_up, dict):
            continue
        if "project" in set_up:
            wish = fill(set_up["project"], ("steps", i, "set_up", "project"), None)
        wish = fill(set_up.get("change"), ("steps", i, "set_up", "change"), wish)
    return raw, faults


def _read(raw: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A table's source as JSON's values, with all that its file says; as it is where its form is wrong."""
    # NumPy loads only where it is needed
    from nnstudio.data.csv.complete import complete

    try:
        source = CsvSource.model_validate_json(to_json(raw))
    except (ValidationError, ValueError):
        return raw
    path = _beside(source.path, folder)
    if source.is_complete() and hashlib.sha256(read_file(path, _MOST_BYTES, _("a table"))).hexdigest() != source.sha256:
        raise InvalidProjectError(
            _(
                "{path} is not the table that the lesson was written with; leave out sha256, and all that was "
                "noted with it, to read it anew"
            ).format(path=printable(source.path))
        )
    # what can't be read is named as the lesson names it, not by the folders of this machine
    try:
        known = complete(source.model_copy(update={"path": str(path)}), folder)
    except ProjectError as error:
        raise InvalidProjectError(
            str(error).removeprefix("data.source.path: ").replace(str(path), source.path)
        ) from None
    filled: dict[str, Any] = from_json(known.model_copy(update={"path": str(path)}).model_dump_json())
    return filled


def _beside(name: str, folder: Path) -> Path:
    """Where a table lies that a lesson names.

    Raises:
        InvalidProjectError: not in the lesson's folder, or nowhere.
    """
    outside = InvalidProjectError(
        _("{name} lies outside the lesson's folder; put the file beside the lesson, and name it from there").format(
            name=printable(name)
        )
    )
    windows = PureWindowsPath(name)
    if "\0" in name or PurePosixPath(name).is_absolute() or windows.anchor or ".." in windows.parts:
        raise outside
    try:
        path = real_path(folder / name)
        if not path.is_relative_to(real_path(folder)):
            raise outside
        if path.exists():
            return path
    except (OSError, ValueError):
        # of what can't be a name there is no file either
        pass
    raise InvalidProjectError(_("{name}: there is no such file beside the lesson").format(name=printable(name)))
