"""Lines to be put in order: by their buttons, by the keyboard, or dragged."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout

from nnstudio.language import _
from nnstudio.project.guided.marks import plain_text
from nnstudio.project.guided.ordering import mixed, order_of_rank, rank_of_order
from nnstudio.project.guided.tasks import Quiz
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.lessons.lesson_text import LessonText
from nnstudio.ui.lessons.task_views import RIGHT, WRONG, Box, tell, wrapped
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class OrderingBox(Box):
    """A question whose answer is an order, and why the first line that stands wrongly does."""

    answered = Signal(int)
    """The order's number; 0 is the right one."""

    def __init__(self, quiz: Quiz) -> None:
        super().__init__("lesson_quiz")
        self._quiz = quiz
        self.rows.addWidget(LessonText([quiz.question]))
        self._lines = [_Line(i, choice.text) for i, choice in enumerate(quiz.choices)]
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self.rows.addLayout(self._column)
        for line in self._lines:
            line.moved.connect(partial(self._move, line))
            line.dragged.connect(partial(self._drag, line))
        self._check = QPushButton(_("Check"))
        self._check.setObjectName("answer_check_button")
        self._check.setToolTip(_("Put the lines in order, then press this"))
        self._check.clicked.connect(self._on_check_clicked)
        self.rows.addWidget(self._check)
        self._verdict = wrapped()
        self._why = LessonText()
        self.rows.addWidget(self._verdict)
        self.rows.addWidget(self._why)
        self._order: list[int] = []
        self._arrange(list(mixed([choice.text for choice in quiz.choices])))
        self.show_answer(None)

    @property
    def order(self) -> tuple[int, ...]:
        """The lines as they stand, by their numbers in the lesson's file."""
        return tuple(self._order)

    def show_answer(self, answer: int | None) -> None:
        """Puts the lines as they were answered, and says what is wrong with that."""
        is_right = answer is not None and self._quiz.is_right(answer)
        if answer is not None:
            self._arrange(list(order_of_rank(answer, len(self._lines))))
        self._check.setEnabled(not is_right)
        for line in self._lines:
            line.setEnabled(not is_right)
        self._verdict.setVisible(answer is not None)
        self._why.setVisible(answer is not None)
        if answer is None:
            return
        if is_right:
            tell(self._verdict, _("{right}  Right.").format(right=RIGHT), "good")
            self._why.set_paragraphs([choice.why for choice in self._quiz.choices])
            return
        first = next(place for place, number in enumerate(self._order) if place != number)
        told = _("{wrong}  Not quite: look at line {number}.").format(wrong=WRONG, number=first + 1)
        tell(self._verdict, told, "error")
        self._why.set_paragraphs([self._quiz.choices[first].why])

    def _arrange(self, order: list[int]) -> None:
        self._order = order
        for place, number in enumerate(order):
            line = self._lines[number]
            self._column.removeWidget(line)
            self._column.insertWidget(place, line)
            line.set_place(place, len(order))
        for before, after in pairwise(order):
            self.setTabOrder(self._lines[before].down, self._lines[after].up)

    def _move(self, line: "_Line", step: int) -> None:
        place = self._order.index(line.number) + step
        if not 0 <= place < len(self._order):
            return
        order = [number for number in self._order if number != line.number]
        order.insert(place, line.number)
        self._arrange(order)
        announcer().say(line, line.accessibleName())

    def _drag(self, line: "_Line", y: int) -> None:
        """Moves a line to where the pointer is, `y` pixels below its own top."""
        place = self._order.index(line.number)
        for step in (-1, 1):
            other = place + step
            if 0 <= other < len(self._order):
                beside = self._lines[self._order[other]].geometry()
                middle = beside.center().y() - line.y()
                if (y < middle) if step < 0 else (y > middle):
                    self._move(line, step)
                    return

    @Slot()
    def _on_check_clicked(self) -> None:
        self.answered.emit(rank_of_order(self._order))


class _Line(QFrame):
    """One line, with a button up and one down; Alt and an arrow key does the same."""

    moved = Signal(int)
    """−1: up, 1: down."""
    dragged = Signal(int)
    """How far below its top the pointer is that drags it."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self.number = number
        self._said = plain_text(text)
        self.setObjectName(f"order_{number}_line")
        self.setProperty("lesson_box", True)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._place = PlainLabel()
        self._place.setObjectName("caption")
        shown = LessonText([text], parent=self, scrolls=False)
        for part in (shown, shown.viewport(), self._place):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.up, self.down = QToolButton(), QToolButton()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 4, 2)
        layout.setSpacing(2)
        layout.addWidget(self._place)
        layout.addWidget(shown, 1)
        for button, name, step in ((self.up, "up", -1), (self.down, "down", 1)):
            button.setObjectName(f"order_{number}_{name}_button")
            button.setAutoRaise(True)
            theme().dress(button, f"arrow-{name}")
            button.installEventFilter(self)
            button.clicked.connect(partial(self.moved.emit, step))
            layout.addWidget(button)
        self.up.setToolTip(_("Move this line up (Alt+Up)"))
        self.down.setToolTip(_("Move this line down (Alt+Down)"))

    def set_place(self, place: int, count: int) -> None:
        """Says where it stands, from 0."""
        self._place.setText(f"{place + 1}")
        named = _("Line {number} of {count}: {text}")
        self.setAccessibleName(named.format(number=place + 1, count=count, text=self._said))
        self.up.setAccessibleName(_("Move up: {text}").format(text=self._said))
        self.down.setAccessibleName(_("Move down: {text}").format(text=self._said))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if not step or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.AltModifier:
            return False
        self.moved.emit(step)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.dragged.emit(round(event.position().y()))
