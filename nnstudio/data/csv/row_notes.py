"""What is said about lines that were left out, filled up or mended."""

from collections.abc import Sequence

from nnstudio.data.csv.form import GuessedForm
from nnstudio.data.csv.records import Records
from nnstudio.data.csv.rows import Lines, Rows
from nnstudio.data.csv.separators import SEPARATORS
from nnstudio.data.csv.shape import LeftOut, Why
from nnstudio.language import _, ngettext
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import Separator

_MOST_SHARE = 0.1
"""If more of the rows do not fit, it is not they that are wrong."""
_FEW = 3
_SHOWN_RANGES = 4


def too_uneven(rows: Rows, count: int, width: int, separator: Separator) -> str:
    """Why so many rows do not fit that the file is not read like this; empty if they are few."""
    filled = rows.filled.count
    wrong = rows.refused + (filled if filled > 0.5 * count and rows.refused > _FEW else 0)
    if wrong <= max(_FEW, _MOST_SHARE * (count + rows.refused)) or rows.first_refused is None:
        return ""
    first = rows.first_refused
    if width == 1:
        return _("the rows were not split: most lines have one cell alone; choose a separator")
    return _(
        "{wrong:,} of {all:,} lines do not have {width:,} cells as the others have (line {line:,} has {cells:,}; a "
        "{separator} separates them): choose another separator, or leave these lines out"
    ).format(
        wrong=wrong,
        all=count + rows.refused,
        width=width,
        line=first.first,
        cells=len(first.cells),
        separator=SEPARATORS[separator],
    )


def notes_of(
    left_out: Sequence[LeftOut], rows: Rows, records: Records, width: int, count: int, guessed: GuessedForm
) -> list[str]:
    """In sentences, for those who look over the import."""
    notes = []
    for why, told in (
        (Why.ABOVE, _("What stands above the table is left out ({lines}: {text}).")),
        (Why.KINDS, _("What the columns hold is said in {lines}, below the names, and heeded.")),
        (Why.COMMENT, _("Comments and other text are left out ({lines}: {text}).")),
        (Why.UNITS, _("A row of units below the names is left out ({lines}: {text}).")),
        (Why.BELOW, _("What stands below the table is left out ({lines}: {text}).")),
        (Why.REPEATED, _("The names are repeated within the table and left out there ({lines}).")),
    ):
        parts = [part for part in left_out if part.why is why]
        if parts:
            lines = Lines((part.first, part.last) for part in parts)
            notes.append(told.format(lines=_lines_told(lines), text=shown(parts[0].text)))
    if rows.uneven.count:
        notes.append(
            ngettext(
                "{n:,} line left out: {lines} (it does not have {width:,} cells).",
                "{n:,} lines left out: {lines} (they do not have {width:,} cells).",
                rows.uneven.count,
            ).format(n=rows.uneven.count, lines=_ranges_told(rows.uneven), width=width)
        )
    if rows.filled.count:
        notes.append(
            ngettext(
                "{n:,} row is shorter than the others; what it lacks is missing ({lines}).",
                "{n:,} rows are shorter than the others; what they lack is missing ({lines}).",
                rows.filled.count,
            ).format(n=rows.filled.count, lines=_lines_told(rows.filled))
        )
    # where all rows end like this, the separator belongs to the line's end
    if 0 < rows.cut.count < count:
        notes.append(
            ngettext(
                "{n:,} row has empty cells too many at its end ({lines}).",
                "{n:,} rows have empty cells too many at their ends ({lines}).",
                rows.cut.count,
            ).format(n=rows.cut.count, lines=_lines_told(rows.cut))
        )
    if records.mended:
        mended = Lines((line, line) for line in records.mended)
        notes.append(
            ngettext(
                "In {n:,} line a quotation mark is not closed or stands within a cell; it is a sign there ({lines}).",
                "In {n:,} lines a quotation mark is not closed or stands within a cell; it is a sign there ({lines}).",
                mended.count,
            ).format(n=mended.count, lines=_lines_told(mended))
        )
    layout = guessed.form.layout
    if layout is not None and layout.row_names:
        notes.append(_("The names lack one for the first column: it holds the names of the rows."))
    if layout is not None and layout.name_rows == 2:
        notes.append(_("The names stand in two rows, and are joined."))
    return notes


def _lines_told(lines: Lines) -> str:
    """``line 27``, or ``lines 26 to 28``."""
    return ngettext("line {ranges}", "lines {ranges}", lines.count).format(ranges=_ranges_told(lines))


def _ranges_told(lines: Lines) -> str:
    told = [
        f"{first:,}" if first == last else _("{first:,} to {last:,}").format(first=first, last=last)
        for first, last in lines.ranges[:_SHOWN_RANGES]
    ]
    return ", ".join(told) + (" …" if len(lines.ranges) > _SHOWN_RANGES else "")
