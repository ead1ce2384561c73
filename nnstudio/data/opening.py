"""Opening whatever a SOURCE names, data files of the learner's included."""

from pathlib import Path

from nnstudio.project import examples
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.project import Project
from nnstudio.project.sources.csv import CsvSource


def open_source(source: str) -> Project:
    """The project that an example's id or a file's path names, with all that is to be known of its data.

    A data file is read if the project does not know yet what is in it.

    Raises:
        ProjectError: there is no such example or file, it can't be used, or its data file can't be.
    """
    project = examples.open_source(source)
    try:
        return completed(project)
    except InvalidProjectError as error:
        raise InvalidProjectError(f"{source}: {error}") from None


def completed(project: Project) -> Project:
    """The project once its data file has been read, if it has one that was not read before.

    Raises:
        InvalidProjectError: the file can't be used, or the project can't be trained on it.
    """
    source = project.data.source
    if not isinstance(source, CsvSource) or source.is_complete():
        return project
    # NumPy loads only where it is needed
    from nnstudio.data.csv.complete import complete

    known = complete(source, Path())
    project = project.model_copy(update={"data": project.data.model_copy(update={"source": known})})
    for problem in project.problems():
        raise InvalidProjectError(str(problem))
    return project
