"""The sheets of an OpenDocument workbook, as LibreOffice writes them: its content read once from end to end.

What a file says is there a million times costs nothing as long as it is empty, and is refused else. The format:
https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part3-schema/OpenDocument-v1.3-os-part3-schema.html
"""

from collections.abc import Callable
from xml.etree.ElementTree import XMLParser
from zipfile import ZipFile

from nnstudio.data.workbooks.cells import Budget, time_as_text
from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError

_CHUNK = 2**18
_NAMES = {
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
}
_VALUES = {
    "float": "value",
    "percentage": "value",
    "currency": "value",
    "date": "date-value",
    "time": "time-value",
    "boolean": "boolean-value",
}
"""In which attribute a cell of a type has its value; a text has it written out."""
_MOST_SPACES = 1000


def ods_sheets(archive: ZipFile, progress: Callable[[float], None]) -> dict[str, list[list[str]]]:
    """The rows of each sheet, by its name, without empty ones and without what is empty behind each.

    Raises:
        InvalidProjectError: there is more in it than may be.
        Exception: the archive, or its content, is broken; or `progress` raised it.
    """
    content = _Content()
    parser = XMLParser(target=content)
    size = max(1, archive.getinfo("content.xml").file_size)
    with archive.open("content.xml") as file:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk)
            progress(min(1.0, file.tell() / size))
    parser.close()
    return content.sheets


class _Content:
    """What the parser tells of its elements, one after the other."""

    def __init__(self) -> None:
        self.sheets: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] | None = None
        """Of the sheet that is being read."""
        self._depth = 0
        """So many tables are open: one may stand within another's cell."""
        self._budget = Budget()
        self._row: list[str] = []
        self._gap = 0
        """Empty cells behind those of `_row`."""
        self._row_times = self._cell_times = 1
        self._value: str | None = None
        """Of the cell that is being read, where it is no text."""
        self._texts: list[str] | None = None
        """The cell's paragraphs; None outside of cells."""
        self._is_in_paragraph = False
        self._notes = 0
        """So many annotations are open: what stands in them is not the cell's."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        # nobody writes one; it might say what some letters stand for, over and over
        raise InvalidProjectError(_("this workbook declares a document type, as no spreadsheet does"))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match _plain(tag):
            case "table:table":
                self._depth += 1
                if self._depth == 1:
                    name = _attribute(attributes, "table", "name") or f"{len(self.sheets) + 1}"
                    self._rows = self.sheets.setdefault(name, [])
            case "table:table-row":
                self._row, self._gap = [], 0
                self._row_times = _times(attributes, "number-rows-repeated")
            case "table:table-cell" | "table:covered-table-cell":
                self._cell_times = _times(attributes, "number-columns-repeated")
                kind = _attribute(attributes, "office", "value-type") or ""
                self._value = _attribute(attributes, "office", _VALUES[kind]) if kind in _VALUES else None
                if self._value is not None and kind == "time":
                    self._value = time_as_text(self._value)
                elif self._value is not None and kind == "boolean":
                    self._value = self._value.capitalize()
                self._texts = []
            case "office:annotation":
                self._notes += 1
            case "text:p" if self._texts is not None and not self._notes:
                self._texts.append("")
                self._is_in_paragraph = True
            case "text:s":
                self.data(" " * min(_MOST_SPACES, int(_attribute(attributes, "text", "c") or 1)))
            case "text:tab" | "text:line-break":
                self.data(" ")

    def data(self, text: str) -> None:
        if self._is_in_paragraph and self._texts and not self._notes:
            self._texts[-1] += text

    def end(self, tag: str) -> None:
        match _plain(tag):
            case "table:table":
                self._depth -= 1
                self._rows = self._rows if self._depth else None
            case "table:table-row":
                self._end_row()
            case "table:table-cell" | "table:covered-table-cell":
                self._end_cell()
            case "office:annotation":
                self._notes -= 1
            case "text:p" if not self._notes:
                self._is_in_paragraph = False

    def close(self) -> None:
        pass

    def _end_cell(self) -> None:
        text = self._value if self._value is not None else "\n".join(self._texts or ())
        self._texts = None
        if not text:
            self._gap += self._cell_times
            return
        self._budget.take((text,), self._gap + self._cell_times, self._cell_times)
        self._row += [""] * self._gap + [text] * self._cell_times
        self._gap = 0

    def _end_row(self) -> None:
        if self._rows is None or not self._row:
            return
        self._budget.take(self._row, len(self._row), self._row_times)
        self._rows += [self._row] * self._row_times


def _plain(tag: str) -> str:
    """``table:table-row`` for the name that the parser gives."""
    space, _unused, name = tag.removeprefix("{").rpartition("}")
    return f"{_NAMES.get(space, '')}:{name}"


def _attribute(attributes: dict[str, str], space: str, name: str) -> str | None:
    for uri, known in _NAMES.items():
        if known == space:
            return attributes.get(f"{{{uri}}}{name}")
    return None


def _times(attributes: dict[str, str], name: str) -> int:
    return max(1, int(_attribute(attributes, "table", name) or 1))
