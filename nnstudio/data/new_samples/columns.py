"""Where a table of new samples has the columns that a network was trained on: by their names, or by their places."""

import difflib
from collections.abc import Sequence

from nnstudio.data.csv.table import CsvTable
from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import printable, shown
from nnstudio.project.sources.csv import CsvColumn, CsvSource
from nnstudio.project.sources.spec import SourceSpec


def find_places(
    table: CsvTable, needed: Sequence[CsvColumn], columns: Sequence[CsvColumn], source: SourceSpec
) -> list[int] | None:
    """The place in the table of each needed column; None if one of them is not there.

    `columns` are all that features are made of. Where the table, or the data trained on, has no header, the order
    counts: of as many columns as there, or of all but the target, or of the features alone.

    Raises:
        ProjectError: the table has a needed column twice.
    """
    own = [column.name for column in source.columns] if isinstance(source, CsvSource) else []
    for column in needed:
        if f"{column.name} (2)" in table.names and f"{column.name} (2)" not in own:
            raise ProjectError(_("the column {name} is there several times").format(name=shown(column.name)))
    if (table.form.header or not is_unnamed(source)) and all(column.name in table.names for column in needed):
        return [table.names.index(column.name) for column in needed]
    if table.form.header and not is_unnamed(source):
        return None
    features = [column.name for column in columns]
    if isinstance(source, CsvSource):
        known = [own, [name for name in own if name != source.target]]
    else:
        known = [[*features, ""]]
    for names in (*known, features, [column.name for column in needed]):
        if len(names) == len(table.names):
            return [names.index(column.name) for column in needed]
    return None


def is_unnamed(source: SourceSpec) -> bool:
    """Whether the data trained on have no header."""
    return isinstance(source, CsvSource) and source.header is False


def missing_column(table: CsvTable, needed: Sequence[CsvColumn]) -> str:
    """Which column is missing, and which one may be meant; where there is no header, how many columns there are."""
    names = [column.name for column in needed]
    told = ", ".join(map(printable, names))
    name = next((name for name in names if name not in table.names), None)
    if name is None or not table.form.header:
        return _("there is no header, and not as many columns as in the data trained on; needed: {needed}").format(
            needed=told
        )
    others = [other for other in table.names if other not in names]
    alike = [other for other in others if other.casefold() == name.casefold()]
    alike += difflib.get_close_matches(name, others, n=1)
    if not alike:
        return _("there is no column {name}; needed: {needed}").format(name=shown(name), needed=told)
    return _("there is no column {name}; rename {alike}, if that is it; needed: {needed}").format(
        name=shown(name), alike=shown(alike[0]), needed=told
    )
