"""Data from a file of the learner's: which file, how it is to be read, and what each of its columns is for.

A project file needs to name the file and the target alone. All else is guessed from the file when it is first read,
and is written down then: from there on everything about the data is known without opening the file again.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from nnstudio.language import _, ngettext
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.names import printable
from nnstudio.project.network import Problem
from nnstudio.project.sources.csv_dates import DateOrder, DatePart, part_names
from nnstudio.project.sources.csv_layout import CsvLayout, LineNumber
from nnstudio.project.sources.spec import SourceSpec, Task, TaskField
from nnstudio.project.spec import Spec, is_empty

MAX_DATA_BYTES = 256 * 2**20
"""Of the file; larger ones are refused without being read."""
MAX_COLUMNS = 2000
MAX_FEATURES = 2000
MAX_CATEGORIES = 100
"""How many values a column may have to become as many inputs of 0 and 1."""
MAX_CLASSES = 30
"""More can't be told apart in a picture."""
FEWEST_ROWS = 4

# fmt: off
Encoding = Literal[
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "windows-1252",
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso-8859-2", "iso-8859-15", "koi8-r",
    "mac-roman", "cp437", "cp850", "cp866", "gbk", "gb18030", "big5", "shift-jis", "euc-jp", "euc-kr",
]
# fmt: on
Separator = Literal[",", ";", "\t", "|", " ", ":", "::", "blanks", "tabs", "fixed"]
"""A character; or ``blanks``, any number of spaces and tabs, or ``tabs``, any number of them; or ``fixed``: each column
begins at the same place in every line."""
Decimal = Literal[".", ","]
LONGEST_NAME = 1000
Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Texts = Annotated[tuple[Name, ...], Field(strict=False, max_length=MAX_CATEGORIES)]


DatePartField = Annotated[DatePart, Field(strict=False)]


class Role(StrEnum):
    """What a column is for."""

    FEATURE = "feature"
    TARGET = "target"
    IGNORE = "ignore"


class ColumnType(StrEnum):
    """What a column's cells hold."""

    NUMBER = "number"
    CATEGORY = "category"
    DATE = "date"
    TEXT = "text"


class Missing(StrEnum):
    """What is done with cells that hold nothing. What is filled in is computed from the training rows alone."""

    DROP = "drop"
    MEAN = "mean"
    MOST_FREQUENT = "most_frequent"


class CsvColumn(Spec):
    """One column of the file."""

    name: Name
    role: Annotated[Role, Field(strict=False)] | None = None
    type: Annotated[ColumnType, Field(strict=False)] | None = None
    categories: Texts = ()
    """A category's values in the order of their inputs."""
    missing: Annotated[tuple[Name, ...], Field(strict=False, max_length=20, exclude_if=is_empty)] = ()
    """What stands for nothing in this column, besides the usual signs: −200, 999, "unknown"."""
    kept: Annotated[tuple[Name, ...], Field(strict=False, max_length=20, exclude_if=is_empty)] = ()
    """Which of the usual signs for nothing are values here, as "None" and "NA" may be."""

    decimal: Annotated[Decimal | None, Field(exclude_if=is_empty)] = None
    """The sign before its decimal places, where that is another one than the file's."""
    order: Annotated[DateOrder | None, Field(exclude_if=is_empty)] = None
    """Of dates: whether the day or the month comes first, where that is not plain."""
    parts: Annotated[tuple[DatePartField, ...], Field(strict=False, max_length=len(DatePart), exclude_if=is_empty)] = ()
    """Of dates: what becomes of them; before the file is read, empty for what tells something."""
    cyclic: Annotated[bool, Field(exclude_if=is_empty)] = False
    """Of dates: whether month, weekday and hour become a sine and a cosine each, so that December is near January."""

    def feature_names(self) -> tuple[str, ...]:
        """What the column brings to the features: itself, or one for each of its values or of a date's parts."""
        if self.role is not Role.FEATURE:
            return ()
        if self.type is ColumnType.CATEGORY:
            return tuple(f"{self.name}={value}" for value in self.categories)
        if self.type is ColumnType.DATE:
            return tuple(f"{self.name}: {name}" for part in self.parts for name in part_names(part, self.cyclic))
        return (self.name,)

    def cell_sizes(self) -> tuple[int, ...]:
        """Of each number that a row holds for the column, of how many categories it is one; 0 for what is measured."""
        if self.type is ColumnType.DATE:
            return (0,) * len(self.feature_names())
        return (len(self.categories) if self.type is ColumnType.CATEGORY else 0,)


def check_file_name(path: Path) -> None:
    """Refuses a name that a project could not keep.

    Raises:
        InvalidProjectError: it is no text: a file system may know other names.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        told = _("{path}: the file's name holds what is no letter; give it another name")
        raise InvalidProjectError(told.format(path=printable(str(path)))) from None


class CsvSource(SourceSpec):
    """A text file of rows and columns. What is ``None`` is guessed when the file is read."""

    title: ClassVar[str] = "CSV"
    summary: ClassVar[str] = _("A table of your own: a CSV or text file, or rows copied from a spreadsheet")
    is_measured: ClassVar[bool] = True
    kind: Literal["csv"] = "csv"
    path: Annotated[str, Field(min_length=1, max_length=4096)]
    """In a project file relative to it, once opened absolute."""
    target: Name
    """The name of the column to be predicted."""
    task: TaskField | None = None  # type: ignore[assignment, misc]
    sheet: Annotated[Name | None, Field(exclude_if=is_empty)] = None
    """Of a workbook: which of its sheets; ``None`` for the first with a table, and of other files."""
    encoding: Encoding | None = None
    separator: Separator | None = None
    decimal: Decimal | None = None
    header: bool | None = None
    """Whether the first row holds the columns' names; without, they are called "column 1", "column 2", …"""
    first_line: Annotated[LineNumber | None, Field(exclude_if=is_empty)] = None
    """The line in which the table begins, counted from 1; what stands above it is left out."""
    last_line: Annotated[LineNumber | None, Field(exclude_if=is_empty)] = None
    """The line in which it ends."""
    skip_uneven: Annotated[bool, Field(exclude_if=is_empty)] = False
    """Whether lines that do not fit are left out, however many they are."""
    layout: Annotated[CsvLayout | None, Field(exclude_if=is_empty)] = None
    """Which lines are rows: found when the file is first read."""
    missing: Annotated[Missing, Field(strict=False)] | None = None
    columns: Annotated[tuple[CsvColumn, ...], Field(strict=False, max_length=MAX_COLUMNS)] = ()
    """In the file's order; before the file is read, those alone about which something is wished."""
    classes: Annotated[tuple[Name, ...], Field(strict=False, max_length=MAX_CLASSES)] = ()
    class_sizes: Annotated[tuple[int, ...], Field(strict=False, max_length=MAX_CLASSES)] = ()
    """How many rows each class has."""
    rows: Annotated[int, Field(ge=1)] | None = None
    """How many rows become samples."""
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """Of the file as it was read; ``None`` until then."""

    def is_complete(self) -> bool:
        return self.sha256 is not None

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return PurePath(self.path).name

    def feature_names(self) -> tuple[str, ...]:
        return tuple(name for column in self.columns for name in column.feature_names())

    def feature_count(self) -> int:
        return len(self.feature_names())

    def class_count(self) -> int:
        return len(self.classes)

    def class_names(self) -> tuple[str, ...]:
        return self.classes

    def sample_count(self) -> int:
        return self.rows or 0

    def description(self) -> str:
        if not self.is_complete():
            return _("{name}, which has not been read yet").format(name=printable(self.name))
        n, d = self.sample_count(), self.feature_count()
        if self.classes:
            told = ngettext(
                "{name}: {n:,} samples of {d:,} number in {classes} classes; {target} is to be predicted",
                "{name}: {n:,} samples of {d:,} numbers in {classes} classes; {target} is to be predicted",
                d,
            )
        else:
            told = ngettext(
                "{name}: {n:,} samples of {d:,} number; {target} is to be predicted",
                "{name}: {n:,} samples of {d:,} numbers; {target} is to be predicted",
                d,
            )
        return told.format(
            name=printable(self.name), n=n, d=d, classes=self.class_count(), target=printable(self.target)
        )

    def problems(self) -> Iterator[Problem]:
        if not self.is_complete():
            yield Problem(
                ("data", "source", "path"), _("{name} has not been read yet").format(name=printable(self.name))
            )

    @model_validator(mode="after")
    def _facts_go_together(self) -> "CsvSource":
        """A file that has been read has every fact written down, and the facts agree."""
        if not self.is_complete():
            return self
        for name in ("task", "encoding", "separator", "decimal", "header", "missing", "rows"):
            if getattr(self, name) is None:
                raise ValueError(_("{name} is missing; without sha256 the file is read anew").format(name=name))
        if any(column.role is None or column.type is None for column in self.columns):
            raise ValueError(_("columns lacks a role or a type; without sha256 the file is read anew"))
        used = [column for column in self.columns if column.role is Role.FEATURE and column.type is ColumnType.DATE]
        if any(column.order is None or not 0 < len(column.parts) == len(set(column.parts)) for column in used):
            raise ValueError(_("a column of dates lacks its order or its parts; without sha256 the file is read anew"))
        targets = [column.name for column in self.columns if column.role is Role.TARGET]
        if targets != [self.target]:
            raise ValueError(_("target is not the one column whose role is target"))
        names = self.feature_names()
        if not 1 <= len(names) <= MAX_FEATURES or len(set(names)) < len(names):
            raise ValueError(
                _("columns must make 1 to {max_features} features of different names").format(max_features=MAX_FEATURES)
            )
        counts = {Task.REGRESSION: [0], Task.BINARY: [2]}.get(self.task or Task.MULTICLASS, range(3, MAX_CLASSES + 1))
        if len(self.classes) not in counts or len(self.class_sizes) != len(self.classes):
            raise ValueError(_("classes does not fit the task; without sha256 the file is read anew"))
        return self
