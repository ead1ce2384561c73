"""One card of the stack: what the layer is, its setting, its shape, and what does not fit."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from nnstudio.project.edits import changed
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import MAX_UNITS, LayerSpec
from nnstudio.ui.editors.network.layer_model import Card
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, FloatField, IntField, caption, show_value
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

CARD_HEIGHT = 42
PROBLEM_HEIGHT = 34
_NAME_WIDTH, _FIELD_WIDTH, _FIELD_HEIGHT = 116, 78, 26
_EXCHANGEABLE = tuple(kind for kind in LAYER_KINDS if kind != "linear")


class LayerCard(QFrame):
    """An editor for one layer. Presses beside its fields go on to the list, which selects and drags."""

    layer_wished = Signal(object)
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
        self._kind.currentIndexChanged.connect(self._on_kind_current_index_changed)
        self._name = QStackedWidget()
        self._name.addWidget(self._title)
        self._name.addWidget(self._kind)
        theme().keep_size(self._name, fixed=(_NAME_WIDTH, _FIELD_HEIGHT))
        self.units = IntField(0, MAX_UNITS)
        self.units.setToolTip("How many units the layer has; 0 for as many as the data needs")
        self.units.setAccessibleName("Units")
        theme().keep_size(self.units, fixed=(_FIELD_WIDTH, _FIELD_HEIGHT))
        self.units.valueChanged.connect(self._on_units_value_changed)
        self.p = FloatField(0, 0.95, 0.05)
        self.p.setPrefix("p = ")
        self.p.setToolTip("Probability with which each unit is switched off in a training step")
        self.p.setAccessibleName("Dropout probability")
        theme().keep_size(self.p, fixed=(_FIELD_WIDTH, _FIELD_HEIGHT))
        self.p.valueChanged.connect(self._on_p_value_changed)
        self._shape = PlainLabel()
        self._parameters = caption()
        self._problem = PlainLabel()
        self._problem.setObjectName("card_problem")
        self._problem.setWordWrap(True)
        duplicate = self._button("content-copy", "Duplicate this layer (Ctrl+D)", "muted")
        duplicate.clicked.connect(self.duplicate_requested)
        remove = self._button("close", "Remove this layer (Delete)", "muted")
        remove.setObjectName("remove_layer_button")
        remove.clicked.connect(self.remove_requested)
        grip = PlainLabel("⠿")
        grip.setObjectName("caption")
        grip.setToolTip("Drag to move the layer (Alt+↑, Alt+↓)")

        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(grip)
        row.addWidget(self._name)
        row.addWidget(self.units)
        row.addWidget(self.p)
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

    def set_card(self, card: Card) -> None:
        """Shows the layer."""
        self._card = card
        layer = card.layer
        linear = isinstance(layer, LinearLayer)
        self._name.setCurrentIndex(0 if linear else 1)
        self.units.setVisible(linear)
        self.p.setVisible(isinstance(layer, DropoutLayer))
        self.setToolTip(tooltip(card.problem or layer.summary))
        if isinstance(layer, LinearLayer):
            self._title.setText("Linear" if layer.bias else "Linear, no bias")
            self.units.setSpecialValueText(f"auto ({card.shape.outputs})")
            show_value(self.units, layer.units or 0)
        else:
            kinds = [(kind, LAYER_KINDS[kind].title, LAYER_KINDS[kind].summary) for kind in _EXCHANGEABLE]
            self._kind.fill(kinds, layer.kind)
        if isinstance(layer, DropoutLayer):
            show_value(self.p, layer.p)
        self._shape.setText(card.shape_text)
        self._parameters.setText(card.parameters_text)
        self._parameters.setVisible(bool(card.parameters_text))
        self._problem.setText(f"⚠ {card.problem}")
        self._problem.setVisible(bool(card.problem))
        self._restyle("wrong", bool(card.problem))

    def set_selected(self, selected: bool) -> None:
        self._restyle("selected", selected)

    def edit(self) -> None:
        """Puts the keyboard into the layer's field."""
        field = next((f for f in (self.units, self.p, self._kind) if f.isVisibleTo(self)), None)
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

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

    def _wish(self, layer: LayerSpec) -> None:
        self.layer_wished.emit(layer)

    @Slot(int)
    def _on_units_value_changed(self, value: int) -> None:
        assert self._card is not None
        self._wish(changed(self._card.layer, units=value or None))

    @Slot(float)
    def _on_p_value_changed(self, value: float) -> None:
        assert self._card is not None
        self._wish(changed(self._card.layer, p=value))

    @Slot(int)
    def _on_kind_current_index_changed(self, index: int) -> None:
        self._wish(LAYER_KINDS[self._kind.currentData()]())
