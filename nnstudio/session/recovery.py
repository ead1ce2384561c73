"""Copies of unsaved work: one for each open window, left behind only by a crash or with work that was not saved.

A copy belongs to the window that holds the lock beside it. The system gives the lock back when that window's process is
gone, however it ended; names are random. So a copy is found again after a restart, in another container, and on a stick
in another computer, and two windows never take each other's.
"""

import os
import re
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from nnstudio.project.bounded_reading import open_file, parse_json
from nnstudio.project.errors import ProjectError
from nnstudio.project.locks import is_still_at, try_lock
from nnstudio.project.studio_zip import StudioZip
from nnstudio.session.own_folder import own_folder

_NAME = re.compile(r"work-[0-9a-f]+(-\d+)?\.(nnstudio|lock)")
"""An earlier version took the process's number, and a second one, for the name."""
_MOST_MANIFEST_BYTES = 8 * 2**20
_CLAIM_TRIES, _CLAIM_PAUSE_S = 5, 0.02


def recovery_folder() -> Path:
    """Where the copies lie; it need not be there."""
    return own_folder() / "recovery"


class RecoveryFile:
    """A copy that this window holds, for as long as the window lives."""

    def __init__(self, path: Path, lock: "_Lock") -> None:
        self.path = path
        self._lock = lock

    def close(self, keep: bool) -> None:
        """Gives the copy up: deletes it, unless it is to be offered at the next start."""
        if not keep:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
        self._lock.release()


def new_recovery_file() -> RecoveryFile:
    """A place for a window's copy; nothing is there yet.

    Raises:
        OSError: nothing can be written there.
    """
    folder = recovery_folder()
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        path = folder / f"work-{uuid4().hex}.nnstudio"
        lock = _take(path, must_be_kept=True)
        if lock is not None:
            return RecoveryFile(path, lock)


@dataclass(frozen=True)
class Leftover:
    """A copy whose window is gone."""

    path: Path
    written: float
    """When, in seconds since 1970."""
    size: int
    """In bytes."""

    @property
    def name(self) -> str:
        """What the work was called; empty if that can't be told."""
        try:
            with open_file(self.path) as file:
                content = StudioZip(file).read("manifest.json", _MOST_MANIFEST_BYTES)
            name = parse_json(content)["layout"]["name"]
        except (ProjectError, OSError, ValueError, LookupError, TypeError):
            return ""
        return name if isinstance(name, str) else ""

    def claim(self) -> RecoveryFile | None:
        """Makes it this window's own, as it lies there; None if another window has done that, or it is gone."""
        for _ in range(_CLAIM_TRIES):
            lock = _take(self.path)
            if lock is not None:
                if self.path.exists():
                    return RecoveryFile(self.path, lock)
                lock.release()
                return None
            # a window that starts just now looks at each
            time.sleep(_CLAIM_PAUSE_S)
        return None

    def discard(self) -> None:
        """Deletes it, unless a window has claimed it."""
        claimed = self.claim()
        if claimed is not None:
            claimed.close(keep=False)


def find_leftovers() -> list[Leftover]:
    """The copies that no living window holds, the youngest first."""
    found = []
    with suppress(OSError):
        for path in recovery_folder().iterdir():
            if not _NAME.fullmatch(path.name):
                continue
            copy = path.with_suffix(".nnstudio")
            if path != copy and copy.exists():
                continue
            lock = _take(copy)
            if lock is None:
                continue
            # without a copy it is the lock of a window that had none when it was killed
            lock.release()
            with suppress(OSError):
                facts = copy.stat()
                found.append(Leftover(copy, facts.st_mtime, facts.st_size))
    return sorted(found, key=lambda leftover: leftover.written, reverse=True)


class _Lock:
    """The right to a copy."""

    def __init__(self, path: Path, handle: int | None) -> None:
        self._path, self._handle = path, handle

    def release(self) -> None:
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if sys.platform != "win32":
            # as long as it is held: whoever opened it before looks whether it is still there
            self._unlink()
        os.close(handle)
        if sys.platform == "win32":
            self._unlink()

    def _unlink(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _take(copy: Path, must_be_kept: bool = False) -> _Lock | None:
    """The lock beside a copy; None if another window has it.

    Raises:
        OSError: with `must_be_kept`, that no lock can be written. Otherwise that is no obstacle: a window that lives
            would have written one.
    """
    path = copy.with_suffix(".lock")
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError:
            if must_be_kept:
                raise
            # Windows does not open what an earlier version holds
            return None if sys.platform == "win32" else _Lock(path, None)
        try:
            is_free = try_lock(handle)
        except OSError:
            # a file system without locks
            is_free = True
        if is_free and is_still_at(handle, path):
            return _Lock(path, handle)
        os.close(handle)
        if not is_free:
            return None
