"""How a text file's rows and cells are told apart: guessed from its beginning, each guess with its reason."""

import io
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from nnstudio.data.csv.arff import ArffHead, arff_head
from nnstudio.data.csv.decimals import Ambiguity, guess_decimal
from nnstudio.data.csv.file import FileFacts, refusal
from nnstudio.data.csv.head import read_head, said_separator
from nnstudio.data.csv.records import Records
from nnstudio.data.csv.separators import cells_are_apart, guess_dialect
from nnstudio.data.csv.shape import Shape, find_shape, trimmed
from nnstudio.language import _
from nnstudio.project.sources.csv import CsvSource, Decimal, Encoding, Separator
from nnstudio.project.sources.csv_layout import CsvLayout

_HEAD_ROWS = 200
_DECIMAL_ROWS = 5000


class ColumnSigns(NamedTuple):
    """What is particular to a column's cells: what stands for nothing there, besides the usual signs, which of these
    are values, and another decimal sign than the file's."""

    column: str
    missing: tuple[str, ...]
    kept: tuple[str, ...]
    decimal: Decimal | None = None


@dataclass(frozen=True)
class CsvForm:
    """All that is needed to read a file."""

    encoding: Encoding
    separator: Separator
    decimal: Decimal
    header: bool
    layout: CsvLayout | None = None
    """None for a source of the first version, whose rules were others."""
    signs: tuple[ColumnSigns, ...] = ()


def signs_of(source: CsvSource) -> tuple[ColumnSigns, ...]:
    """What the columns of a source say about their cells."""
    return tuple(
        ColumnSigns(column.name, column.missing, column.kept, column.decimal)
        for column in source.columns
        if column.missing or column.kept or column.decimal
    )


@dataclass(frozen=True)
class GuessedForm:
    """A form, and why each of its parts was chosen; a part that was wished for has no reason."""

    form: CsvForm
    reasons: dict[str, str]
    shape: Shape = field(default_factory=Shape)
    ambiguity: Ambiguity | None = None
    """Numbers that may be read in two ways."""
    skip_uneven: bool = False
    swapped: tuple[int, ...] = ()
    """The places of columns whose numbers have the other decimal sign."""


def is_ragged(separator: Separator) -> bool:
    """Whether a missing cell is not seen, so that those behind it are shifted."""
    return separator in ("blanks", "tabs", "fixed")


def guess_form(path: Path, facts: FileFacts, wish: CsvSource) -> GuessedForm:
    """The form in which to read the file: what `wish` says, and guesses for the rest.

    Raises:
        InvalidProjectError: the file is not text in the encoding wished for.
    """
    reasons = {}
    encoding = wish.encoding
    if encoding is None:
        encoding, reasons["encoding"] = facts.encoding, facts.why
    text = read_head(path, encoding, facts)
    said = said_separator(text)
    lines = list(io.StringIO(text, newline=""))
    first_line = max(wish.first_line or 1, 2 if said else 1)
    skipped = ((1, first_line - 1),) if first_line > 1 else ()
    arff = arff_head(lines) if wish.first_line is None else None
    if arff is not None:
        return _arff_form(path, wish, encoding, reasons, lines, arff)
    apart: Separator | None = "," if facts.kind is not None and cells_are_apart(lines) else None
    known = wish.separator or said or apart
    dialect, reason = guess_dialect(lines[first_line - 1 : wish.last_line], known, wish.decimal)
    separator = dialect.separator
    if wish.separator is None:
        reasons["separator"] = _("the file's first line says so") if said else reason or _("the cells are apart there")
    shape = find_shape(
        list(islice(Records(lines, dialect, skipped, wish.last_line), _HEAD_ROWS)), wish, is_ragged(separator)
    )
    if wish.header is None:
        reasons["header"] = shape.header_reason
    left_out = (*skipped, *((part.first, part.last) for part in shape.left_out))
    decimal, ambiguity = wish.decimal, None
    swapped: tuple[int, ...] = ()
    if decimal is None:
        columns = _columns(Records(lines, dialect, left_out, wish.last_line), shape)
        guess = guess_decimal(columns, separator == ";")
        decimal, reasons["decimal"], ambiguity, swapped = guess
    layout = CsvLayout(
        width=max(1, shape.width),
        name_rows=shape.name_rows,
        row_names=shape.row_names,
        quotes=dialect.quotes,
        framed=dialect.framed,
        nested=dialect.nested,
        starts=dialect.starts,
        left_out=left_out,
        last_line=wish.last_line,
    )
    form = CsvForm(encoding, separator, decimal, shape.header, layout, signs_of(wish))
    return GuessedForm(form, reasons, shape, ambiguity, wish.skip_uneven, swapped)


def _arff_form(
    path: Path, wish: CsvSource, encoding: Encoding, reasons: dict[str, str], lines: list[str], head: ArffHead
) -> GuessedForm:
    """The form that an ARFF file says it has."""
    if head.is_sparse or not head.names:
        raise refusal(path, _("this is a sparse ARFF file, or one without attributes; save it as CSV"))
    said = _("the file says so: it is of Weka's kind, ARFF")
    separator: Separator = wish.separator or ("," if any("," in line for line in lines[head.last_line :]) else "\t")
    reasons |= dict.fromkeys(("separator", "decimal", "header"), said)
    layout = CsvLayout(
        width=len(head.names),
        name_rows=0,
        names=head.names,
        quotes="single" if head.has_single_quotes else "doubled",
        left_out=((1, head.last_line),),
        last_line=wish.last_line,
    )
    form = CsvForm(encoding, separator, wish.decimal or ".", True, layout, signs_of(wish))
    return GuessedForm(form, reasons, Shape(width=len(head.names)), None, wish.skip_uneven)


def _columns(records: Records, shape: Shape) -> list[list[str]]:
    """The first cells of each column, without the names."""
    columns: list[list[str]] = [[] for _unused in range(shape.width)]
    for record in islice(records, shape.name_rows, _DECIMAL_ROWS):
        if len(trimmed(record.cells)) <= shape.width:
            for column, cell in zip(columns, record.cells, strict=False):
                column.append(cell.strip())
    return columns
