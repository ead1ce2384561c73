"""How a text file's rows and cells are told apart: guessed from its beginning, each guess with its reason."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nnstudio.data.csv.cells import is_missing, to_number
from nnstudio.data.csv.file import CODECS, FileFacts, open_data_file, refusal
from nnstudio.language import _
from nnstudio.project.sources.csv import CsvSource, Decimal, Encoding, Separator

SEPARATORS: dict[Separator, str] = {
    ",": _("comma"),
    ";": _("semicolon"),
    "\t": _("tab"),
    "|": _("bar"),
    " ": _("space"),
}
"""What may stand between cells, by its name; the earlier are preferred."""
_HEAD_BYTES = 2**18
_HEAD_ROWS = 200
_MOST_TITLES = 10


@dataclass(frozen=True)
class CsvForm:
    """All that is needed to read a file."""

    encoding: Encoding
    separator: Separator
    decimal: Decimal
    header: bool


@dataclass(frozen=True)
class GuessedForm:
    """A form, and why each of its parts was chosen; a part that was wished for has no reason."""

    form: CsvForm
    reasons: dict[str, str]


def guess_form(path: Path, facts: FileFacts, wish: CsvSource) -> GuessedForm:
    """The form in which to read the file: what `wish` says, and guesses for the rest.

    Raises:
        InvalidProjectError: the file is not text in the encoding wished for.
    """
    reasons = {}
    encoding = wish.encoding
    if encoding is None:
        encoding, reasons["encoding"] = facts.encoding, facts.why
    text, said = _without_said(_head(path, encoding))
    separator = wish.separator
    if separator is None:
        separator, reasons["separator"] = said or _guess_separator(text, wish.decimal)
    rows = _rows(text, separator)
    if wish.header is not False:
        rows = rows[_title_rows(rows) :]
    decimal = wish.decimal
    if decimal is None:
        decimal, reasons["decimal"] = _guess_decimal(rows, separator)
    header = wish.header
    if header is None:
        header, reasons["header"] = _guess_header(rows, decimal, wish.target)
    return GuessedForm(CsvForm(encoding, separator, decimal, header), reasons)


def count_lead_in(path: Path, form: CsvForm) -> int:
    """How many rows, those that are empty not counted, stand above the table: titles, and Excel's ``sep=;``."""
    text, said = _without_said(_head(path, form.encoding))
    return (said is not None) + (_title_rows(_rows(text, form.separator)) if form.header else 0)


def guess_lead_in(text: str) -> tuple[Separator, int]:
    """The separator and the number of rows above the table, by the text's beginning alone."""
    rest, said = _without_said(text)
    separator = (said or _guess_separator(rest, None))[0]
    return separator, (said is not None) + _title_rows(_rows(rest, separator))


def _without_said(text: str) -> tuple[str, tuple[Separator, str] | None]:
    """The text without a first line such as Excel's ``sep=;``, and the separator that the line says."""
    first, _unused, rest = text.partition("\n")
    found = re.fullmatch(r'\ufeff?"?sep=(.)"?', first.rstrip("\r"), re.IGNORECASE)
    for separator in SEPARATORS:
        if found is not None and found[1] == separator:
            return rest, (separator, _("the file's first line says so"))
    return text, None


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


def _head(path: Path, encoding: Encoding) -> str:
    """The file's first lines, whole ones wherever there is more than one."""
    try:
        with open_data_file(path) as file:
            content = file.read(_HEAD_BYTES)
            has_more = bool(file.read(1))
    except OSError as error:
        raise refusal(path, _("can't be read ({strerror})").format(strerror=error.strerror)) from None
    text = content.decode(CODECS.get(encoding, encoding), errors="replace")
    cut = max(text.rfind("\n"), text.rfind("\r"))
    return text[: cut + 1] if has_more and cut > 0 else text


def _rows(text: str, separator: Separator, most: int = _HEAD_ROWS) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(map(str.strip, row)):
                rows.append([cell.strip() for cell in row])
            if len(rows) == most:
                break
    except csv.Error:
        # what is wrong is said when the file is read
        pass
    return rows


def _guess_separator(text: str, decimal: Decimal | None) -> tuple[Separator, str]:
    """The separator that cuts most rows into the same number of cells, more than one."""
    best: tuple[float, int] = (0.0, 1)
    found: Separator | None = None
    for separator in SEPARATORS:
        if separator == decimal == ",":
            continue
        widths = Counter(len(row) for row in _rows(text, separator))
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        evenness = count / max(1, widths.total())
        # a comma within numbers cuts evenly too, but semicolons and tabs are never part of one
        preferred = evenness + (0.2 if separator in ";\t" else -0.3 if separator == " " else 0)
        if width > 1 and (preferred, width) > best and evenness > 0.5:
            best, found = (preferred, width), separator
    if found is None:
        return (";" if decimal == "," else ","), _("there is one column, so any will do")
    return found, _("it cuts the rows into {best} cells").format(best=best[1])


def _guess_decimal(rows: list[list[str]], separator: Separator) -> tuple[Decimal, str]:
    if separator == ",":
        return ".", _("a comma separates the cells already")
    cells = [cell for row in rows[1:] or rows for cell in row]
    commas = sum("," in cell and to_number(cell, ",") is not None for cell in cells)
    points = sum("." in cell and to_number(cell, ".") is not None for cell in cells)
    if commas > points:
        return ",", _("{commas:,} of the first cells are numbers with a comma").format(commas=commas)
    return ".", _("{points:,} of the first cells are numbers with a point").format(points=points) if points else _(
        "there are whole numbers alone"
    )


def _guess_header(rows: list[list[str]], decimal: Decimal, target: str) -> tuple[bool, str]:
    if not rows:
        return True, ""
    first, others = rows[0], rows[1:]
    if target and target in first:
        return True, _("the first row names {target}").format(target=target)
    if any(to_number(cell, decimal) is not None for cell in first):
        return False, _("there is a number in the first row")
    columns = list(zip(*(row for row in others if len(row) == len(first)), strict=False))
    if any(any(to_number(cell, decimal) is not None for cell in column) for column in columns):
        return True, _("there are words in the first row and numbers below")
    again = sum(cell in column for cell, column in zip(first, columns, strict=False) if not is_missing(cell))
    if again > len(first) / 2:
        return False, _("the first row's words come again below")
    return True, _("the first row's words do not come again")
