"""Reading what others have made: ordinary files only, and never more of them than they may hold.

Every file of a user's is opened here: a pipe or a device in its place would keep the program waiting for ever, or fill
the memory, for neither says how much it is going to give.
"""

import os
import stat
from pathlib import Path
from typing import Any, BinaryIO

from pydantic_core import from_json

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError

MAX_CONTAINERS = 1_000_000
"""Lists and objects in a JSON text. Each takes some 100 bytes of memory, and as little as two letters of the text."""
MAX_VALUES = 6_000_000
MAX_PARTS = 200_000
"""What may be complained about in a JSON text: values and keys, and a few for each list and object, in which so many
things may be missing. Each complaint takes a kilobyte. The numbers of weights are one."""
MAX_DEPTH = 60
"""Of lists and objects within each other: whoever goes through them calls itself as often."""
_NUMBERS = "values"
"""The key under which lists of numbers are as long as a network needs them."""
_OF_AN_OBJECT, _OF_A_LIST = 8, 2
_CHUNK = 2**20
_BOM = b"\xef\xbb\xbf"
# what waits for somebody else is not waited for; Python reads texts as they are where Windows would translate them
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


def open_file(path: Path, what: str = "") -> BinaryIO:
    """The ordinary file at `path`, or the one that a link there leads to, opened for reading bytes.

    Args:
        what: the kind of file that is meant, with its article, for the sentence: "a project file"; else "a file".

    Raises:
        InvalidProjectError: there is none, it is a folder, pipe, socket or device, or it can't be opened. The sentence
            begins with a small letter and does not name the file.
    """
    what = what or _("a file")
    try:
        # before it is opened: to open a device may be to use it
        _require_ordinary(path.stat().st_mode, what)
        file = os.fdopen(os.open(path, _FLAGS), "rb")
        try:
            # another may have taken its place by now
            _require_ordinary(os.fstat(file.fileno()).st_mode, what)
        except BaseException:
            file.close()
            raise
        return file
    except FileNotFoundError:
        raise InvalidProjectError(_("there is no such file")) from None
    except (OSError, ValueError) as error:
        raise _unreadable(error) from None


def read_file(path: Path, limit: int, what: str = "") -> bytes:
    """All that is in the ordinary file at `path`.

    Args:
        limit: how many bytes it may have. Whatever size the file claims, no more are read.

    Raises:
        InvalidProjectError: as in :func:`open_file`, or it is larger.
    """
    what = what or _("a file")
    with open_file(path, what) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            pieces = [file.read(size + 1) or b""] if size <= limit else []
            read = len(pieces[0]) if pieces else limit + 1
            # more than it claimed: it is being written, or one of those that the system makes up when they are read
            while size < read <= limit and (more := file.read(min(_CHUNK, limit + 1 - read))):
                pieces.append(more)
                read += len(more)
        except OSError as error:
            raise _unreadable(error) from None
    if read > limit:
        raise InvalidProjectError(_("too large for {what} (over {size})").format(what=what, size=_size(limit)))
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def parse_json(content: bytes | str, allow_nan: bool = True) -> Any:
    """What a JSON text holds, if it takes no more memory than a text of its length is worth.

    A byte-order mark is skipped.

    Raises:
        ValueError: it is no JSON, or nests too deep, or holds too many values; says so.
    """
    content = content.encode() if isinstance(content, str) else content
    check_json_size(content)
    parsed = from_json(content.removeprefix(_BOM), allow_inf_nan=allow_nan)
    check_json_parts(parsed)
    return parsed


def check_json_size(content: bytes) -> None:
    """Raises ValueError if a JSON text holds too many values, whoever is to parse it."""
    # a few more than there are, for those within texts count as well
    if content.count(b"[") + content.count(b"{") > MAX_CONTAINERS:
        raise ValueError(_("more than {max_containers:,} lists and objects").format(max_containers=MAX_CONTAINERS))
    if content.count(b",") > MAX_VALUES:
        raise ValueError(_("more than {max_values:,} values").format(max_values=MAX_VALUES))


def check_json_parts(parsed: Any) -> None:
    """Raises ValueError if what a JSON text holds has so many parts that it could not be said what is wrong with it, or
    if these nest too deep."""
    count, pending = 0, [(parsed, 0)]
    while pending:
        here, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise ValueError(_("it nests more than {max_depth} deep").format(max_depth=MAX_DEPTH))
        if isinstance(here, dict):
            count += _OF_AN_OBJECT + len(here)
            for key, value in here.items():
                if key == _NUMBERS and isinstance(value, list):
                    count += _OF_A_LIST
                    # to be refused at the first that is no number
                    value = next((one for one in value if not isinstance(one, int | float)), None)
                pending.append((value, depth + 1))
        elif isinstance(here, list):
            count += _OF_A_LIST + len(here)
            if count <= MAX_PARTS:
                pending += [(one, depth + 1) for one in here if isinstance(one, dict | list)]
        if count > MAX_PARTS:
            raise ValueError(_("more than {max_parts:,} keys and values").format(max_parts=MAX_PARTS))


def _require_ordinary(mode: int, what: str) -> None:
    if stat.S_ISDIR(mode):
        raise InvalidProjectError(_("this is a folder, not {what}").format(what=what))
    if not stat.S_ISREG(mode):
        raise InvalidProjectError(
            _("this is no ordinary file but a pipe or a device, and not {what}").format(what=what)
        )


def _unreadable(error: Exception) -> InvalidProjectError:
    reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return InvalidProjectError(_("can't be read ({reason})").format(reason=reason))


def _size(limit: int) -> str:
    return (
        _("{n} GB").format(n=limit >> 30)
        if limit >= 1 << 30 and not limit % (1 << 30)
        else _("{n} MB").format(n=max(1, limit >> 20))
    )
