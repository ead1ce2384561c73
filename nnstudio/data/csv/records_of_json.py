"""Records of JSON as rows: a list of objects or of lists, or one of them a line."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import from_json

from nnstudio.language import _
from nnstudio.project.bounded_reading import check_json_size
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.sources.csv import MAX_COLUMNS


def rows_of_json(content: bytes, is_by_line: bool) -> Iterator[list[Any]]:
    """The rows, the names first where the records have some.

    Raises:
        InvalidProjectError: it is no JSON, or no list of records.
    """
    records = _records(content, is_by_line)
    if all(isinstance(record, list) for record in records):
        yield from ([_cell(value) for value in record] for record in records)
        return
    if not all(isinstance(record, dict) for record in records):
        raise InvalidProjectError(_("this JSON is no list of records"))
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(record))
        if len(names) > MAX_COLUMNS:
            raise InvalidProjectError(_("the records have more than {most:,} names").format(most=MAX_COLUMNS))
    yield list(names)
    for record in records:
        yield [_cell(record.get(name)) for name in names]


def _records(content: bytes, is_by_line: bool) -> Sequence[Any]:
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        if is_by_line:
            found = [from_json(line) for line in content.splitlines() if line.strip()]
        else:
            check_json_size(content)
            found = from_json(content, allow_inf_nan=True)
    except ValueError as error:
        raise InvalidProjectError(_("not valid JSON ({error})").format(error=error)) from None
    if isinstance(found, dict):
        found = _of_object(found)
    if not isinstance(found, list) or not found:
        raise InvalidProjectError(_("this JSON is no list of records"))
    return found


def _of_object(found: dict[str, Any]) -> Any:
    """The records of one object: its only list, as of an answer from the net, or pandas' columns of cells."""
    lists = [value for value in found.values() if isinstance(value, list)]
    if isinstance(found.get("columns"), list) and isinstance(found.get("data"), list):
        return [found["columns"], *found["data"]]
    if len(lists) == 1:
        return lists[0]
    columns = [value.values() if isinstance(value, dict) else value for value in found.values()]
    if not all(isinstance(value, dict | list) for value in found.values()) or len({*map(len, columns)}) != 1:
        return None
    return [list(found), *map(list, zip(*columns, strict=True))]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool | int | float | str):
        return value
    return json.dumps(value, ensure_ascii=False)
