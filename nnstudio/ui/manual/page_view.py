"""One page of the manual, as Qt sets its Markdown; pictures and links lead to the manual's own files alone."""

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QColor, QPixmap, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from nnstudio.ui.manual.pages import manual_dir, pages
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme

_MARGIN = 14


class PageView(QTextBrowser):
    """Follows the theme; words that are looked for are marked."""

    page_changed = Signal(str)
    """The name of the page that is shown now."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("manual_page")
        self.setAccessibleName("Page")
        self.setOpenLinks(False)
        self.page = ""
        self._scheme = theme().scheme
        self.anchorClicked.connect(self._on_anchor_clicked)
        theme().follow(self._on_theme_changed)

    def show_page(self, name: str) -> None:
        """Shows a page from its top; one that is shown already stays where it is."""
        if name == self.page:
            return
        self.page = name
        self._set_text()
        self.page_changed.emit(name)

    def show_words(self, words: str) -> None:
        """Brings to the top where the words first stand."""
        found = self.document().find(words, 0, QTextDocument.FindFlag.FindCaseSensitively)
        if found.isNull():
            found = self.document().find(words)
        if not found.isNull():
            found.clearSelection()
            self.setTextCursor(found)
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + self.cursorRect().top())

    def mark(self, words: str) -> None:
        """Marks each of the words wherever it stands."""
        marks = []
        for word in words.split():
            cursor = self.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = cursor
                mark.format.setBackground(QColor(self._scheme.selection))
                marks.append(mark)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(marks)

    def find_next(self, words: str) -> None:
        """Goes to where the first of the words stands next, and begins anew after the last place."""
        word = next(iter(words.split()), "")
        if word and not self.find(word):
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self.find(word)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        wanted = name.toString() if isinstance(name, QUrl) else name
        path = manual_dir() / wanted
        if kind == QTextDocument.ResourceType.ImageResource.value and path.parent == manual_dir() and path.is_file():
            return QPixmap(str(path))
        # nothing else is ever fetched; with None, Qt would look for a file of that name
        return QPixmap()

    def _set_text(self) -> None:
        self.document().setDocumentMargin(theme().px(_MARGIN))
        self.document().setMarkdown(pages()[self.page].text)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @Slot(QUrl)
    def _on_anchor_clicked(self, url: QUrl) -> None:
        if url.toString() in pages():
            self.show_page(url.toString())

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        if self.page:
            place = self.verticalScrollBar().value()
            self._set_text()
            self.verticalScrollBar().setValue(place)
