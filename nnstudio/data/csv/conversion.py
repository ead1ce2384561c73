"""Tables that are no text, as the text of a CSV file: sheets of workbooks, and records of JSON."""

import csv
import io
import threading
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from nnstudio.data.csv.file import Kind, refusal
from nnstudio.data.csv.records_of_json import rows_of_json
from nnstudio.data.workbooks.cells import MAX_UNPACKED
from nnstudio.data.workbooks.excel import excel_rows, open_excel
from nnstudio.data.workbooks.ods import ods_sheets
from nnstudio.language import _
from nnstudio.project.bounded_reading import open_file
from nnstudio.project.errors import InvalidProjectError, ProjectError
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import FEWEST_ROWS
from nnstudio.project.tables import LINES_SUFFIXES, records_in

MAX_BYTES = 64 * 2**20
_MOST_KEPT = 64 * 2**20
_START_BYTES = 2**18
_MOST_NAMED = 6
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_WEB_PAGE = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml")

_S = TypeVar("_S")
Rows = Sequence[Sequence[str]]
Tell = Callable[[float], None]


class Converted(NamedTuple):
    """A table that was no text."""

    text: str
    sheet: str = ""
    """Of a workbook: which of its sheets this is."""
    sheets: tuple[str, ...] = ()
    """All of them."""


_kept: dict[tuple[str, Kind, str], Converted] = {}
"""What was converted last, by the content's hash, what it was taken for, and the sheet that was asked for."""
_keeping = threading.Lock()


def kind_of(path: Path) -> Kind | None:
    """What a file is to be converted from, by its content, whatever it is called; None for a text.

    Raises:
        InvalidProjectError: it is a workbook that can't be read.
    """
    suffix = path.suffix.lower()
    try:
        with open_file(path) as file:
            start = file.read(_START_BYTES)
    except (OSError, ProjectError):
        # whoever reads it says what is wrong
        return None
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_archive(path, suffix)
    if start.startswith(_OLD_OFFICE) and suffix == ".xls":
        raise refusal(
            path, _("old workbooks of Excel can't be read; save it as .xlsx or .ods, or save the sheet as CSV")
        )
    if start.lstrip().lower().startswith(_WEB_PAGE) and suffix in (".xls", *_WORKBOOKS):
        raise refusal(path, _("this is a web page that is called a workbook; open it and save it as CSV"))
    if suffix in LINES_SUFFIXES:
        return "lines"
    return records_in(start) or ("list" if suffix == ".json" else None)


def _kind_of_archive(path: Path, suffix: str) -> Kind | None:
    try:
        with open_file(path) as file, zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except Exception as error:
        if suffix in _WORKBOOKS:
            raise refusal(path, _broken(error)) from None
        return None
    if "content.xml" in names:
        return "ods"
    return "excel" if "xl/workbook.xml" in names or suffix in _WORKBOOKS else None


def converted(path: Path, kind: Kind, content: bytes, sha256: str, sheet: str | None, tell: Tell) -> Converted:
    """The content of a file as a table's text.

    Args:
        sheet: of a workbook the one that is wished; else the first one that holds a table.
        sha256: of the content.

    Raises:
        InvalidProjectError: it can't be read as a table, or has no such sheet.
        Exception: `tell` raised it.
    """
    key = (sha256, kind, sheet or "")
    with _keeping:
        known = _kept.get(key)
    if known is not None:
        return known
    try:
        if kind in ("list", "lines"):
            made = Converted(_as_csv(rows_of_json(content, kind == "lines")))
        else:
            made = _sheet(kind, content, sheet, tell)
    except InvalidProjectError as error:
        raise refusal(path, str(error)) from None
    with _keeping:
        _kept.clear()
        if len(made.text) <= _MOST_KEPT:
            _kept[key] = _kept[sha256, kind, made.sheet] = made
    return made


def _sheet(kind: Kind, content: bytes, sheet: str | None, tell: Tell) -> Converted:
    told: list[BaseException] = []

    def watched(share: float) -> None:
        try:
            tell(share)
        except BaseException as error:
            told.append(error)
            raise

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise InvalidProjectError(
                    _("unpacked, this workbook is larger than {n} MB").format(n=MAX_UNPACKED >> 20)
                )
            if kind == "ods":
                return _chosen(ods_sheets(archive, watched), sheet, lambda rows: rows)
        return _chosen(open_excel(content), sheet, lambda one: excel_rows(one, watched))
    except InvalidProjectError:
        raise
    except Exception as error:
        # whatever a broken archive makes a reader raise
        if told:
            raise
        raise InvalidProjectError(_broken(error)) from None


def _chosen(sheets: dict[str, _S], wished: str | None, read: Callable[[_S], Rows]) -> Converted:
    """The sheet that is wished; else the first with a table's rows and columns, else the first that holds anything."""
    names = tuple(sheets)
    if wished:
        if wished not in sheets:
            there = ", ".join(map(shown, names[:_MOST_NAMED]))
            raise InvalidProjectError(
                _("there is no sheet {sheet}; there are: {there}").format(sheet=shown(wished), there=there)
            )
        return Converted(_as_csv(_trimmed(read(sheets[wished]))), wished, names)
    found: tuple[str, Rows] = (names[0] if names else "", ())
    for name, sheet in sheets.items():
        rows = _trimmed(read(sheet))
        if len(rows) > FEWEST_ROWS and sum(len(row) > 1 for row in rows) >= FEWEST_ROWS:
            found = name, rows
            break
        if rows and not found[1]:
            found = name, rows
    return Converted(_as_csv(found[1]), found[0], names)


def _trimmed(rows: Rows) -> Rows:
    """The rows without the columns that are empty before the table."""
    before = min((next(i for i, cell in enumerate(row) if cell) for row in rows), default=0)
    return [row[before:] for row in rows] if before else rows


def _as_csv(rows: object) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


def _broken(error: Exception) -> str:
    return _("this workbook can't be read ({reason}); save the sheet as CSV").format(reason=type(error).__name__)
