"""The two tables of the import dialog, one above the other: a file's columns, and its first rows."""

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _
from nnstudio.ui.editors.importing.column_menu import ColumnMenu
from nnstudio.ui.editors.importing.column_model import NAME, ROLE, TYPE, ChoiceDelegate, ColumnModel
from nnstudio.ui.editors.importing.preview_model import PreviewModel
from nnstudio.ui.editors.importing.sign_menu import SignMenu
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.widgets.fields import heading
from nnstudio.ui.widgets.pending_field import EditableTable

_WIDEST_COLUMN = 180
_MOST_FITTED = 60
"""So many columns of the first rows are made no wider than that."""
_Key = Qt.KeyboardModifier


class ImportTables(QSplitter):
    """Shows what its models hold; what is chosen, they and the menus tell."""

    def __init__(self, scheme: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.columns = ColumnModel(scheme)
        self.columns.setParent(self)
        self.preview = PreviewModel(scheme)
        self.preview.setParent(self)
        self.column_view = self._make_column_view()
        self.column_menu = ColumnMenu(self.column_view, self.columns)
        self._preview_view = _table("import_preview", _("First rows"), self.preview)
        self._preview_view.setAlternatingRowColors(True)
        self.sign_menu = SignMenu(self._preview_view, self.preview)
        self.addWidget(_titled(_("Columns (several at once: select them, then the right button)"), self.column_view))
        self.addWidget(_titled(_("First rows"), self._preview_view))
        self.setChildrenCollapsible(False)
        self.setSizes([300, 240])

    def set_scheme(self, scheme: Scheme) -> None:
        self.columns.set_scheme(scheme)
        self.preview.set_scheme(scheme)

    def fit_preview(self) -> None:
        """Makes the columns of the first rows as wide as what stands in them, within reason."""
        self._preview_view.resizeColumnsToContents()
        count = self.preview.columnCount()
        for column in range(min(_MOST_FITTED, count)):
            if self._preview_view.columnWidth(column) > _WIDEST_COLUMN and count > 1:
                self._preview_view.setColumnWidth(column, _WIDEST_COLUMN)

    def _make_column_view(self) -> QTableView:
        view = _table("import_columns", _("Columns"), self.columns)
        delegate = ChoiceDelegate(view)
        for column in (ROLE, TYPE):
            view.setItemDelegateForColumn(column, delegate)
        view.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        view.clicked.connect(self._on_column_view_clicked)
        header = view.horizontalHeader()
        header.setStretchLastSection(True)
        for column, width in ((NAME, 190), (ROLE, 110), (TYPE, 120)):
            header.resizeSection(column, width)
        view.verticalHeader().hide()
        return view

    @Slot(QModelIndex)
    def _on_column_view_clicked(self, index: QModelIndex) -> None:
        # with Shift or Ctrl, columns are gathered for the menu
        gathers = QApplication.keyboardModifiers() & (_Key.ShiftModifier | _Key.ControlModifier)
        if index.flags() & Qt.ItemFlag.ItemIsEditable and not gathers:
            self.column_view.edit(index)


def _table(name: str, title: str, model: PreviewModel | ColumnModel) -> QTableView:
    view = EditableTable()
    view.setObjectName(name)
    view.setAccessibleName(title)
    view.setModel(model)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().setDefaultSectionSize(24)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    view.horizontalHeader().setResizeContentsPrecision(8)
    view.setWordWrap(False)
    return view


def _titled(title: str, view: QTableView) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    layout.addWidget(heading(title))
    layout.addWidget(view, 1)
    return box
