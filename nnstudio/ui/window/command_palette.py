"""Everything by its name: commands, panels, examples, lessons, and the terms of the glossary, found as one types."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QMainWindow,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fuzzy import closeness
from nnstudio.ui.widgets.glossary import GLOSSARY
from nnstudio.ui.window.commands import Command, commands_in

_WIDTH, _ROWS, _PADDING = 620, 9, 8
_MOVING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """What can be found."""

    title: str
    about: str
    """Where it stands, why it can't be done now, or what it means."""
    keys: str
    run: Callable[[], object] | None
    """None if it can't be done now."""
    is_term: bool = False

    @property
    def spoken(self) -> str:
        """All of it in a sentence, for those who hear it."""
        return ", ".join(part for part in (self.title, self.about, self.keys) if part)


class EntryModel(QAbstractListModel):
    """The entries that fit what is typed, the closest first."""

    EntryRole = Qt.ItemDataRole.UserRole

    def __init__(self, entries: Sequence[Entry], parent: QObject) -> None:
        super().__init__(parent)
        self._all = entries
        self._shown: list[Entry] = []
        self.find("")

    def find(self, typed: str) -> None:
        """Shows what fits; with nothing typed the commands, in the menus' order."""
        fitting = [(entry, _fit(entry, typed)) for entry in self._all if typed.strip() or not entry.is_term]
        self.beginResetModel()
        # sorting keeps the order of what fits alike
        found = [(entry, fit) for entry, fit in fitting if fit is not None]
        self._shown = [entry for entry, _unused in sorted(found, key=lambda each: -each[1])]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return entry.spoken
            case EntryModel.EntryRole:
                return entry
        return None


class _Rows(QStyledItemDelegate):
    """Two lines a row: the title with its keys, and below it what is to be said about it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, 2 * option.fontMetrics.height() + theme().px(_PADDING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(EntryModel.EntryRole)
        scheme = theme().scheme
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(scheme.selection))
        half = theme().px(_PADDING) // 2
        place: QRect = option.rect.adjusted(2 * half, half, -2 * half, -half)
        line = option.fontMetrics.height()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.setPen(QColor(scheme.text if entry.run is not None else scheme.muted))
        room = place.width() - option.fontMetrics.horizontalAdvance(entry.keys) - 2 * half
        elide = option.fontMetrics.elidedText
        painter.drawText(place, left, elide(entry.title, Qt.TextElideMode.ElideRight, room))
        painter.setPen(QColor(scheme.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, entry.keys)
        below = elide(entry.about, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place.translated(0, line), left, below)
        painter.restore()


class CommandPalette(QDialog):
    """A field and a list: Enter does what is selected, Escape or a click elsewhere closes it."""

    term_chosen = Signal(str)
    """A term of the glossary, to be read about."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("command_palette")
        self.setWindowTitle(_("Command palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._model = EntryModel([*_commands(window), *self._terms()], self)
        self.field = QLineEdit()
        self.field.setObjectName("palette_field")
        self.field.setAccessibleName(_("Find a command, a panel, an example, a lesson or a term"))
        self.field.setPlaceholderText(_("Find a command, a panel, an example, a lesson or a term"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_field_text_changed)
        self.list = QListView()
        self.list.setObjectName("palette_list")
        self.list.setAccessibleName(_("Found"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        self._window, self._has_been_active = window, False
        self._select_first()
        self._take_place(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows go through the list while one types."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _MOVING:
                self.list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange:
            if self._has_been_active and not self.isActiveWindow():
                self.reject()
            self._has_been_active = self.isActiveWindow()

    def _take_place(self, window: QWidget) -> None:
        """At the top of the window, in the middle."""
        width = min(theme().px(_WIDTH), window.width() - 40)
        row = self.list.sizeHintForRow(0)
        height = min(_ROWS * row + self.field.sizeHint().height() + 40, window.height() - 40)
        self.resize(width, height)
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, 30)))

    def _select_first(self) -> None:
        self.list.setCurrentIndex(self._model.index(0, 0))

    def _terms(self) -> list[Entry]:
        return [
            Entry(term, sentence, "", lambda term=term: self.term_chosen.emit(term), is_term=True)  # type: ignore[misc]
            for term, sentence in GLOSSARY.items()
        ]

    @Slot(str)
    def _on_field_text_changed(self, text: str) -> None:
        self._model.find(text)
        self._select_first()

    @Slot(QModelIndex)
    def _run(self, index: QModelIndex) -> None:
        entry = index.data(EntryModel.EntryRole) if index.isValid() else None
        if isinstance(entry, Entry) and entry.run is not None:
            # what is done may ask something, and give the focus to what it opens
            self._has_been_active = False
            self.accept()
            self._window.activateWindow()
            entry.run()


def _commands(window: QMainWindow) -> list[Entry]:
    return [_entry(command) for command in commands_in(window.menuBar())]


def _entry(command: Command) -> Entry:
    where = " › ".join(command.menus)
    about = f"{where} – {command.reason}" if command.reason else where
    return Entry(command.title, about, command.keys, None if command.reason else command.action.trigger)


def _fit(entry: Entry, typed: str) -> float | None:
    """By its title, or somewhat less by its title and its menus together; what is only explained comes after."""
    fit = closeness(typed, entry.title)
    if fit is None and not entry.is_term:
        wider = closeness(typed, f"{entry.title} {entry.about}")
        fit = wider / 2 if wider is not None else None
    return fit * 0.9 if fit is not None and entry.is_term else fit
