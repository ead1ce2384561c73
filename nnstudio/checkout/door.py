"""What happens before the program, its tests or its checks start: they get a Python that has all they need."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nnstudio.checkout.environment import ROOT, Extra, SetupError, is_checkout, is_ready, prepare, say

WINDOWLESS = ("train", "sweep", "export", "predict", "inspect", "examples", "lessons", "grade", "devices", "associate")
"""The commands that open no window; a test compares them with the command's own."""


def enter(module: str, arguments: Sequence[str], extra: Extra | None = None) -> None:
    """Returns where this Python has what `module` needs; else goes on in the checkout's environment, and ends there."""
    if is_ready(extra):
        return
    if not is_checkout():
        sys.exit("NN Studio is not installed for this Python; pip install nnstudio")
    try:
        python = prepare(extra)
        _provide_libraries(module, arguments)
    except SetupError as error:
        print(error, file=sys.stderr)
        sys.exit(error.status)
    except KeyboardInterrupt:
        sys.exit(130)
    say(f"{module.partition('.')[0]} goes on in {python.parent.parent}")
    sys.exit(_go_on([str(python), "-m", module, *arguments]))


def stand_in_checkout() -> None:
    """The tests name their files from the checkout's folder."""
    os.chdir(ROOT)


def _provide_libraries(module: str, arguments: Sequence[str]) -> None:
    from nnstudio.checkout.libraries import provide_libraries

    opens_window = module == "nnstudio" and not (arguments and arguments[0] in (*WINDOWLESS, "--help", "--version"))
    if opens_window or module == "tests":
        on_x11 = bool(os.environ.get("DISPLAY")) and os.environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb")
        provide_libraries(with_x11=opens_window and on_x11)


def _go_on(command: list[str]) -> int:
    """Becomes `command` where the system can do that, so that Ctrl-C reaches it alone; else waits for it."""
    if os.name == "posix":
        os.execv(Path(command[0]), command)
    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
