"""The first rows of a file, as they are written."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from nnstudio.language import _
from nnstudio.project.sources.csv import ColumnType, Role
from nnstudio.ui.style.colors import Scheme

if TYPE_CHECKING:
    from nnstudio.data.csv.plan import Plan
    from nnstudio.data.csv.table import CsvTable

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class PreviewModel(QAbstractTableModel):
    """Cells as texts; the target stands out, what is ignored is faded, and what is missing is called so."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._table: CsvTable | None = None
        self._plan: Plan | None = None
        self._lines: tuple[tuple[int, str], ...] = ()

    def set_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._announce()

    def set_table(self, table: "CsvTable | None", plan: "Plan | None") -> None:
        self.beginResetModel()
        self._table, self._plan, self._lines = table, plan, ()
        self.endResetModel()

    def set_lines(self, lines: tuple[tuple[int, str], ...]) -> None:
        """Shows lines of the file, each with its number: of one that makes no table, or those that are no rows."""
        self.beginResetModel()
        self._table, self._plan, self._lines = None, None, lines
        self.endResetModel()

    def set_plan(self, plan: "Plan") -> None:
        self._plan = plan
        self._announce()

    def cell(self, index: Index) -> tuple[str, str, bool] | None:
        """A cell's column, its text as written, and whether it counts as missing; None where lines are shown."""
        if self._table is None:
            return None
        row, place = index.row(), index.column()
        column = self._table.columns[place]
        return column.name, self._table.preview[row][place].strip(), bool(column.absent[row])

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(self._lines) if self._table is None else len(self._table.preview)

    def columnCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return int(bool(self._lines)) if self._table is None else len(self._table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role == _Role.DisplayRole:
            if orientation is Qt.Orientation.Vertical:
                return section + 1 if self._table is not None else self._lines[section][0]
            return self._table.names[section] if self._table is not None else _("The file's lines as they are")
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if self._table is None:
            return self._lines[index.row()][1] if role == _Role.DisplayRole else None
        row, column = index.row(), index.column()
        absent = bool(self._table.columns[column].absent[row])
        plan = self._plan.columns[column] if self._plan is not None and self._plan.columns else None
        match role:
            case _Role.DisplayRole:
                text = self._table.preview[row][column].strip()
                return (text or "missing") if absent else text[:200]
            case _Role.ForegroundRole if absent or (plan is not None and plan.role is Role.IGNORE):
                return QColor(self._scheme.muted)
            case _Role.BackgroundRole if plan is not None and plan.role is Role.TARGET:
                return QColor(self._scheme.selection)
            case _Role.FontRole if absent:
                font = QFont()
                font.setItalic(True)
                return font
            case _Role.TextAlignmentRole if plan is not None and plan.type is ColumnType.NUMBER:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _announce(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
