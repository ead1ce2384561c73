"""What a step asks, as widgets: things to do, a prediction, a quiz, a goal, figures."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from nnstudio.language import _, local_number
from nnstudio.project.guided.marks import plain_text
from nnstudio.project.guided.tasks import Aim, Measured, Quiz, Shown
from nnstudio.project.rounding import rounded, short_of_certain
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.lessons.lesson_text import LessonText
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.plain_text import PlainLabel

DONE, OPEN, RIGHT, WRONG = "✓", "○", "✓", "✗"


class Box(QFrame):
    """A card with its parts one below the other."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("lesson_box", True)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(10, 8, 10, 8)
        self.rows.setSpacing(6)


class ChoiceButton(QPushButton):
    """An answer to choose; its text may take several lines."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("answer", True)
        self.setAccessibleName(plain_text(text))
        label = LessonText([text], parent=self, scrolls=False)
        for part in (label, label.viewport()):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        # a paragraph leaves some room below it
        layout.setContentsMargins(10, 6, 10, 0)
        self._mark = PlainLabel()
        self._mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._mark.hide()
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(label, 1)
        self._said = plain_text(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def mark(self, mark: str) -> None:
        """Marks it as the right answer, or as one that was taken for it; empty: not at all."""
        told = {RIGHT: _("{answer} (right)"), WRONG: _("{answer} (wrong)")}
        self.setAccessibleName(told[mark].format(answer=self._said) if mark else self._said)
        self._mark.setVisible(bool(mark))
        say(self._mark, mark, "good" if mark == RIGHT else "error")

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()  # type: ignore[union-attr]

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.layout().minimumSize().height())  # type: ignore[union-attr]

    def event(self, event: QEvent) -> bool:
        # a button's size does not follow its layout by itself
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)


class TodoBox(Box):
    """What is to be done, each with a tick once it is."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("lesson_todo")
        self._lines = tuple(lines)
        self._labels = []
        for _unused in lines:
            label = wrapped()
            self._labels.append(label)
            self.rows.addWidget(label)
        self.set_done([False] * len(self._lines))

    def set_done(self, done: Sequence[bool]) -> None:
        for label, line, is_done in zip(self._labels, self._lines, done, strict=True):
            say(label, f"{DONE if is_done else OPEN}  {line}", "good" if is_done else "text")

    def lines(self) -> list[str]:
        """What it says."""
        return [label.text() for label in self._labels]


class QuizBox(Box):
    """A question with an explanation to each answer; wrong ones can be followed by another."""

    answered = Signal(int)

    def __init__(self, quiz: Quiz) -> None:
        super().__init__("lesson_quiz")
        self._quiz = quiz
        self.rows.addWidget(LessonText([quiz.question]))
        self._choices = [ChoiceButton(choice.text) for choice in quiz.choices]
        for i, button in enumerate(self._choices):
            button.setObjectName(f"answer_{i}_button")
            if not quiz.all_that_apply:
                button.clicked.connect(partial(self.answered.emit, i))
            self.rows.addWidget(button)
        self._check = QPushButton(_("Check"))
        self._check.setObjectName("answer_check_button")
        self._check.setToolTip(_("Select all that are right, then press this"))
        self._check.setVisible(quiz.all_that_apply)
        self._check.clicked.connect(self._on_check_clicked)
        self.rows.addWidget(self._check)
        self._verdict = wrapped()
        self._why = LessonText()
        self.rows.addWidget(self._verdict)
        self.rows.addWidget(self._why)
        self.show_answer(None)

    def show_answer(self, answer: int | None) -> None:
        """Marks an answer, and says why it is right or wrong."""
        is_right = answer is not None and self._quiz.is_right(answer)
        selected = self._selected(answer)
        self._check.setEnabled(not is_right)
        for i, (button, choice) in enumerate(zip(self._choices, self._quiz.choices, strict=True)):
            button.setChecked(i in selected)
            button.setEnabled(not is_right)
            button.mark("" if i not in selected else RIGHT if choice.right else WRONG)
        self._verdict.setVisible(answer is not None)
        self._why.setVisible(answer is not None)
        if answer is not None:
            tell(
                self._verdict,
                _("{right}  Right.").format(right=RIGHT) if is_right else _("{wrong}  Not quite.").format(wrong=WRONG),
                "good" if is_right else "error",
            )
            told = range(len(self._choices)) if is_right and self._quiz.all_that_apply else selected
            whys = [self._quiz.choices[i].why for i in told if is_right or not self._quiz.choices[i].right]
            self._why.set_paragraphs(whys or [_("What you have selected is right, but it is not all.")])

    def _selected(self, answer: int | None) -> tuple[int, ...]:
        """Which choices an answer is."""
        if answer is None or not self._quiz.all_that_apply:
            return () if answer is None else (answer,)
        return tuple(i for i in range(len(self._choices)) if answer >> i & 1)

    @Slot()
    def _on_check_clicked(self) -> None:
        selected = sum(1 << i for i, button in enumerate(self._choices) if button.isChecked())
        if selected:
            self.answered.emit(selected)


class GoalBox(Box):
    """What the run should come to, and what it has come to so far."""

    def __init__(self, aims: Sequence[Aim]) -> None:
        super().__init__("lesson_goal")
        self._aims = tuple(aims)
        self.rows.addWidget(small_heading(_("Goal")))
        self._labels = [wrapped() for _unused in aims]
        for label in self._labels:
            self.rows.addWidget(label)
        self.set_values([None] * len(self._aims), False)

    def set_values(self, values: Sequence[float | None], is_met: bool) -> None:
        for label, aim, value in zip(self._labels, self._aims, values, strict=True):
            holds = is_met or aim.holds(value)
            now = _(" (now {number})").format(number=figure_text(aim, value)) if value is not None else ""
            say(label, f"{DONE if holds else OPEN}  {aim.label} {aim.limits()}{now}", "good" if holds else "text")


class FiguresBox(Box):
    """Figures of the run as it stands."""

    def __init__(self, shown: Sequence[Shown]) -> None:
        super().__init__("lesson_figures")
        self._shown = tuple(shown)
        self._values = []
        for one in shown:
            value = PlainLabel()
            value.setObjectName("figure")
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._values.append(value)
            name = wrapped()
            name.setText(one.label)
            row = QHBoxLayout()
            row.addWidget(name, 1)
            row.addWidget(value)
            self.rows.addLayout(row)
        self.set_values([None] * len(self._shown))

    def set_values(self, values: Sequence[float | None]) -> None:
        for label, one, value in zip(self._values, self._shown, values, strict=True):
            label.setText("–" if value is None else figure_text(one, value, one.digits))

    def texts(self) -> list[str]:
        """What it says, figure by figure."""
        return [label.text() for label in self._values]


def figure_text(measured: Measured, value: float, digits: int | None = None) -> str:
    """A figure's value: with so many digits, or a count as it is and anything else in as few digits as say it.

    A probability never looks certain, even where float32 has made 1 of it.
    """
    if measured.expression.is_probability and value in (0, 1):
        value, digits = short_of_certain(value), 4 if digits is None else digits
    if digits is not None:
        return rounded(value, f",.{digits}f").replace("-", "−")
    return local_number(int(value), ",") if value.is_integer() and abs(value) < 1e9 else short(value)


def wrapped() -> QLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    return label


def say(label: QLabel, text: str, role: str) -> None:
    if (label.text(), label.property("tone")) == (text, role):
        # the guide says the same several times a second
        return
    label.setText(text)
    label.setProperty("tone", role)
    label.style().unpolish(label)
    label.style().polish(label)


def tell(label: QLabel, text: str, role: str) -> None:
    """Says what comes of an answer, also to those who only hear it."""
    if text != label.text():
        announcer().say(label, text)
    say(label, text, role)


def small_heading(text: str) -> QLabel:
    label = PlainLabel(text)
    label.setObjectName("caption")
    return label
