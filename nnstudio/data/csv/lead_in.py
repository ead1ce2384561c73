"""What stands above a table, by the rules of the first version: its sources know nothing of their layout."""

import io
from collections import Counter
from itertools import islice
from pathlib import Path

from nnstudio.data.csv.file import FileFacts
from nnstudio.data.csv.head import read_head, said_separator
from nnstudio.data.csv.numbers import to_number
from nnstudio.data.csv.records import Dialect, Records
from nnstudio.project.sources.csv import Encoding, Separator
from nnstudio.project.sources.csv_layout import CsvLayout

_HEAD_ROWS = 200
_MOST_TITLES = 10


def first_layout(path: Path, facts: FileFacts, encoding: Encoding, separator: Separator, header: bool) -> CsvLayout:
    """The layout of a file that a source of the first version was made of."""
    text = read_head(path, encoding, facts)
    said = said_separator(text) is not None
    records = list(islice(Records(io.StringIO(text, newline=""), Dialect(separator, as_first=True)), _HEAD_ROWS + 1))
    rows = [[cell.strip() for cell in record.cells] for record in records[said:]]
    above = said + (_title_rows(rows) if header else 0)
    if above >= len(records):
        return CsvLayout(width=1, name_rows=int(header))
    left_out = ((1, records[above - 1].last),) if above else ()
    return CsvLayout(width=len(records[above].cells), name_rows=int(header), left_out=left_out)


def _title_rows(rows: list[list[str]]) -> int:
    """How many rows before the header are no part of the table: much shorter ones, with a row of names below them."""
    wide = Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 0
    full = Counter(_filled(row) for row in rows if len(row) == wide).most_common(1)[0][0] if rows else 0
    for i, row in enumerate(rows[: _MOST_TITLES + 1]):
        is_short = len(row) <= wide / 2 or (len(row) == wide and full > 2 and _filled(row) <= full / 2)
        if not is_short:
            # a row that holds a number is no header, and then what stands above is no title
            is_header = len(row) == wide and all(to_number(cell, ",") is None for cell in row)
            return i if is_header else 0
    return 0


def _filled(row: list[str]) -> int:
    return sum(map(bool, row))
