"""The menu of lessons, and what is chosen there."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu

from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import add_text_action, tooltip

if TYPE_CHECKING:
    from nnstudio.ui.lessons.guide import Guide
    from nnstudio.ui.lessons.overview import Overview


class Lessons(QObject):
    """Opens lessons, and lists those that ship."""

    epoch_wished = Signal(int)
    """The epoch that a lesson's step wants to be shown."""

    step_changed = Signal()
    """Another step is shown, or no lesson is open any more."""

    def __init__(self, context: PanelContext, drawers: Drawers, workspace: Workspace, window: QMainWindow) -> None:
        super().__init__(window)
        self._context, self._drawers, self._workspace, self._window = context, drawers, workspace, window
        self._guide: Guide | None = None
        self.overview: Overview | None = None
        self.menu = QMenu(_("&Lessons"), window)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        context.files.lesson_requested.connect(self.open)
        all_lessons = self._action(_("&All lessons …"), "lessons_action", self.show_overview)
        all_lessons.setShortcut(QKeySequence("Ctrl+Shift+L"))
        self._file = self._action(_("Open lesson &file …"), "open_lesson_action", self._on_file_triggered)
        self._again = self._action(_("&Start this lesson again"), "restart_lesson_action", self._on_again_triggered)
        self._leave = self._action(_("&Leave the lesson"), "leave_lesson_action", self.close)
        self._hand_in = self._action(_("&Hand in …"), "hand_in_action", self._on_hand_in_triggered)
        # shortcuts work without the menu having been opened
        window.addAction(all_lessons)
        self._all = all_lessons
        # the rest is read when it is looked at
        self.menu.addAction(all_lessons)

    @property
    def guide(self) -> "Guide":
        """What leads through a lesson; made when it is first needed, as most starts are without."""
        if self._guide is None:
            from nnstudio.ui.lessons.guide import Guide

            self._guide = Guide(self._context, self._drawers, self._workspace, self._window)
            self._guide.epoch_wished.connect(self.epoch_wished)
            self._guide.finished.connect(self._on_guide_finished)
            self._guide.step_entered.connect(self.step_changed)
            self._guide.lesson_changed.connect(self.step_changed)
        return self._guide

    @property
    def is_open(self) -> bool:
        """Whether a lesson is open."""
        return self._guide is not None and self._guide.lesson is not None

    @Slot(Path)
    def open(self, path: Path) -> bool:
        """Opens a lesson's file; a dialog says why not, and all stays as it is."""
        try:
            self.guide.open(path)
        except ProjectError as error:
            self._context.files.complain(_("This lesson can't be opened"), str(error))
            return False
        return True

    @Slot(Path)
    def ask_open(self, path: Path) -> None:
        """Opens a lesson, unless the learner would rather keep the changes to the open project."""
        # within a lesson it is the lesson that changes the project; what the learner did there is in the answers
        in_lesson = self.is_open and self._context.document.path is None
        if in_lesson:
            self.open(path)
        else:
            self._context.files.ask_to_replace(partial(self.open, path))

    @Slot()
    def close(self) -> None:
        """Leaves the lesson, if one is open; its place is kept."""
        if self._guide is not None:
            self._guide.close()

    @property
    def where(self) -> str:
        """Which step is shown, in a line; empty without a lesson."""
        guide = self._guide
        if guide is None or guide.lesson is None or guide.step is None:
            return ""
        number, count = guide.progress.step + 1, len(guide.lesson.steps)
        return _("{lesson_title}, {number} of {count}: {step_title}").format(
            lesson_title=guide.lesson.title, number=number, count=count, step_title=guide.step.title
        )

    def go_on(self) -> None:
        """To the open lesson's next step; it is not finished by that."""
        if self._guide is not None:
            self._guide.move(1)

    def go_back(self) -> None:
        """To the open lesson's step before."""
        if self._guide is not None:
            self._guide.move(-1)

    @Slot()
    def _on_again_triggered(self) -> None:
        self.guide.start_again()

    @Slot()
    def show_overview(self) -> None:
        """Shows all lessons, with how far the learner has come in each."""
        from nnstudio.project.guided.lesson_reading import list_lessons
        from nnstudio.ui.lessons.overview import Overview

        if self.overview is not None:
            self.overview.deleteLater()
        self.overview = Overview(list_lessons(), self._window)
        self.overview.lesson_chosen.connect(self.ask_open)
        self.overview.hand_in_requested.connect(self._on_overview_hand_in_requested)
        self.overview.open()

    def _action(self, text: str, name: str, triggered: object) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.triggered.connect(triggered)
        return action

    @Slot()
    def _fill(self) -> None:
        from nnstudio.project.guided.lesson_reading import list_lessons
        from nnstudio.ui.lessons.progress import progress_in

        self.menu.clear()
        self.menu.addAction(self._all)
        self.menu.addSeparator()
        for path, lesson in list_lessons():
            progress = progress_in(lesson)
            action = add_text_action(self.menu, lesson.title)
            action.triggered.connect(partial(self.ask_open, path))
            action.setToolTip(tooltip(lesson.summary))
            if progress.is_complete(lesson):
                action.setIcon(theme().icon("check", "good"))
            elif progress.step or progress.is_finished:
                action.setIcon(theme().icon("circle-half-full", "accent"))
        self.menu.addSeparator()
        self.menu.addActions([self._hand_in, self._again, self._leave])
        self.menu.addSeparator()
        self.menu.addAction(self._file)
        for action in (self._hand_in, self._again, self._leave):
            action.setEnabled(self.is_open)
            action.setToolTip("" if self.is_open else _("No lesson is open"))

    @Slot()
    def _on_file_triggered(self) -> None:
        name, _unused = QFileDialog.getOpenFileName(
            self._window, _("Open lesson"), str(Path.home()), _("Lessons (*.json *.nnlesson)")
        )
        if name:
            self.ask_open(Path(name))

    @Slot()
    def _on_hand_in_triggered(self) -> None:
        from nnstudio.ui.lessons.handing_in import hand_in

        self._context.document.commit_pending()
        if self.guide.lesson is not None:
            hand_in(self.guide.lesson, self.guide.progress, self._context.files)

    @Slot(Path)
    def _on_overview_hand_in_requested(self, path: Path) -> None:
        from nnstudio.project.guided.lesson_reading import read_lesson
        from nnstudio.ui.lessons.handing_in import hand_in
        from nnstudio.ui.lessons.progress import progress_in

        try:
            lesson = read_lesson(path)
        except ProjectError as error:
            self._context.files.complain(_("This lesson can't be handed in"), str(error))
            return
        hand_in(lesson, progress_in(lesson), self._context.files)

    @Slot()
    def _on_guide_finished(self) -> None:
        self.guide.close()
        self.show_overview()
