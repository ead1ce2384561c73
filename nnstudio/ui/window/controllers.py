"""What answers the learner's wishes: each wish goes to the one who fulfils it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Slot

from nnstudio.session.autosave import Autosave
from nnstudio.ui.diagram.editing import DiagramEditor
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.editors.importing.importing import Importing
from nnstudio.ui.editors.painting.painter import Painter
from nnstudio.ui.lessons.lessons import Lessons
from nnstudio.ui.style.styled_window import StyledWindow
from nnstudio.ui.window.actions import Actions
from nnstudio.ui.window.advice import Advice
from nnstudio.ui.window.branching import Branching
from nnstudio.ui.window.diagnosis_controller import DiagnosisController
from nnstudio.ui.window.editor import Editor
from nnstudio.ui.window.endless import Endless
from nnstudio.ui.window.exports import ExportMenu, Exports
from nnstudio.ui.window.help import Help
from nnstudio.ui.window.loss_hearing import LossHearing
from nnstudio.ui.window.manual_places import mark_places
from nnstudio.ui.window.menus import Menus
from nnstudio.ui.window.opening import Opening
from nnstudio.ui.window.parts import Parts
from nnstudio.ui.window.playhead import Playhead
from nnstudio.ui.window.presentation import Presentation
from nnstudio.ui.window.rate_changes import RateChanges
from nnstudio.ui.window.regions import Regions
from nnstudio.ui.window.resampling import Resampling
from nnstudio.ui.window.run_announcements import RunAnnouncements
from nnstudio.ui.window.run_notices import RunNotices
from nnstudio.ui.window.train_menu import TrainMenu
from nnstudio.ui.window.unit_flags import UnitFlags
from nnstudio.ui.window.weights_import import WeightsImport
from nnstudio.ui.window.whats_this import WhatsThis

if TYPE_CHECKING:
    from nnstudio.engine.diagnosis.finding import Finding
    from nnstudio.ui.window.saved_message import SavedMessage


class Controllers(QObject):
    """Makes them, and wires them to the parts of the window."""

    def __init__(
        self, context: PanelContext, parts: Parts, playhead: Playhead, drawers: Drawers, window: StyledWindow
    ) -> None:
        super().__init__(window)
        document, session, files = context.document, context.session, context.files
        self._context, self._playhead, self._drawers, self._window = context, playhead, drawers, window
        self._saved_message: SavedMessage | None = None
        self.importing = Importing(document, files, window)
        self.editor = Editor(document, parts.data_panel, parts.network_panel, parts.training_panel, window)
        DiagramEditor(document, parts.diagram.heads, parts.network_panel.stack, window)
        self.actions = Actions(document, parts, drawers, window)
        self.autosave = files.autosave = Autosave(document, session, self._look_kept)
        self.opening = Opening(document, session, self.autosave, files, parts.notices, window)
        self.flags = UnitFlags(session, context.frame_source, window)
        self.diagnosis = DiagnosisController(session, window)
        self.advice = Advice(document, session, window)
        self.weights = WeightsImport(document, session, files.complain, window)
        self.painter = Painter(document, parts.result_panel, window)
        self.branching = Branching(document, session, parts.notices, window)
        RateChanges(document, session, parts.training_panel, parts.notices, window)
        RunNotices(document, session, parts.notices, window)
        RunAnnouncements(session, window)
        self.hearing = LossHearing(session, parts.notices, self.actions.hear, window)
        self.resampling = Resampling(document, session, context.frame_source, window)
        self.exports = Exports(document, session, context.frame_source, window)
        self.lessons = Lessons(context, drawers, parts.workspace, window)
        self.presentation = Presentation(parts, self.lessons, window)
        self.help, self.regions = Help(parts.workspace, window), Regions(window, parts.regions)
        self.whats_this = WhatsThis(window)
        mark_places(parts)
        menus = (ExportMenu(self.exports, window), TrainMenu(self.actions, parts, window), self.lessons.menu)
        self.menus = Menus(window.menuBar(), self.actions, *menus)
        self._wire_training(parts)
        self._wire_views(parts)
        self._wire_files(parts)

    def _wire_training(self, parts: Parts) -> None:
        session, transport, timeline, playhead = self._context.session, parts.transport, parts.timeline, self._playhead
        transport.train_requested.connect(playhead.train)
        transport.step_requested.connect(playhead.step)
        transport.pause_requested.connect(session.pause)
        transport.reset_requested.connect(session.reset)
        transport.speed.pace_chosen.connect(session.set_pace)
        transport.speed.restore()
        Endless(self._context.document, session, transport.endless_action, self)
        transport.device.device_chosen.connect(session.set_device)
        session.devices_found.connect(transport.device.set_devices)
        session.sample_found.connect(parts.data_panel.set_sample)
        self.actions.many_seeds.triggered.connect(self._on_many_seeds_triggered)
        timeline.epoch_chosen.connect(playhead.choose)
        timeline.live_chosen.connect(timeline.stop_playing)
        timeline.live_chosen.connect(playhead.follow)
        timeline.branch_requested.connect(self._on_branch_requested)
        self._context.selection.epoch_wished.connect(timeline.stop_playing)
        self._context.selection.epoch_wished.connect(playhead.choose)
        self.opening.epoch_restored.connect(playhead.restore)
        self.lessons.epoch_wished.connect(playhead.restore)

    def _wire_views(self, parts: Parts) -> None:
        selection = self._context.selection
        parts.result_panel.plane_chosen.connect(self._context.frame_source.set_plane)
        parts.result_panel.unit_switched.connect(selection.switch)
        parts.off_notice.all_on_requested.connect(selection.switch_all_on)
        parts.diagram.parameter_edited.connect(self._on_parameter_edited)
        parts.data_panel.import_requested.connect(self.importing.ask)
        parts.data_panel.redraw_requested.connect(self.resampling.redraw)
        self.flags.flags_changed.connect(parts.diagram.set_flags)
        self.diagnosis.diagnosed.connect(parts.diagnosis.set_diagnosis)
        parts.diagnosis.do_requested.connect(self.advice.follow)
        parts.diagnosis.show_requested.connect(self._on_diagnosis_show_requested)

    def _wire_files(self, parts: Parts) -> None:
        files, actions = self._context.files, self.actions
        self.autosave.saved.connect(files.note_saved)
        files.saved.connect(self._on_saved)
        self.exports.written.connect(self._on_saved)
        self.autosave.failed.connect(files.tell_save_failed)
        self.menus.source_chosen.connect(files.ask_open_source)
        actions.new.triggered.connect(files.ask_new)
        actions.open.triggered.connect(files.ask_open)
        actions.save.triggered.connect(files.save)
        actions.save_as.triggered.connect(files.ask_save_as)
        actions.recover.triggered.connect(self.opening.show_leftovers)
        actions.import_data.triggered.connect(self.importing.ask_file)
        actions.import_weights.triggered.connect(self._on_import_weights_requested)
        actions.paste.triggered.connect(self.importing.paste)
        actions.next_region.triggered.connect(self.regions.next)
        actions.previous_region.triggered.connect(self.regions.previous)
        actions.manual.triggered.connect(self.help.show_manual)
        actions.whats_this.triggered.connect(self.whats_this.ask)
        actions.tour.triggered.connect(self.help.show_tour)
        actions.palette.triggered.connect(self.help.show_palette)
        actions.keyboard.triggered.connect(self.help.show_keyboard)
        actions.about.triggered.connect(self.help.show_about)

    def _look_kept(self) -> tuple[int | None, dict[str, Any]]:
        """The epoch shown, None for the latest; no more of the layout is kept in a file than others would want."""
        return self._playhead.chosen, {}

    @Slot(str, object, float)
    def _on_parameter_edited(self, parameter: str, index: tuple[int, ...], value: float) -> None:
        self.branching.set_parameter(self._playhead.epoch, parameter, index, value)

    @Slot(object)
    def _on_diagnosis_show_requested(self, finding: "Finding") -> None:
        if finding.epoch is not None:
            self._playhead.choose(finding.epoch)
        if finding.unit is not None and self._context.frame_source.has_unit(*finding.unit):
            self._context.selection.choose_unit(finding.unit)
        if finding.panel:
            self._drawers.show(finding.panel)

    @Slot(Path)
    def _on_saved(self, path: Path) -> None:
        from nnstudio.ui.window.saved_message import SavedMessage

        if self._saved_message is None:
            self._saved_message = SavedMessage(self._window)
        self._saved_message.tell(path)

    @Slot()
    def _on_many_seeds_triggered(self) -> None:
        from nnstudio.ui.panels.sweeps.sweep_panel import SweepPanel

        self._drawers.show("sweep")
        panel = self._drawers["sweep"].panel
        # while PyTorch is being loaded there is none
        if isinstance(panel, SweepPanel):
            panel.start_seeds()

    @Slot()
    def _on_import_weights_requested(self) -> None:
        self._context.document.commit_pending()
        self.weights.ask(self._playhead.epoch)

    @Slot(QPoint)
    def _on_branch_requested(self, place: QPoint) -> None:
        self._context.document.commit_pending()
        self.branching.ask(self._playhead.epoch, place)
