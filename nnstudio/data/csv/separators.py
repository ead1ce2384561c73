"""What stands between a text's cells: the separator that cuts most of its rows into the same number of them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from nnstudio.data.csv.fixed_widths import fixed_dialect
from nnstudio.data.csv.numbers import is_number
from nnstudio.data.csv.records import Dialect, Record, Records
from nnstudio.language import _
from nnstudio.project.sources.csv import Decimal, Separator

SEPARATORS: dict[Separator, str] = {
    ",": _("comma"),
    ";": _("semicolon"),
    "\t": _("tab"),
    "|": _("bar"),
    " ": _("space"),
    ":": _("colon"),
    "::": _("two colons"),
    "blanks": _("spaces"),
    "tabs": _("tabs"),
    "fixed": _("fixed widths"),
}
"""What may stand between cells, by its name; the earlier are preferred."""
_PREFERRED = {";": 0.2, "\t": 0.2, " ": -0.3, "blanks": -0.3, ":": -0.4, "::": 0.2}
"""A comma within numbers cuts evenly too, but semicolons and tabs are no part of one; spaces and colons often are."""
_SIGNS = tuple(separator for separator in SEPARATORS if separator != "fixed")
COMMENTS = ("#", "%", "//")
"""What a line of comment begins with."""
_ROWS = 200
_FEW = 4
"""In so few lines blanks come to stand below each other by chance."""


def guess_dialect(lines: Sequence[str], separator: Separator | None, decimal: Decimal | None) -> tuple[Dialect, str]:
    """How the first lines are cut into cells, and why; `separator` if it is known."""
    lines = [line for line in lines if not line.startswith(COMMENTS)] or lines
    is_nested = separator is None and _is_nested(lines)
    inner = [records.cells[0] + "\n" for records in _records(lines, Dialect(","))] if is_nested else lines
    # a quotation mark behind a blank is no quotation, and stays
    if inner != lines:
        found, reason = guess_dialect(inner, None, decimal)
        return replace(found, nested=True), reason
    if separator == "fixed":
        return fixed_dialect(lines), ""
    if separator is not None:
        found, reason = Dialect(separator), ""
    else:
        found, reason = _guess_separator(lines, decimal)
        if found.separator == "fixed":
            return found, reason
    return _with_quotes(lines, _with_frame(lines, found)), reason


def cells_are_apart(lines: Sequence[str]) -> bool:
    """Whether a table that was made into text has several columns; if not, its cells may hold whole rows."""
    rows = _records(lines, Dialect(","))
    return sum(len(row.cells) > 1 for row in rows) > len(rows) / 2


def _records(lines: Sequence[str], dialect: Dialect) -> list[Record]:
    return list(islice(Records(lines, dialect), _ROWS))


def _is_nested(lines: Sequence[str]) -> bool:
    """Whether each row is one quoted cell, which holds the others."""
    whole = [line.strip() for line in lines if line.strip()][:_ROWS]
    if not whole or sum(line.startswith('"') and line.endswith('"') for line in whole) < 0.95 * len(whole):
        return False
    rows = _records(lines, Dialect(","))
    alone = [row.cells[0] for row in rows if len(row.cells) == 1]
    return len(alone) >= 0.95 * len(rows) and all(
        any(sign in cell for sign in (",", ";", "\t", "|", "  ")) for cell in alone
    )


def _guess_separator(lines: Sequence[str], decimal: Decimal | None) -> tuple[Dialect, str]:
    best: tuple[float, int] = (0.0, 1)
    found: Dialect | None = None
    rows_found: list[Record] = []
    whole: tuple[Dialect, list[Record]] | None = None
    """What cuts every row into as many cells."""
    for separator in _SIGNS:
        dialect = _with_frame(lines, Dialect(separator))
        rows = _records(lines, dialect)
        width, evenness = _evenness(rows)
        # where two cut as evenly, the one that cuts the names, too
        preferred = evenness + _PREFERRED.get(separator, 0) + 0.05 * _share(rows, width)
        if separator in (" ", "blanks") and rows and len(rows[0].cells) < width - 1:
            # a column of sentences
            continue
        if separator == decimal == ",":
            # commas that part cells stand between quoted numbers then
            preferred -= 0.5
        if separator == "tabs" and found is not None and found.separator == "\t":
            # several tabs are one separator where single ones cut unevenly
            preferred = evenness + (0.2 if evenness > _evenness(rows_found)[1] else -1)
        if separator == "blanks" and found is not None and found.separator == " " and _has_runs(rows_found):
            best = (0, 1)
        if width > 1 and len(rows) > 1 and _share(rows, width) == 1 and whole is None:
            whole = dialect, rows
        if width > 1 and evenness > 0.5 and (preferred, width) > best:
            best, found, rows_found = (preferred, width), dialect, rows
    if whole is not None and rows_found and len(rows_found[0].cells) == 1:
        # tags parted by semicolons in one of the cells: the first row, which holds none, would be a title
        (found, rows_found), best = whole, (0, len(whole[1][0].cells))
    if found is None or found.separator in (" ", "blanks") or len(rows_found[0].cells) == 1:
        fixed = fixed_dialect(lines)
        are_even = found is not None and _share(rows_found, best[1]) == 1
        if (
            len(lines) > _FEW
            and len(fixed.starts) > 1
            and not are_even
            and _share(_records(lines, fixed), len(fixed.starts)) == 1
        ):
            return fixed, _("each column begins at the same place in every line")
    if found is not None and found.separator != "blanks" and _holds_rows(rows_found):
        rows = _records(lines, Dialect("blanks"))
        width = _evenness(rows)[0]
        if len(rows[0].cells) == width and _share(rows, width) > 0.95:
            found, best = Dialect("blanks"), (0, width)
    if found is None:
        return Dialect(";" if decimal == "," else ","), _("there is one column, so any will do")
    return found, _("it cuts the rows into {best} cells").format(best=best[1])


def _evenness(rows: Sequence[Record]) -> tuple[int, float]:
    """The usual number of cells, more than one if possible, and the share of rows that have it."""
    widths = Counter(len(row.cells) for row in rows)
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
    # a line of comment, a title and a source are no rows
    several = sum(number for cells, number in widths.items() if cells > 1)
    return width, count / max(1, several, 0.7 * len(rows))


def _share(rows: Sequence[Record], width: int) -> float:
    return sum(len(row.cells) == width for row in rows) / max(1, len(rows))


def _has_runs(rows: Sequence[Record]) -> bool:
    return any(not cell for row in rows for cell in row.cells)


def _holds_rows(rows: Sequence[Record]) -> bool:
    """Whether most rows have a cell of several numbers with blanks between."""
    count = sum(any(_is_row(cell) for cell in row.cells) for row in rows)
    return count > 0.5 * len(rows)


def _is_row(cell: str) -> bool:
    parts = cell.split()
    return len(parts) > 1 and not is_number(cell.strip()) and all(map(is_number, parts))


def _with_frame(lines: Sequence[str], dialect: Dialect) -> Dialect:
    if dialect.separator != "|":
        return dialect
    whole = [line.strip() for line in lines if line.strip()][:_ROWS]
    framed = sum(line.startswith(dialect.separator) and line.endswith(dialect.separator) for line in whole)
    return replace(dialect, framed=len(whole) > 1 and framed >= 0.9 * len(whole))


def _with_quotes(lines: Sequence[str], dialect: Dialect) -> Dialect:
    """Backslashes before quotation marks, and marks that are no such marks, are seen where they cut more evenly."""
    text = "".join(lines)
    if '"' not in text and _wrapped_in_apostrophes(text, dialect.delimiter, len(lines)):
        return replace(dialect, quotes="single")
    escapes = "\\" + dialect.delimiter in text or '\\"' in text
    if '"' not in text and not escapes:
        return dialect
    best = _quality(lines, dialect)
    if escapes:
        escaped = replace(dialect, quotes="escaped")
        if _quality(lines, escaped) > best:
            dialect, best = escaped, _quality(lines, escaped)
    plain = replace(dialect, quotes="none")
    if best[0] < 0.9 and _quality(lines, plain)[0] > best[0] + 0.1:
        dialect = plain
    return dialect


def _wrapped_in_apostrophes(text: str, delimiter: str, lines: int) -> bool:
    """Whether apostrophes stand around cells and nowhere else, as in many rows as not."""
    part = re.escape(delimiter)
    wrapped = re.findall(rf"(?:^|(?<={part})) *'[^'\r\n]*' *(?={part}|$|\r)", text, re.MULTILINE)
    return len(wrapped) >= 0.5 * lines > 0 and 2 * len(wrapped) == text.count("'")


def _quality(lines: Sequence[str], dialect: Dialect) -> tuple[float, int]:
    """How even the rows are, and how few of them had to be mended."""
    records = Records(lines, dialect)
    rows = list(islice(records, _ROWS))
    return _evenness(rows)[1], -len(records.mended)


def separator_in(cell: str) -> bool:
    """Whether a cell holds anything that may stand between cells."""
    return any(sign in cell.strip() for sign in (",", ";", "\t", "|", " ", ":"))


def separator_within(rows: Sequence[Sequence[str]]) -> Separator | None:
    """What most rows still hold within a cell, as often in each: then they were not cut where they should have been."""
    for separator in (";", "\t", "|", ","):
        counts = Counter(max(cell.count(separator) for cell in row) for row in rows)
        if counts and counts.most_common(1)[0][0] > 0 and counts.most_common(1)[0][1] > 0.8 * counts.total():
            return separator
    return None
