"""One card of the stack: what the layer is, its setting, its shape, and what does not fit."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessibleInterface, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.edits import changed
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.ui.editors.network.card_interfaces import CardInterface
from nnstudio.ui.editors.network.layer_model import Card
from nnstudio.ui.layers.entry import Option
from nnstudio.ui.layers.options import number_names, number_range, switch_names
from nnstudio.ui.layers.table import LAYERS, chosen_words
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, FloatField, IntField, caption, show_part, show_value
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

CARD_HEIGHT = 42
PROBLEM_HEIGHT = 34
_NAME_WIDTH, _FIELD_WIDTH, _FIELD_HEIGHT = 116, 78, 26
_EXCHANGEABLE = tuple(kind for kind, spec in LAYER_KINDS.items() if not issubclass(spec, LinearLayer))
"""The kinds that put out as many numbers as come in."""


class LayerCard(QFrame):
    """An editor for one layer. Presses beside its fields go on to the list, which selects and drags."""

    layer_wished = Signal(LayerSpec)
    """The layer as the learner wants it."""
    duplicate_requested = Signal()
    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._card: Card | None = None
        self._title = PlainLabel("Linear")
        self._title.setObjectName("card_title")
        self._kind = Choice()
        self._kind.setAccessibleName(_("Kind of layer"))
        self._kind.currentIndexChanged.connect(self._on_kind_current_index_changed)
        self._name = QStackedWidget()
        self._name.addWidget(self._title)
        self._name.addWidget(self._kind)
        theme().keep_size(self._name, fixed=(_NAME_WIDTH, _FIELD_HEIGHT))
        self._fields: dict[tuple[str, str], IntField | FloatField] = {}
        """By kind and option; those of kinds that the card has shown once are hidden."""
        self._shape = PlainLabel()
        self._parameters = caption()
        self._problem = PlainLabel()
        self._problem.setObjectName("card_problem")
        self._problem.setWordWrap(True)
        self._duplicate = duplicate = self._button("content-copy", _("Duplicate this layer (Ctrl+D)"), "muted")
        duplicate.clicked.connect(self.duplicate_requested)
        remove = self._button("close", _("Remove this layer (Delete)"), "muted")
        remove.setObjectName("remove_layer_button")
        remove.clicked.connect(self.remove_requested)
        grip = PlainLabel("⠿")
        grip.setObjectName("caption")
        grip.setToolTip(_("Drag to move the layer (Alt+↑, Alt+↓)"))

        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(grip)
        row.addWidget(self._name)
        self._places = QHBoxLayout()
        self._places.setSpacing(5)
        row.addLayout(self._places)
        row.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        for label in (self._shape, self._parameters):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            texts.addWidget(label)
        row.addLayout(texts)
        row.addWidget(duplicate)
        row.addWidget(remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 4, 2)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._problem)

    def accessible_interface(self) -> QAccessibleInterface:
        """An item of the layers' list, with its fields."""
        return CardInterface(self)

    def set_card(self, card: Card) -> None:
        """Shows the layer."""
        self._card = card
        layer = card.layer
        self.setToolTip(tooltip(card.problem or layer.summary))
        self._name.setCurrentIndex(1 if layer.kind in _EXCHANGEABLE else 0)
        if layer.kind in _EXCHANGEABLE:
            kinds = [(kind, LAYER_KINDS[kind].title, LAYER_KINDS[kind].summary) for kind in _EXCHANGEABLE]
            self._kind.fill(kinds, layer.kind)
        else:
            off = [name for name in switch_names(type(layer)) if not getattr(layer, name)]
            said = [LAYERS[layer.kind].options[name].off for name in off]
            self._title.setText(", ".join([layer.title, *filter(None, said), *chosen_words(layer)]))
        self._show_fields(card)
        self._shape.setText(card.shape_text)
        self._make_room()
        self._problem.setText(f"⚠ {card.problem}")
        self._problem.setVisible(bool(card.problem))
        self._restyle("wrong", bool(card.problem))

    def _make_room(self) -> None:
        """Shows all there is room for: what the tooltip and the keyboard have, too, goes first."""
        text = self._card.parameters_text if self._card is not None else ""
        self._parameters.setText(text)
        self._parameters.setVisible(bool(text))
        self._duplicate.show()
        layout = self.layout()
        assert layout is not None
        for widget in (self._parameters, self._duplicate):
            layout.invalidate()
            if layout.totalMinimumSize().width() > self.width():
                widget.hide()

    def set_selected(self, selected: bool) -> None:
        self._restyle("selected", selected)

    def edit(self) -> None:
        """Puts the keyboard into the layer's field."""
        field = next((f for f in (*self._fields.values(), self._kind) if f.isVisibleTo(self)), None)
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def _button(self, icon: str, tip: str, role: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        theme().keep_size(button, fixed=(24, 24))
        button.setToolTip(tooltip(tip))
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme().dress(button, icon, role)
        return button

    def _restyle(self, name: str, value: bool) -> None:
        text = "true" if value else "false"
        if self.property(name) != text:
            self.setProperty(name, text)
            self.style().unpolish(self)
            self.style().polish(self)

    def field(self, option: str) -> IntField | FloatField:
        """The field of one of the shown layer's numbers."""
        assert self._card is not None
        return self._fields[self._card.layer.kind, option]

    def _show_fields(self, card: Card) -> None:
        """The numbers of the layer, each in a field."""
        layer = card.layer
        for (kind, _unused), field in self._fields.items():
            show_part(field, kind == layer.kind)
        for name in number_names(type(layer)):
            option = LAYERS[layer.kind].options[name]
            field = self._fields.get((layer.kind, name)) or self._make_field(layer, name, option)
            field.setSpecialValueText(option.auto.format(outputs=card.shape.outputs))
            show_value(field, getattr(layer, name) or 0)

    def _make_field(self, layer: LayerSpec, name: str, option: Option) -> IntField | FloatField:
        low, high, is_whole, _unused = number_range(type(layer), name, option.step)
        field: IntField | FloatField
        if is_whole:
            field = IntField(int(low), int(high), option=name)
        else:
            field = FloatField(low, high, option.step, option=name)
        field.setPrefix(option.prefix)
        field.setToolTip(tooltip(option.tip))
        field.setAccessibleName(option.name)
        theme().keep_size(field, minimum=(_FIELD_WIDTH, 0), fixed=(0, _FIELD_HEIGHT))
        field.option_changed.connect(self._on_field_option_changed)
        self._fields[layer.kind, name] = field
        self._places.addWidget(field)
        field.show()
        return field

    @Slot(str, object)
    def _on_field_option_changed(self, name: str, value: float) -> None:
        assert self._card is not None
        layer = self._card.layer
        is_auto = not value and number_range(type(layer), name, LAYERS[layer.kind].options[name].step).can_be_none
        self.layer_wished.emit(changed(layer, **{name: None if is_auto else value}))

    @Slot(int)
    def _on_kind_current_index_changed(self, index: int) -> None:
        self.layer_wished.emit(LAYER_KINDS[self._kind.currentData()]())
