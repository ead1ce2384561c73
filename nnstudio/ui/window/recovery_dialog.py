"""All work that was left behind by windows that are gone: to be opened again, or discarded."""

import time

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _, ngettext
from nnstudio.session.recovery import Leftover, find_leftovers
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel

_ROLE = Qt.ItemDataRole.UserRole


class RecoveryDialog(QDialog):
    """Lists name, time and size of each."""

    chosen = Signal(Leftover)
    """The Leftover to be opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_dialog")
        self.setWindowTitle(_("Recover unsaved work"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = PlainLabel()
        self._text.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setObjectName("leftovers")
        self.list.setAccessibleName(_("Unsaved work"))
        self.list.setHeaderLabels([_("Name"), _("Last kept"), _("Size")])
        self.list.setRootIsDecorated(False)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.itemSelectionChanged.connect(self._show_able)
        self.list.itemDoubleClicked.connect(self._open)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._open_button = self._button(_("&Open"), "recover_button", QDialogButtonBox.ButtonRole.AcceptRole)
        self._discard_button = self._button(
            _("&Discard …"), "discard_button", QDialogButtonBox.ButtonRole.DestructiveRole
        )
        self._open_button.clicked.connect(self._open)
        self._open_button.setDefault(True)
        self._discard_button.clicked.connect(self._ask_discard)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text)
        layout.addWidget(self.list)
        layout.addWidget(self._buttons)
        self.resize(theme().px(520), theme().px(300))
        self._fill()

    def _button(self, text: str, name: str, role: QDialogButtonBox.ButtonRole) -> QPushButton:
        button = self._buttons.addButton(text, role)
        button.setObjectName(name)
        return button

    def _fill(self) -> None:
        self.list.clear()
        locale = QLocale()
        for leftover in find_leftovers():
            size = locale.formattedDataSize(leftover.size)
            item = QTreeWidgetItem([leftover.name or _("Untitled"), when(leftover.written), size])
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
            item.setData(0, _ROLE, leftover)
            self.list.addTopLevelItem(item)
        first = self.list.topLevelItem(0)
        has_any = first is not None
        if first is not None:
            self.list.setCurrentItem(first)
        self._text.setText(
            _("This work was not saved when its window was closed, or ended with a crash.")
            if has_any
            else _("There is no unsaved work: no window was closed without saving, and none has crashed.")
        )
        self.list.setVisible(has_any)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._show_able()

    @Slot()
    def _show_able(self) -> None:
        for button in (self._open_button, self._discard_button):
            button.setEnabled(self._selected() is not None)

    def _selected(self) -> Leftover | None:
        items = self.list.selectedItems()
        leftover = items[0].data(0, _ROLE) if items else None
        return leftover if isinstance(leftover, Leftover) else None

    @Slot()
    def _open(self) -> None:
        leftover = self._selected()
        if leftover is not None:
            self.accept()
            self.chosen.emit(leftover)

    @Slot()
    def _ask_discard(self) -> None:
        leftover = self._selected()
        if leftover is None:
            return
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self,
            _("Discard this work?"),
            _("It can't be had back."),
            buttons.Discard | buttons.Cancel,
            buttons.Cancel,
        )
        if answer == buttons.Discard:
            leftover.discard()
            self._fill()


def when(written: float) -> str:
    """The time as the learner's system writes it, and how long ago that is."""
    text = QLocale.system().toString(QDateTime.fromSecsSinceEpoch(int(written)), QLocale.FormatType.ShortFormat)
    return f"{text} ({ago(written)})"


def ago(written: float) -> str:
    """How long ago a time is, in words."""
    minutes = int((time.time() - written) // 60)
    days, hours = minutes // 1440, minutes // 60
    if days > 0:
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    if hours > 0:
        return ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)
    if minutes > 0:
        return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    return _("just now")
