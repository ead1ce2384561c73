"""``python -m tests.hostile.watched [COUNT]``: so many files of strangers opened under strace, which sees everything.

No other file may be opened or looked for than the program's own, the file itself and the table beside it; nothing may
be connected to, and no program started. No file may take more than 5 s or 1 GB. Needs Linux and strace; not for root,
whom nothing would keep from writing into a device.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.opening import MARK
from tests.hostile.strangers import TABLE, lay_out, make_bait

MOST_S, MOST_MB = 5.0, 1024
_AT_ONCE = 60
_SYSTEM = (
    "/usr/",
    "/lib/",
    "/lib64/",
    "/etc/",
    "/proc/",
    "/sys/",
    "/var/cache/fontconfig",
    "/var/lib/dbus/machine-id",
    "/dev/urandom",
    "/dev/null",
    "/dev/shm/sem.",
)
_NAMED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_OPENED = re.compile(r"\b(open|openat|openat2|creat|execve|execveat)\(")
_REACHED = re.compile(r"\b(connect|sendto|sendmsg|bind|listen)\(")
_FAMILY = re.compile(r"AF_(INET6?|NETLINK|PACKET|VSOCK)\b")


def watch(files: list[Path], folder: Path, bait: Path) -> list[str]:
    """Opens the files in one process; returns what should not have happened."""
    home, traced = folder / "home", folder / "traced"
    home.mkdir(exist_ok=True)
    trace = ["strace", "-f", "--seccomp-bpf", "-s", "4096", "-e", "trace=%file,%network", "-e", "signal=none", "-o"]
    command = [*trace, str(traced), sys.executable, "-P", "-m", "tests.hostile.opening", str(home), *map(str, files)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, env=environment)
    found = list(_looked_through(traced, (str(home), *_own_places()), str(bait)))
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    for one in told:
        print(json.dumps(one)[:1000], flush=True)
        if one["fault"] or "should not happen" in str(one["said"]):
            found.append(f"{one['file']}: {one['fault'] or one['said']}")
        if one["longest_s"] > MOST_S or one["mb"] > MOST_MB:
            found.append(f"{one['file']}: it took {one['longest_s']} s at a time, and {one['mb']} MB")
    if done.returncode or len(told) < len(files):
        at = files[len(told)] if len(told) < len(files) else "the end"
        found.append(f"{at}: exit status {done.returncode}\n{done.stderr.decode(errors='replace')[-3000:]}")
    return found


def _looked_through(traced: Path, own: tuple[str, ...], bait: str) -> Iterator[str]:
    """What of the calls that strace saw leads elsewhere."""
    here = ""
    with traced.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            names = _NAMED.findall(line)
            if names and names[0].startswith(MARK):
                here = names[0].removeprefix(MARK).replace("|", "/")
            elif not here or here == "end":
                # what is done at the start is not the files' doing
                continue
            elif _REACHED.search(line) and (_FAMILY.search(line) or " connect(" in line):
                yield f"{here}: {line.strip()[:300]}"
            elif any(os.path.normpath(name).startswith(bait) for name in names):
                # not even asked for
                yield f"{here}: {line.strip()[:300]}"
            elif _OPENED.search(line) and names and not _is_own(names[0], here, own):
                yield f"{here}: {line.strip()[:300]}"


def _is_own(name: str, here: str, own: tuple[str, ...]) -> bool:
    beside = Path(here).parent
    mine = {here, str(beside / TABLE), str(beside), *(str(beside / f"out{ending}") for ending in (".py", ".xlsx"))}
    # what is written is written beside its place first
    return name in mine or name.startswith(own) or Path(name).name.startswith(".nnstudio-")


def _own_places() -> tuple[str, ...]:
    root = Path(__file__).parent.parent.parent
    libraries = {str(Path(place).resolve()) for place in sys.path if place}
    return (*_SYSTEM, str(root), *libraries, sys.prefix, sys.base_prefix)


def main(arguments: list[str]) -> int:
    if os.geteuid() == 0:
        sys.exit("Not as root: a fault could write into a device.")
    count = int(arguments[0]) if arguments else 500
    first = int(arguments[1]) if len(arguments) > 1 else 0
    found: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder, bait = Path(name), Path(name) / "bait"
        make_bait(bait)
        files = list(lay_out(folder / "strangers", bait, count))[first:]
        for start in range(0, len(files), _AT_ONCE):
            found += watch(files[start : start + _AT_ONCE], folder, bait)
    print(f"{len(files)} files, {len(found)} findings", *found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
