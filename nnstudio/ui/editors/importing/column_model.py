"""A file's columns: what each is for and what it holds, to be looked over and changed."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnstudio.language import _
from nnstudio.project.sources.csv import ColumnType, Role
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

if TYPE_CHECKING:
    from nnstudio.data.csv.guesses import ColumnPlan
    from nnstudio.data.csv.plan import Plan

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_HEADERS = (_("Column"), _("Used as"), _("Holds"), _("Because"))
NAME, ROLE, TYPE, REASON = range(4)
ROLES = {Role.FEATURE: "feature", Role.TARGET: "target", Role.IGNORE: "ignored"}
TYPES = {
    ColumnType.NUMBER: "numbers",
    ColumnType.CATEGORY: "categories",
    ColumnType.DATE: "dates",
    ColumnType.TEXT: "text",
}


class ColumnModel(QAbstractTableModel):
    """A row for each column of the file."""

    role_chosen = Signal(str, Role)
    """A column's name and what it is wished to be used as."""
    type_chosen = Signal(str, ColumnType)
    """A column's name and what it is wished to hold."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._plan: Plan | None = None

    def set_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.set_plan(self._plan)

    def set_plan(self, plan: "Plan | None") -> None:
        old, self._plan = self._plan, plan
        same = old is not None and plan is not None and len(old.columns) == len(plan.columns)
        if same and plan is not None and plan.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(plan.columns) - 1, REASON))
        else:
            self.beginResetModel()
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if self._plan is None or (parent is not None and parent.isValid()) else len(self._plan.columns)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return _HEADERS[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        is_target = self._plan is not None and self._plan.columns[index.row()].role is Role.TARGET
        # another target is chosen by making another column the target
        if index.column() == ROLE or (index.column() == TYPE and not is_target):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def plan_of(self, row: int) -> "ColumnPlan":
        """What a row's column is used for."""
        assert self._plan is not None
        return self._plan.columns[row]

    def choices(self, index: Index) -> list[tuple[str, object]]:
        """The texts and values that an editor offers."""
        if index.column() == ROLE:
            return [(text, role) for role, text in ROLES.items()]
        return [(text, kind) for kind, text in TYPES.items()]

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        assert self._plan is not None
        plan = self._plan.columns[index.row()]
        match role:
            case _Role.DisplayRole:
                return (plan.name, ROLES[plan.role], TYPES[plan.type], plan.problem or plan.reason)[index.column()]
            case _Role.EditRole:
                return (plan.name, plan.role, plan.type, "")[index.column()]
            case _Role.ToolTipRole:
                if index.column() == TYPE and plan.role is Role.TARGET:
                    return _("What the target is taken for is chosen beside, by what is predicted")
                return tooltip(plan.problem or plan.reason or plan.name)
            case _Role.ForegroundRole:
                if plan.problem and index.column() == REASON:
                    return QColor(self._scheme.error)
                if plan.role is Role.IGNORE or index.column() == REASON:
                    return QColor(self._scheme.muted)
            case _Role.BackgroundRole if plan.role is Role.TARGET:
                return QColor(self._scheme.selection)
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        assert self._plan is not None
        name = self._plan.columns[index.row()].name
        if role != _Role.EditRole or value == self.data(index, _Role.EditRole):
            return False
        (self.role_chosen if index.column() == ROLE else self.type_chosen).emit(name, value)
        return True


class _CellChoice(QComboBox):
    """The list of what a cell can be, while it is open."""

    chosen = Signal(QWidget)
    """The list itself: something in it was chosen, be it what the cell is already."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.activated.connect(self._on_activated)

    @Slot()
    def _on_activated(self) -> None:
        self.chosen.emit(self)


class ChoiceDelegate(QStyledItemDelegate):
    """A cell that opens a list of what it can be."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = _CellChoice(parent)
        model = index.model()
        assert isinstance(model, ColumnModel)
        for text, value in model.choices(index):
            editor.addItem(text, value)
        editor.chosen.connect(self._on_editor_chosen)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        value = index.data(_Role.EditRole)
        texts = ROLES if index.column() == ROLE else TYPES
        editor.setCurrentIndex(max(0, editor.findText(texts[value])))
        editor.showPopup()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        assert isinstance(model, ColumnModel)
        model.setData(index, model.choices(index)[editor.currentIndex()][1])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            rect = option.rect
            x, y = rect.right() - 11, rect.center().y() - 1
            painter.save()
            painter.setPen(QPen(QColor(theme().scheme.muted), 1.4))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPolyline([QPointF(x - 3.5, y), QPointF(x, y + 3.5), QPointF(x + 3.5, y)])
            painter.restore()

    @Slot(QWidget)
    def _on_editor_chosen(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)
