"""Locks on open files, which the system gives back when their process ends, however it ends.

A process id tells less: it is given out again, and means nothing in another container or on another computer.
"""

import os
import sys

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 2**30
"""Windows keeps others from reading what is locked: a byte far behind the end harms nobody."""


def try_lock(handle: int) -> bool:
    """Locks an open file until it is closed; False if it is locked by whoever else has opened it.

    Raises:
        OSError: the file system knows no locks.
    """
    try:
        if sys.platform == "win32":
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def is_still_at(handle: int, path: str | os.PathLike[str]) -> bool:
    """Whether the open file is the one at `path`, and has not been removed since it was opened."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))  # noqa: PTH116
    except OSError:
        return False
