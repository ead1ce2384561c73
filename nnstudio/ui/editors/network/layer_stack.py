"""The list of cards: select, add, remove, duplicate, reorder by mouse and by keyboard."""

from contextlib import suppress
from functools import partial

from pydantic import ValidationError
from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAccessibleInterface, QActionGroup, QContextMenuEvent, QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from nnstudio.language import _
from nnstudio.project.edits import changed
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.ui.editors.network.card_interfaces import CardListInterface
from nnstudio.ui.editors.network.layer_card import CARD_HEIGHT, PROBLEM_HEIGHT, LayerCard
from nnstudio.ui.editors.network.layer_model import Card, LayerModel
from nnstudio.ui.layers.options import choice_names, number_names, switch_names
from nnstudio.ui.layers.table import LAYERS
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.passing_menu import PassingMenu, retire
from nnstudio.ui.widgets.plain_text import tooltip

Index = QModelIndex | QPersistentModelIndex


class CardDelegate(QStyledItemDelegate):
    """Puts a LayerCard into every row, for good."""

    def __init__(self, stack: "LayerStack") -> None:
        super().__init__(stack)
        self._stack = stack

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        card = LayerCard(parent)
        where = QPersistentModelIndex(index)
        card.layer_wished.connect(partial(self._stack.wish_layer, where))
        card.duplicate_requested.connect(partial(self._stack.wish_duplicate, where))
        card.remove_requested.connect(partial(self._stack.wish_removal, where))
        return card

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, LayerCard)
        editor.set_card(index.data(LayerModel.CardRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Nothing: a card announces each change at once."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(2, 2, -2, -2))

    def eventFilter(self, watched: object, event: object) -> bool:
        """Off: Escape, Tab or the loss of focus must not close a card."""
        return False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        card: Card = index.data(LayerModel.CardRole)
        return QSize(100, theme().px(CARD_HEIGHT + (PROBLEM_HEIGHT if card.problem else 0)) + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Nothing: the card covers its row."""


class LayerStack(QListView):
    """One card a layer, first to last."""

    layer_changed = Signal(int, object)
    """The index of a layer, and what it is to be."""
    layer_removed = Signal(int)
    layer_duplicated = Signal(int)
    layer_moved = Signal(int, int)
    """From an index, to stand at another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_stack")
        self.setAccessibleName(_("Layers"))
        self._menu: PassingMenu | None = None
        self._layers = LayerModel(self)
        self._layers.move_wished.connect(self._on_model_move_wished)
        self._layers.value_wished.connect(self._on_model_value_wished)
        self.setModel(self._layers)
        self.setItemDelegate(CardDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def set_cards(self, cards: list[Card]) -> None:
        """Shows these layers."""
        if [card.layer for card in cards] != self._layers.layers():
            retire(self._menu)
        self._layers.set_cards(cards)
        for row in range(self._layers.rowCount()):
            index = self._layers.index(row)
            if not self.isPersistentEditorOpen(index):
                self.openPersistentEditor(index)
            text = index.data(Qt.ItemDataRole.AccessibleTextRole)
            self.card_at(row).setAccessibleName(_("Layer {number}: {text}").format(number=row + 1, text=text))
        self.scheduleDelayedItemsLayout()
        self._show_selection()

    def selected_row(self) -> int | None:
        rows = self.selectionModel().selectedIndexes()
        return rows[0].row() if rows else None

    def select_row(self, row: int) -> None:
        if 0 <= row < self._layers.rowCount():
            self.setCurrentIndex(self._layers.index(row))

    def cards(self) -> list[QWidget]:
        """From the first layer's to the last one's."""
        found = (self.indexWidget(self._layers.index(row)) for row in range(self._layers.rowCount()))
        return [card for card in found if card is not None]

    def accessible_interface(self) -> QAccessibleInterface:
        """The list with its cards and their fields."""
        return CardListInterface(self)

    def card_at(self, row: int) -> LayerCard:
        card = self.indexWidget(self._layers.index(row))
        assert isinstance(card, LayerCard)
        return card

    def wish_layer(self, where: QPersistentModelIndex, layer: LayerSpec) -> None:
        # a card that is being taken away speaks for no layer any more
        if where.isValid():
            self.layer_changed.emit(where.row(), layer)

    def wish_duplicate(self, where: QPersistentModelIndex) -> None:
        if where.isValid():
            self.layer_duplicated.emit(where.row())

    def wish_removal(self, where: QPersistentModelIndex) -> None:
        if where.isValid():
            self.layer_removed.emit(where.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.selected_row()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if row is not None:
                self.layer_removed.emit(row)
            case Qt.Key.Key_D if control and row is not None:
                self.layer_duplicated.emit(row)
            case Qt.Key.Key_Up if alt and row:
                self._move(row, row - 1)
            case Qt.Key.Key_Down if alt and row is not None and row + 1 < self._layers.rowCount():
                self._move(row, row + 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_F2 if row is not None:
                self.card_at(row).edit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # whoever comes by key is at a layer, and not before the second one
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self.selected_row() is None:
            self.select_row(max(0, self.currentIndex().row()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(self.viewport().mapFrom(self, event.pos()))
        if index.isValid():
            self.setCurrentIndex(index)
            self.layer_menu(index.row()).popup(event.globalPos())

    def layer_menu(self, row: int) -> QMenu:
        """What can be done with a layer."""
        retire(self._menu)
        menu = self._menu = PassingMenu(self)
        layer = self._layers.card(row).layer
        menu.addAction(_("Duplicate"), partial(self.layer_duplicated.emit, row))
        menu.addAction(_("Move up"), partial(self._move, row, row - 1)).setEnabled(row > 0)
        down = menu.addAction(_("Move down"), partial(self._move, row, row + 1))
        down.setEnabled(row + 1 < self._layers.rowCount())
        for name in switch_names(type(layer)):
            switch = menu.addAction(LAYERS[layer.kind].options[name].name)
            switch.setCheckable(True)
            switch.setChecked(getattr(layer, name))
            switch.toggled.connect(partial(self._wish, row, name))
        for name in choice_names(type(layer)):
            self._add_choices(menu, row, name)
        menu.addSeparator()
        menu.addAction(_("Remove"), partial(self.layer_removed.emit, row))
        return menu

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._show_selection()

    def mousePressEvent(self, event: object) -> None:
        super().mousePressEvent(event)  # type: ignore[arg-type]
        if not self.indexAt(_position(event)).isValid():
            self.clearSelection()

    def _show_selection(self) -> None:
        selected = self.selected_row()
        for row in range(self._layers.rowCount()):
            card = self.indexWidget(self._layers.index(row))
            if isinstance(card, LayerCard):
                card.set_selected(row == selected)

    def _move(self, row: int, to: int) -> None:
        self.layer_moved.emit(row, to)
        self.select_row(to)

    def _add_choices(self, menu: QMenu, row: int, name: str) -> None:
        layer = self._layers.card(row).layer
        option = LAYERS[layer.kind].options[name]
        choices = menu.addMenu(option.name)
        choices.setToolTipsVisible(True)
        group = QActionGroup(choices)
        for value, (title, summary) in option.choices.items():
            action = choices.addAction(title)
            action.setToolTip(tooltip(summary))
            action.setCheckable(True)
            action.setChecked(getattr(layer, name) == value)
            group.addAction(action)
            action.triggered.connect(partial(self._wish, row, name, value))

    def _wish(self, row: int, name: str, value: object, *_unused: object) -> None:
        self.layer_changed.emit(row, changed(self._layers.card(row).layer, **{name: value}))

    @Slot(int, int)
    def _on_model_move_wished(self, row: int, to: int) -> None:
        self._move(row, to)

    @Slot(int, object)
    def _on_model_value_wished(self, row: int, value: object) -> None:
        layer = self._layers.card(row).layer
        # what is out of range is not done, and the card shows what still is
        with suppress(ValidationError):
            for name in number_names(type(layer))[:1]:
                self.layer_changed.emit(row, changed(layer, **{name: value}))


def _position(event: object) -> QPoint:
    return event.position().toPoint()  # type: ignore[attr-defined]
