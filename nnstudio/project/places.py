"""Where a project's data file lies: absolute while the project is open, relative to its own file on the disk."""

import os
from pathlib import Path

from nnstudio.project.links import real_path
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource


def folder_of(path: Path) -> Path:
    """The folder from which a project file names its data: of the file itself, wherever a link to it lies."""
    return real_path(path).parent if path.is_symlink() else path.parent


def with_absolute_path(project: Project, folder: Path) -> Project:
    """The project, read from a file in `folder`, with its data file named from the root on."""
    source = project.data.source
    if not isinstance(source, CsvSource):
        return project
    # a path that no system could have stays as it is, and is complained about when it is opened
    return project if "\0" in source.path else _with_path(project, _absolute(folder / source.path))


def with_relative_path(project: Project, folder: Path) -> Project:
    """The project as it is to be written into `folder`, with its data file named from there, if that is sensible.

    A file that has nothing but the root in common with the folder keeps its absolute path.
    """
    source = project.data.source
    if not isinstance(source, CsvSource) or not Path(source.path).is_absolute():
        return project
    here, there = _absolute(folder), _absolute(Path(source.path))
    try:
        common = os.path.commonpath((here, there))
    except ValueError:
        # another drive
        return project
    if Path(common) == Path(common).parent:
        return project
    return _with_path(project, Path(os.path.relpath(there, here)).as_posix())


def _with_path(project: Project, path: str) -> Project:
    source = project.data.source.model_copy(update={"path": path})
    return project.model_copy(update={"data": project.data.model_copy(update={"source": source})})


def _absolute(path: Path) -> str:
    """From the root on and without "..", but with the links that lead there."""
    return os.path.normpath(path.absolute())
