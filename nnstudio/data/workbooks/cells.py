"""What a cell of a workbook is as text, and how much of a workbook is read."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError

MAX_UNPACKED = 512 * 2**20
"""Bytes of an archive's parts: a small one may unpack to any size."""
MAX_CELLS = 10_000_000
MAX_CHARACTERS = 256 * 2**20
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def as_text(value: Any) -> str:
    """A cell's value as it is written into a table."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return str(value.date() if value.time() == datetime.time() else value)
    return str(value)


def time_as_text(duration: str) -> str:
    """``PT12H30M00S`` as 12:30:00."""
    found = _DURATION.fullmatch(duration)
    return duration if found is None else ":".join(part.zfill(2) for part in found.groups())


class Budget:
    """Counts what is taken out of a workbook."""

    def __init__(self) -> None:
        self._cells = self._characters = 0

    def take(self, row: Iterable[str], cells: int, times: int = 1) -> None:
        """`times` rows of as many `cells`.

        Raises:
            InvalidProjectError: it is more than may be.
        """
        self._cells += cells * times
        self._characters += sum(map(len, row)) * times
        if self._cells > MAX_CELLS:
            raise InvalidProjectError(
                _("there are more than {max_cells:,} cells; leave rows or columns out").format(max_cells=MAX_CELLS)
            )
        if self._characters > MAX_CHARACTERS:
            raise InvalidProjectError(_("the sheet's texts are too long (over {n} MB)").format(n=MAX_CHARACTERS >> 20))
