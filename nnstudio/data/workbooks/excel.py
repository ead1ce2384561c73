"""The sheets of an Excel workbook, where openpyxl is installed."""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from nnstudio.data.workbooks.cells import Budget, as_text
from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError

_TOLD = 1000
"""After so many rows, how far it has come is told."""


def open_excel(content: bytes) -> dict[str, Any]:
    """openpyxl's sheets by their names; hidden ones are left out if others are there.

    Raises:
        InvalidProjectError: openpyxl is not installed.
        Exception: the workbook is broken.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InvalidProjectError(
            _(
                "workbooks of Excel are read where openpyxl is installed (pip install “nnstudio[workbooks]”); or save "
                "the sheet as CSV or .ods"
            )
        ) from None
    with _unheard():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheets = book.worksheets
    return {sheet.title: sheet for sheet in [s for s in sheets if s.sheet_state == "visible"] or sheets}


def excel_rows(sheet: Any, progress: Callable[[float], None]) -> list[list[str]]:
    """A sheet's rows as texts, without empty ones.

    Raises:
        InvalidProjectError: there is more in it than may be.
        Exception: the sheet is broken; or `progress` raised it.
    """
    expected = max(1, sheet.max_row or 1)
    # some programs note a size that is not the sheet's, and all beyond would be left out
    sheet.reset_dimensions()
    with _unheard():
        return list(_filled(sheet.values, Budget(), lambda row: progress(min(1.0, row / expected))))


@contextmanager
def _unheard() -> Iterator[None]:
    """What openpyxl says of extensions, styles and headers that it does not know is of no matter to what is read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _filled(rows: Iterator[tuple[Any, ...]], budget: Budget, tell: Callable[[int], None]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        texts = list(map(as_text, row))
        # empty ones count, too: they take time
        budget.take(texts, len(texts) + 1)
        if number % _TOLD == 0:
            tell(number)
        if any(texts):
            yield texts
