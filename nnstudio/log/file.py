"""The log's file: small, turned over when it is full, and without what is nobody's business."""

import faulthandler
import logging
import os
import re
import sys
from collections import deque
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from nnstudio.language import _
from nnstudio.log.repeats import Repeats, kind_of
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import harmless
from nnstudio.project.portable import program_folder
from nnstudio.project.writing import check_writable

NAME = "nnstudio.log"
_TITLE = "NN Studio's log"
_MOST_BYTES, _BACKUPS = 1_000_000, 2
_MOST_LETTERS = 20_000
"""Of one record."""
_REMEMBERED = 200
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|[0-9a-fA-F]*\d[0-9a-fA-F]*")


def log_folder() -> Path:
    """Where the log is kept."""
    return program_folder() / "log"


def check_log(path: Path) -> None:
    """
    Raises:
        ProjectError: no log can be written there, or the file that is there is something else.
    """
    check_writable(path)
    try:
        with path.open("rb") as file:
            first = file.read(len(_TITLE))
    except FileNotFoundError:
        return
    except OSError as error:
        raise ProjectError(
            _("{path}: can't be read ({reason}); name another file").format(path=path, reason=error.strerror or error)
        ) from None
    if first and first != _TITLE.encode():
        raise ProjectError(
            _("{path}: this is no log of NN Studio, and is left alone; name another file for the log").format(path=path)
        )


class LogFile(RotatingFileHandler):
    """Writes the records into a file, each of a kind at most a few times a minute.

    Raises:
        OSError: the file can't be written.
    """

    def __init__(self, path: Path) -> None:
        # unless somebody else has it, as pytest
        self._hears_crashes = not faulthandler.is_enabled()
        self.trouble = ""
        """Why the last record could not be written; empty if it could."""
        super().__init__(path, maxBytes=_MOST_BYTES, backupCount=_BACKUPS, encoding="utf-8", errors="backslashreplace")
        self.setFormatter(_Formatter())
        self.addFilter(_Filter())

    def _open(self) -> TextIOWrapper:
        file = super()._open()
        if not Path(self.baseFilename).stat().st_size:
            file.write(f"{_TITLE}. It holds no more than what went wrong, and stays on this machine.\n")
            file.flush()
        if self._hears_crashes:
            # of Python itself, as by a fault in a library
            faulthandler.enable(file)
        return file

    def close(self) -> None:
        if self._hears_crashes:
            faulthandler.disable()
        # on a full disk, the last records
        with suppress(OSError):
            super().close()

    def rotate(self, source: str, dest: str) -> None:
        try:
            super().rotate(source, dest)
        except OSError:
            # Windows renames no file that another window has open
            os.truncate(source, 0)

    def handleError(self, record: logging.LogRecord) -> None:
        # a full disk, most likely: what can't be logged must not end what was logged
        self.trouble = str(sys.exc_info()[1])


class Memory(logging.Handler):
    """Remembers the last records, for a machine on which none can be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=_REMEMBERED)
        self.setFormatter(_Formatter())
        self.addFilter(_Filter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class _Formatter(logging.Formatter):
    """A record as text, with the home folder's name left out: a log is made to be shown to others."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s [%(threadName)s] %(name)s: %(message)s")
        self._home = str(Path.home())

    def format(self, record: logging.LogRecord) -> str:
        # whoever looks at the log may do so in a terminal
        text = harmless(super().format(record))
        left_out = getattr(record, "left_out", 0)
        if left_out:
            text = f"({left_out:,} more like the last ones were left out)\n{text}"
        if len(self._home) > 1:
            text = text.replace(self._home, "~")
        if len(text) > _MOST_LETTERS:
            text = f"{text[: _MOST_LETTERS // 2]}\n…\n{text[-_MOST_LETTERS // 2 :]}"
        return text


class _Filter(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self._repeats = Repeats()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        error = record.exc_info[1] if record.exc_info else None
        # one message may differ from the next by a number or an address
        kind = kind_of(error) if error is not None else _NUMBER.sub("#", record.getMessage())
        admitted, record.left_out = self._repeats.admits((record.name, kind))
        return admitted


def text_of(path: Path | None, memory: Memory, most: int = 200_000) -> str:
    """The end of the log, of at most `most` bytes; of what is remembered, where there is no file."""
    if path is not None:
        try:
            with path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - most))
                return file.read(most).decode("utf-8", errors="replace")
        except OSError as error:
            return f"{path}: can't be read ({error.strerror or error})\n" + "\n".join(memory.lines)
    return "\n".join(memory.lines)
