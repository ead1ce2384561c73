"""Watches what a reader does besides reading: files it writes, programs it starts, addresses it calls."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "shutil.rmtree"}
_NEVER = {"os.system", "os.exec", "os.fork", "os.posix_spawn", "subprocess.Popen", "socket.connect", "webbrowser.open"}

_seen: list[str] | None = None
_allowed: tuple[Path, ...] = ()
_is_hooked = False


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _seen is None:
        return
    if event in _NEVER:
        _seen.append(f"{event} {args[:1]}")
    elif event == "open" and isinstance(args[2], int) and args[2] & _WRITING and isinstance(args[0], str | bytes):
        _note(event, args[0])
    elif event in _CHANGES:
        for name in args[:2]:
            if isinstance(name, str | bytes):
                _note(event, name)


def _note(event: str, name: str | bytes) -> None:
    assert _seen is not None
    # as the system resolves it, links and .. included
    path = Path(os.path.realpath(os.fsdecode(name)))
    if not any(path.is_relative_to(folder) for folder in _allowed) and str(path) != os.devnull:
        _seen.append(f"{event} {path}")


@contextmanager
def guarded(*allowed: Path) -> Iterator[list[str]]:
    """What is done meanwhile that no reader should do; files within `allowed` may be written."""
    global _seen, _allowed, _is_hooked
    if not _is_hooked:
        # a hook can't be taken away again; without a list it does nothing
        sys.addaudithook(_hook)
        _is_hooked = True
    found: list[str] = []
    _seen, _allowed = found, tuple(folder.resolve() for folder in allowed)
    try:
        yield found
    finally:
        _seen = None
