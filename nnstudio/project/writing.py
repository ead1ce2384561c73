"""Writing a user's file: as a whole or not at all, where its links lead, and leaving all else about it as it was.

Everything that writes such a file goes through :func:`replacing`. The content is written into a file of its own beside
the target, and takes its place once it is on the disk. Where that would part hard links, or give the file to another
owner, it is copied into the target itself, and :func:`mend` finishes what a kill leaves torn.
"""

import errno
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.links import real_path
from nnstudio.project.locks import is_still_at, try_lock

_PART = re.compile(r"\.nnstudio-[0-9a-f]{16}\.part")
"""Of a length of its own, for the target's name may be as long as names can be."""
_WHOLE = re.compile(r"\.nnstudio-([0-9a-f]+)-[0-9a-f]{16}\.whole")
"""The number is the target's inode: all its hard links have the same."""
_BEGUN_WITHIN_NS = 60 * 10**9
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


def write_text(text: str, path: Path) -> None:
    """Writes a text file as a whole or not at all.

    Raises:
        ProjectError: the file can't be written.
    """
    write_bytes(text.encode(), path)


def write_once(content: bytes, path: Path) -> None:
    """Writes a file that is named after its content, and its folder, unless it is there.

    Raises:
        ProjectError: the file or the folder can't be written.
    """
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectError(
            _("{folder}: can't be made ({reason})").format(folder=folder, reason=error.strerror)
        ) from None
    if not path.exists():
        write_bytes(content, path)


def write_bytes(content: bytes, path: Path) -> None:
    """Writes a file as a whole or not at all.

    Raises:
        ProjectError: the file can't be written.
    """
    with replacing(path) as file:
        file.write(content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write into, whose content takes the place of `path`'s when the block ends.

    On an exception nothing changes. Links are followed, also one that leads to no file yet. A file that is there keeps
    its permissions, its owner and its hard links.

    Raises:
        ProjectError: the file can't be written, is read-only, or is none: a folder, a pipe, a socket, a device.
    """
    try:
        target, old = _target_of(path)
        part = _Part(target.parent, is_private=old is not None)
        try:
            yield part.file
            part.file.flush()
            os.fsync(part.file.fileno())
            if old is None or _is_like(part.file, old):
                part.file.close()
                # it may have become something else meanwhile
                _target_of(path)
                part.path.replace(target)
            else:
                _overwrite(part, target, old)
        finally:
            part.discard()
        _sync_folder(target.parent)
        remove_remnants(target.parent, old.st_ino if old is not None else None)
    except (OSError, ValueError) as error:
        raise ProjectError(_("{path}: can't be written ({reason})").format(path=path, reason=_reason(error))) from None


def check_writable(path: Path) -> None:
    """Finds out, before the work is done, whether a file can be written at `path`.

    Raises:
        ProjectError: it can't.
    """
    try:
        target, _unused = _target_of(path)
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except (OSError, ValueError) as error:
        raise ProjectError(_("{path}: can't be written ({reason})").format(path=path, reason=_reason(error))) from None


def remove_remnants(folder: Path, inode: int | None = None) -> None:
    """Removes what killed processes have left half written in a folder; what a living one is writing stays.

    With the number of a file that was written just now, also what was kept to mend it.
    """
    for path, of_inode in _remnants(folder):
        if of_inode is None or of_inode == inode:
            with suppress(OSError), _taken_over(path):
                path.unlink()


def mend(path: Path) -> None:
    """Finishes what a killed process had begun to copy into a file; to be called before it is read.

    A file that has been changed since is left as it is.
    """
    # no file can be called by a name with a 0 in it
    with suppress(OSError, ValueError):
        target = real_path(path)
        found = target.stat()
        if not stat.S_ISREG(found.st_mode):
            return
        for whole, of_inode in _remnants(target.parent):
            if of_inode == found.st_ino and found.st_mtime_ns < whole.stat().st_mtime_ns + _BEGUN_WITHIN_NS:
                with _taken_over(whole):
                    _copy(whole, target)
                    whole.unlink()


class _Part:
    """A new file beside the target, locked against :func:`remove_remnants` for as long as it is written."""

    def __init__(self, folder: Path, is_private: bool) -> None:
        """`is_private` keeps others from reading it before it has the old file's permissions."""
        self._lock: int | None = None
        while True:
            self.path = folder / f".nnstudio-{_random()}.part"
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600 if is_private else 0o666)
            # Windows lets nobody remove a file that is open
            if sys.platform == "win32" or self._is_locked(handle):
                break
            os.close(handle)
        self.file: BinaryIO = os.fdopen(handle, "w+b")

    def _is_locked(self, handle: int) -> bool:
        with suppress(OSError):
            if not try_lock(handle):
                return False
            if not is_still_at(handle, self.path):
                return False
        # a lock lasts until the last duplicate is closed, and the file is closed before it takes the target's place
        self._lock = os.dup(handle)
        return True

    def discard(self) -> None:
        """Closes and removes it, if it is still there."""
        try:
            with suppress(OSError):
                self.file.close()
            self.path.unlink(missing_ok=True)
        finally:
            if self._lock is not None:
                os.close(self._lock)


def _target_of(path: Path) -> tuple[Path, os.stat_result | None]:
    """Where the file that `path` names really lies, and what it is like; None if it is not there yet.

    Raises:
        ProjectError: it is no file that can be replaced.
        OSError: it can't be told.
    """
    try:
        old = path.stat()
    except FileNotFoundError:
        return real_path(path), None
    if stat.S_ISDIR(old.st_mode):
        raise ProjectError(_("{path}: this is a folder; name a file in it").format(path=path))
    target = real_path(path)
    if not stat.S_ISREG(old.st_mode) or not target.exists() or not os.path.samestat(old, target.stat()):
        raise ProjectError(
            _("{path}: this is {what}, not a plain file; name another file").format(path=path, what=_what(old.st_mode))
        )
    if not old.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise ProjectError(
            _("{path}: this file is read-only; name another file, or allow writing to this one").format(path=path)
        )
    return target, old


def _what(mode: int) -> str:
    kinds = ((stat.S_ISFIFO, _("a pipe")), (stat.S_ISSOCK, _("a socket")), (stat.S_ISCHR, _("a device")))
    return next(
        (name for test, name in kinds if test(mode)), _("a device") if stat.S_ISBLK(mode) else _("something open")
    )


def _is_like(file: BinaryIO, old: os.stat_result) -> bool:
    """Whether the new file, with the old one's permissions and owner, can stand for it."""
    if old.st_nlink > 1:
        return False
    if sys.platform == "win32":
        return True
    try:
        new = os.fstat(file.fileno())
        if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
            os.fchown(file.fileno(), old.st_uid, old.st_gid)
        if stat.S_IMODE(new.st_mode) != stat.S_IMODE(old.st_mode):
            os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode))
    except PermissionError:
        return False
    return True


def _overwrite(part: _Part, target: Path, old: os.stat_result) -> None:
    part.file.close()
    whole = part.path.with_name(f".nnstudio-{old.st_ino:x}-{_random()}.whole")
    size = part.path.stat().st_size
    with target.open("r+b") as file:
        if not os.path.samestat(os.fstat(file.fileno()), old):
            raise OSError(errno.ESTALE, _("another file has taken its place"))
        if sys.platform == "linux" and size > old.st_size:
            # a full disk is to be found out before the old content is touched
            try:
                os.posix_fallocate(file.fileno(), old.st_size, size - old.st_size)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                    raise
    part.path.rename(whole)
    part.path = whole
    _sync_folder(whole.parent)
    try:
        _copy(whole, target)
    except OSError as error:
        # what could not be copied stays beside it
        part.path = whole.with_suffix(".part")
        raise ProjectError(
            _("{target}: could be written in part only ({reason}); all of it is in {whole}").format(
                target=target, reason=_reason(error), whole=whole
            )
        ) from None


def _copy(source: Path, target: Path) -> None:
    """Writes into the target without ever making it shorter than either content."""
    with source.open("rb") as new, target.open("r+b") as file:
        shutil.copyfileobj(new, file, 2**20)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _remnants(folder: Path) -> Iterator[tuple[Path, int | None]]:
    """Files that this program has made beside a target, and the inodes of those that are to mend one."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            whole = _WHOLE.fullmatch(entry.name)
            if (whole or _PART.fullmatch(entry.name)) and entry.is_file(follow_symlinks=False):
                yield Path(entry.path), int(whole[1], 16) if whole else None


@contextmanager
def _taken_over(path: Path) -> Iterator[None]:
    """Within the block, a file of this program's whose maker is gone.

    Raises:
        OSError: its maker is at work, or that can't be told.
    """
    if sys.platform == "win32":
        # there, a file that is open can't be removed
        yield
        return
    handle = os.open(path, os.O_RDWR | _BINARY)
    try:
        if not try_lock(handle):
            raise OSError(errno.EBUSY, _("it is being written"))
        yield
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    """Sees to it that a new name outlives a power cut, where the system can."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _random() -> str:
    return uuid4().hex[:16]


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
