"""Portable: settings, copies of unsaved work, progress and data lie in one folder that travels with the program.

Asked for by ``nnstudio --portable [DIR]``, or by a file ``nnstudio.ini`` beside the program. One in the working folder
counts for nothing: whoever gives a folder away would otherwise say where settings and unsaved work go.
"""

import os
import sys
import tempfile
from pathlib import Path

from nnstudio.language import _
from nnstudio.project.bounded_reading import read_file
from nnstudio.project.errors import ProjectError

MARKER = "nnstudio.ini"
"""The file whose presence asks for it; ``folder`` in its section ``[portable]`` may say where, from its own place."""
FOLDER = "nnstudio-data"
"""The folder beside the program unless another is named."""
_MAX_MARKER_BYTES = 2**16
_VARIABLE = "NNSTUDIO_PORTABLE"


def portable_folder() -> Path | None:
    """The folder in which all that the program keeps lies, absolute; None where the system has places for that."""
    named = os.environ.get(_VARIABLE)
    return Path(named).absolute() if named else None


def program_folder() -> Path:
    """Where what the program keeps lies, as `session.own_folder` has it, but found before Qt is loaded."""
    portable = portable_folder()
    if portable is not None:
        return portable
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "nnstudio" / "nnstudio"


def beside_program() -> tuple[Path, ...]:
    """The folders of the command that was started and of its Python, which are often one."""
    started = Path(sys.argv[0])
    python = Path(sys.executable).absolute().parent
    # `python -m nnstudio` was started by Python itself, and a name alone says nothing of where the command lies
    named = started.name not in ("__main__.py", "-m", "-c") and len(started.parts) > 1
    folders = (started.absolute().parent, python) if named else (python,)
    return tuple(dict.fromkeys(folders))


def find_marked_folder() -> Path | None:
    """The folder that a marker beside the program asks for.

    Raises:
        ProjectError: the marker can't be read.
    """
    for place in beside_program():
        marker = place / MARKER
        if marker.is_file():
            return place / _named_in(marker)
    return None


def use_portable_folder(folder: Path) -> None:
    """Keeps everything in `folder` from now on, for this process and those that it starts; makes it if need be.

    Raises:
        ProjectError: nothing can be written there.
    """
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ProjectError(
            _("{folder}: nothing can be kept there ({why}); name another folder: nnstudio --portable DIR").format(
                folder=folder, why=why
            )
        ) from None
    os.environ[_VARIABLE] = str(folder)
    # PyTorch makes a folder among the temporary files, and the libraries for fonts and graphics keep what they compute
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(folder / "cache" / "torch")
    if sys.platform not in ("win32", "darwin"):
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")


def _named_in(marker: Path) -> str:
    # hardly ever needed
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        text = read_file(marker, _MAX_MARKER_BYTES, _("a marker")).decode("utf-8-sig")
        parser.read_string(text, source=str(marker))
        return parser.get("portable", "folder", fallback="").strip() or FOLDER
    except (configparser.Error, UnicodeDecodeError, ProjectError) as error:
        raise ProjectError(
            _("{marker}: can't be read ({error}); leave it empty, or write [portable] and a line folder = DIR").format(
                marker=marker, error=error
            )
        ) from None
