"""The main window: composes and routes, nothing else."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QShowEvent

from nnstudio.log.reports import attempt
from nnstudio.project.project import Project
from nnstudio.session.autosave import Autosave
from nnstudio.session.document import Document
from nnstudio.session.run import Run
from nnstudio.session.training_session import State, TrainingSession
from nnstudio.ui.diagram.editing import DiagramEditor
from nnstudio.ui.diagram.network_diagram import NetworkDiagram
from nnstudio.ui.diagram.tabs import DiagramTabs
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.editors.data.data_panel import DataPanel
from nnstudio.ui.editors.importing.importing import Importing
from nnstudio.ui.editors.network.network_panel import NetworkPanel
from nnstudio.ui.editors.painting.painter import Painter
from nnstudio.ui.editors.training.training_panel import TrainingPanel
from nnstudio.ui.lessons.lessons import Lessons
from nnstudio.ui.plots.activations_plot import ActivationsPlot
from nnstudio.ui.plots.result_panel import ResultPanel
from nnstudio.ui.shown.files import Files
from nnstudio.ui.shown.frame_source import FrameSource
from nnstudio.ui.shown.redraw_scheduler import RedrawScheduler
from nnstudio.ui.shown.selection import Selection
from nnstudio.ui.style.styled_window import StyledWindow
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.pending_field import commit_pending
from nnstudio.ui.window.branching import Branching
from nnstudio.ui.window.diagnosis_controller import DiagnosisController
from nnstudio.ui.window.diagnosis_strip import DiagnosisStrip
from nnstudio.ui.window.editor import Editor
from nnstudio.ui.window.exports import ExportMenu, Exports
from nnstudio.ui.window.garbage_collection import GarbageCollector
from nnstudio.ui.window.layout import Columns, restore_layout, save_layout, set_centre
from nnstudio.ui.window.menus import Menus
from nnstudio.ui.window.notices import Notices
from nnstudio.ui.window.off_notice import OffNotice
from nnstudio.ui.window.opening import Opening
from nnstudio.ui.window.panel_list import PANELS
from nnstudio.ui.window.resampling import Resampling
from nnstudio.ui.window.run_notices import RunNotices
from nnstudio.ui.window.timeline import Timeline
from nnstudio.ui.window.transport import Transport
from nnstudio.ui.window.unexpected_errors import UnexpectedErrors
from nnstudio.ui.window.unit_flags import UnitFlags
from nnstudio.ui.window.weights_import import WeightsImport

_PATIENCE_MS = 1000
_LOSS_EVERY, _FIGURES_EVERY = 3, 6


class MainWindow(StyledWindow):
    """Data, network and result from left to right; the transport on top, the timeline at the bottom."""

    def __init__(self, project: Project, source: str | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.setAcceptDrops(True)
        self.document = Document(project, self)
        self.document.name_after(source)
        self.session = TrainingSession(project, parent=self)
        self.document.commit_fields = partial(commit_pending, self)
        self.session.commit_pending = self.document.commit_pending
        self._frame_source = FrameSource(self)
        self.selection, self.files = Selection(self), Files(self.document, self)
        self.importing, self._scheduler = Importing(self.document, self.files, self), RedrawScheduler(self)
        self._context = PanelContext(
            self.document, self.session, self._frame_source, self.selection, self.files, self._scheduler
        )
        self._epoch: int | None = None
        self._beat, self._has_begun, self._may_lose = 0, False, False

        self.data_panel, self.network_panel, self._training = DataPanel(), NetworkPanel(), TrainingPanel()
        self._activations, self.result_panel = ActivationsPlot(), ResultPanel(self.selection, self._frame_source)
        self.diagram = NetworkDiagram(self._context)
        self._units = DiagramTabs(self.diagram, self._activations, self.document)
        self._transport, self._timeline, self.notices = Transport(), Timeline(), Notices()
        self._off_notice, self.diagnosis = OffNotice(), DiagnosisStrip()
        self._compose()
        self.drawers = Drawers(PANELS, self._context, self)
        self._editor = Editor(self.document, self.data_panel, self.network_panel, self._training, self)
        self._diagram_editor = DiagramEditor(self.document, self.diagram.heads, self.network_panel.stack, self)
        self._menus = Menus(self.menuBar(), self.document, self.drawers.actions(), self)
        self._autosave = self.files.autosave = Autosave(self.document, self.session, self._look_kept)
        self._opening = Opening(self.document, self.session, self._autosave, self.files, self.notices, self)
        self._flags = UnitFlags(self.session, self._frame_source, self)
        self._diagnosis_controller = DiagnosisController(self.session, self)
        self._weights = WeightsImport(self.document, self.session, self.files.complain, self)
        self._painter = Painter(self.document, self.result_panel, self)
        self._branching = Branching(self.document, self.session, self.notices, self)
        self._collector = GarbageCollector(self)
        RunNotices(self.document, self.session, self.notices, self)
        self._resampling = Resampling(self.document, self.session, self._frame_source, self)
        self.diagram.set_project(project)
        self.exports = Exports(self.document, self.session, self._frame_source, self)
        self._menus.add_to_file(ExportMenu(self.exports, self))
        self.lessons = Lessons(self._context, self.drawers, self)
        self._menus.add_before_help(self.lessons.menu)
        steps = (self._autosave.keep_copy, self.document.show_again, self._show_run_again, self._show_state)
        self._unexpected = UnexpectedErrors(self.notices, steps, self)
        self._route()
        self._show_state()
        self.style_centre()
        restore_layout(self, self._splitters)

    # what others may read

    @property
    def project(self) -> Project:
        """The current project."""
        return self.document.project

    @property
    def epoch(self) -> int:
        """The epoch shown; 0 is before training."""
        frame = self._frame_source.frame_of(self.session.run)
        return frame.epoch if frame is not None else 0

    @property
    def train_loss(self) -> list[float]:
        """One value an epoch so far."""
        return self.session.run.history.train_loss if self.session.run is not None else []

    @property
    def test_loss(self) -> list[float]:
        """One value an epoch so far; empty without a test split."""
        return self.session.run.history.test_loss if self.session.run is not None else []

    @property
    def parameters(self) -> dict[str, NDArray[np.float32]]:
        """The state_dict's names with float32 arrays, at the epoch shown; empty until the network is built."""
        run = self.session.run
        frame = self._frame_source.frame_of(run)
        if run is None or frame is None:
            return {}
        return run.trainer.layout.arrays(frame.snapshot.vector)

    @property
    def state(self) -> str:
        """``idle``, ``training``, ``paused``, ``finished`` or ``failed``."""
        return self.session.state.value

    @property
    def diagnosing(self) -> bool:
        """Whether the run is being examined, for which trial trainings may go on."""
        return self._diagnosis_controller.is_busy

    # how it is put together

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # a window that is minimised from the start is never painted
        QTimer.singleShot(_PATIENCE_MS, self._begin)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_begun:
            QTimer.singleShot(0, self._begin)

    @Slot()
    def _begin(self) -> None:
        """Brings in, once the window is on the screen, what takes time: icons, plots, then PyTorch in its thread.

        In this order: while a thread imports PyTorch, an import in this one would keep the window waiting.
        """
        if self._has_begun:
            return
        self._has_begun = True
        self._collector.start()
        theme().load_icons()
        self.result_panel.build_plots()
        self._opening.start()
        self._show_state()

    def dialogs(self) -> dict[str, Callable[[], None]]:
        """The help dialogs by their names."""
        return {"keyboard": self._menus.show_keyboard, "about": self._menus.show_about}

    def _compose(self) -> None:
        build = (self.data_panel, self._training)
        self._columns = Columns(build, self._units, self.network_panel, self.result_panel)
        self._splitters = (self._columns, self._columns.middle, self.result_panel.splitter)
        above = (self._transport, self.notices, self._off_notice)
        set_centre(self, above, self._columns, (self.diagnosis, self._timeline))

    def _route(self) -> None:
        self.document.project_changed.connect(self._on_project_changed)
        self.document.opened.connect(self.session.start_afresh)
        session, transport = self.session, self._transport
        session.state_changed.connect(self._on_session_state_changed)
        session.problem_changed.connect(self._show_state)
        session.run_changed.connect(self._on_run_changed)
        session.progressed.connect(self._on_progressed)
        session.sample_found.connect(self.data_panel.set_sample)
        session.devices_found.connect(transport.device.set_devices)
        transport.train_requested.connect(self._on_train_requested)
        transport.pause_requested.connect(session.pause)
        transport.step_requested.connect(self._on_step_requested)
        transport.reset_requested.connect(session.reset)
        transport.pace_chosen.connect(session.set_pace)
        transport.device.device_chosen.connect(session.set_device)
        self._frame_source.frame_changed.connect(self._on_frame_changed)
        self._scheduler.rested.connect(self._draw_beside)
        self.result_panel.plane_chosen.connect(self._frame_source.set_plane)
        self.result_panel.unit_switched.connect(self.selection.switch)
        self.selection.off_changed.connect(self._on_selection_off_changed)
        self._off_notice.all_on_requested.connect(self.selection.switch_all_on)
        self._timeline.epoch_chosen.connect(self._on_epoch_chosen)
        self._timeline.live_chosen.connect(self._on_live_chosen)
        self._timeline.branch_requested.connect(self._on_branch_requested)
        self.diagram.parameter_edited.connect(self._on_parameter_edited)
        self._flags.flags_changed.connect(self.diagram.set_flags)
        self._diagnosis_controller.diagnosed.connect(self.diagnosis.set_diagnosis)
        self.diagnosis.show_requested.connect(self._on_diagnosis_show_requested)
        self._opening.epoch_restored.connect(self._on_epoch_restored)
        self.lessons.epoch_wished.connect(self._on_epoch_restored)
        self._autosave.saved.connect(self.files.note_saved)
        self._autosave.failed.connect(self.files.tell_save_failed)
        self._menus.open_requested.connect(self.files.ask_open)
        self._menus.save_requested.connect(self.files.save)
        self._menus.save_as_requested.connect(self.files.ask_save_as)
        self._menus.recover_requested.connect(self._opening.show_leftovers)
        self._menus.import_requested.connect(self.importing.ask_file)
        self._menus.import_weights_requested.connect(self._on_import_weights_requested)
        self._menus.paste_requested.connect(self.importing.paste)
        self.data_panel.import_requested.connect(self.importing.ask)
        self.data_panel.redraw_requested.connect(self._resampling.redraw)
        self._menus.log_requested.connect(self._unexpected.show_log)
        self._menus.lesson_chosen.connect(self.files.ask_open_source)

    # what happens

    @Slot(object)
    def _on_project_changed(self, project: Project) -> None:
        self.session.set_project(project)
        self.diagram.set_project(project)
        self.drawers.set_project(project)
        self._painter.set_project(project)
        self._show_state()

    @Slot(object)
    def _on_run_changed(self, run: Run | None) -> None:
        self._epoch = None
        self._timeline.stop_playing()
        self._scheduler.forget()
        if run is not None:
            # before anything shows the new network, which may have other units, and other samples
            self._frame_source.set_run(None)
            self.selection.follow(run.dataset, run.project.network)
        self._frame_source.set_run(run)
        self.diagram.set_run(run)
        self.drawers.set_run(run)
        self._off_notice.set_off(run, self.selection.off)
        if run is not None:
            self._activations.set_layers([layer.title for layer in run.project.network.layers])
            assert self._frame_source.plane is not None
            self.data_panel.set_dataset(run.dataset)
            self.result_panel.set_run(run, self._frame_source.plane)
            self._painter.set_run(run)
            self._look()
        self._show_state()

    def _show_run_again(self) -> None:
        epoch = self._epoch
        self._on_run_changed(self.session.run)
        self._epoch = epoch
        self._look()

    @Slot()
    def _on_progressed(self) -> None:
        run = self.session.run
        if run is None:
            return
        self._beat += 1
        if self._beat % _LOSS_EVERY == 0:
            self.result_panel.add_losses()
        if self._beat % _FIGURES_EVERY == 0:
            self._transport.set_progress(run.epoch, self.session.target)
            self._show_epochs()
        if self._epoch is None:
            self._look()

    @Slot()
    def _on_train_requested(self) -> None:
        self._epoch = None
        self.session.train()

    @Slot()
    def _on_step_requested(self) -> None:
        self._epoch = None
        self.session.step()

    @Slot(int)
    def _on_epoch_chosen(self, epoch: int) -> None:
        run = self.session.run
        self._epoch = epoch if run is not None and epoch < run.epoch else None
        self._scheduler.note_choice()
        self._look()

    @Slot()
    def _on_live_chosen(self) -> None:
        self._epoch = None
        self._timeline.stop_playing()
        self._look()

    @Slot(str, object, float)
    def _on_parameter_edited(self, parameter: str, index: tuple[int, ...], value: float) -> None:
        self._branching.set_parameter(self.epoch, parameter, index, value)

    @Slot(object)
    def _on_diagnosis_show_requested(self, finding: Any) -> None:
        if finding.epoch is not None:
            self._on_epoch_chosen(finding.epoch)
            self._show_epochs()
        if finding.unit is not None and self._frame_source.has_unit(*finding.unit):
            self.selection.choose_unit(finding.unit)
        if finding.panel:
            self.drawers.show(finding.panel)

    @Slot()
    def _on_import_weights_requested(self) -> None:
        self.document.commit_pending()
        self._weights.ask(self.epoch)

    @Slot(QPoint)
    def _on_branch_requested(self, place: QPoint) -> None:
        self.document.commit_pending()
        self._branching.ask(self.epoch, place)

    @Slot(object)
    def _on_selection_off_changed(self, off: frozenset[tuple[int, int]]) -> None:
        self._frame_source.set_off(off)
        self._off_notice.set_off(self.session.run, off)
        self._look()

    @Slot(object)
    def _on_frame_changed(self, frame: Any) -> None:
        self.result_panel.set_frame(frame)
        live = self.session.state is State.TRAINING and self._epoch is None
        # losses are drawn on a beat of their own
        if live and not self._beat % _LOSS_EVERY:
            self._scheduler.pass_by()
        else:
            self._draw_beside(frame, live)
        if not live:
            self._show_epochs()

    @Slot(object)
    def _draw_beside(self, frame: Any, live: bool = False) -> None:
        self._scheduler.draw(frame, [self.diagram, self._activations, *self.drawers.seen()], live)

    def _look_kept(self) -> tuple[int | None, dict[str, Any]]:
        """The epoch shown, None for the latest; no more of the layout is kept in a file than others would want."""
        return self._epoch, {}

    @Slot(object)
    def _on_epoch_restored(self, epoch: int | None) -> None:
        if epoch is not None:
            self._on_epoch_chosen(epoch)
            self._show_epochs()

    def _look(self) -> None:
        """Shows the chosen epoch, or the latest; with all detail when nothing moves."""
        run = self.session.run
        if run is not None:
            self._frame_source.look(
                run.epoch if self._epoch is None else self._epoch, self.session.state is State.TRAINING
            )

    def _show_epochs(self) -> None:
        run = self.session.run
        self._timeline.set_epochs(self.epoch, run.epoch if run is not None else 0, self._epoch)
        self.data_panel.set_keeping(self._resampling.why_not())
        self.result_panel.set_epochs(self.session.target, self.epoch if self._epoch is not None else None)

    @Slot(object)
    def _on_session_state_changed(self, state: State) -> None:
        run = self.session.run
        if state is State.FINISHED and run is not None and run.result.epoch < run.epoch:
            # stopped early: the best epoch's weights are what has come of it
            self._epoch = run.result.epoch
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        session = self.session
        blocked = next((str(problem.message) for problem in self.project.problems()), "")
        waiting = "Loading PyTorch …" if session.is_loading and not blocked else ""
        if not waiting and self._has_begun:
            self.drawers.begin()
        self.result_panel.set_blocked(blocked)
        epoch = session.run.epoch if session.run is not None else 0
        if session.state is not State.TRAINING:
            self.result_panel.add_losses()
        self._transport.set_state(session.state, epoch, session.target, blocked, waiting)
        if session.state is not State.TRAINING and session.run is not None:
            self._look()
        self._show_epochs()
        self._timeline.set_branching(self._branching.why_not())

    # what comes from outside

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = event.mimeData().urls()[0].toLocalFile()
        # a dialog within the drop would keep the program that it came from waiting
        QTimer.singleShot(0, self, lambda: self.importing.open_dropped(path))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # a shortcut would take Escape from those who are nearer to it
        if event.key() == Qt.Key.Key_Escape and self.selection.unit is not None:
            self.selection.choose_unit(None)
        else:
            super().keyPressEvent(event)

    def _close_for_good(self) -> None:
        self._may_lose = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._autosave.finish_saving():
            # why is told; the window stays with what could not be saved
            event.ignore()
            return
        self.document.commit_pending()
        if self.document.is_modified and self._autosave.has_trouble and not self._may_lose:
            event.ignore()
            self.files.ask_to_close(self._close_for_good)
            return
        self._has_begun = True
        first = (self.document.commit_pending, self.lessons.close, partial(save_layout, self, self._splitters))
        work = (self._timeline.stop_playing, self.exports.close, self.session.close, self._autosave.close)
        for step in (*first, *work, self._opening.close, self._collector.stop, self._unexpected.close):
            attempt("Not all could be put away", step)
        super().closeEvent(event)
