"""One activation for all hidden layers, chosen in one place."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from nnstudio.language import _, pgettext
from nnstudio.project.hidden_activation import hidden_activations
from nnstudio.project.layers.activations import ActivationLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.network import NetworkSpec
from nnstudio.ui.widgets.fields import Choice
from nnstudio.ui.widgets.plain_text import tooltip

_KINDS = [(kind, cls.title, cls.summary) for kind, cls in LAYER_KINDS.items() if issubclass(cls, ActivationLayer)]
_TIP = _("One activation for all hidden layers")


class HiddenActivationChoice(Choice):
    """Shows which the hidden layers share, if they do, and wishes for another."""

    kind_chosen = Signal(str)
    """The kind of an activation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hidden_activation_selector")
        self.setMinimumContentsLength(8)
        self.activated.connect(self._on_activated)

    def set_network(self, network: NetworkSpec) -> None:
        """Shows what the network has."""
        kinds = hidden_activations(network)
        shared = next(iter(kinds)) if len(kinds) == 1 else ""
        none, mixed = pgettext("an activation", "none"), pgettext("activations", "mixed")
        other = [] if shared else [("", mixed if len(kinds) > 1 else none, _TIP)]
        self.fill([*other, *_KINDS], shared)
        self.setEnabled(bool(kinds))
        self.setToolTip(tooltip(_TIP if kinds else _("There is no hidden layer")))

    @Slot()
    def _on_activated(self) -> None:
        if self.currentData():
            self.kind_chosen.emit(self.currentData())
