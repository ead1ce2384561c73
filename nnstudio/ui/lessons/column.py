"""The lesson's column at the left: where one is, the step's text and tasks, back and on."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.language import _, ngettext
from nnstudio.project.guided.lesson import GuidedLesson, Step
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.lessons.lesson_text import LessonText
from nnstudio.ui.lessons.ordering_box import OrderingBox
from nnstudio.ui.lessons.prediction_box import PredictionBox
from nnstudio.ui.lessons.task_views import FiguresBox, GoalBox, QuizBox, TodoBox
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.dock_buttons import DockButtons
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

_WIDTH = 286


class Dots(QWidget):
    """A dot for each step: done, open, and where one is. A click goes to a step that was reached."""

    step_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._count, self._at, self._reached = 1, 0, 0
        self._done, self._skipped = frozenset[int](), frozenset[int]()
        theme().keep_size(self, minimum=(0, 14))
        theme().changed.connect(self.update)

    def set_steps(self, count: int, at: int, done: frozenset[int], skipped: frozenset[int], reached: int) -> None:
        self._count, self._at, self._done, self._skipped, self._reached = count, at, done, skipped, reached
        told = _("Step {at} of {count}; {done_count} done, {skipped_count} skipped")
        self.setToolTip(
            tooltip(told.format(at=at + 1, count=count, done_count=len(done), skipped_count=len(skipped - {at})))
        )
        self.setAccessibleName(self.toolTip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme().scheme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        pitch, middle = self._pitch(), self.height() / 2
        for i in range(self._count):
            is_skipped = i in self._skipped and i != self._at
            color = scheme.accent if i in self._done or i == self._at else scheme.line
            painter.setBrush(Qt.BrushStyle.NoBrush if is_skipped else QColor(color))
            painter.setPen(QPen(QColor(scheme.edge), 1.5) if is_skipped else Qt.PenStyle.NoPen)
            x = pitch * (i + 0.5)
            if i == self._at:
                painter.drawRoundedRect(int(x - pitch * 0.42), int(middle - 3), int(pitch * 0.84), 6, 3, 3)
            else:
                painter.drawEllipse(int(x - 3), int(middle - 3), 6, 6)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = int(event.position().x() / self._pitch())
        if 0 <= step <= min(self._reached, self._count - 1):
            self.step_chosen.emit(step)

    def _pitch(self) -> float:
        return min(self.width() / self._count, theme().px(18))


class LessonColumn(QDockWidget):
    """Shows what it is told; what the learner does goes out as signals."""

    back_requested = Signal()
    next_requested = Signal()
    step_chosen = Signal(int)
    prediction_made = Signal(object)
    comparison_requested = Signal()
    quiz_answered = Signal(int)
    restore_requested = Signal()
    """The studio is to be as the step found it."""
    closed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(_("Lesson"), workspace)
        self._workspace = workspace
        self.setObjectName("lesson_dock")
        DockButtons(self, _("the lesson"))
        # otherwise it is the lesson's title
        self.toggleViewAction().setToolTip(_("Show or hide the lesson"))
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        body = QWidget()
        body.setObjectName("lesson_column")
        theme().keep_size(body, minimum=(_WIDTH, 0))
        self._dots = Dots()
        self._dots.step_chosen.connect(self.step_chosen)
        self._where = PlainLabel()
        self._where.setObjectName("caption")
        head = QHBoxLayout()
        head.addWidget(self._dots, 1)
        head.addWidget(self._where)
        self._title = PlainLabel()
        self._title.setObjectName("lesson_step_title")
        self._title.setWordWrap(True)
        self._note = PlainLabel()
        self._note.setObjectName("lesson_note")
        self._note.setWordWrap(True)
        self._note.setProperty("tone", "muted")
        self._note.hide()
        self._restore = QPushButton(_("Set the step back"))
        self._restore.setObjectName("lesson_restore_button")
        self._restore.setToolTip(_("Project, training and panels as this step has them; undo brings yours back"))
        self._restore.clicked.connect(self.restore_requested)
        self._restore.hide()
        self._area = QScrollArea()
        self._area.setAccessibleName(_("The step's text"))
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._back, self._next = QPushButton(_("Back")), QPushButton(_("Next"))
        self._back.setObjectName("lesson_back_button")
        self._next.setObjectName("lesson_next_button")
        self._next.setProperty("primary", True)
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._next)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(10, 6, 8, 8)
        layout.addLayout(head)
        layout.addWidget(self._title)
        layout.addWidget(self._note)
        layout.addWidget(self._restore)
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)
        self.setWidget(body)
        self.todo: TodoBox | None = None
        self._noted = "", False
        self.prediction: PredictionBox | None = None
        self.quiz: QuizBox | OrderingBox | None = None
        self.goal: GoalBox | None = None
        self.figures: FiguresBox | None = None
        self.visibilityChanged.connect(self._on_visibility_changed)
        self.hide()

    def show_step(self, lesson: GuidedLesson, number: int) -> None:
        """Shows a step's text, and what it asks for."""
        step = lesson.steps[number]
        self.setWindowTitle(lesson.title)
        self._where.setText(_("{number} of {step_count}").format(number=number + 1, step_count=len(lesson.steps)))
        self._title.setText(step.title)
        self._back.setEnabled(number > 0)
        self._area.setWidget(self._page(step))

    def show_note(self, text: str, may_restore: bool = False) -> None:
        """Shows a sentence above the step's text, if wanted with a button to set the step back; empty: none."""
        if (text, may_restore) == self._noted:
            return
        self._noted = text, may_restore
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self._restore.setVisible(may_restore)
        if may_restore:
            announcer().say(self._note, text)

    def set_progress(self, count: int, at: int, done: frozenset[int], skipped: frozenset[int], furthest: int) -> None:
        self._dots.set_steps(count, at, done, skipped, furthest)

    def set_next(self, is_last: bool, is_done: bool, skipped: int) -> None:
        """How the way on is called; a step that is not done can be skipped, but that is not what is offered first.

        Args:
            skipped: how many other steps were.
        """
        text = _("Finish") if is_last else _("Next") if is_done else _("Skip")
        tip = "" if is_done else _("Go on without doing what this step asks")
        if is_last and skipped:
            told = ngettext(
                "{skipped} step was skipped; the lesson will not be done",
                "{skipped} steps were skipped; the lesson will not be done",
                skipped,
            )
            tip = told.format(skipped=skipped)
        if (text, tooltip(tip)) == (self._next.text(), self._next.toolTip()):
            return
        self._next.setText(text)
        self._next.setProperty("primary", is_done)
        self._next.setToolTip(tooltip(tip))
        self._next.style().unpolish(self._next)
        self._next.style().polish(self._next)

    def _page(self, step: Step) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 2, 4, 0)
        layout.setSpacing(8)
        layout.addWidget(LessonText(step.text))
        self.prediction = PredictionBox(step.predict) if step.predict is not None else None
        self.quiz = None
        if step.quiz is not None:
            self.quiz = OrderingBox(step.quiz) if step.quiz.in_order else QuizBox(step.quiz)
        self.todo = TodoBox([condition.told() for condition in step.wait_for]) if step.wait_for else None
        self.goal = GoalBox(step.goal) if step.goal else None
        self.figures = FiguresBox(step.show) if step.show else None
        if self.prediction is not None:
            self.prediction.answered.connect(self.prediction_made)
            self.prediction.comparison_requested.connect(self.comparison_requested)
        if self.quiz is not None:
            self.quiz.answered.connect(self.quiz_answered)
        for box in (self.quiz, self.todo, self.goal, self.figures):
            if box is not None:
                layout.addWidget(box)
        if self.prediction is not None:
            # asked before what is to be done
            layout.insertWidget(1, self.prediction)
        layout.addStretch(1)
        return page

    @Slot(bool)
    def _on_visibility_changed(self, seen: bool) -> None:
        if self.isHidden() and not self._workspace.is_lesson_aside:
            self.closed.emit()
