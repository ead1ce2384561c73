"""The network column: the stack of cards between what goes in and what comes out."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from nnstudio.language import _, ngettext
from nnstudio.project.features import pretty
from nnstudio.project.layers.activations import ActivationLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.output_words import output_meaning
from nnstudio.project.project import Project
from nnstudio.ui.editors.network.hidden_activation_choice import HiddenActivationChoice
from nnstudio.ui.editors.network.layer_model import cards_of
from nnstudio.ui.editors.network.layer_stack import LayerStack
from nnstudio.ui.layers.table import new_layer
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import make_action
from nnstudio.ui.widgets.elided_label import ElidedLabel
from nnstudio.ui.widgets.fields import caption, heading
from nnstudio.ui.widgets.plain_text import tooltip

_FAMILIES = (LinearLayer, ActivationLayer, LayerSpec)
"""What stands together in the menu; the last are all others."""
_MOST_NAMES, _NAMES_LENGTH = 7, 34


class NetworkPanel(QWidget):
    """Shows the project's network, and wishes for another."""

    layer_added = Signal(LayerSpec)
    """The LayerSpec to be added."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stack = LayerStack()
        self._size = ElidedLabel()
        self._input = ElidedLabel()
        self.hidden_activation = HiddenActivationChoice()
        self._output = caption()
        self._output.setWordWrap(True)
        self.add_button = QPushButton(_("Add layer"))
        self.add_button.setObjectName("add_layer_button")
        self.add_button.setToolTip(_("Add a layer behind the selected one, or in front of the output layer (Ctrl+L)"))
        self.add_action = make_action(self, "add_layer", _("Add layer …"), ("Ctrl+L",))
        self.add_action.triggered.connect(self.add_button.showMenu)
        theme().dress(self.add_button, "plus", "accent")
        menu = self.add_menu = QMenu(_("Add &layer"), self.add_button)
        menu.setToolTipsVisible(True)
        family = None
        for kind, cls in LAYER_KINDS.items():
            before, family = family, next(base for base in _FAMILIES if issubclass(cls, base))
            if before not in (None, family):
                menu.addSeparator()
            action = menu.addAction(cls.title, partial(self._wish, kind))
            action.setObjectName(f"add_{kind}_action")
            action.setToolTip(tooltip(cls.summary))
        self.add_button.setMenu(menu)

        head = QHBoxLayout()
        head.addWidget(heading(_("Network")))
        head.addWidget(self._size, 1)
        head.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self._second_line())
        layout.addWidget(self.stack, 1)
        layout.addWidget(self._output)

    def _second_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        label = caption(_("Hidden layers"))
        label.setBuddy(self.hidden_activation)
        self.hidden_activation.setAccessibleName(_("Activation of all hidden layers"))
        line.addWidget(self._input, 1)
        line.addWidget(label)
        line.addWidget(self.hidden_activation)
        return line

    def set_project(self, project: Project) -> None:
        """Shows the network with the shapes that the data give it."""
        self.hidden_activation.set_network(project.network)
        self.stack.set_cards(cards_of(project))
        parameters = project.parameter_count()
        self._size.set_text(
            ngettext("{parameters:,} parameter", "{parameters:,} parameters", parameters).format(parameters=parameters)
        )
        columns = project.data.source.feature_names()
        names = [pretty(name, columns) for name in project.data.features or columns]
        shown = _first_of(names)
        self._input.set_text(
            ngettext("↓ in: {name_count} input ({shown})", "↓ in: {name_count} inputs ({shown})", len(names)).format(
                name_count=len(names), shown=shown
            )
        )
        self._output.setText(_("↓ out: {output_meaning}").format(output_meaning=output_meaning(project)))

    def _wish(self, kind: str) -> None:
        self.layer_added.emit(new_layer(kind))


def _first_of(names: list[str]) -> str:
    """As many of the names as a line of the column has room for."""
    count = 1
    while count < len(names) and count < _MOST_NAMES and len(", ".join(names[: count + 1])) <= _NAMES_LENGTH:
        count += 1
    return ", ".join(names[:count]) + (
        _(" and {name_count} more").format(name_count=len(names) - count) if count < len(names) else ""
    )
