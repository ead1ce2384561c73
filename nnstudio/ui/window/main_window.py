"""The main window: composes its parts, comes up, takes what is dropped on it, and closes without a loss."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.log.reports import attempt
from nnstudio.project.project import Project
from nnstudio.session.document import Document
from nnstudio.session.training_session import TrainingSession
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.shown.files import Files
from nnstudio.ui.shown.frame_source import FrameSource
from nnstudio.ui.shown.redraw_scheduler import RedrawScheduler
from nnstudio.ui.shown.selection import Selection
from nnstudio.ui.style.focus_ring import FocusRing
from nnstudio.ui.style.styled_window import StyledWindow
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.pending_field import commit_pending
from nnstudio.ui.window.controllers import Controllers
from nnstudio.ui.window.garbage_collection import GarbageCollector
from nnstudio.ui.window.panel_list import PANELS
from nnstudio.ui.window.parts import Parts
from nnstudio.ui.window.playhead import Playhead
from nnstudio.ui.window.presenter import Presenter
from nnstudio.ui.window.remembered_layout import restore_layout, restore_splitters, save_layout
from nnstudio.ui.window.run_controls import RunControls
from nnstudio.ui.window.unexpected_errors import UnexpectedErrors
from nnstudio.ui.window.whats_this import QUESTIONS

_PATIENCE_MS = 1000


class MainWindow(StyledWindow):
    """One project, its runs, and all that is seen of them."""

    def __init__(self, project: Project, source: str | None = None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.setAcceptDrops(True)
        self._has_begun = self._may_lose = self._was_told = False
        self.tells_what_is_kept = False
        """Whether closing says first what becomes of changes that are in no file; as the program, not for scripts."""
        self.document = Document(project, self)
        self.document.name_after(source)
        self.session = TrainingSession(project, parent=self)
        self.document.commit_fields = partial(commit_pending, self)
        self.session.commit_pending = self.document.commit_pending
        self.document.project_changed.connect(self.session.set_project)
        self.document.project_changed.connect(self.session.race.follow)
        self.document.opened.connect(self.session.start_afresh)
        self.frame_source, self.selection = FrameSource(self), Selection(self)
        self.files, scheduler = Files(self.document, self), RedrawScheduler(self)
        context = PanelContext(self.document, self.session, self.frame_source, self.selection, self.files, scheduler)
        self._playhead = Playhead(self.session, self.frame_source, scheduler, self)
        self.parts = parts = Parts(context, self)
        self.data_panel, self.network_panel, self.result_panel = (
            parts.data_panel,
            parts.network_panel,
            parts.result_panel,
        )
        self.diagram, self.notices, self.diagnosis = parts.diagram, parts.notices, parts.diagnosis
        self.drawers = Drawers(PANELS, context, parts.workspace)
        self.controllers = controllers = Controllers(context, parts, self._playhead, self.drawers, self)
        self.importing, self.exports, self.lessons = controllers.importing, controllers.exports, controllers.lessons
        self._presenter = presenter = Presenter(context, parts, self._playhead, self.drawers, controllers, self)
        self._collector = GarbageCollector(self)
        FocusRing(self)
        steps = (controllers.autosave.keep_copy, self.document.show_again, presenter.show_run_again)
        self._unexpected = UnexpectedErrors(self.notices, (*steps, presenter.show_state), self)
        controllers.actions.log.triggered.connect(self._unexpected.show_log)
        presenter.show_state()
        parts.style()
        restore_layout(self, parts)

    # what others may read

    @property
    def project(self) -> Project:
        """The current project."""
        return self.document.project

    @property
    def epoch(self) -> int:
        """The epoch shown; 0 is before training."""
        return self._playhead.epoch

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
        frame = self.frame_source.frame_of(run)
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
        return self.controllers.diagnosis.is_busy

    def full_screen_controls(self) -> QWidget:
        """Train and the timeline, for a view that fills the screen."""
        return RunControls(self.parts.transport, self.parts.timeline)

    def dialogs(self) -> dict[str, Callable[[], None]]:
        """The help dialogs by their names."""
        return {"keyboard": self.controllers.help.show_keyboard, "about": self.controllers.help.show_about}

    # coming up

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._has_begun:
            restore_splitters(self, self.parts)
            self._collector.start()
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
        theme().load_icons()
        self._presenter.begin()
        self.controllers.opening.start()
        self._presenter.show_state()

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
        elif event.key() == Qt.Key.Key_Escape and self.controllers.presentation.is_on:
            self.controllers.presentation.end()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        # the order in which widgets were made is not that in which they are seen
        return self.controllers.regions.move_focus(next)

    def event(self, event: QEvent) -> bool:
        # what is asked about a control comes up to the window, unless the control answers it
        return self.controllers.whats_this.answer(event) if event.type() in QUESTIONS else super().event(event)

    # closing

    def _close_for_good(self) -> None:
        self._may_lose = True
        self.close()

    def _has_to_tell(self) -> bool:
        # what was done in a lesson is in its answers
        is_asked = self.tells_what_is_kept and not self._was_told and not self.lessons.is_open
        return is_asked and self.files.has_to_tell_kept

    def _close_told(self) -> None:
        self._was_told = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        autosave, document = self.controllers.autosave, self.document
        if not autosave.finish_saving():
            # why is told; the window stays with what could not be saved
            event.ignore()
            return
        self.controllers.presentation.end()
        document.commit_pending()
        if document.is_modified and self._has_to_tell() and not autosave.has_trouble:
            event.ignore()
            self.files.tell_kept(self._close_told)
            return
        if document.is_modified and autosave.has_trouble and not self._may_lose:
            event.ignore()
            self.files.ask_to_close(self._close_for_good)
            return
        self._has_begun = True
        first = (document.commit_pending, self.lessons.close, partial(save_layout, self, self.parts))
        work = (
            self.parts.timeline.stop_playing,
            self.controllers.hearing.stop,
            self.exports.close,
            self.session.close,
            self.frame_source.close,
            autosave.close,
        )
        for step in (*first, *work, self.controllers.opening.close, self._collector.stop, self._unexpected.close):
            attempt(_("Not all could be put away"), step)
        super().closeEvent(event)
