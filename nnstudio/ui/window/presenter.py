"""Shows what is: the project, the run, its frames and losses, in every part of the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.session.training_session import State
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.shown.redraw_scheduler import FrameView
from nnstudio.ui.window.controllers import Controllers
from nnstudio.ui.window.parts import Parts
from nnstudio.ui.window.playhead import Playhead

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame

_LOSS_EVERY, _FIGURES_EVERY = 3, 6


class Presenter(QObject):
    """Hears of every change, and brings it to all that is seen."""

    def __init__(
        self,
        context: PanelContext,
        parts: Parts,
        playhead: Playhead,
        drawers: Drawers,
        controllers: Controllers,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._parts, self._playhead = context, parts, playhead
        self._drawers, self._controllers = drawers, controllers
        self._progress_count = 0
        self._has_begun = False
        session = context.session
        context.document.project_changed.connect(self._on_project_changed)
        session.state_changed.connect(self.show_state)
        parts.transport.endless_action.toggled.connect(self.show_state)
        session.problem_changed.connect(self.show_state)
        session.run_changed.connect(self._on_run_changed)
        session.progressed.connect(self._on_progressed)
        context.frame_source.frame_changed.connect(self._on_frame_changed)
        context.scheduler.rested.connect(self._draw_beside)
        context.selection.off_changed.connect(self._on_selection_off_changed)
        context.selection.threshold_changed.connect(self._on_selection_threshold_changed)
        parts.diagram.set_project(context.document.project)

    def begin(self) -> None:
        """The window is on the screen: whatever takes time is built from now on."""
        self._has_begun = True
        self._parts.result_panel.build_plots()

    def show_run_again(self) -> None:
        """Brings the run to all parts anew, at the epoch that is shown."""
        epoch = self._playhead.chosen
        self._on_run_changed(self._context.session.run)
        self._playhead.show(epoch)

    @Slot()
    def show_state(self) -> None:
        """What can be pressed now, how far training is, and what keeps it from beginning."""
        session, parts = self._context.session, self._parts
        blocked = next((str(problem.message) for problem in self._context.document.project.problems()), "")
        waiting = _("Loading PyTorch …") if session.is_loading and not blocked else ""
        if not waiting and self._has_begun:
            self._drawers.begin()
        parts.result_panel.set_blocked(blocked)
        epoch = session.run.epoch if session.run is not None else 0
        if session.state is not State.TRAINING:
            parts.result_panel.add_losses()
        parts.transport.set_state(session.state, epoch, session.goal, blocked, waiting)
        parts.transport.set_held_back(session.is_held_back)
        if session.state is not State.TRAINING:
            self._playhead.look()
        self._show_epochs()
        parts.timeline.set_branching(self._controllers.branching.why_not())

    @Slot(Project)
    def _on_project_changed(self, project: Project) -> None:
        self._parts.diagram.set_project(project)
        self._drawers.set_project(project)
        self._controllers.painter.set_project(project)
        self.show_state()

    @Slot(object)
    def _on_run_changed(self, run: Run | None) -> None:
        context, parts = self._context, self._parts
        self._playhead.reset()
        parts.timeline.stop_playing()
        context.scheduler.forget()
        if run is not None:
            # before anything shows the new network, which may have other units, and other samples
            context.frame_source.set_run(None)
            context.selection.follow(run.dataset, run.project.network)
        context.frame_source.set_run(run)
        parts.diagram.set_run(run)
        self._drawers.set_run(run)
        parts.off_notice.set_off(run, context.selection.off)
        if run is not None:
            parts.activations.set_layers([layer.title for layer in run.project.network.layers])
            assert context.frame_source.plane is not None
            parts.data_panel.set_dataset(run.dataset)
            parts.result_panel.set_run(run, context.frame_source.plane)
            self._controllers.painter.set_run(run)
            self._playhead.look()
        self.show_state()

    @Slot()
    def _on_progressed(self) -> None:
        session = self._context.session
        if session.run is None:
            return
        self._progress_count += 1
        self._parts.transport.set_held_back(session.is_held_back)
        if self._progress_count % _LOSS_EVERY == 0:
            self._parts.result_panel.add_losses()
        if self._progress_count % _FIGURES_EVERY == 0:
            self._parts.transport.set_progress(session.run.epoch, session.goal)
            self._show_epochs()
        if self._playhead.chosen is None:
            self._playhead.look()

    @Slot(object)
    def _on_frame_changed(self, frame: "Frame") -> None:
        self._parts.result_panel.set_frame(frame)
        live = self._playhead.is_live
        # losses are drawn in frames of their own
        if live and not self._progress_count % _LOSS_EVERY:
            self._context.scheduler.pass_by()
        else:
            self._draw_beside(frame, live)
        if not live:
            self._show_epochs()

    @Slot(object)
    def _draw_beside(self, frame: "Frame", live: bool = False) -> None:
        views: list[FrameView] = [self._parts.diagram, self._parts.activations, *self._drawers.seen()]
        self._context.scheduler.draw(frame, views, live)

    @Slot(object)
    def _on_selection_off_changed(self, off: frozenset[tuple[int, int]]) -> None:
        self._context.frame_source.set_off(off)
        self._parts.off_notice.set_off(self._context.session.run, off)
        self._playhead.look()

    @Slot(float)
    def _on_selection_threshold_changed(self, threshold: float) -> None:
        self._context.frame_source.set_threshold(threshold)
        self._playhead.look()

    def _show_epochs(self) -> None:
        session, playhead, parts = self._context.session, self._playhead, self._parts
        epoch, last = playhead.epoch, session.run.epoch if session.run is not None else 0
        parts.timeline.set_epochs(epoch, last, playhead.chosen)
        parts.data_panel.set_keeping(self._controllers.resampling.why_not())
        parts.result_panel.set_epochs(session.target, epoch if playhead.chosen is not None else None)
