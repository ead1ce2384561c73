"""Leads through a lesson: sets up each step, watches what the learner does, and keeps how far they have come."""

import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from nnstudio.data.lesson_files import open_lesson
from nnstudio.language import _, ngettext
from nnstudio.project.errors import ProjectError
from nnstudio.project.guided.comparing import differences
from nnstudio.project.guided.controls import FIELDS, PANELS
from nnstudio.project.guided.lesson import GuidedLesson, SetUp, Step
from nnstudio.project.guided.lesson_reading import project_at, set_up_project
from nnstudio.project.guided.tasks import PanelOpen, ProjectHas
from nnstudio.project.guided.walk import Stage, stages
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.docks.drawer import Drawers
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.lessons.callout import Callout
from nnstudio.ui.lessons.column import LessonColumn
from nnstudio.ui.lessons.progress import Answered, Progress, fresh_progress, progress_in, save_progress
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
        self._set_up: set[int] = set()
        self._stages: tuple[Stage, ...] = ()
        self._foreign: dict[int, list[str]] = {}
        """In which fields the run that answered a step's prediction was not the lesson's own."""
        self._wished_epoch: int | None = None
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

    # opening and closing

    def open(self, path: Path) -> None:
        """Opens a lesson's file where the learner left it, or at its beginning. The open project is replaced.

        Raises:
            ProjectError: the file can't be read, or is not a sound lesson; nothing changes then.
        """
        lesson = open_lesson(path)
        progress = progress_in(lesson)
        if progress.is_finished or progress.step >= len(lesson.steps):
            progress.step = 0
        project = project_at(lesson, progress.step)
        # what is typed belongs to the project, and to the lesson, that is left
        self._context.document.commit_pending()
        self._leave()
        self.lesson, self.path, self.progress = lesson, path, progress
        self._stages, self._foreign = tuple(stages(lesson)), {}
        self._set_up = set(range(progress.step))
        self._context.document.open(project)
        self._context.document.call(lesson.title)
        self._hide(lesson.hide)
        for name in PANELS:
            self._drawers.close(name)
        self._workspace.show_lesson(True)
        self._since = time.monotonic()
        self._timer.start()
        self._enter(progress.step)
        if progress.lost:
            steps = ngettext("a step that you had done is", "{lost} steps that you had done are", progress.lost).format(
                lost=progress.lost
            )
            self.column.show_note(_("This lesson was revised since: {steps} to be done again.").format(steps=steps))
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
            self._enter(self.progress.step + steps)

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

    def _enter(self, number: int) -> None:
        assert self.lesson is not None
        self._context.document.commit_pending()
        self.progress.step = number
        step = self.lesson.steps[number]
        self._met = [number in self.progress.done] * len(step.wait_for)
        self._goal_met = number in self.progress.done
        if step.set_up is not None and number not in self._set_up:
            self._prepare(step.set_up, number)
        self._set_up.add(number)
        self.column.show_note("")
        self.column.show_step(self.lesson, number)
        announcer().say(
            self.column,
            _("Step {number} of {step_count}: {step_title}").format(
                number=number + 1, step_count=len(self.lesson.steps), step_title=step.title
            ),
        )
        self._note_prediction(step)
        self._show_answers()
        self._workspace.show_lesson(True)
        self._bring_up(step)
        self._pointed = step.point_at
        self.callout.point_at(step.point_at)
        self._look()
        self._keep()
        self.step_entered.emit()

    def _prepare(self, set_up: SetUp, number: int) -> None:
        """Does to the studio what the step asks for."""
        assert self.lesson is not None
        document = self._context.document
        try:
            project = set_up_project(set_up, document.project)
        except ProjectError:
            # the learner has built something that the change does not fit
            project = project_at(self.lesson, number)
        document.edit(_("set up “{steps_title}”").format(steps_title=self.lesson.steps[number].title), project)
        if set_up.reset:
            self._context.session.reset()
        for name in set_up.close:
            self._drawers.close(name)
        for name in set_up.open:
            self._drawers.show(name)
        self._wished_epoch = set_up.epoch

    def _bring_up(self, step: Step) -> None:
        """Has the page seen that the step is about, if there is room for it beside the lesson."""
        fields = [FIELDS.get(one.where) for one in step.wait_for if isinstance(one, ProjectHas)]
        for name in (step.point_at, *fields):
            target = self._window.findChild(QWidget, name) if name is not None else None
            if target is not None:
                self._workspace.bring_up(target)
                return

    def _show_answers(self) -> None:
        answered = self.progress.answers.get(self.progress.step)
        if self.column.prediction is not None:
            foreign = self._foreign.get(self.progress.step, ())
            self._could_change = self._can_change()
            self.column.prediction.show_answer(answered, foreign, self._could_change, self._is_to_confirm)
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
        if self._wished_epoch is not None and self._situation.is_at_rest:
            self.epoch_wished.emit(self._wished_epoch)
            self._wished_epoch = None
        has_predicted = step.predict is None or number in self.progress.answers
        for i, condition in enumerate(step.wait_for):
            # looking somewhere is no answer to a question that was not answered
            if not self._met[i] and (has_predicted or isinstance(condition, PanelOpen)):
                self._met[i] = self._situation.meets(condition)
        if self.column.todo is not None:
            self.column.todo.set_done(self._met)
        if all(self._met) and self._situation.is_at_rest:
            self._measure(step)
        done = self._is_done()
        if done and number not in self.progress.done:
            self.progress.done.add(number)
            self._keep()
            announcer().say(self.column, _("Step {number} is done").format(number=number + 1))
        if self._can_change() != self._could_change:
            self._show_answers()
        reached = max(self._set_up, default=0)
        count = len(self.lesson.steps)
        self.column.set_progress(count, number, frozenset(self.progress.done), reached)
        self.column.set_next(number == count - 1, done, True)
        self._point(step, done)

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
                self._note_foreign(number)
                self._claim(step)
                self._show_answers()
        is_answered = step.predict is None or (answered is not None and answered.is_right is not None)
        if self.column.figures is not None and is_answered:
            self.column.figures.set_values([one.expression.value(look_up) for one in step.show])

    def _note_foreign(self, number: int) -> None:
        """Compares the run with the lesson's own: a hand-in counts no other."""
        result, stage = self._situation.result(), self._stages[number]
        if result is not None:
            self._foreign[number] = differences(result.project, stage.project, stage.free)

    def _claim(self, step: Step) -> None:
        """Notes what was reached, and with which project, so that it can be run again."""
        result = self._situation.result()
        if result is None:
            return
        from nnstudio.engine.snapshots.fingerprint import fingerprint
        from nnstudio.project.storage import project_json

        look_up = result.look_up
        measured = [*step.goal, *([step.predict] if step.predict is not None else [])]
        self.progress.claims[self.progress.step] = {
            "project": project_json(result.project),
            "epochs": result.history.last.epoch,
            "weights_sha256": fingerprint(result.snapshot),
            "figures": {one.figure: one.expression.value(look_up) for one in measured},
        }

    def _is_done(self) -> bool:
        step = self.step
        assert step is not None
        answered = self.progress.answers.get(self.progress.step)
        if step.quiz is not None and (answered is None or not step.quiz.choices[answered.answer].right):
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
        late = bool(step.wait_for) and all(self._situation.meets(condition) for condition in step.wait_for)
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
        right = step.quiz.choices[answer].right
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
        if self.lesson is not None and self.progress.step > 0:
            self._enter(self.progress.step - 1)

    @Slot()
    def _on_next_requested(self) -> None:
        if self.lesson is None:
            return
        if self.progress.step + 1 < len(self.lesson.steps):
            self._enter(self.progress.step + 1)
            return
        self.progress.is_finished = True
        self._keep()
        self.finished.emit()

    @Slot(int)
    def _on_step_chosen(self, number: int) -> None:
        if self.lesson is not None and 0 <= number < len(self.lesson.steps):
            self._enter(number)

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
