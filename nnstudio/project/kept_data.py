"""A data file of the learner's within a studio file: under which name it lies there, and where it is read from."""

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.imported import CsvSource
from nnstudio.project.portable import portable_folder
from nnstudio.project.project import Project
from nnstudio.project.storage import replacing

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
        content = Path(source.path).read_bytes()
    except OSError:
        return project, {}
    if hashlib.sha256(content).hexdigest() != source.sha256:
        return project, {}
    name = f"{source.sha256[:16]}-{source.name}"
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
    name = source.path.removeprefix(FOLDER)
    # the folder is named by the content's hash, so that a name out of the file leads nowhere else
    place = data_folder() / source.sha256 / Path(name).name
    if not place.is_file() or hashlib.sha256(place.read_bytes()).hexdigest() != source.sha256:
        content = read(source.path)
        if hashlib.sha256(content).hexdigest() != source.sha256:
            raise InvalidProjectError(f"{source.path}: not the data that the project was made with")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidProjectError(f"{place.parent}: can't be made ({error.strerror or error})") from None
        with replacing(place) as file:
            file.write(content)
    return _with_path(project, source, str(place))


def _with_path(project: Project, source: CsvSource, path: str) -> Project:
    data = project.data.model_copy(update={"source": source.model_copy(update={"path": path})})
    return project.model_copy(update={"data": data})
