"""Wishes of the diagram, made into undoable edits of the document."""

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.language import _, all_of
from nnstudio.project import edits
from nnstudio.project.blocks import Block, blocks_of
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import MAX_UNITS, LayerSpec
from nnstudio.project.project import Project
from nnstudio.session.document import Document
from nnstudio.ui.diagram.heads import Heads
from nnstudio.ui.editors.network.layer_stack import LayerStack
from nnstudio.ui.layers.table import LAYERS

_NEW_UNITS = 4


class DiagramEditor(QObject):
    """Changes the network as the diagram's buttons ask for, and shows the cards that its headings lead to."""

    def __init__(self, document: Document, heads: Heads, stack: LayerStack, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._stack = document, stack
        heads.units_requested.connect(self._on_heads_units_requested)
        heads.removal_requested.connect(self._on_heads_removal_requested)
        heads.insertion_requested.connect(self._on_heads_insertion_requested)
        heads.layer_chosen.connect(self._on_heads_layer_chosen)

    @Slot(int, int)
    def _on_heads_units_requested(self, row: int, units: int) -> None:
        more = units - self._document.project.layer_shapes()[row].outputs
        self._document.commit_pending()
        project = self._document.project
        units = max(1, min(project.layer_shapes()[row].outputs + more, MAX_UNITS))
        number = next(i for i, block in enumerate(blocks_of(project.network), 1) if row in block.rows)
        verb, where = ("add", "to") if more > 0 else ("remove", "from")
        text = _("{verb} a unit {where} layer {number}").format(verb=verb, where=where, number=number)
        self._document.edit(text, lambda project: edits.with_units(project, row, units))

    @Slot(Block)
    def _on_heads_removal_requested(self, block: Block) -> None:
        self._document.commit_pending()
        blocks = blocks_of(self._document.project.network)
        # what it consists of may just have been changed by a typed value
        number, found = next((i, each) for i, each in enumerate(blocks, 1) if each.first == block.first)
        self._document.edit(
            _("remove layer {number}").format(number=number), lambda project: edits.remove_block(project, found)
        )

    @Slot(int, str)
    def _on_heads_insertion_requested(self, row: int, kind: str) -> None:
        """The new layer is as wide as the hidden one before it, or the one behind."""
        self._document.commit_pending()
        new: list[LayerSpec] = [LinearLayer(units=_width_at(self._document.project, row))]
        if kind:
            new.append(LAYER_KINDS[kind]())
        titles = all_of(layer.title for layer in new)
        self._document.edit(
            _("insert {titles}").format(titles=titles), lambda project: edits.insert_layers(project, row, *new)
        )
        self._stack.select_row(row)

    @Slot(int)
    def _on_heads_layer_chosen(self, row: int) -> None:
        self._stack.select_row(row)


class LayerCounter(QObject):
    """Adds and removes whole hidden layers at the output's side, as TensorFlow Playground does."""

    changed = Signal()
    """How many there are, or what can be done, may have changed."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        document.project_changed.connect(self._on_document_project_changed)

    @property
    def hidden(self) -> tuple[Block, ...]:
        """The blocks with a Linear in front of the output."""
        return tuple(block for block in blocks_of(self._document.project.network)[:-1] if block.linear is not None)

    def add(self) -> None:
        """Puts a layer like the last hidden one in front of the output."""
        self._document.commit_pending()
        project = self._document.project
        blocks = blocks_of(project.network)
        hidden = self.hidden
        if hidden:
            row = blocks[-1].first
            copied = tuple(layer for layer in hidden[-1].layers[1:] if LAYERS[layer.kind].is_repeated)
            head = edits.changed(hidden[-1].layers[0], units=project.layer_shapes()[hidden[-1].first].outputs)
            new: tuple[LayerSpec, ...] = (head, *copied)
        else:
            row = blocks[-1].first
            new = (LinearLayer(units=_NEW_UNITS), ReLULayer())
        self._document.edit(_("add a hidden layer"), edits.insert_layers(project, row, *new))

    def remove(self) -> None:
        """Takes the last hidden layer out."""
        self._document.commit_pending()
        if self.hidden:
            project = edits.remove_block(self._document.project, self.hidden[-1])
            self._document.edit(_("remove a hidden layer"), project)

    @Slot()
    def _on_document_project_changed(self) -> None:
        self.changed.emit()


def _width_at(project: Project, row: int) -> int:
    """As many units as the nearest hidden layer has."""
    shapes = project.layer_shapes()
    hidden = [block for block in blocks_of(project.network)[:-1] if block.linear is not None]
    if not hidden:
        return _NEW_UNITS
    nearest = min(hidden, key=lambda block: abs(block.first - row))
    return shapes[nearest.first].outputs
