"""The system libraries that Qt needs on Linux and no wheel brings along."""

import ctypes
import os
import shutil
import subprocess
import sys

from nnstudio.checkout.environment import say

QT = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""Debian's package for each library without which no part of Qt loads."""

QT_ON_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""The same for its window on X11."""


def provide_libraries(with_x11: bool) -> None:
    """Installs what is missing where that is possible, else says what to install."""
    if sys.platform != "linux":
        return
    wanted = {**QT, **QT_ON_X11} if with_x11 else QT
    missing = _missing(wanted)
    if not missing:
        return
    packages = [wanted[library] for library in missing]
    prefix = _administrator()
    if shutil.which("apt-get") and prefix is not None:
        say(f"Installing the system libraries that Qt needs: {' '.join(packages)}")
        install = [*prefix, "apt-get", "install", "--yes", "--no-install-recommends", *packages]
        if subprocess.call(install, stdout=sys.stderr):
            subprocess.call([*prefix, "apt-get", "update"], stdout=sys.stderr)
            subprocess.call(install, stdout=sys.stderr)
        missing = _missing(wanted)
    if missing:
        say(f"Qt needs {', '.join(missing)}; on Debian and Ubuntu: sudo apt install {' '.join(packages)}")


def _missing(libraries: dict[str, str]) -> list[str]:
    return [library for library in libraries if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _administrator() -> list[str] | None:
    """What goes before a command that changes the system; None if there is no way to ask for that."""
    if os.geteuid() == 0:
        return []
    return ["sudo"] if sys.stdin.isatty() and shutil.which("sudo") else None
