"""A data file as text, whether it is one or is made into one: what is known of it, and its lines."""

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nnstudio.data.csv.conversion import MAX_BYTES, Converted, converted, kind_of
from nnstudio.data.csv.encodings import codec_of
from nnstudio.data.csv.file import FileFacts, Kind, Progress, check_size, ignore_progress, open_data_file, refusal, scan
from nnstudio.language import _
from nnstudio.project.bounded_reading import read_file
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.sources.csv import Encoding


def facts_of(path: Path, sheet: str | None, progress: Progress = ignore_progress) -> FileFacts:
    """What is known of a file once all of it has been seen; `sheet` if a certain one of a workbook is meant.

    Raises:
        InvalidProjectError: it can't be read, or is no table.
        Exception: `progress` raised it.
    """
    check_size(path)
    kind = kind_of(path)
    if kind is None:
        return scan(path, progress)
    modified_ns = path.stat().st_mtime_ns
    content, sha256 = _content(path)
    made = converted(path, kind, content, sha256, sheet, progress)
    return FileFacts(
        len(content), modified_ns, sha256, "utf-8", _("the file itself is no text"), kind, made.sheet, made.sheets
    )


@contextmanager
def open_text(path: Path, facts: FileFacts, encoding: Encoding) -> Iterator[tuple[io.TextIOBase, Callable[[], float]]]:
    """The file's text, and a function that says which share of it has been read.

    Raises:
        InvalidProjectError: it can't be opened, or is not the file any more of which the facts are known.
    """
    if facts.kind is None:
        with (
            open_data_file(path) as binary,
            io.TextIOWrapper(binary, encoding=codec_of(encoding), newline="") as file,
        ):
            yield file, lambda: min(1.0, binary.tell() / facts.size)
        return
    text = io.StringIO(_again(path, facts, facts.kind).text, newline="")
    size = max(1, len(text.getvalue()))
    yield text, lambda: text.tell() / size


def _again(path: Path, facts: FileFacts, kind: Kind) -> Converted:
    content, sha256 = _content(path)
    if sha256 != facts.sha256:
        raise refusal(path, _("the file has changed while it was being read"))
    return converted(path, kind, content, sha256, facts.sheet, ignore_progress)


def _content(path: Path) -> tuple[bytes, str]:
    try:
        content = read_file(path, MAX_BYTES, _("a table"))
    except InvalidProjectError as error:
        raise refusal(path, str(error)) from None
    return content, hashlib.sha256(content).hexdigest()
