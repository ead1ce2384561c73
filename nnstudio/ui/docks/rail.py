"""The navigation rail at the left of a narrow window: one button for each page that there is no column for."""

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.docks.arrangement import RAIL, Page
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip


class _Entry(NamedTuple):
    title: str
    icon: str
    tip: str


_LESSON = _Entry(_("Lesson"), "school-outline", _("Back to the lesson's text"))
_ENTRIES = {
    Page.DATA: _Entry(_("Data"), "database-outline", _("Which data, and how they are split")),
    Page.TRAINING: _Entry(_("Training"), "tune-variant", _("Loss, optimiser, batches, epochs")),
    Page.NETWORK: _Entry(_("Network"), "graph-outline", _("The diagram and the layers")),
    Page.LAYERS: _Entry(_("Layers"), "layers-outline", _("The layers' cards")),
}
_DIAGRAM = _Entry(_("Diagram"), "graph-outline", _("The network drawn"))
"""The page of the network where the layers have one of their own."""
_AGAIN = _("{tip}; once more gives the room to the result")


class Rail(QWidget):
    """Shows which page is open; what is wished goes out as signals."""

    page_chosen = Signal(Page)
    """This page is wished for, or if it is open, that it goes."""
    lesson_chosen = Signal()
    """The lesson, which made room for a page, is wished for again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._lesson = self._button("rail_lesson_button", _LESSON)
        self._lesson.clicked.connect(self.lesson_chosen)
        self._pages = {page: self._button(f"rail_{page.value}_button", entry) for page, entry in _ENTRIES.items()}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        for i, button in enumerate(self._pages.values()):
            self._group.addButton(button, i)
        self._group.idClicked.connect(self._on_group_id_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 4, 2)
        layout.setSpacing(4)
        for button in (self._lesson, *self._pages.values()):
            layout.addWidget(button)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.hide()
        self.set_lesson(False, False)
        self.set_page(None, False)

    def set_page(self, shown: Page | None, layers_apart: bool) -> None:
        """Shows which page is open, if any, and whether the layers have one of their own, or are on the network's."""
        network = _DIAGRAM if layers_apart else _ENTRIES[Page.NETWORK]
        self._pages[Page.NETWORK].setText(network.title)
        self._pages[Page.LAYERS].setVisible(layers_apart)
        for page, button in self._pages.items():
            button.setChecked(page is shown)
            said = network.tip if page is Page.NETWORK else _ENTRIES[page].tip
            button.setToolTip(tooltip(_AGAIN.format(tip=said) if page is shown else said))

    def set_lesson(self, is_open: bool, is_seen: bool) -> None:
        """Whether a lesson is open, and whether it is seen beside the page."""
        self._lesson.setVisible(is_open)
        self._lesson.setChecked(is_seen)

    def button(self, page: Page) -> QToolButton:
        """The button that brings a page up."""
        return self._pages[page]

    @property
    def lesson_button(self) -> QToolButton:
        """The button that brings the lesson back."""
        return self._lesson

    def _button(self, name: str, entry: _Entry) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(entry.title)
        button.setToolTip(tooltip(entry.tip))
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setProperty("rail", "true")
        theme().keep_size(button, minimum=(RAIL - 4, 0))
        # as wide as the widest word needs
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().dress(button, entry.icon)
        return button

    @Slot(int)
    def _on_group_id_clicked(self, index: int) -> None:
        self.page_chosen.emit(list(self._pages)[index])
