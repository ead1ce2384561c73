"""What starts the studio."""

import sys
from pathlib import Path


def command_words() -> list[str]:
    """The command that runs now, from the root on, or its Python."""
    started = Path(sys.argv[0]).absolute()
    if started.stem not in ("nnstudio", "nnstudio-window"):
        # not from the working folder, which is the file's
        return [sys.executable, "-P", "-m", "nnstudio"]
    if sys.platform == "win32":
        # pip's launchers; this one opens no console
        return [str(started.with_name("nnstudio-window.exe"))]
    return [str(started)]
