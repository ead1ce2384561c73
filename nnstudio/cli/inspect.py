"""``nnstudio inspect``: what importing a table would come to; the import dialog shows the same."""

import argparse
import codecs
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from nnstudio.cli.exit_status import DONE, WRONG
from nnstudio.data.csv.encodings import codec_of
from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import harmless, printable
from nnstudio.project.sources.csv import ColumnType, CsvSource, Decimal, Encoding, Separator, check_file_name

if TYPE_CHECKING:
    from nnstudio.data.csv.cells import ColumnData
    from nnstudio.data.csv.guesses import ColumnPlan
    from nnstudio.data.csv.reading import Reading

_SHOWN = 3
_SEPARATOR_NAMES: dict[str, Separator] = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "\\t": "\t",
    "bar": "|",
    "space": " ",
}
"""What a separator may be called where it is hard to type."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=_("a table: CSV or another text file"))
    parser.add_argument("--json", action="store_true", help=_("as JSON"))
    parser.add_argument("--encoding", metavar="E", help=_("instead of the one that is guessed, such as cp1250"))
    parser.add_argument("--separator", metavar="S", help=_("what stands between cells: a character, or its name"))
    parser.add_argument("--decimal", metavar="C", help=_("the decimal sign: . or ,"))
    parser.add_argument("--sheet", metavar="NAME", help=_("the sheet of a workbook, instead of the first with a table"))
    parser.add_argument("--target", metavar="COLUMN", help=_("the column to be predicted"))


def run(args: argparse.Namespace) -> int:
    """Prints what the file would become; the exit status is 0 if it can be trained on.

    Raises:
        ProjectError: an option can't be used, or the file makes no table.
    """
    from nnstudio.data.csv.reading import read_or_say

    path = Path(args.file)
    reading = read_or_say(path, _wish(args, path), insists=bool(args.target))
    if reading.table is None:
        raise ProjectError(reading.error)
    if args.json:
        print(json.dumps(as_json(reading), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print(harmless(_as_text(reading)))
    return WRONG if reading.problem else DONE


def _wish(args: argparse.Namespace, path: Path) -> CsvSource:
    encoding = args.encoding and _known_encoding(args.encoding)
    separator = args.separator and _SEPARATOR_NAMES.get(args.separator.lower(), args.separator)
    for option, value, known in (
        ("--encoding", encoding, get_args(Encoding)),
        ("--separator", separator, (*get_args(Separator), *_SEPARATOR_NAMES)),
        ("--decimal", args.decimal, get_args(Decimal)),
    ):
        if value is not None and value not in known:
            told = ", ".join(repr(name).strip("'") for name in known)
            raise ProjectError(
                _("{option}: {value} is not known; known: {known}").format(
                    option=option, value=printable(value), known=told
                )
            )
    check_file_name(path)
    wish = {
        "encoding": encoding,
        "separator": separator,
        "decimal": args.decimal,
        "sheet": args.sheet,
        "target": args.target or "",
    }
    try:
        return CsvSource(path=str(path), **wish)
    except ValidationError as error:
        raise ProjectError(printable(str(error.errors()[0]["msg"]), 200)) from None


def _known_encoding(name: str) -> str:
    """The name that sources have for an encoding which Python knows by another: cp1252, latin1, sjis."""
    try:
        meant = codecs.lookup(name).name
    except LookupError:
        return name
    for encoding in get_args(Encoding):
        if meant in (codecs.lookup(encoding).name, codecs.lookup(codec_of(encoding)).name):
            return str(encoding)
    return name


def as_json(reading: "Reading") -> dict[str, Any]:
    """What stands in the import dialog, as the interface has it."""
    table, plan = reading.table, reading.plan
    assert table is not None
    assert plan is not None
    form = table.form
    return {
        "encoding": form.encoding,
        "separator": form.separator,
        "decimal": form.decimal,
        "header": form.header,
        **({"sheet": table.facts.sheet, "sheets": list(table.facts.sheets)} if table.facts.sheets else {}),
        "rows": table.rows,
        "left_out": [number for part in table.left_out for number in range(part.first, part.last + 1)],
        "columns": [
            {
                "name": column.name,
                "role": column.role.value,
                "type": column.type.value,
                "reason": column.problem or column.reason,
                "first": _first(data, column, [row[place] for row in table.preview[:_SHOWN]]),
            }
            for place, (data, column) in enumerate(zip(table.columns, plan.columns, strict=False))
        ],
        "target": reading.wish.target,
        "task": plan.task.name.lower() if plan.task is not None else None,
        "missing": plan.missing.value,
        "notes": [*plan.notes, *(offer.reason for offer in reading.offers)],
        "problem": reading.problem or None,
    }


def _first(data: "ColumnData", column: "ColumnPlan", cells: list[str]) -> list[float | str | None]:
    """A column's first values as they are read; None for a missing one."""
    as_numbers = column.type is ColumnType.NUMBER or data.text_count == 0
    values: list[float | str | None] = []
    for row, cell in enumerate(cells):
        number = float(data.numbers[row])
        if as_numbers:
            values.append(number if number - number == 0 else None)
        else:
            values.append(None if data.absent[row] else cell.strip())
    return values


def _as_text(reading: "Reading") -> str:
    told = as_json(reading)
    assert reading.plan is not None
    lines = [
        f"{told['encoding']}, {_('separator')} {told['separator']!r}, {_('decimal')} {told['decimal']}",
        *(f"{c['role']:8} {c['type']:9} {printable(c['name'])}  {c['reason']}" for c in told["columns"]),
        *(line for line in (reading.plan.summary, *told["notes"], reading.problem) if line),
    ]
    return "\n".join(lines)
