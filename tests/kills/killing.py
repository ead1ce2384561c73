"""One kill, and what can be had back after it."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from unittest import mock

from nnstudio.engine.files.archive import read_archive
from nnstudio.project.storage import write_project
from nnstudio.session.keeping import restore_runs
from nnstudio.session.recovery import find_leftovers
from tests.data.csv_files import mixed_text, written
from tests.hostile.studio_file import project_with
from tests.kills.victim import AGAIN

MAY_BE_LOST_S = 5.0
MOMENT_S = 1.5
"""How soon after "Open it again" the next kill comes."""
_START_S = 150.0

State = tuple[int, int]
"""The number of the last edit, and the epochs trained since."""


@dataclass(frozen=True)
class Remains:
    """What the victim said, and what was found afterwards."""

    told: State
    """Where it stood when it was last heard of."""
    owed: State
    """Where it had got five seconds before its end, and what it had said was saved by then."""
    saved: State | None
    """What the learner's file holds; None if there is none."""
    promised: State | None
    """What it had last been told is saved; None if nothing was."""
    kept: State | None
    """What is offered at the next start; None if nothing is."""
    amid_saving: bool

    def __str__(self) -> str:
        names = ("told", "owed", "saved", "promised", "kept")
        return ", ".join(f"{name} {getattr(self, name)}" for name in names) + (" (amid saving)" * self.amid_saving)

    def check(self) -> None:
        """
        Raises:
            AssertionError: something was lost that must not be.
        """
        if self.promised is not None:
            assert self.saved is not None and self.saved >= self.promised, f"a saved file lost what it had: {self}"
        found = max((state for state in (self.saved, self.kept) if state is not None), default=(0, 0))
        assert found >= self.owed, f"more than {MAY_BE_LOST_S:.0f} s of work are lost: {self}"


def kill_one(folder: Path, seed: int) -> Remains:
    """Starts a window, kills it after some seconds or amid its saving, and opens what is left.

    Raises:
        ProjectError: a file that is left can't be opened.
    """
    draw = Random(seed)
    table = written(folder, mixed_text(4000), "bought.csv")
    source, path = folder / "project.json", folder / "work.nnstudio"
    write_project(project_with({"kind": "csv", "path": str(table), "target": "bought"}, seed=0), source)
    process = _started(folder, source, path, seed)
    lines: list[tuple[str, int, int, float]] = []
    killer = threading.Timer(_START_S, process.kill)
    killer.start()
    try:
        _listen(process, lines, draw)
    finally:
        killer.cancel()
        process.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        process.wait()
        assert process.stdout is not None
        lines += [_parsed(line) for line in process.stdout if line.count(" ") == 3 and line.endswith("\n")]
        process.stdout.close()
    assert lines, "the window never came to work"
    with mock.patch.dict(os.environ, _home(folder)):
        return _remains(lines, killed, path)


def kill_again(folder: Path, seed: int) -> State:
    """Opens again what was left behind, kills the window within a moment, and tells what is kept then.

    Raises:
        ProjectError: what is kept can't be opened.
    """
    draw = Random(seed)
    process = _started(folder, AGAIN, folder / f"again-{seed}.nnstudio", seed)
    killer = threading.Timer(_START_S, process.kill)
    killer.start()
    try:
        assert process.stdout is not None
        line, word = process.stdout.readline(), draw.choice(("opening", "opened"))
        assert line.startswith("opening"), f"it was not offered back: {line!r}"
        while not line.startswith(word):
            line = process.stdout.readline()
            assert line, "it was not opened"
        time.sleep(draw.uniform(0.0, MOMENT_S))
    finally:
        killer.cancel()
        process.kill()
        process.communicate()
    return kept_in(folder)


def kept_in(folder: Path) -> State:
    """The furthest state that is offered back.

    Raises:
        ProjectError: a copy can't be opened.
    """
    with mock.patch.dict(os.environ, _home(folder)):
        return max((opened(leftover.path) for leftover in find_leftovers()), default=(0, 0))


def _home(folder: Path) -> dict[str, str]:
    return {
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder),
    }


def _started(folder: Path, source: object, path: Path, seed: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.kills.victim", str(source), str(path), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **_home(folder)},
        cwd=Path(__file__).parents[2],
    )


def _listen(process: "subprocess.Popen[str]", lines: list[tuple[str, int, int, float]], draw: Random) -> None:
    assert process.stdout is not None
    life = draw.uniform(0.5, 11.0)
    waits_for_saving = draw.random() < 0.5
    while line := process.stdout.readline():
        lines.append(_parsed(line))
        if lines[-1][3] - lines[0][3] > life and (lines[-1][0] == "saving" or not waits_for_saving):
            time.sleep(draw.uniform(0.0, 0.08))
            return


def _parsed(line: str) -> tuple[str, int, int, float]:
    word, edit, epoch, when = line.split()
    return word, int(edit), int(epoch), float(when)


def _remains(lines: list[tuple[str, int, int, float]], killed: float, path: Path) -> Remains:
    told = [line for line in lines if line[0] == "now"]
    old = [line[1:3] for line in told if killed - line[3] > MAY_BE_LOST_S]
    promised = [line[1:3] for line in lines if line[0] == "saved"]
    leftovers = find_leftovers()
    assert len(leftovers) <= 1
    return Remains(
        told[-1][1:3] if told else (0, 0),
        old[-1] if old else (0, 0),
        opened(path) if path.exists() else None,
        promised[-1] if promised else None,
        opened(leftovers[0].path) if leftovers else None,
        sum(line[0] == "saving" for line in lines) > len(promised),
    )


def opened(path: Path) -> State:
    """What a studio file holds, once it was opened as a whole.

    Raises:
        ProjectError: it can't be opened.
    """
    archive = read_archive(path)
    runs = restore_runs(archive)
    edit = archive.project.training.seed
    return edit, max((run.epoch for run in runs if run.project.run_key() == archive.project.run_key()), default=0)
