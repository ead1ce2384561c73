"""Tables that are no text, written as CSV: records of JSON, and workbooks where openpyxl is installed."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from nnstudio.data.csv.file import refusal
from nnstudio.language import _
from nnstudio.project.bounded_reading import check_json_size, read_file
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.sources.csv import MAX_COLUMNS
from nnstudio.project.writing import write_once

MAX_BYTES = 64 * 2**20
_JSON = (".json", ".jsonl", ".ndjson")
_BOOKS = (".xlsx", ".xlsm")
_OTHERS = (".ods", ".xls")


def needs_conversion(path: Path) -> bool:
    """Whether a file is read by way of a CSV file."""
    return path.suffix.lower() in (*_JSON, *_BOOKS, *_OTHERS)


def converted(path: Path, folder: Path) -> Path:
    """The same table as a CSV file in `folder`, which is made if need be.

    Raises:
        ProjectError: the file can't be read as a table, or the other one can't be written.
    """
    suffix = path.suffix.lower()
    try:
        content = read_file(path, MAX_BYTES, _("a table"))
    except InvalidProjectError as error:
        raise refusal(path, str(error)) from None
    if suffix in _JSON:
        rows: Iterable[list[Any]] = _rows_of_records(path, _records(path, content))
    elif suffix in _BOOKS:
        rows = _rows_of_book(path, content)
    elif content.lstrip()[:64].lower().startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml")):
        raise refusal(path, _("this is a web page that is called a workbook; open it and save it as CSV"))
    else:
        raise refusal(path, _("this kind of workbook can't be read; save the sheet as CSV in your spreadsheet"))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    name = f"{path.stem[:80]}-{hashlib.sha256(content).hexdigest()[:8]}.csv"
    target = folder / name
    write_once(text.getvalue().encode("utf-8-sig", errors="replace"), target)
    return target


def _records(path: Path, content: bytes) -> list[Any]:
    """The records of a JSON list, or of one object a line."""
    try:
        if path.suffix.lower() == ".json":
            check_json_size(content)
            found = from_json(content.removeprefix(b"\xef\xbb\xbf"), allow_inf_nan=True)
        else:
            found = [from_json(line) for line in content.splitlines() if line.strip()]
    except ValueError as error:
        raise refusal(path, _("not valid JSON ({error})").format(error=error)) from None
    if not isinstance(found, list) or not found:
        raise refusal(path, _("this JSON is no list of records"))
    return found


def _rows_of_records(path: Path, records: Sequence[Any]) -> Iterator[list[Any]]:
    if all(isinstance(record, list) for record in records):
        yield from ([_cell(value) for value in record] for record in records)
        return
    if not all(isinstance(record, dict) for record in records):
        raise refusal(path, _("this JSON is no list of records"))
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(record))
        if len(names) > MAX_COLUMNS:
            raise refusal(path, _("the records have more than {most:,} names").format(most=MAX_COLUMNS))
    yield list(names)
    for record in records:
        yield [_cell(record.get(name)) for name in names]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool | int | float | str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _rows_of_book(path: Path, content: bytes) -> Iterable[list[Any]]:
    """The rows of a workbook's first sheet that has any."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise refusal(
            path,
            _(
                "workbooks are read where openpyxl is installed (pip install “nnstudio[workbooks]”); or save the sheet "
                "as CSV"
            ),
        ) from None
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [[["" if cell is None else cell for cell in row] for row in sheet.values] for sheet in book.worksheets]
    except Exception as error:
        # whatever a broken archive makes it raise
        raise refusal(path, _("this workbook can't be read ({reason})").format(reason=type(error).__name__)) from None
    return next((sheet for sheet in sheets if any(any(row) for row in sheet)), [])
