"""Leads through a lesson: sets up each step, watches what the learner does, and keeps how far they have come."""

import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from nnstudio.data.lesson_files import open_lesson
from nnstudio.language import _, ngettext
from nnstudio.project.guided.controls import PANELS
from nnstudio.project.guided.lesson import GuidedLesson, Step
from nnstudio.project.guided.walk import Stage, stages
from nnstudio.project.project import Project
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.lessons.attempt import Attempt
from nnstudio.ui.lessons.callout import Callout
from nnstudio.ui.lessons.column import LessonColumn
from nnstudio.ui.lessons.destination import destination, own_choice, panels_of, speaks_of_run, strange_fields
from nnstudio.ui.lessons.obstacles import obstacle, told_ready
from nnstudio.ui.lessons.progress import Progress, fresh_progress, progress_in, save_progress
from nnstudio.ui.lessons.restoring import Restoring
from nnstudio.ui.lessons.situation import Situation
from nnstudio.ui.style.theme import theme

_LOOK_MS = 150
_LONGEST_PAUSE_S = 300.0
"""Whoever does nothing for longer has gone, and the time does not count."""


class Guide(QObject):
    """One window's lesson, if one is open."""

    epoch_wished = Signal(int)
    """The epoch that a step wants to be shown."""
    lesson_changed = Signal()
    """Another lesson is open, or none."""
    step_entered = Signal()
    """Another step is shown."""
    finished = Signal()

    def __init__(self, context: PanelContext, drawers: Drawers, workspace: Workspace, window: QMainWindow) -> None:
        super().__init__(window)
        self._context, self._drawers, self._workspace, self._window = context, drawers, workspace, window
        self._situation = Situation(context, drawers, window)
        self.column = LessonColumn(workspace)
        theme().style(self.column)
        workspace.add_lesson(self.column)
        self.callout = Callout(workspace, window)
        self.lesson: GuidedLesson | None = None
        self.path: Path | None = None
        self.progress = Progress()
        self.attempt: Attempt | None = None
        """At the step that is shown."""
        self._shown_answer: tuple[object, ...] = ()
        self._stages: tuple[Stage, ...] = ()
        self._own_panels: frozenset[str] = frozenset()
        """Those that the lesson opens, or has opened."""
        self._restoring = Restoring(context, drawers, workspace, window)
        self._restoring.arrived.connect(self._on_restoring_arrived)
        self._restoring.epoch_wished.connect(self.epoch_wished)
        self._ready_note = self._revision_note = ""
        self._strange: tuple[Project, int, list[str]] | None = None
        self._pointed: str | None = None
        self._hidden: list[QWidget] = []
        self._since = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.column.back_requested.connect(self._on_back_requested)
        self.column.next_requested.connect(self._on_next_requested)
        self.column.step_chosen.connect(self._on_step_chosen)
        self.column.prediction_made.connect(self._on_prediction_made)
        self.column.comparison_requested.connect(self._on_comparison_requested)
        self.column.quiz_answered.connect(self._on_quiz_answered)
        self.column.closed.connect(self._on_column_closed)
        self.column.restore_requested.connect(self._on_restore_requested)

    # opening and closing

    def open(self, path: Path) -> None:
        """Opens a lesson's file where the learner left it, or at its beginning. The open project is replaced.

        Raises:
            ProjectError: the file can't be read, or is not a sound lesson; nothing changes then.
        """
        lesson = open_lesson(path)
        progress = progress_in(lesson)
        left_out = progress.skipped(lesson)
        if progress.is_finished or progress.step >= len(lesson.steps):
            progress.step = min(left_out, default=0)
        is_done = progress.step in progress.done and lesson.steps[progress.step].asks
        found = tuple(stages(lesson))
        start = found[progress.step].project if is_done else found[progress.step].given
        to = destination(lesson, found, progress.step, is_done, False, start, progress.claims, progress.kept)
        # what is typed belongs to the project, and to the lesson, that is left
        self._context.document.commit_pending()
        self._leave()
        self.lesson, self.path, self.progress = lesson, path, progress
        self._stages, self._ready_note, self._revision_note = found, "", ""
        self._own_panels = panels_of(lesson)
        self._context.document.open(to.state.project)
        self._context.document.call(lesson.title)
        self._hide(lesson.hide)
        for name in PANELS:
            self._drawers.close(name)
        self._workspace.show_lesson(True)
        self._since = time.monotonic()
        self._timer.start()
        if progress.lost:
            steps = ngettext("a step that you had done is", "{lost} steps that you had done are", progress.lost).format(
                lost=progress.lost
            )
            self._revision_note = _("This lesson was revised since: {steps} to be done again.").format(steps=steps)
        self._enter(progress.step)
        self.lesson_changed.emit()

    def start_again(self) -> None:
        """The open lesson from its first step; what was answered is forgotten."""
        if self.lesson is not None and self.path is not None:
            save_progress(self.lesson.id, fresh_progress(self.lesson))
            self.open(self.path)

    def close(self) -> None:
        """Leaves the lesson; how far the learner has come is kept."""
        self._context.document.commit_pending()
        self._leave()
        self._workspace.show_lesson(False)

    def move(self, steps: int) -> None:
        """So many steps on, or back, if there are so many."""
        if self.lesson is not None and 0 <= self.progress.step + steps < len(self.lesson.steps):
            self._enter(self.progress.step + steps, is_next=steps == 1)

    @property
    def step(self) -> Step | None:
        """The step that is shown."""
        return self.lesson.steps[self.progress.step] if self.lesson is not None else None

    @property
    def is_step_done(self) -> bool:
        return self._is_done()

    def _leave(self) -> None:
        if self.lesson is None:
            return
        self._keep_choice()
        self._keep()
        self._timer.stop()
        self._restoring.stop()
        self.callout.point_at(None)
        for widget in self._hidden:
            widget.show()
        self._hidden = []
        self.lesson = self.path = self.attempt = None
        self.lesson_changed.emit()

    def _hide(self, names: tuple[str, ...]) -> None:
        for name in names:
            widget = self._window.findChild(QWidget, name)
            if widget is not None and not widget.isHidden():
                widget.hide()
                self._hidden.append(widget)

    # the steps

    def _enter(self, number: int, is_next: bool = False) -> None:
        """Shows a step, and brings the studio to where it wants it.

        Args:
            is_next: whether the learner comes from the step before; what they may choose is taken along then.
        """
        assert self.lesson is not None
        self._context.document.commit_pending()
        self._keep_choice()
        self._restoring.stop()
        self.progress.step = number
        self.progress.furthest = max(self.progress.furthest, number)
        step = self.lesson.steps[number]
        is_done = number in self.progress.done
        self.attempt = Attempt(step, number, self._stages[number], self.progress, self._situation)
        self._ready_note, self._revision_note = self._revision_note, ""
        self.column.show_step(self.lesson, number)
        announcer().say(
            self.column,
            _("Step {number} of {step_count}: {step_title}").format(
                number=number + 1, step_count=len(self.lesson.steps), step_title=step.title
            ),
        )
        to = destination(
            self.lesson,
            self._stages,
            number,
            is_done and step.asks,
            is_next,
            self._context.document.project,
            self.progress.claims,
            self.progress.kept,
        )
        self._restoring.arrange_panels(step, to.state, self._own_panels, is_next and not is_done)
        self._show_answers()
        self._restoring.begin(to, step.title)
        if self._restoring.is_busy:
            self.column.show_note(self._ready_note or _("This step is being made ready …"))
        self._workspace.show_lesson(True)
        self._restoring.bring_up(step)
        self._pointed = step.point_at
        self.callout.point_at(step.point_at)
        self._look()
        self._keep()
        self.step_entered.emit()

    @Slot(str)
    def _on_restoring_arrived(self, problem: str) -> None:
        if self.attempt is not None:
            self._situation.begin_step()
            if self.progress.step not in self.progress.done:
                waited = self.attempt.step.wait_for
                self._restoring.undo_looking([one for one in waited if self._situation.meets(one)])
            self.attempt.begin()
            trained = self._situation.epochs if self._restoring.has_trained else 0
            self._ready_note = told_ready(problem, trained) or self._ready_note
            self._look()

    def _show_answers(self) -> None:
        assert self.attempt is not None
        self._shown_answer = self._answer_state()
        answered = self.attempt.answered
        if self.column.prediction is not None:
            self.column.prediction.show_answer(answered, self.attempt.can_change, self.attempt.is_to_confirm)
        if self.column.quiz is not None:
            self.column.quiz.show_answer(answered.answer if answered is not None else None)

    def _answer_state(self) -> tuple[object, ...]:
        """What is shown of an answer hangs on these."""
        assert self.attempt is not None
        actual = self.attempt.answered.actual if self.attempt.answered is not None else None
        return actual, self.attempt.can_change, self.attempt.is_to_confirm

    # watching

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._look()

    def _look(self) -> None:
        attempt, number = self.attempt, self.progress.step
        if attempt is None:
            return
        if self._restoring.is_busy:
            self._show_progress()
            return
        if attempt.look():
            self._show_values(attempt)
        if self._answer_state() != self._shown_answer:
            self._show_answers()
        if self.column.todo is not None:
            self.column.todo.set_done(attempt.met)
        done = self._is_done()
        if done and number not in self.progress.done:
            self.progress.done.add(number)
            self._keep()
            announcer().say(self.column, _("Step {number} is done").format(number=number + 1))
        self._show_progress()
        self._show_note(attempt)
        self._point(attempt.step, done)

    def _show_values(self, attempt: Attempt) -> None:
        if self.column.goal is not None:
            self.column.goal.set_values(attempt.goal_values, attempt.has_reached_goal)
        if self.column.figures is not None:
            self.column.figures.set_values(attempt.figure_values)

    def _show_progress(self) -> None:
        assert self.lesson is not None
        number, count = self.progress.step, len(self.lesson.steps)
        skipped = self.progress.skipped(self.lesson)
        self.column.set_progress(count, number, frozenset(self.progress.done), skipped, self.progress.furthest)
        self.column.set_next(number == count - 1, self._is_done(), len(skipped - {number}))

    def _show_note(self, attempt: Attempt) -> None:
        """Says what is to be known before the step can be done."""
        step, number, stage = attempt.step, self.progress.step, self._stages[self.progress.step]
        project, is_done = self._context.document.project, self._is_done()
        if self._strange is None or self._strange[:2] != (project, number):
            self._strange = project, number, strange_fields(step, stage, project) if speaks_of_run(step) else []
        text = obstacle(
            step,
            self._strange[2],
            self._context.session.run,
            is_done=is_done,
            is_in_time=is_done or not speaks_of_run(step) or attempt.is_in_time,
            is_late=attempt.is_late,
        )
        self.column.show_note(text or self._ready_note, bool(text))

    def _point(self, step: Step, done: bool) -> None:
        """Points at what the step is about; when it is done, at the way back to a lesson that made room for it."""
        wanted = "rail_lesson_button" if done and self._workspace.is_lesson_aside else step.point_at
        if wanted != self._pointed:
            self._pointed = wanted
            self.callout.point_at(wanted)

    def _is_done(self) -> bool:
        return self.attempt is not None and not self._restoring.is_busy and self.attempt.is_done

    # what the learner does

    @Slot(object)
    def _on_prediction_made(self, answer: Any) -> None:
        if self.attempt is not None and self.attempt.step.predict is not None:
            self.attempt.predict(answer)
            self._take_answer()

    @Slot()
    def _on_comparison_requested(self) -> None:
        if self.attempt is not None:
            self.attempt.compare()
            self._take_answer()

    @Slot(int)
    def _on_quiz_answered(self, answer: int) -> None:
        if self.attempt is not None and self.attempt.step.quiz is not None:
            self.attempt.choose(answer)
            self._take_answer()

    def _take_answer(self) -> None:
        self._show_answers()
        self._look()
        self._keep()

    @Slot()
    def _on_back_requested(self) -> None:
        self.move(-1)

    @Slot()
    def _on_next_requested(self) -> None:
        if self.lesson is None:
            return
        if self.progress.step + 1 < len(self.lesson.steps):
            self._enter(self.progress.step + 1, is_next=True)
            return
        self.progress.is_finished = True
        self._keep()
        self.finished.emit()

    @Slot(int)
    def _on_step_chosen(self, number: int) -> None:
        if self.lesson is not None and 0 <= number < len(self.lesson.steps):
            self._enter(number)

    @Slot()
    def _on_restore_requested(self) -> None:
        if self.lesson is not None:
            # what is not restored is not to be kept
            self.attempt = None
            self.progress.kept.pop(self.progress.step, None)
            self._enter(self.progress.step)

    @Slot()
    def _on_column_closed(self) -> None:
        self._leave()

    def _keep_choice(self) -> None:
        """Keeps what the learner has chosen at the step that is shown, where something may be chosen."""
        if self.attempt is None or self._restoring.is_busy:
            return
        number, project = self.progress.step, self._context.document.project
        chosen = own_choice(self._stages[number], project)
        if chosen is not None:
            self.progress.kept[number] = chosen
        elif project == self._stages[number].given:
            self.progress.kept.pop(number, None)

    def _keep(self) -> None:
        if self.lesson is None:
            return
        now = time.monotonic()
        self.progress.seconds += min(now - self._since, _LONGEST_PAUSE_S)
        self._since = now
        save_progress(self.lesson.id, self.progress)
