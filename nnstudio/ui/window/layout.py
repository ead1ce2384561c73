"""Where the parts of the main window stand, and how their sizes are remembered."""

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtWidgets import QFrame, QMainWindow, QScrollArea, QSplitter, QVBoxLayout, QWidget

from nnstudio.ui.style.theme import theme

_COLUMNS = (322, 470, 488)
_CARDS_WIDTH = 410
"""What a layer's card needs to say everything."""


class Columns(QSplitter):
    """What is built at the left, the network in the middle, the result at the right."""

    def __init__(self, left: tuple[QWidget, ...], units: QWidget, network: QWidget, result: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("columns_splitter")
        theme().keep_size(network, minimum=(_CARDS_WIDTH, 0))
        self.middle = QSplitter(Qt.Orientation.Vertical)
        self.middle.setObjectName("middle_splitter")
        self.middle.addWidget(_card(units))
        self.middle.addWidget(_card(network))
        self.middle.setStretchFactor(0, 3)
        self.middle.setStretchFactor(1, 2)
        self.middle.setSizes([380, 300])
        self.middle.setChildrenCollapsible(False)
        for i, widget in enumerate((_scrolled_cards(left), self.middle, _card(result))):
            self.addWidget(widget)
            self.setStretchFactor(i, i)
        self.spread()
        self.setChildrenCollapsible(False)
        self._scale = theme().scale
        theme().follow(self._on_theme_changed)

    def spread(self) -> None:
        """The widths that suit the size of the text."""
        self.setSizes([theme().px(width) for width in _COLUMNS])

    @Slot(object)
    def _on_theme_changed(self, scheme: object) -> None:
        if theme().scale != self._scale:
            # columns that were made narrow or wide for another size of text suit this one no more
            self._scale = theme().scale
            self.spread()


def set_centre(window: QMainWindow, above: tuple[QWidget, ...], columns: QWidget, below: tuple[QWidget, ...]) -> None:
    """Puts everything into the window; the columns get scroll bars where they need more room than there is."""
    centre = QWidget()
    layout = QVBoxLayout(centre)
    layout.setContentsMargins(6, 2, 6, 2)
    layout.setSpacing(4)
    for widget in above:
        layout.addWidget(widget)
    area = _scroll_area("columns_area", "The network and its result", columns)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    layout.addWidget(area, 1)
    for widget in below:
        layout.addWidget(widget)
    window.setCentralWidget(centre)
    window.resize(1280, 800)


def save_layout(window: QMainWindow, splitters: tuple[QSplitter, ...]) -> None:
    """Remembers sizes and places for the next start."""
    settings = QSettings()
    settings.setValue("window/scale", theme().scale)
    settings.setValue("window/geometry", window.saveGeometry())
    settings.setValue("window/docks", window.saveState())
    for splitter in splitters:
        settings.setValue(f"window/{splitter.objectName()}", splitter.saveState())


def restore_layout(window: QMainWindow, splitters: tuple[QSplitter, ...]) -> None:
    """As it was when the window was last closed; what is not known stays."""
    settings = QSettings()
    theme().set_scale(float(str(settings.value("window/scale", 1.0, type=float))))
    geometry = settings.value("window/geometry")
    if geometry is not None:
        window.restoreGeometry(geometry)
    docks = settings.value("window/docks")
    if docks is not None:
        window.restoreState(docks)
    for splitter in splitters:
        state = settings.value(f"window/{splitter.objectName()}")
        if state is not None:
            splitter.restoreState(state)


def _scrolled_cards(widgets: tuple[QWidget, ...]) -> QScrollArea:
    cards = QWidget()
    layout = QVBoxLayout(cards)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(_card(widget))
    layout.addStretch(1)
    area = _scroll_area("build_area", "Data and training", cards)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    theme().keep_size(area, minimum=(318, 0))
    return area


def _scroll_area(name: str, title: str, widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(title)
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area


def _card(widget: QWidget) -> QFrame:
    frame = QFrame()
    frame.setObjectName("panel")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget)
    return frame
