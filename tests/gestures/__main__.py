"""``python -m tests.gestures [COUNT] [FIRST_SEED]``: so many gestures, 500 to a window and process each."""

import faulthandler
import os
import subprocess
import sys
import tempfile
from pathlib import Path

EACH = 500
_LONGEST_S = 240
"""A gesture that takes longer waits for something that never comes."""


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 5000
    first = int(arguments[1]) if len(arguments) > 1 else 0
    faults = 0
    for seed in range(first, first + -(-count // EACH)):
        with tempfile.TemporaryDirectory() as folder:
            trail = Path(folder) / "trail.txt"
            result = in_a_process(seed, EACH, Path(folder))
            if result.returncode:
                faults += 1
                made = trail.read_text().splitlines()
                last = "\n".join(made[-8:])
                print(f"--- {seed}: status {result.returncode} after {len(made)}\n{last}\n{result.stderr[-3500:]}")
            else:
                print(f"{seed}: {EACH} gestures")
            sys.stdout.flush()
    print(f"{faults} faults")
    return 1 if faults else 0


def in_a_process(seed: int, count: int, folder: Path) -> "subprocess.CompletedProcess[str]":
    """So many gestures in a process of their own, which may die; the last ones stand in the folder's trail.txt."""
    command = [sys.executable, "-m", "tests.gestures", "--one", str(seed), str(count), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def one(seed: int, count: int, folder: Path) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    faulthandler.enable()
    from PySide6.QtWidgets import QApplication

    from tests.conftest import isolate_settings
    from tests.gestures.session import GestureError, perform

    isolate_settings(folder)
    app = QApplication([])
    with (folder / "trail.txt").open("w") as trail:

        def note(text: str) -> None:
            faulthandler.dump_traceback_later(_LONGEST_S, exit=True)
            trail.write(text + "\n")
            trail.flush()

        try:
            perform(seed, count, folder, note)
        except GestureError as error:
            print(error, file=sys.stderr)
            return 1
    del app
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.exit(one(int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
    sys.exit(main(sys.argv[1:]))
