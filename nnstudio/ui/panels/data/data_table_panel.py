"""The data table in the drawer: a row that is chosen there is the point under the probe, and the other way round."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.data.data_table import DataTable
from nnstudio.ui.panels.data.sample_pointing import sample_point
from nnstudio.ui.shown.selection import Point


class DataTablePanel(Panel):
    """Shows the data of the run, or what the project's data will be once they are prepared."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self.table = DataTable()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.table.row_chosen.connect(self._on_table_row_chosen)
        context.selection.point_changed.connect(self._on_selection_point_changed)

    @property
    def page(self) -> str:
        return self.table.page

    def show_page(self, page: str) -> None:
        self.table.show_page(page)

    def set_project(self, project: Project) -> None:
        run = self.context.session.run
        if run is not None:
            self.table.set_dataset(run.dataset, project.training.loss)

    def set_run(self, run: Run | None) -> None:
        if run is not None:
            self.table.set_dataset(run.dataset, run.project.training.loss)
            self._on_selection_point_changed(self.context.selection.point)

    @Slot(int)
    def _on_table_row_chosen(self, row: int) -> None:
        run = self.context.session.run
        if run is not None and self.table.dataset is run.dataset:
            self.context.selection.choose_point(sample_point(run.dataset, row))

    @Slot(object)
    def _on_selection_point_changed(self, point: Point | None) -> None:
        if point is not None and point.sample is not None:
            self.table.show_row(point.sample)
