"""The table of a class, as a gradebook reads it: a line a hand-in, points as numbers."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nnstudio.grading.judge import Grade
from nnstudio.language import _
from nnstudio.project.cells import one_line, safe_cell
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.hand_in import HandIn
from nnstudio.project.writing import write_bytes

Cell = str | int | float | None
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
_NAMED_SEPARATORS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}
_SEPARATORS = (",", ";", "\t", "|")
_HEAD = ("file", "identifier", "name", "lesson", "date", "finished", "minutes", "points", "maximum", "percent")
_SKIPPED = "skipped"
"""The numbers of the steps that were; without a cell in files of before this was told."""
_TALLIES = ("quiz right at once", "predictions right", "goals reached", "claims confirmed")
_TAIL = ("learner's word", "remark")


@dataclass(frozen=True)
class Form:
    """How the table is written."""

    separator: str = ","
    decimal: str = "."

    @property
    def is_usual(self) -> bool:
        return self == Form()


def form_of(path: Path, separator: str | None, decimal: str | None) -> Form:
    """The form that is wished for; with a decimal comma, cells stand between semicolons.

    Raises:
        ProjectError: there is no such separator or decimal sign, or the file's name does not go with it.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ProjectError(
            _("{path}: a table's name ends in {suffixes} or {last}").format(
                path=path, suffixes=", ".join(SUFFIXES[:-1]), last=SUFFIXES[-1]
            )
        )
    if path.suffix.lower() == ".xlsx" and (separator is not None or decimal is not None):
        option = "--separator" if separator is not None else "--decimal"
        raise ProjectError(
            _("{option}: an .xlsx file has neither separator nor decimal sign; leave this out").format(option=option)
        )
    if decimal not in (None, ".", ","):
        raise ProjectError(_("--decimal: {decimal} is no decimal sign; use . or ,").format(decimal=decimal))
    decimal = decimal or "."
    if separator is None:
        separator = "\t" if path.suffix.lower() == ".tsv" else ";" if decimal == "," else ","
    separator = _NAMED_SEPARATORS.get(separator, separator)
    if separator not in _SEPARATORS:
        raise ProjectError(
            _("--separator: {separator} can't separate cells; use one of , ; | or tab").format(separator=separator)
        )
    if separator == decimal:
        raise ProjectError(_("--separator: cells and decimals can't both have a comma; use --separator ';'"))
    return Form(separator, decimal)


@dataclass(frozen=True)
class Line:
    """One hand-in's line."""

    file: str
    hand_in: HandIn | None
    grade: Grade | None
    remarks: Sequence[str]

    def cells(self, steps: int) -> list[Cell]:
        hand_in, grade = self.hand_in, self.grade
        head: list[Cell] = [self.file, *[None] * (len(_HEAD) - 1)]
        if hand_in is not None:
            date = hand_in.handed_in.replace("T", " ")[:16]
            minutes = round(hand_in.seconds / 60, 1)
            finished = "yes" if hand_in.is_finished and not hand_in.steps_skipped else "no"
            head[1:7] = [hand_in.identifier, hand_in.name, hand_in.lesson, date, finished, minutes]
        remark = "; ".join([*(grade.remarks if grade is not None else ()), *self.remarks])
        skipped = _numbers(hand_in.steps_skipped) if hand_in is not None else None
        if grade is None:
            return [*head, *[None] * (len(_TALLIES) + steps), None, remark, skipped]
        percent = round(100 * grade.points / grade.maximum, 1) if grade.maximum else None
        head[7:] = [grade.points, grade.maximum, percent]
        tallies = [str(tally) for tally in (grade.quiz, grade.predictions, grade.goals, grade.claims)]
        return [*head, *tallies, *(grade.steps.get(i) for i in range(steps)), ", ".join(grade.word), remark, skipped]


def write_table(lines: Sequence[Line], steps: int, path: Path, form: Form) -> None:
    """Writes the lines so far, with a column for each of `steps` steps, as a whole or not at all.

    Raises:
        ProjectError: the file can't be written.
    """
    header = [*_HEAD, *_TALLIES, *(f"step {i + 1}" for i in range(steps)), *_TAIL, _SKIPPED]
    rows = [line.cells(steps) for line in lines]
    content = _as_xlsx(header, rows) if path.suffix.lower() == ".xlsx" else _as_text(header, rows, form)
    write_bytes(content, path)


def _numbers(steps: Sequence[int] | None) -> str | None:
    return None if steps is None else ", ".join(str(step + 1) for step in steps)


def _as_text(header: Sequence[str], rows: Sequence[Sequence[Cell]], form: Form) -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=form.separator, lineterminator="\n")
    table.writerow(header)
    table.writerows([_written(cell, form) for cell in row] for row in rows)
    # spreadsheets take a file for UTF-8 by its mark
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _written(cell: Cell, form: Form) -> str:
    if cell is None:
        return ""
    return safe_cell(cell) if isinstance(cell, str) else str(cell).replace(".", form.decimal)


def _as_xlsx(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    # whatever a learner has written stays a text
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(content, texts) as book:
        sheet = book.add_worksheet("grades")
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, one_line(cell))
                elif cell is not None:
                    sheet.write_number(number, column, cell)
        sheet.autofit()
    return content.getvalue()
