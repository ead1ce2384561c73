"""The development commands. Each prepares what it needs, then hands over to the real program."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from environment import ROOT, SetupError, prepare, say
from libraries import provide_libraries

USAGE = """\
python3 .dev open [SOURCE]        open the studio, with a lesson or a project file if one is named
python3 .dev test [ARGUMENTS]     run the tests; the arguments are pytest's
python3 .dev check                style, types and the contracts between the floors"""


def main(arguments: list[str]) -> int:
    command: Callable[[list[str]], int]
    match arguments:
        case ["open", *rest] if len(rest) < 2:
            command = open_studio
        case ["test", *rest]:
            command = run_tests
        case ["check"]:
            rest, command = [], run_checks
        case ["-h" | "--help" | "help"]:
            print(USAGE)
            return 0
        case _:
            print(USAGE, file=sys.stderr)
            return 2
    try:
        return command(rest)
    except SetupError as error:
        print(error, file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        return 130


def open_studio(source: list[str]) -> int:
    python = prepare(tests=False)
    provide_libraries(with_x11=_opens_on_x11())
    say("Opening NN Studio")
    return _hand_over([str(python), "-m", "nnstudio", *source])


def run_tests(arguments: list[str]) -> int:
    python = prepare(tests=True)
    provide_libraries(with_x11=False)
    say("Running the tests")
    os.chdir(ROOT)
    # one process for each core, unless somebody wants to look closely
    shared = [] if arguments else ["-n", str(max(1, min(4, os.cpu_count() or 1))), "--dist", "loadfile"]
    return _hand_over([str(python), "-m", "pytest", *shared, *arguments])


def run_checks(_: list[str]) -> int:
    """Runs every check, also after one has failed."""
    python = str(prepare(tests=True))
    lint_imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    checks = {
        "Style": [python, "-m", "ruff", "check", "."],
        "Format": [python, "-m", "ruff", "format", "--check", "."],
        "Types": [python, "-m", "mypy"],
        "Contracts": [python, "-c", lint_imports, "--no-logo"],
    }
    failed = []
    for name, check in checks.items():
        say(name)
        if subprocess.call(check, cwd=ROOT) != 0:
            failed.append(name)
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed")
    return 1 if failed else 0


def _opens_on_x11() -> bool:
    return bool(os.environ.get("DISPLAY")) and os.environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb")


def _hand_over(command: list[str]) -> int:
    """Becomes `command` where the system can do that, so that Ctrl-C reaches it alone; else waits for it."""
    if os.name == "posix":
        os.execv(Path(command[0]), command)
    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
