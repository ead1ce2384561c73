"""``nnstudio associate``: an entry in the system's menu, and ``.nnstudio`` files that open by a double click."""

import subprocess
import sys
from types import ModuleType

from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.resources import resources_dir


def associate(everyone: bool) -> list[str]:
    """Tells the system about the command that runs, for this user or for everyone; returns what was written.

    Raises:
        ProjectError: that is not allowed, or the system's own tools for it fail.
    """
    return _done("add", everyone)


def dissociate(everyone: bool) -> list[str]:
    """Takes back what `associate` told the system; returns what was there.

    Raises:
        ProjectError: that is not allowed, or the system's own tools for it fail.
    """
    return _done("remove", everyone)


def _done(what: str, everyone: bool) -> list[str]:
    try:
        done: list[str] = getattr(_system(), what)(everyone)
        return done
    except (OSError, subprocess.CalledProcessError, ProjectError) as error:
        where = getattr(error, "filename", None) or _("the system")
        why = getattr(error, "strerror", None) or error
        remedy = (
            _("ask for it as the administrator")
            if everyone
            else _("see {resources_dir}").format(resources_dir=resources_dir() / "INSTALL-A-ROOM.md")
        )
        raise ProjectError(f"{error if isinstance(error, ProjectError) else f'{where}: {why}'}; {remedy}") from None


def _system() -> ModuleType:
    from nnstudio.desktop import linux, mac, windows

    return {"win32": windows, "darwin": mac}.get(sys.platform, linux)
