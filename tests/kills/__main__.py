"""``python -m tests.kills [COUNT] [FIRST_SEED]``: kills so many windows, and prints what was left of each."""

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from tests.kills.killing import kill_one


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 50
    first = int(arguments[1]) if len(arguments) > 1 else 0
    # by these names the folder of the copies goes
    app = QCoreApplication([])
    app.setOrganizationName("nnstudio")
    app.setApplicationName("nnstudio")
    faults = amid = 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            try:
                remains = kill_one(Path(folder), seed)
                amid += remains.amid_saving
                print(f"{seed}: {remains}", flush=True)
                remains.check()
            except Exception as error:
                faults += 1
                print(f"{seed}: {type(error).__name__}: {error}", flush=True)
    print(f"{count} kills, {amid} of them amid saving, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
