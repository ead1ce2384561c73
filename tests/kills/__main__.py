"""``python -m tests.kills [COUNT] [FIRST_SEED]``: kills so many windows, and prints what was left of each.

After each kill what was left is opened again, and the window is killed within a moment, some times over.
"""

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.kills.killing import kill_again, kill_one

AGAIN_EACH = 3


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 50
    first = int(arguments[1]) if len(arguments) > 1 else 0
    # by these names the folder of the copies goes
    app = QCoreApplication([])
    app.setOrganizationName("nnstudio")
    app.setApplicationName("nnstudio")
    faults = amid = second = 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            try:
                remains = kill_one(Path(folder), seed)
                amid += remains.amid_saving
                print(f"{seed}: {remains}", flush=True)
                remains.check()
                kept = remains.kept or (0, 0)
                for again in range(AGAIN_EACH if remains.kept else 0):
                    before, kept = kept, kill_again(Path(folder), seed * AGAIN_EACH + again)
                    second += 1
                    print(f"{seed}: killed again, kept {kept}", flush=True)
                    assert kept >= before, f"{before} was kept before"
            except Exception as error:
                faults += 1
                print(f"{seed}: {type(error).__name__}: {error}", flush=True)
    print(f"{count} kills, {amid} of them amid saving, {second} second kills, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
