"""The numbers behind a picture as a table that can be walked, read and copied."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.picture import Table, csv_text
from nnstudio.ui.widgets.plain_text import PlainLabel

_Index = QModelIndex | QPersistentModelIndex
_DIGITS = 6


class _ColumnsModel(QAbstractTableModel):
    """Columns by name; shorter ones end in empty cells."""

    def __init__(self, table: Table, parent: QWidget) -> None:
        super().__init__(parent)
        self._names = list(table)
        self._columns: list[Sequence[Any] | np.ndarray] = list(table.values())

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else max(map(len, self._columns), default=0)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self._columns[index.column()]
        if role != Qt.ItemDataRole.DisplayRole or index.row() >= len(column):
            return None
        value = column[index.row()]
        if value is None:
            return ""
        return short(float(value), _DIGITS) if isinstance(value, float | np.floating) else str(value)

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._names[section] if side is Qt.Orientation.Horizontal else str(section + 1)


class TableWindow(QDialog):
    """Shows the numbers as they are now; they don't move on with a training."""

    def __init__(self, title: str, sentence: str, table: Table, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("table_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._table = table
        said = PlainLabel(sentence)
        said.setObjectName("table_sentence")
        said.setWordWrap(True)
        said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        said.setVisible(bool(sentence))
        self.view = QTableView()
        self.view.setObjectName("table_view")
        self.view.setAccessibleName(title)
        self.view.setModel(_ColumnsModel(table, self))
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.horizontalHeader().setResizeContentsPrecision(8)
        self.view.resizeColumnsToContents()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self._copy = QPushButton(_("Copy all"))
        self._copy.setObjectName("copy_table_button")
        self._copy.setToolTip(_("Copy the table at full precision, to paste it into a spreadsheet"))
        self._copy.clicked.connect(self._on_copy_clicked)
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.addWidget(said)
        layout.addWidget(self.view, 1)
        layout.addWidget(buttons)
        self.resize(theme().px(620), theme().px(460))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(csv_text(self._table))
        self._copy.setText(_("Copied"))
