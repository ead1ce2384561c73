"""The manual's window: pages at the left, the page at the right, and a field that finds words in all of them."""

from PySide6.QtCore import QModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.manual.page_view import PageView
from nnstudio.ui.manual.pages import FIRST, find_pages, pages
from nnstudio.ui.style.theme import theme

_SIZE = QSize(860, 620)


class ManualWindow(QDialog):
    """Shows one page at a time. It can stay open beside the studio."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("manual_window")
        self.setWindowTitle(_("Manual"))
        self.field = QLineEdit()
        self.field.setObjectName("manual_search_field")
        self.field.setPlaceholderText(_("Find in the manual (Ctrl+F)"))
        self.field.setAccessibleName(_("Find in the manual"))
        self.field.setClearButtonEnabled(True)
        self.contents = QListWidget()
        self.contents.setObjectName("manual_contents")
        self.contents.setAccessibleName(_("Pages"))
        self.view = PageView()
        for page in pages().values():
            item = QListWidgetItem(page.title if page.name != FIRST else _("Contents"))
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            self.contents.addItem(item)
        splitter = QSplitter()
        splitter.addWidget(self.contents)
        splitter.addWidget(self.view)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([theme().px(190), theme().px(_SIZE.width() - 190)])
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(splitter, 1)
        self.resize(theme().px(_SIZE.width()), theme().px(_SIZE.height()))
        self.field.textChanged.connect(self._on_field_text_changed)
        self.field.returnPressed.connect(self._on_field_return_pressed)
        self.contents.currentItemChanged.connect(self._on_current_item_changed)
        self.view.page_changed.connect(self._on_view_page_changed)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.field.setFocus)
        self.open_page(FIRST)

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self.view.page

    def open_page(self, name: str, words: str = "") -> None:
        """Shows a page from its top, or from where the words first stand."""
        self.view.show_page(name)
        if words:
            self.view.show_words(words)

    @Slot(str)
    def _on_field_text_changed(self, text: str) -> None:
        found = find_pages(text)
        for row in range(self.contents.count()):
            item = self.contents.item(row)
            item.setHidden(item.data(Qt.ItemDataRole.UserRole) not in found)
        if found and self.page not in found:
            self.open_page(found[0])
        self.view.mark(text)

    @Slot()
    def _on_field_return_pressed(self) -> None:
        self.view.find_next(self.field.text())

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_current_item_changed(self, item: QListWidgetItem | None, _unused: QListWidgetItem | None) -> None:
        if item is not None:
            self.open_page(item.data(Qt.ItemDataRole.UserRole))

    @Slot(str)
    def _on_view_page_changed(self, name: str) -> None:
        model = self.contents.model()
        found = model.match(model.index(0, 0), Qt.ItemDataRole.UserRole, name, 1, Qt.MatchFlag.MatchExactly)
        self.contents.setCurrentIndex(found[0] if found else QModelIndex())
        self.view.mark(self.field.text())
