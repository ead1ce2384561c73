"""The place that the diagram shares with the tiles of all units, and the counter of hidden layers beside it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from nnstudio.language import _, ngettext
from nnstudio.project.network import MAX_LAYERS
from nnstudio.session.document import Document
from nnstudio.ui.diagram.editing import LayerCounter
from nnstudio.ui.diagram.network_diagram import NetworkDiagram
from nnstudio.ui.plots.activations_plot import ActivationsPlot
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import caption
from nnstudio.ui.widgets.small_button import SmallButton

_ROOMY = 320


class DiagramTabs(QWidget):
    """ "Diagram" and "Units"; only what is seen is drawn."""

    def __init__(
        self, diagram: NetworkDiagram, units: ActivationsPlot, document: Document, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self.tabs = QTabBar()
        self.tabs.setObjectName("diagram_tabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab(_("Diagram"))
        self.tabs.addTab(_("Units"))
        self.tabs.setTabToolTip(0, _("The network: units, weights and biases, live"))
        self.tabs.setTabToolTip(1, _("What each unit of each layer computes, large"))
        self._counter = LayerCounter(document, self)
        self._counter.changed.connect(self._on_counter_changed)
        self._count = caption()
        self._fewer, self._more = SmallButton("−"), SmallButton("+")
        self._fewer.setObjectName("fewer_layers_button")
        self._more.setObjectName("more_layers_button")
        self._fewer.clicked.connect(self._on_fewer_clicked)
        self._more.clicked.connect(self._on_more_clicked)
        scroll = QScrollArea()
        scroll.setWidget(diagram)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        diagram.setAutoFillBackground(False)
        self._pages = QStackedWidget()
        self._pages.addWidget(scroll)
        place = QWidget()
        QVBoxLayout(place).addWidget(units)
        place.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self._pages.addWidget(place)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)

        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.tabs)
        head.addStretch(1)
        for widget in (self._count, self._fewer, self._more):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        self._on_counter_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._count.setVisible(event.size().width() >= theme().px(_ROOMY))

    @Slot()
    def _on_counter_changed(self) -> None:
        count = len(self._counter.hidden)
        layers = len(self._document.project.network.layers)
        self._count.setText(ngettext("{count} hidden layer", "{count} hidden layers", count).format(count=count))
        self._fewer.say(_("Remove the last hidden layer"), "" if count else _("There is no hidden layer to remove"))
        full = (
            _("A network has at most {max_layers} layers").format(max_layers=MAX_LAYERS)
            if layers + 2 > MAX_LAYERS
            else ""
        )
        self._more.say(_("Add a hidden layer in front of the output"), full)

    @Slot()
    def _on_fewer_clicked(self) -> None:
        self._counter.remove()

    @Slot()
    def _on_more_clicked(self) -> None:
        self._counter.add()
