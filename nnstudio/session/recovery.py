"""Copies of unsaved work: one for each open window, left behind only by a crash or with work that was not saved."""

import os
import re
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from PySide6.QtCore import QLockFile

from nnstudio.session.own_folder import own_folder

_numbers = count(1)
_NAME = re.compile(r"work-\d+-\d+\.nnstudio")


def recovery_folder() -> Path:
    """Where the copies lie; made if it is not there."""
    folder = own_folder() / "recovery"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class RecoveryFile:
    """This window's copy, locked for as long as the window lives."""

    def __init__(self) -> None:
        self.path = recovery_folder() / f"work-{os.getpid()}-{next(_numbers)}.nnstudio"
        self._lock = _lock_of(self.path)
        self._lock.tryLock(0)

    def close(self, keep: bool) -> None:
        """Gives the copy up: deletes it, unless it is to be offered at the next start."""
        if not keep:
            self.path.unlink(missing_ok=True)
        self._lock.unlock()


@dataclass(frozen=True)
class Leftover:
    """A copy whose window is gone."""

    path: Path
    minutes: int
    """How long ago it was written."""

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def find_leftovers() -> list[Leftover]:
    """The copies that no living window holds, the youngest first."""
    found: list[tuple[float, Path]] = []
    for path in recovery_folder().glob("work-*.nnstudio"):
        lock = _lock_of(path)
        if _NAME.fullmatch(path.name) and lock.tryLock(0):
            lock.unlock()
            found.append((path.stat().st_mtime, path))
    return [Leftover(path, int((time.time() - written) // 60)) for written, path in sorted(found, reverse=True)]


def _lock_of(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    # a lock is stale when its process is gone, however old it is
    lock.setStaleLockTime(0)
    return lock
