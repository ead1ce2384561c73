"""A data file of the learner's within a studio file: under which name it lies there, and where it is read from."""

import hashlib
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from nnstudio.language import _
from nnstudio.project.bounded_reading import read_file
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.names import printable
from nnstudio.project.portable import portable_folder
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import MAX_DATA_BYTES, CsvSource
from nnstudio.project.writing import write_bytes

FOLDER = "data/"


def data_folder() -> Path:
    """Where files out of studio files are put: the system's place for what can be made anew."""
    portable = portable_folder()
    if portable is not None:
        return portable / "data"
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "nnstudio" / "data"


def packed(project: Project) -> tuple[Project, dict[str, bytes]]:
    """The project with its data file named as within a studio file, and that file, by its name without a folder.

    A file that is gone, or is no longer the one that was read, can't come along: the project is left as it is.
    """
    source = project.data.source
    if not isinstance(source, CsvSource) or source.sha256 is None:
        return project, {}
    try:
        content = read_file(Path(source.path), MAX_DATA_BYTES)
    except ProjectError:
        return project, {}
    if hashlib.sha256(content).hexdigest() != source.sha256:
        return project, {}
    name = _prefix(source.sha256) + source.name
    return _with_path(project, source, FOLDER + name), {name: content}


def unpacked(project: Project, read: Callable[[str], bytes]) -> Project:
    """The project with its data file where it can be read; `read` gives what the studio file holds under a name.

    Raises:
        InvalidProjectError: the file within is not the one that the project was made with.
        ProjectError: it can't be put anywhere.
    """
    source = project.data.source
    if not isinstance(source, CsvSource) or source.sha256 is None or not source.path.startswith(FOLDER):
        return project
    # the folder is named by the content's hash, so that a name out of the file leads nowhere else
    place = data_folder() / source.sha256 / _plain_name(source.path, source.sha256)
    if not _holds(place, source.sha256):
        content = read(source.path)
        if hashlib.sha256(content).hexdigest() != source.sha256:
            raise InvalidProjectError(
                _("{path}: not the data that the project was made with").format(path=printable(source.path))
            )
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidProjectError(
                _("{parent}: can't be made ({strerror})").format(parent=place.parent, strerror=error.strerror or error)
            ) from None
        write_bytes(content, place)
    return _with_path(project, source, str(place))


def _plain_name(path: str, sha256: str) -> str:
    """The last part of a name within a studio file, as one that every system takes; it may have come from anywhere."""
    name = path.rpartition("/")[2].removeprefix(_prefix(sha256))
    # 60 letters have at most 240 bytes, and the extension stays
    return re.sub(r"[^\w .,()+-]", "_", name)[-60:].strip(" .") or "table.csv"


def _prefix(sha256: str) -> str:
    """What tells apart, within a studio file, files of one name."""
    return f"{sha256[:16]}-"


def _holds(place: Path, sha256: str) -> bool:
    try:
        return hashlib.sha256(read_file(place, MAX_DATA_BYTES)).hexdigest() == sha256
    except ProjectError:
        return False


def _with_path(project: Project, source: CsvSource, path: str) -> Project:
    data = project.data.model_copy(update={"source": source.model_copy(update={"path": path})})
    return project.model_copy(update={"data": data})
