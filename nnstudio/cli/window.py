"""``nnstudio [SOURCE]``: opens the window."""

import ctypes
import difflib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from nnstudio.language import _
from nnstudio.project.errors import OutsideFileError, ProjectError


def run(argv: list[str], commands: Iterable[str]) -> int:
    """Opens the window on what `argv` names; a misspelt one of `commands` is told.

    Raises:
        ProjectError: the source can't be used, something follows it, or there is no screen.
    """
    if argv:
        _check_source(argv[0], commands)
    if len(argv) > 1:
        raise ProjectError(
            _("{more}: nothing is expected after {source} (see nnstudio --help)").format(more=argv[1], source=argv[0])
        )
    from nnstudio.log.start import logging_into

    # before what may fail to load, or crash
    with logging_into():
        return _run_window(argv[0] if argv else None)


def _check_source(source: str, commands: Iterable[str]) -> None:
    """Opens the source once, so that what is wrong with it is said here and not in a window."""
    from nnstudio.data.opening import open_source
    from nnstudio.project.guided.kind import is_lesson
    from nnstudio.project.tables import is_table

    if is_lesson(Path(source)):
        from nnstudio.data.lesson_files import open_lesson

        open_lesson(Path(source))
        return
    if is_table(Path(source)):
        from nnstudio.data.csv.file import check_size

        # what it holds is shown, or said, by the import dialog
        check_size(Path(source))
        return
    try:
        open_source(source)
    except OutsideFileError:
        # the window asks
        return
    except ProjectError:
        meant = difflib.get_close_matches(source, commands, n=1)
        if meant and not Path(source).suffix:
            raise ProjectError(
                _("{source}: unknown command; did you mean “{meant}”?").format(source=source, meant=meant[0])
            ) from None
        raise


def _run_window(source: str | None) -> int:
    if sys.platform == "win32":
        # there, PyTorch's libraries do not load once Qt's are
        import torch  # noqa: F401
    elif sys.platform == "linux":
        _check_display()
    from nnstudio.ui.app import run_app

    return run_app(source)


def _check_display() -> None:
    """Qt ends the process without a sentence where it finds no screen."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise ProjectError(_("there is no screen to open a window on; `nnstudio train SOURCE` works without one"))
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError:
        raise ProjectError(_("Qt needs the library libxcb-cursor; on Debian: apt-get install libxcb-cursor0")) from None
