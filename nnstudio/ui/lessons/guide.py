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
from nnstudio.project.guided.tasks import PanelOpen, Trained
from nnstudio.project.guided.walk import Stage, is_within, stages
from nnstudio.project.project import Project
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.lessons.callout import Callout
from nnstudio.ui.lessons.claims import claim_of
from nnstudio.ui.lessons.column import LessonColumn
from nnstudio.ui.lessons.destination import destination, own_differences, panels_of, speaks_of_run, strange_fields
from nnstudio.ui.lessons.obstacles import obstacle, told_ready
from nnstudio.ui.lessons.progress import Answered, Progress, fresh_progress, progress_in, save_progress
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
        self._met: list[bool] = []
        self._goal_met = False
        self._is_to_confirm = False
        """Whether what was predicted waits for a word of the learner's, and for no run."""
        self._could_change = True
        self._answered_at = 0
        """The epoch at which the prediction was made: before the next one it can be changed."""
        self._stages: tuple[Stage, ...] = ()
        self._own_panels: frozenset[str] = frozenset()
        """Those that the lesson opens, or has opened."""
        self._restoring = Restoring(context, drawers, workspace, window)
        self._restoring.arrived.connect(self._on_restoring_arrived)
        self._restoring.epoch_wished.connect(self.epoch_wished)
        self._ready_note = self._revision_note = ""
        self._strange: tuple[Project, int, list[str]] | None = None
        self._is_own = False
        """Whether the run is of the project that the step asks for."""
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
        to = destination(lesson, found, progress.step, is_done, False, start, progress.claims)
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
        return self.lesson is not None and self._is_done()

    def _leave(self) -> None:
        if self.lesson is None:
            return
        self._keep()
        self._timer.stop()
        self._restoring.stop()
        self.callout.point_at(None)
        for widget in self._hidden:
            widget.show()
        self._hidden = []
        self.lesson = self.path = None
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
        self._restoring.stop()
        self.progress.step = number
        self.progress.furthest = max(self.progress.furthest, number)
        step = self.lesson.steps[number]
        is_done = number in self.progress.done
        self._met = [is_done] * len(step.wait_for)
        self._goal_met = is_done
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
        step = self.step
        if step is not None:
            self._situation.begin_step()
            if self.progress.step not in self.progress.done:
                self._restoring.undo_looking([one for one in step.wait_for if self._situation.meets(one)])
            self._note_prediction(step)
            trained = self._situation.epochs if self._restoring.has_trained else 0
            self._ready_note = told_ready(problem, trained) or self._ready_note
            self._look()

    def _show_answers(self) -> None:
        answered = self.progress.answers.get(self.progress.step)
        if self.column.prediction is not None:
            self._could_change = self._can_change()
            self.column.prediction.show_answer(answered, self._could_change, self._is_to_confirm)
        if self.column.quiz is not None:
            self.column.quiz.show_answer(answered.answer if answered is not None else None)

    def _note_prediction(self, step: Step) -> None:
        """Notes how the step's prediction stands, which was made just now or in an earlier session."""
        self._answered_at = self._situation.epochs
        self._is_to_confirm = step.predict is not None and not step.predict.choices and not step.wait_for

    def _can_change(self) -> bool:
        """Whether a prediction can still be changed: nothing of what the run comes to has been seen."""
        answered = self.progress.answers.get(self.progress.step)
        if answered is None or answered.is_right is not None:
            return answered is None
        return self._situation.is_at_rest and self._situation.epochs == self._answered_at

    # watching

    @Slot()
    def _on_timer_timeout(self) -> None:
        self._look()

    def _look(self) -> None:
        step = self.step
        if self.lesson is None or step is None:
            return
        number = self.progress.step
        if self._restoring.is_busy:
            self._show_progress()
            return
        run = self._context.session.run
        self._is_own = run is not None and not own_differences(step, self._stages[number], run.project)
        has_predicted = step.predict is None or number in self.progress.answers
        for i, condition in enumerate(step.wait_for):
            # looking somewhere is no answer to a question that was not answered
            if not self._met[i] and (has_predicted or isinstance(condition, PanelOpen)):
                # a run of another project is not what is asked for
                counts = self._is_own or not isinstance(condition, Trained)
                self._met[i] = counts and self._situation.meets(condition)
        if self.column.todo is not None:
            self.column.todo.set_done(self._met)
        if all(self._met) and self._situation.is_at_rest and self._is_own and self._is_in_time(number):
            self._measure(step)
        done = self._is_done()
        if done and number not in self.progress.done:
            self.progress.done.add(number)
            self._keep()
            announcer().say(self.column, _("Step {number} is done").format(number=number + 1))
        if self._can_change() != self._could_change:
            self._show_answers()
        self._show_progress()
        self._show_note(step)
        self._point(step, done)

    def _show_progress(self) -> None:
        assert self.lesson is not None
        number, count = self.progress.step, len(self.lesson.steps)
        skipped = self.progress.skipped(self.lesson)
        self.column.set_progress(count, number, frozenset(self.progress.done), skipped, self.progress.furthest)
        self.column.set_next(number == count - 1, self._is_done(), len(skipped - {number}))

    def _is_in_time(self, number: int) -> bool:
        """Whether the run has not gone on beyond what the step speaks of."""
        stage = self._stages[number]
        last = None if is_within("training.epochs", stage.free_for_goal) else stage.last_epoch
        return last is None or self._situation.epochs <= last

    def _show_note(self, step: Step) -> None:
        """Says what is to be known before the step can be done."""
        number, stage = self.progress.step, self._stages[self.progress.step]
        project, is_done = self._context.document.project, self._is_done()
        if self._strange is None or self._strange[:2] != (project, number):
            self._strange = project, number, strange_fields(step, stage, project) if speaks_of_run(step) else []
        text = obstacle(
            step,
            self._strange[2],
            self._context.session.run,
            is_done=is_done,
            is_in_time=is_done or not speaks_of_run(step) or self._is_in_time(number),
            is_late=step.predict is not None and number not in self.progress.answers and self._is_too_late(step),
        )
        self.column.show_note(text or self._ready_note, bool(text))

    def _is_too_late(self, step: Step) -> bool:
        return bool(step.wait_for) and all(self._situation.meets(condition) for condition in step.wait_for)

    def _point(self, step: Step, done: bool) -> None:
        """Points at what the step is about; when it is done, at the way back to a lesson that made room for it."""
        wanted = "rail_lesson_button" if done and self._workspace.is_lesson_aside else step.point_at
        if wanted != self._pointed:
            self._pointed = wanted
            self.callout.point_at(wanted)

    def _measure(self, step: Step) -> None:
        """What the run has come to, for the step's goal, prediction and figures."""
        number = self.progress.step
        answered = self.progress.answers.get(number)
        is_awaited = answered is not None and answered.is_right is None and not self._is_to_confirm
        is_awaited = is_awaited and step.predict is not None
        if not (step.show or step.goal or is_awaited):
            return
        look_up = self._situation.look_up()
        if self.column.goal is not None:
            values = [aim.expression.value(look_up) for aim in step.goal]
            if not self._goal_met and all(aim.holds(value) for aim, value in zip(step.goal, values, strict=True)):
                self._goal_met = True
                self._claim(step)
            self.column.goal.set_values(values, self._goal_met)
        if is_awaited and step.predict is not None and answered is not None:
            actual = step.predict.expression.value(look_up)
            if actual is not None:
                answered.actual, answered.is_right = actual, step.predict.is_right(answered.answer, actual)
                self._claim(step)
                self._show_answers()
        is_answered = step.predict is None or (answered is not None and answered.is_right is not None)
        if self.column.figures is not None and is_answered:
            self.column.figures.set_values([one.expression.value(look_up) for one in step.show])

    def _claim(self, step: Step) -> None:
        """Notes what was reached, and with which project, so that it can be run again."""
        result = self._situation.result()
        if result is not None:
            self.progress.claims[self.progress.step] = claim_of(result, step)

    def _is_done(self) -> bool:
        step = self.step
        assert step is not None
        if self._restoring.is_busy:
            return False
        answered = self.progress.answers.get(self.progress.step)
        if step.quiz is not None and (answered is None or not step.quiz.is_right(answered.answer)):
            return False
        if step.predict is not None and (answered is None or answered.is_right is None):
            return False
        return all(self._met) and (not step.goal or self._goal_met)

    # what the learner does

    @Slot(object)
    def _on_prediction_made(self, answer: Any) -> None:
        step = self.step
        if step is None or step.predict is None:
            return
        if self.progress.step in self.progress.answers and not self._can_change():
            self._show_answers()
            return
        late = self._is_too_late(step)
        self._note_prediction(step)
        self.progress.answers[self.progress.step] = Answered(answer, answer, was_late=late)
        self._show_answers()
        self._look()
        self._keep()

    @Slot()
    def _on_comparison_requested(self) -> None:
        self._is_to_confirm = False
        self._show_answers()
        self._look()

    @Slot(int)
    def _on_quiz_answered(self, answer: int) -> None:
        step = self.step
        if step is None or step.quiz is None:
            return
        before = self.progress.answers.get(self.progress.step)
        right = step.quiz.is_right(answer)
        if before is None:
            self.progress.answers[self.progress.step] = Answered(answer, answer, right)
        else:
            before.answer = answer
            before.tries += 1
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
            self._enter(self.progress.step)

    @Slot()
    def _on_column_closed(self) -> None:
        self._leave()

    def _keep(self) -> None:
        if self.lesson is None:
            return
        now = time.monotonic()
        self.progress.seconds += min(now - self._since, _LONGEST_PAUSE_S)
        self._since = now
        save_progress(self.lesson.id, self.progress)
