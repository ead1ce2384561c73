"""The language that was chosen in the window: it holds for the command, too, from the next start on."""

import os

from nnstudio.language import VARIABLE, _
from nnstudio.project.bounded_reading import read_file
from nnstudio.project.errors import ProjectError
from nnstudio.project.portable import program_folder
from nnstudio.project.writing import write_text

_NAME = "language"
_MAX_BYTES = 100


def kept_language() -> str:
    """What was chosen, empty if nothing was: then the system's language holds."""
    try:
        return read_file(program_folder() / _NAME, _MAX_BYTES, "a language").decode("ascii").strip()
    except (ProjectError, UnicodeDecodeError):
        return ""


def keep_language(language: str) -> None:
    """Keeps the choice for the next start; empty for the system's.

    Raises:
        ProjectError: it can't be written.
    """
    path = program_folder() / _NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectError(
            _("{parent}: can't be made ({strerror})").format(parent=path.parent, strerror=error.strerror or error)
        ) from None
    write_text(f"{language}\n", path)


def heed_kept_language() -> None:
    """Has the kept choice hold, for this process and those that it starts; what the environment says goes before it."""
    language = "" if os.environ.get(VARIABLE) else kept_language()
    if language:
        os.environ[VARIABLE] = language
