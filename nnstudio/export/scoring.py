"""A table of new samples, read and written again with the network's prediction behind each row."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nnstudio.data.csv.table import read_table
from nnstudio.data.dataset import Floats
from nnstudio.data.new_samples.rows import NewRows, read_new_rows
from nnstudio.export.outcome import Outcome, Progress, unwatched
from nnstudio.export.tables import apart, prediction_columns, prediction_rows
from nnstudio.language import _, ngettext
from nnstudio.project.cells import safe_value
from nnstudio.project.errors import ProjectError
from nnstudio.project.writing import replacing

_CHUNK = 4096
_NOTE = "note"
_READING = 0.5
"""The share of the progress that reading takes, where the rows have not been read before."""


class Scored(NamedTuple):
    """What was written."""

    rows: int
    left_empty: int
    """Rows that could not be predicted; why stands in their last cell."""

    def told(self) -> str:
        """A sentence on the rows that were left empty; empty if none were."""
        if not self.left_empty:
            return ""
        return ngettext(
            "{n:,} of {rows:,} rows could not be predicted and was left empty; its note says why",
            "{n:,} of {rows:,} rows could not be predicted and were left empty; their notes say why",
            self.left_empty,
        ).format(n=self.left_empty, rows=self.rows)


def score(
    outcome: Outcome,
    source: Path | NewRows,
    target: Path,
    progress: Progress = unwatched,
    for_spreadsheets: bool = False,
) -> Scored:
    """Writes the table `source` to `target` with ``prediction`` and, for classes, ``probability NAME`` added.

    It is read as the project's own data are (:mod:`nnstudio.data.new_samples.rows`); other columns are kept as they
    are. A row that can't be predicted is left empty; then, and where a cell was taken for a missing one, there is a
    column ``note`` that says so. `for_spreadsheets`: texts that spreadsheets would take for formulas get an apostrophe.

    Raises:
        ProjectError: a column is missing, no row can be predicted, or a file can't be read or written.
    """
    done = 0.0
    if isinstance(source, Path):
        done = _READING
        source = read_new_rows(source, outcome.project.data, outcome.dataset, lambda share: progress(_READING * share))
    new, table = source, source.table
    names = prediction_columns(outcome.project, outcome.dataset.class_names)
    added = apart((*names, *([_NOTE] if new.noted.any() else [])), table.names)
    said = iter(_said(outcome, new))
    separator = table.form.separator if table.form.separator in (",", ";", "\t", "|") else ","
    kept: Callable[[object], object] = safe_value if for_spreadsheets else lambda value: value
    with replacing(target) as bytes_out:
        text = io.TextIOWrapper(bytes_out, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text, delimiter=separator, lineterminator="\n")
        writer.writerow(map(kept, [*table.names, *added]))
        count = 0

        def write(rows: Sequence[Sequence[str]]) -> None:
            nonlocal count
            for row, cells in enumerate(rows, count):
                more: list[object] = [*next(said)] if new.usable[row] else [""] * len(names)
                if len(added) > len(names):
                    more.append(new.say(row, cells) if new.noted[row] else "")
                writer.writerow(map(kept, [*cells, *more]))
            count += len(rows)

        again = read_table(
            new.path, table.form, table.facts, lambda share: progress(done + (1 - done) * share), watch=write
        )
        # the file belongs to whoever opened it
        text.detach()
        if again.rows != table.rows:
            raise ProjectError(_("{path}: the file has changed while it was read").format(path=new.path))
    return Scored(table.rows, int((~new.usable).sum()))


def _said(outcome: Outcome, new: NewRows) -> list[list[float | str]]:
    """What is said of each row that can be predicted, in their order.

    Rows that were trained or tested on get what the studio has for them: in another company, products and probabilities
    may be rounded otherwise in their last digit.
    """

    def said_of(raw: Floats) -> list[list[float | str]]:
        return prediction_rows(outcome.project, outcome.dataset.class_names, outcome.outputs(raw))

    wanted = np.flatnonzero(new.usable)
    said = [row for i in range(0, len(wanted), _CHUNK) for row in said_of(new.raw[wanted[i : i + _CHUNK]])]
    if new.known is not None:
        parts = (outcome.dataset.raw_train, outcome.dataset.raw_test)
        own = [row for raw in parts if len(raw) for row in said_of(raw)]
        said = [own[place] if place >= 0 else row for row, place in zip(said, new.known[wanted], strict=True)]
    return said
