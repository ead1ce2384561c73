"""The stack as Qt's item model: one row a layer, its text plain enough to be read aloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from nnstudio.language import local_number, ngettext
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerShape, LayerSpec
from nnstudio.project.project import Project
from nnstudio.ui.layers.options import number_names
from nnstudio.ui.layers.table import LAYERS, chosen_words
from nnstudio.ui.widgets.plain_text import tooltip

MIME_TYPE = "application/x-nnstudio-layer"
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Card:
    """What one card shows."""

    layer: LayerSpec
    shape: LayerShape
    is_output: bool
    """Whether it is the Linear that the data decides the size of."""
    problem: str = ""

    @property
    def shape_text(self) -> str:
        return f"{self.shape.inputs} → {self.shape.outputs}"

    @property
    def parameters_text(self) -> str:
        n = self.shape.parameters
        return "" if n == 0 else ngettext("1 parameter", "{n:,} parameters", n).format(n=n)

    def __str__(self) -> str:
        numbers = [(name, LAYERS[self.layer.kind].options[name].prefix) for name in number_names(type(self.layer))]
        values = [(prefix, getattr(self.layer, name)) for name, prefix in numbers if prefix]
        told = "".join(f" {prefix}{local_number(value, 'g')}" for prefix, value in values if value is not None)
        words = chosen_words(self.layer)
        parts = [f"{self.layer.title}{told} {self.shape_text}", *words, self.parameters_text, self.problem]
        return ", ".join(part for part in parts if part)


def cards_of(project: Project) -> list[Card]:
    """The project's layers with their shapes, and each problem at the card that does not fit."""
    problems: dict[int, str] = {}
    for problem in project.problems():
        match problem.where:
            case ("network", "layers", int(i), *_):
                problems.setdefault(i, problem.message)
            case ("network", *_):
                problems.setdefault(0, problem.message)
    layers = project.network.layers
    outputs = [i for i, layer in enumerate(layers) if isinstance(layer, LinearLayer)][-1:]
    return [
        Card(layer, shape, i in outputs, problems.get(i, ""))
        for i, (layer, shape) in enumerate(zip(layers, project.layer_shapes(), strict=True))
    ]


class LayerModel(QAbstractListModel):
    """Shows cards; a change that a view asks for becomes a wish, and is shown when the project has changed."""

    move_wished = Signal(int, int)
    """From an index, to stand at another."""
    value_wished = Signal(int, object)
    """A layer's index and what the first of its numbers is to be."""

    CardRole = Qt.ItemDataRole.UserRole

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._cards: list[Card] = []

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Shows these cards, touching only the rows that differ."""
        old, new = self._cards, list(cards)
        same = 0
        while same < min(len(old), len(new)) and old[same].layer == new[same].layer:
            same += 1
        if len(new) > len(old):
            self.beginInsertRows(QModelIndex(), same, same + len(new) - len(old) - 1)
            self._cards = new
            self.endInsertRows()
        elif len(new) < len(old):
            self.beginRemoveRows(QModelIndex(), same, same + len(old) - len(new) - 1)
            self._cards = new
            self.endRemoveRows()
        self._cards = new
        if new:
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))

    def layers(self) -> list[LayerSpec]:
        return [card.layer for card in self._cards]

    def card(self, row: int) -> Card:
        return self._cards[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._cards):
            return None
        card = self._cards[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return str(card)
            case Qt.ItemDataRole.EditRole:
                first = next(iter(number_names(type(card.layer))), None)
                return None if first is None else getattr(card.layer, first)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(card.problem or card.layer.summary)
            case self.CardRole:
                return card
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.value_wished.emit(index.row(), value)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return (
            Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME_TYPE, str(indexes[0].row()).encode())
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not data.hasFormat(MIME_TYPE):
            return False
        source = int(bytes(data.data(MIME_TYPE).data()))
        gap = row if row >= 0 else parent.row() if parent.isValid() else len(self._cards)
        target = gap - 1 if gap > source else gap
        # dragged from a network that is gone
        if target != source and source < len(self._cards):
            self.move_wished.emit(source, target)
        # the rows follow when the project has changed; the view must not remove any itself
        return False
