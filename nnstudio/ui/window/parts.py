"""The widgets that the main window is made of, and how they are laid out."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from nnstudio.ui.diagram.network_diagram import NetworkDiagram
from nnstudio.ui.diagram.tabs import DiagramTabs
from nnstudio.ui.docks.columns import Columns
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.docks.rail import Rail
from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.editors.data.data_panel import DataPanel
from nnstudio.ui.editors.network.network_panel import NetworkPanel
from nnstudio.ui.editors.training.training_panel import TrainingPanel
from nnstudio.ui.plots.activations_plot import ActivationsPlot
from nnstudio.ui.plots.result_panel import ResultPanel
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.elided_label import ElidedLabel
from nnstudio.ui.window.diagnosis_strip import DiagnosisStrip
from nnstudio.ui.window.notices import Notices
from nnstudio.ui.window.off_notice import OffNotice
from nnstudio.ui.window.timeline import Timeline
from nnstudio.ui.window.transport import Transport
from nnstudio.ui.window.view_buttons import ViewButtons


class Parts(QObject):
    """Data, network and result from left to right; the transport on top, the timeline at the bottom."""

    def __init__(self, context: PanelContext, window: QMainWindow) -> None:
        super().__init__(window)
        self.data_panel, self.network_panel, self.training_panel = DataPanel(), NetworkPanel(), TrainingPanel()
        self.activations = ActivationsPlot()
        self.result_panel = ResultPanel(context.selection, context.frame_source)
        self.diagram = NetworkDiagram(context)
        self.transport, self.timeline, self.notices = Transport(), Timeline(), Notices()
        self.off_notice, self.diagnosis = OffNotice(), DiagnosisStrip()
        tabs = DiagramTabs(self.diagram, self.activations, context.document)
        columns = Columns(self.data_panel, self.training_panel, tabs, self.network_panel, self.result_panel)
        self.workspace = Workspace(columns, Rail())
        self.splitters = (columns.middle, self.result_panel.splitter)
        self.view_buttons = ViewButtons()
        self.workspace.arranged.connect(self._on_workspace_arranged)
        self.view_buttons.fold_action.toggled.connect(self.workspace.fold)
        top = _beside(self.transport, self.view_buttons)
        rail, between = self.workspace.rail, (self.data_panel, self.training_panel, tabs, self.network_panel)
        beside = (rail, *between, self.result_panel, self.diagnosis, self.timeline)
        self.regions = (top, self.notices, self.off_notice, *beside)
        """In the order of the eye."""
        self.step_line = ElidedLabel()
        self.step_line.setObjectName("presented_step")
        self.step_line.hide()
        head = _stacked((top, self.step_line, self.notices, self.off_notice))
        foot = _stacked((self.diagnosis, self.timeline))
        _compose(window, head, self.workspace, foot)
        # each by itself: the docks in the workspace have their own
        self._styled = (head, rail, columns, foot)

    def style(self) -> None:
        """To be called when all is filled in: what has a style sheet already is polished anew whenever it grows."""
        for part in self._styled:
            theme().style(part)

    @Slot()
    def _on_workspace_arranged(self) -> None:
        self.view_buttons.set_folded(self.workspace.is_folded, self.workspace.can_unfold)


def _compose(window: QMainWindow, head: QWidget, workspace: Workspace, foot: QWidget) -> None:
    """Puts everything into the window."""
    row = QHBoxLayout()
    row.setSpacing(0)
    row.addWidget(workspace.rail)
    row.addWidget(workspace, 1)
    centre = QWidget()
    layout = QVBoxLayout(centre)
    layout.setContentsMargins(6, 2, 6, 2)
    layout.setSpacing(4)
    layout.addWidget(head)
    layout.addLayout(row, 1)
    layout.addWidget(foot)
    window.setCentralWidget(centre)


def _beside(first: QWidget, *others: QWidget) -> QWidget:
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(first, 1)
    for widget in others:
        layout.addWidget(widget)
    return box


def _stacked(widgets: tuple[QWidget, ...]) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    for widget in widgets:
        layout.addWidget(widget)
    return box
