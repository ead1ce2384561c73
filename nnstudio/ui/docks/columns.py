"""Data and training, the network, and the result, side by side; or one of the first beside the result."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.ui.docks.arrangement import BUILD, PAGES, Page
from nnstudio.ui.style.theme import theme

_WIDTHS = (BUILD + 4, 418, 530)
"""How three columns share a window at first."""
_PAGE_WIDTHS = (420, 580)
_HEIGHTS = (380, 300)
_LEAST_DIAGRAM, _LEAST_CARDS = 190, 130


class Columns(QSplitter):
    """What is built at the left, the network in the middle, the result at the right."""

    def __init__(self, data: QWidget, training: QWidget, diagram: QWidget, layers: QWidget, result: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("columns_splitter")
        self._cards = {
            Page.DATA: _card(data),
            Page.TRAINING: _card(training),
            Page.NETWORK: _card(diagram),
            Page.LAYERS: _card(layers),
        }
        self._build = _scrolled(self._cards[Page.DATA], self._cards[Page.TRAINING])
        self.middle = QSplitter(Qt.Orientation.Vertical)
        self.middle.setObjectName("middle_splitter")
        theme().keep_size(self._cards[Page.NETWORK], minimum=(0, _LEAST_DIAGRAM))
        theme().keep_size(self._cards[Page.LAYERS], minimum=(0, _LEAST_CARDS))
        theme().keep_size(self.middle, minimum=(PAGES[Page.NETWORK], 0))
        for page, stretch in ((Page.NETWORK, 3), (Page.LAYERS, 2)):
            self.middle.addWidget(self._cards[page])
            self.middle.setStretchFactor(self.middle.count() - 1, stretch)
        self.middle.setSizes(list(_HEIGHTS))
        self.middle.setChildrenCollapsible(False)
        self._result = _card(result)
        for i, widget in enumerate((self._build, self.middle, self._result)):
            self.addWidget(widget)
            self.setStretchFactor(i, i)
        self.setChildrenCollapsible(False)
        self._has_columns = True
        self._page: Page | None = None
        self._sizes = {True: self._usual_sizes(True), False: self._usual_sizes(False)}
        """With three columns and with pages, as they were made narrow and wide by hand."""
        self.setSizes(self._sizes[True])
        self._scale = theme().scale
        self.splitterMoved.connect(self._on_splitter_moved)
        theme().follow(self._on_theme_changed)

    def page_of(self, widget: QWidget) -> Page | None:
        """The page on which a widget is; None if it is on none."""
        return next((page for page, card in self._cards.items() if card.isAncestorOf(widget)), None)

    @property
    def build_width(self) -> int:
        """What data and training need, with the scroll bar beside them."""
        inside = self._build.widget()
        assert inside is not None
        return inside.minimumSizeHint().width() + self._build.verticalScrollBar().sizeHint().width()

    def keep_build(self, width: int) -> None:
        """Never lets data and training be narrower than this."""
        self._build.setMinimumWidth(width)

    def keep_result(self, width: int) -> None:
        """Never lets the result be narrower than this."""
        self._result.setMinimumWidth(width)

    def show_columns(self) -> None:
        """All three side by side."""
        for card in self._cards.values():
            card.show()
        self._build.show()
        self.middle.show()
        self._take_sizes(True, None)

    def show_page(self, page: Page | None, layers_apart: bool) -> None:
        """One page beside the result; None: the result alone.

        Args:
            page: what to show.
            layers_apart: there is no room for the layers under the diagram: each is a page.
        """
        shown = {Page.NETWORK, Page.LAYERS} if page is Page.NETWORK and not layers_apart else {page}
        for each, card in self._cards.items():
            card.setVisible(each in shown)
        self._build.setVisible(page in (Page.DATA, Page.TRAINING))
        self.middle.setVisible(page in (Page.NETWORK, Page.LAYERS))
        self._take_sizes(False, page)

    def sizes_kept(self) -> dict[str, list[int]]:
        """The widths of the columns and of a page and the result, to be remembered."""
        return {"columns": self._sizes[True], "page": self._sizes[False]}

    def restore_sizes(self, kept: dict[str, list[int]]) -> None:
        """Takes remembered widths back."""
        for name, has_columns in (("columns", True), ("page", False)):
            sizes = kept.get(name)
            if isinstance(sizes, list) and len(sizes) == len(self._sizes[has_columns]):
                self._sizes[has_columns] = [max(0, int(size)) for size in sizes]
        self._take_sizes(self._has_columns, self._page)

    def _take_sizes(self, has_columns: bool, page: Page | None) -> None:
        self._has_columns, self._page = has_columns, page
        sizes = self._sizes[has_columns]
        if not has_columns:
            sizes = [sizes[0], sizes[0], sizes[1]]
        self.setSizes(sizes)

    def _usual_sizes(self, has_columns: bool) -> list[int]:
        return [theme().px(width) for width in (_WIDTHS if has_columns else _PAGE_WIDTHS)]

    @Slot(int, int)
    def _on_splitter_moved(self, position: int, index: int) -> None:
        sizes = self.sizes()
        if self._has_columns:
            self._sizes[True] = sizes
        else:
            self._sizes[False] = [sizes[0] or sizes[1], sizes[2]]

    @Slot(object)
    def _on_theme_changed(self, scheme: object) -> None:
        if theme().scale != self._scale:
            # columns that were made narrow or wide for another size of text suit this one no more
            self._scale = theme().scale
            self._sizes = {True: self._usual_sizes(True), False: self._usual_sizes(False)}
            self._take_sizes(self._has_columns, self._page)


def _scrolled(*cards: QWidget) -> QScrollArea:
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(0, 0, 0, 0)
    for card in cards:
        layout.addWidget(card)
    layout.addStretch(1)
    area = QScrollArea()
    area.setObjectName("build_area")
    area.setAccessibleName(_("Data and training"))
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    theme().keep_size(area, minimum=(BUILD, 0))
    return area


def _card(widget: QWidget) -> QFrame:
    frame = QFrame()
    frame.setObjectName("panel")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget)
    return frame
