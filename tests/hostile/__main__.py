"""``python -m tests.hostile [COUNT] [KIND ...]``: so many changed files of each kind, and what came of them."""

import collections
import faulthandler
import re
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

from tests.hostile.formats import FORMATS
from tests.hostile.trying import bench


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 1000
    faulty = 0
    faulthandler.enable()
    warnings.simplefilter("error")
    # of the library that sets formulas
    warnings.filterwarnings("ignore", "path is deprecated", DeprecationWarning)
    for name in arguments[1:] or FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            faulty += _try(name, count, Path(folder))
    return 1 if faulty else 0


def _try(name: str, count: int, folder: Path) -> int:
    here, faults, slowest = bench(name, folder), 0, 0.0
    told: collections.Counter[str] = collections.Counter()
    for seed in range(count):
        content, started = here.changed(seed), time.monotonic()
        try:
            # names and numbers out of the sentence
            told[
                re.sub(r'"[^"]*"|“[^”]*”|[\d,.]+', "…", here.opened(content))[:110].replace(str(folder), "")
                or "(opened)"
            ] += 1
        except (Exception, SystemExit) as error:
            faults += 1
            print(f"{name} {seed}: {type(error).__name__}: {ascii(str(error))[:300]}")
            if faults <= 5:
                traceback.print_exc()
        slowest = max(slowest, time.monotonic() - started)
    opened = told["(opened)"]
    refused = told.total() - opened
    print(f"{name}: {count} files, {opened} opened, {refused} refused, {faults} faults; slowest {slowest:.2f} s")
    for sentence, often in told.most_common(8):
        print(f"    {often:5} {sentence}")
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
