"""The widgets that the main window is made of, and how they are laid out."""

from PySide6.QtWidgets import QMainWindow

from nnstudio.ui.diagram.network_diagram import NetworkDiagram
from nnstudio.ui.diagram.tabs import DiagramTabs
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.editors.data.data_panel import DataPanel
from nnstudio.ui.editors.network.network_panel import NetworkPanel
from nnstudio.ui.editors.training.training_panel import TrainingPanel
from nnstudio.ui.plots.activations_plot import ActivationsPlot
from nnstudio.ui.plots.result_panel import ResultPanel
from nnstudio.ui.window.diagnosis_strip import DiagnosisStrip
from nnstudio.ui.window.layout import Columns, set_centre
from nnstudio.ui.window.notices import Notices
from nnstudio.ui.window.off_notice import OffNotice
from nnstudio.ui.window.timeline import Timeline
from nnstudio.ui.window.transport import Transport


class Parts:
    """Data, network and result from left to right; the transport on top, the timeline at the bottom."""

    def __init__(self, context: PanelContext, window: QMainWindow) -> None:
        self.data_panel, self.network_panel, self.training_panel = DataPanel(), NetworkPanel(), TrainingPanel()
        self.activations = ActivationsPlot()
        self.result_panel = ResultPanel(context.selection, context.frame_source)
        self.diagram = NetworkDiagram(context)
        self.transport, self.timeline, self.notices = Transport(), Timeline(), Notices()
        self.off_notice, self.diagnosis = OffNotice(), DiagnosisStrip()
        tabs = DiagramTabs(self.diagram, self.activations, context.document)
        columns = Columns((self.data_panel, self.training_panel), tabs, self.network_panel, self.result_panel)
        self.splitters = (columns, columns.middle, self.result_panel.splitter)
        between = (self.data_panel, self.training_panel, tabs, self.network_panel, self.result_panel)
        self.regions = (self.transport, self.notices, self.off_notice, *between, self.diagnosis, self.timeline)
        """In the order of the eye."""
        above = (self.transport, self.notices, self.off_notice)
        set_centre(window, above, columns, (self.diagnosis, self.timeline))
