"""A row of buttons of which one is down: which page is shown."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from nnstudio.ui.widgets.plain_text import tooltip


class Segments(QWidget):
    """A few named pages; their keys are also their buttons' object names, with ``_page_button`` behind."""

    chosen = Signal(str)
    """The key of the page, by a click."""

    def __init__(self, pages: dict[str, tuple[str, str]], parent: QWidget | None = None) -> None:
        """`pages`: by key, the text and the tooltip; the first one is down."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._keys = list(pages)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for i, (key, (text, tip)) in enumerate(pages.items()):
            button = QPushButton(text)
            button.setObjectName(f"{key}_page_button")
            button.setToolTip(tooltip(tip))
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setChecked(i == 0)
            self._group.addButton(button, i)
            row.addWidget(button)
        self._group.idClicked.connect(self._on_group_id_clicked)

    @property
    def current(self) -> str:
        return self._keys[self._group.checkedId()]

    def choose(self, key: str) -> None:
        """Puts a page's button down without announcing it."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def turn_to(self, key: str) -> None:
        """Puts a page's button down as a click does, if the page is offered."""
        button = self._group.button(self._keys.index(key))
        if not button.isHidden():
            button.click()

    def show_page(self, key: str, offered: bool) -> None:
        """Offers a page or not; who was on a page that goes is led to the first one, and told so."""
        self._group.button(self._keys.index(key)).setVisible(offered)
        # of a single one there is nothing to choose
        self.setVisible(sum(not button.isHidden() for button in self._group.buttons()) > 1)
        if not offered and self.current == key:
            self.choose(self._keys[0])
            self.chosen.emit(self._keys[0])

    @Slot(int)
    def _on_group_id_clicked(self, place: int) -> None:
        self.chosen.emit(self._keys[place])
