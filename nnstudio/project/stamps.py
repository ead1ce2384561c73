"""Telling whether a file is still the one that was opened or saved."""

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from nnstudio.project.bounded_reading import read_file
from nnstudio.project.errors import InvalidProjectError

_MOST_BYTES = 8 * 2**20
"""Larger files are told apart by their size and time alone: whoever saves does not want to wait."""


@dataclass(frozen=True)
class FileStamp:
    """What a file was like."""

    size: int
    time_ns: int
    """When it was written last."""
    digest: str
    """Of its content; empty for a large one."""


def stamp_of(path: Path) -> FileStamp | None:
    """What the file is like now; None if there is no such file, or it can't be read."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return None
        digest = ""
        if found.st_size <= _MOST_BYTES:
            digest = hashlib.sha256(read_file(path, _MOST_BYTES)).hexdigest()
        return FileStamp(found.st_size, found.st_mtime_ns, digest)
    except (OSError, ValueError, InvalidProjectError):
        return None


def was_changed(path: Path, before: FileStamp | None) -> bool:
    """Whether someone else has written the file meanwhile. One that is gone leaves nothing to be lost."""
    now = stamp_of(path)
    if now is None:
        return False
    if before is None:
        return True
    if now.digest and before.digest:
        return now.digest != before.digest
    return (now.size, now.time_ns) != (before.size, before.time_ns)
