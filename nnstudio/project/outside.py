"""Data files outside their project's folder: none is touched before the learner has agreed to it, once.

A stranger's project may name any file, ``../../notes.txt`` or ``//host/share/x.csv``, and even to ask whether it is
there tells something to others. What was agreed to is kept by hash: which data file of which project file.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nnstudio.language import _
from nnstudio.project.bounded_reading import parse_json, read_file
from nnstudio.project.errors import OutsideFileError, ProjectError
from nnstudio.project.kept_data import data_folder
from nnstudio.project.links import real_path
from nnstudio.project.names import printable
from nnstudio.project.places import folder_of
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.writing import write_bytes

OPTION = "--outside-data"
"""Of the commands: agrees for this time."""
_NAME = "agreed.json"
_LONGEST = 200
_MOST = 2000
_MAX_BYTES = 2**20
_allowing: list[bool] = []
"""Not empty within :func:`allowing_all`."""


def require_agreed(project: Project, file: Path) -> None:
    """Sees to it that a project's data file may be touched; `file` is the project's, and the path is absolute by now.

    Raises:
        OutsideFileError: it lies outside the folder of `file`, and nobody has agreed to it.
    """
    source = project.data.source
    # what no file can be called is complained about elsewhere
    if _allowing or not isinstance(source, CsvSource) or "\0" in source.path or not is_outside(source.path, file):
        return
    if _key(source.path, file) not in _agreed():
        raise OutsideFileError(
            _(
                "{file}: data.source.path: {path} lies outside the project's folder, and was not touched; put it "
                "beside the project, or add {option} to have it read"
            ).format(file=file, path=printable(source.path, _LONGEST), option=OPTION),
            source.path,
        )


@contextmanager
def allowing_all() -> Iterator[None]:
    """Within the block everything counts as agreed to."""
    _allowing.append(True)
    try:
        yield
    finally:
        _allowing.pop()


def note_as_agreed(project: Project, file: Path) -> None:
    """Notes, when a project is written, that its data file, which is in use here, is agreed to."""
    source = project.data.source
    if isinstance(source, CsvSource) and Path(source.path).is_absolute():
        agree(source.path, file)


def agree(data: str, file: Path) -> None:
    """Notes that the data file may be touched whenever the project file `file` is opened."""
    key, known = _key(data, file), _agreed()
    if key in known or not is_outside(data, file):
        return
    kept = [*known, key][-_MOST:]
    place = data_folder().parent / _NAME
    # where nothing can be kept, it is asked for again
    with suppress(OSError, ProjectError):
        place.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(json.dumps(kept).encode(), place)


def is_outside(data: str, file: Path) -> bool:
    """Whether a data file does not lie in the folder of the project file, or below it; links are followed.

    What was unpacked from studio files is this program's own, and counts as inside.
    """
    folder = Path(_plain(folder_of(file)))
    path = _plain(Path(data))
    if Path(path).is_relative_to(_plain(data_folder())):
        return False
    # by name alone first, for to follow the links of what lies elsewhere is to touch it
    if not Path(path).is_relative_to(folder):
        return True
    try:
        return not real_path(Path(path)).is_relative_to(real_path(folder))
    except ValueError:
        return False


def _plain(path: Path) -> str:
    return os.path.normcase(os.path.normpath(path.absolute()))


def _key(data: str, file: Path) -> str:
    return hashlib.sha256(f"{_plain(file)}\0{_plain(Path(data))}".encode(errors="surrogatepass")).hexdigest()


def _agreed() -> list[str]:
    try:
        kept = parse_json(read_file(data_folder().parent / _NAME, _MAX_BYTES))
    except (ProjectError, ValueError):
        return []
    return [key for key in kept if isinstance(key, str)] if isinstance(kept, list) else []
