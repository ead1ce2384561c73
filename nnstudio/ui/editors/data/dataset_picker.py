"""The gallery of data sets."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from nnstudio.language import _
from nnstudio.project.sources.kinds import ALL_SOURCE_KINDS
from nnstudio.ui.accessibility.selecting import SelectionFollower
from nnstudio.ui.editors.data.dataset_thumbnails import draw_thumbnail
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset

_SIDE = 36
_CELL = QSize(47, 56)
_KIND = Qt.ItemDataRole.UserRole


class DatasetPicker(QListView):
    """Every source with a small picture of it; one is selected."""

    source_chosen = Signal(str)
    """The kind of the source that the learner picked."""
    import_requested = Signal()
    """Data of the learner's own are wished for, or those in use are to be read otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dataset_picker")
        self.setAccessibleName(_("Data sets"))
        self.samples: dict[str, Dataset] = {}
        self._items: dict[str, QStandardItem] = {}
        self._in_use = ""
        model = QStandardItemModel(self)
        for kind, source in ALL_SOURCE_KINDS.items():
            item = QStandardItem(source.title)
            item.setData(kind, _KIND)
            task = "" if "task" in source.model_fields else f" ({source.task})"
            item.setToolTip(tooltip(f"{source.title}: {source.summary}{task}"))
            item.setEditable(False)
            self._items[kind] = item
            model.appendRow(item)
        self.setModel(model)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        SelectionFollower(self)
        # not by passing over it with the arrow keys
        self.clicked.connect(self._on_pressed)
        self.activated.connect(self._on_pressed)
        theme().follow(self._on_theme_changed)

    def set_source(self, kind: str) -> None:
        """Shows which source is in use."""
        self._in_use = kind
        index = self._items[kind].index()
        if self.currentIndex() != index:
            with QSignalBlocker(self.selectionModel()):
                self.setCurrentIndex(index)
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.viewport().update()

    @Slot(str, object)
    def set_sample(self, kind: str, dataset: "Dataset") -> None:
        """Draws a source's picture from samples of it."""
        self.samples[kind] = dataset
        self._draw(kind)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spreads the cells over the width, and takes just the height that all of them need."""
        self._spread()
        super().resizeEvent(event)

    def _spread(self) -> None:
        width, height = theme().px(_CELL.width()), theme().px(_CELL.height())
        columns = max(1, self.viewport().width() // width)
        self.setGridSize(QSize((self.viewport().width() - 2) // columns, height))
        rows = -(-self.model().rowCount() // columns)
        self.setFixedHeight(rows * height + 4)

    def _draw(self, kind: str) -> None:
        pixmap = draw_thumbnail(
            kind, self.samples.get(kind), theme().scheme, theme().px(_SIDE), max(2.0, self.devicePixelRatioF())
        )
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)
        self._items[kind].setIcon(icon)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self.setIconSize(QSize(theme().px(_SIDE), theme().px(_SIDE)))
        self._spread()
        for kind in self._items:
            self._draw(kind)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid() and current.data(_KIND) != "csv":
            self.source_chosen.emit(current.data(_KIND))

    @Slot(QModelIndex)
    def _on_pressed(self, index: QModelIndex) -> None:
        if index.data(_KIND) == "csv":
            # until something is imported the data are what they were
            self.set_source(self._in_use)
            self.import_requested.emit()
