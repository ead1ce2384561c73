"""Which lines of a file are the rows of its table: found when the file is first read, and kept for the next time."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from nnstudio.language import _
from nnstudio.project.spec import Spec, is_empty

MOST_RANGES = 500
Quotes = Literal["doubled", "escaped", "single", "none"]
LineNumber = Annotated[int, Field(ge=1)]
Place = Annotated[int, Field(ge=0)]
LineRange = Annotated[tuple[LineNumber, LineNumber], Field(strict=False)]


class CsvLayout(Spec):
    """How lines become rows of one width. A source without it was made by an earlier version, by other rules."""

    width: Annotated[int, Field(ge=1)]
    """How many cells a row has; shorter ones are filled up, and empty cells too many are dropped."""
    name_rows: Annotated[int, Field(ge=0, le=2)] = 1
    """How many rows hold the columns' names, one part above the other."""
    names: Annotated[tuple[Annotated[str, Field(max_length=1000)], ...], Field(strict=False, max_length=2000)] = ()
    """The columns' names where they stand in no row, as in ARFF files."""
    row_names: bool = False
    """Whether the names lack one for the first column, as R writes them."""
    quotes: Quotes = "doubled"
    """How a quotation mark within a quoted cell is written; ``single``: apostrophes quote cells, as in ARFF files;
    ``none``: quotation marks are signs like others."""
    framed: bool = False
    """Whether a separator stands at both ends of each line."""
    nested: bool = False
    """Whether each row was saved as one quoted cell, which holds the others."""
    starts: Annotated[tuple[Place, ...], Field(strict=False, max_length=2000, exclude_if=is_empty)] = ()
    """Where each column begins in a line, counted from 0, if all have fixed widths."""
    left_out: Annotated[tuple[LineRange, ...], Field(strict=False, max_length=MOST_RANGES)] = ()
    """First and last lines, counted from 1, of what is no row: titles, units, comments above, text below."""
    last_line: LineNumber | None = None
    """The last line that is read, where it is not the file's."""

    @model_validator(mode="after")
    def _names_go_with_the_columns(self) -> "CsvLayout":
        if self.names and len(self.names) != self.width:
            raise ValueError(_("names must be as many as width says"))
        return self
