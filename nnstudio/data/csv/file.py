"""A data file as bytes: its size, its SHA-256, whether it is text at all, and in which encoding."""

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from nnstudio.data.csv.encodings import OLD_ENCODINGS, codec_of, decodes, guess_old_encoding
from nnstudio.language import _
from nnstudio.project.bounded_reading import open_file
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.names import printable
from nnstudio.project.sources.csv import MAX_DATA_BYTES, Encoding

_CHUNK = 2**20
_SAMPLE_BYTES = 2**14
# where Latin-1 has control characters, Windows has quotation marks, dashes, the euro sign and some letters
_C1 = re.compile(rb"[\x80-\x9f]")

Kind = Literal["list", "lines", "excel", "ods"]
"""What is made into text before it is read: a list of JSON, one of its records a line, workbooks."""
Progress = Callable[[float], None]
"""Is told the share that is done, from 0 to 1. It may raise, which ends the reading."""

_KNOWN_STARTS = {
    b"PK\x03\x04": _("a zip archive; unpack it first"),
    b"<html": _("a web page; open it in a spreadsheet and save it as CSV"),
    b"<!DOCTYPE html": _("a web page; open it in a spreadsheet and save it as CSV"),
    b"\xd0\xcf\x11\xe0": _("an old Excel or Office document; save the sheet as CSV there"),
    b"%PDF": _("a PDF document"),
    b"\x89PNG": _("a picture"),
    b"\xff\xd8\xff": _("a picture"),
    b"\x1f\x8b": _("compressed by gzip; unpack it first"),
    b"PAR1": _("a Parquet file; write it as CSV first"),
    b"SQLite format": _("a database"),
}
_BOMS: tuple[tuple[bytes, Encoding], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def ignore_progress(share: float) -> None:
    """Nobody waits."""


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file once every byte has been seen."""

    size: int
    modified_ns: int
    """When it was last written, before it was read."""
    sha256: str
    encoding: Encoding
    """The guess."""
    why: str
    """What the guess rests upon."""
    kind: Kind | None = None
    """Of a file that is no text itself."""
    sheet: str = ""
    """Of a workbook: the one that is read."""
    sheets: tuple[str, ...] = ()
    """All that it has."""


class UnevenError(InvalidProjectError):
    """Too many of a file's lines do not fit."""


def refusal(path: Path, message: str) -> InvalidProjectError:
    """A sentence about the file, with its name."""
    return InvalidProjectError(f"{printable(path.name)}: {message}")


def check_size(path: Path) -> int:
    """The file's size, once it is known that it may be read.

    Raises:
        InvalidProjectError: no file, or one that is empty or too large.
    """
    try:
        if path.is_dir():
            raise refusal(path, _("this is a folder, not a data file"))
        if not path.exists():
            raise refusal(path, _("there is no such file ({parent})").format(parent=path.parent))
        if not path.is_file():
            raise refusal(path, _("this is no ordinary file but a pipe or a device"))
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise refusal(path, _("can't be read ({reason})").format(reason=_reason(error))) from None
    if size == 0:
        raise refusal(path, _("the file is empty"))
    if size > MAX_DATA_BYTES:
        raise refusal(
            path,
            _("the file has {size:,.0f} MB; at most {max_data_bytes} MB can be read here").format(
                size=size / 2**20, max_data_bytes=MAX_DATA_BYTES >> 20
            ),
        )
    return size


def open_data_file(path: Path) -> BinaryIO:
    """The file, opened for reading bytes.

    Raises:
        InvalidProjectError: it is no ordinary file, or can't be opened.
    """
    try:
        return open_file(path, _("a data file"))
    except InvalidProjectError as error:
        raise refusal(path, str(error)) from None


def scan(path: Path, progress: Progress = ignore_progress) -> FileFacts:
    """Reads the whole file once.

    Raises:
        InvalidProjectError: it can't be read, or is no text.
        Exception: `progress` raised it.
    """
    size = check_size(path)
    digest = hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_ascii, has_c1, done, start, sample = True, True, False, 0, b"", b""
    try:
        modified_ns = path.stat().st_mtime_ns
        with open_data_file(path) as file:
            # what is being written meanwhile is read no further than it may be
            while block := file.read(min(_CHUNK, MAX_DATA_BYTES - done)):
                start = start or block
                digest.update(block)
                if not block.isascii():
                    is_ascii = False
                    has_c1 = has_c1 or _C1.search(block) is not None
                    sample = sample if len(sample) > _SAMPLE_BYTES else sample + _strange_lines(block, not done)
                try:
                    if is_utf8:
                        utf8.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
                done += len(block)
                progress(min(1.0, done / size))
            try:
                utf8.decode(b"", final=True)
            except UnicodeDecodeError:
                is_utf8 = False
    except OSError as error:
        raise refusal(path, _("can't be read ({reason})").format(reason=_reason(error))) from None
    if not start:
        raise refusal(path, _("the file is empty"))
    encoding, why = _guess_encoding(start, is_utf8, is_ascii, has_c1, sample)
    if not is_utf8 and encoding in OLD_ENCODINGS and not _is_all_text(path, encoding):
        encoding, why = "latin-1", _("bytes do not fit UTF-8, nor any other encoding that was tried")
    _require_text(path, start, encoding)
    return FileFacts(done, modified_ns, digest.hexdigest(), encoding, why)


def _is_all_text(path: Path, encoding: Encoding) -> bool:
    with open_data_file(path) as file:
        return decodes(iter(partial(file.read, _CHUNK), b""), encoding)


def _strange_lines(block: bytes, is_first: bool) -> bytes:
    """Lines with other letters than ASCII's, some 16 KB of them, none cut by the block's ends."""
    found, size = [], 0
    lines = block.splitlines()
    for line in lines[0 if is_first else 1 : len(lines) - (len(block) == _CHUNK)]:
        if not line.isascii():
            found.append(line)
            size += len(line)
            if size > _SAMPLE_BYTES:
                break
    return b"\n".join([*found, b""])


def _guess_encoding(start: bytes, is_utf8: bool, is_ascii: bool, has_c1: bool, sample: bytes) -> tuple[Encoding, str]:
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding, _("the file begins with the mark of this encoding")
    head = start[:4096]
    if len(head) >= 4 and head.count(0) >= len(head) * 0.3:
        little = head[1::2].count(0) > head[::2].count(0)
        return ("utf-16-le" if little else "utf-16-be"), _("every other byte is 0")
    if is_ascii:
        return "utf-8", _("there are plain letters alone")
    if is_utf8:
        return "utf-8", _("every byte fits")
    return guess_old_encoding(sample, has_c1)


def _require_text(path: Path, start: bytes, encoding: Encoding) -> None:
    for magic, what in _KNOWN_STARTS.items():
        if start.startswith(magic):
            raise refusal(path, _("this is not text but {what}").format(what=what))
    text = start[:65536].decode(codec_of(encoding), errors="replace")
    strange = sum(not c.isprintable() and c not in "\r\n\t\f\ufeff\xa0\xad\x1a\u2028\u3000" for c in text)
    if "\0" in text or strange > len(text) * 0.02 + 1 or text.count("\ufffd") > len(text) * 0.1 + 1:
        raise refusal(path, _("this is not text but a file of another kind; a CSV or text file is needed"))


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
