"""What a step asks, as widgets: things to do, a prediction, a quiz, a goal, figures."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout

from nnstudio.language import _, local_number
from nnstudio.project.guided.marks import plain_text
from nnstudio.project.guided.tasks import Aim, Prediction, Quiz, Shown
from nnstudio.project.rounding import rounded
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.lessons.lesson_text import LessonText
from nnstudio.ui.lessons.progress import Answered
from nnstudio.ui.widgets.number_texts import short
from nnstudio.ui.widgets.pending_field import PendingField
from nnstudio.ui.widgets.plain_text import PlainLabel

_DONE, _OPEN, _RIGHT, _WRONG = "✓", "○", "✓", "✗"


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
        label = LessonText([text], parent=self)
        for part in (label, label.viewport()):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(self)
        # a paragraph leaves some room below it
        layout.setContentsMargins(10, 6, 10, 0)
        layout.addWidget(label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

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
            label = _wrapped()
            self._labels.append(label)
            self.rows.addWidget(label)
        self.set_done([False] * len(self._lines))

    def set_done(self, done: Sequence[bool]) -> None:
        for label, line, is_done in zip(self._labels, self._lines, done, strict=True):
            _say(label, f"{_DONE if is_done else _OPEN}  {line}", "good" if is_done else "text")

    def lines(self) -> list[str]:
        """What it says."""
        return [label.text() for label in self._labels]


class PredictionBox(PendingField, Box):
    """A question before the run, and after it what the run says to the answer."""

    answered = Signal(object)
    """The choice's number, or the number that was typed."""

    def __init__(self, prediction: Prediction) -> None:
        super().__init__("lesson_prediction")
        self._prediction = prediction
        self.rows.addWidget(_small_heading(_("Predict, before you run it")))
        self.rows.addWidget(LessonText([prediction.question]))
        self._choices = [ChoiceButton(choice.text) for choice in prediction.choices]
        for i, button in enumerate(self._choices):
            button.setObjectName(f"prediction_{i}_button")
            button.clicked.connect(partial(self.answered.emit, i))
            self.rows.addWidget(button)
        self._field = QLineEdit()
        self._field.setObjectName("prediction_field")
        self._field.setPlaceholderText(_("a number, then Enter"))
        self._field.setAccessibleName(prediction.question)
        self._field.returnPressed.connect(self._on_return_pressed)
        self._field.setVisible(not self._choices)
        self.rows.addWidget(self._field)
        self._verdict = _wrapped()
        self._because = LessonText()
        self._foreign = _wrapped()
        self._foreign.setObjectName("lesson_foreign_note")
        self.rows.addWidget(self._verdict)
        self.rows.addWidget(self._because)
        self.rows.addWidget(self._foreign)
        self.show_answer(None)
        self.note_field()

    def has_pending(self) -> bool:
        return self._field.isEnabled() and self._field.isModified() and bool(self._field.text().strip())

    def commit_pending(self) -> None:
        self._on_return_pressed()
        self._field.setModified(False)

    def show_answer(self, answered: Answered | None, foreign: Sequence[str] = ()) -> None:
        """Marks the answer; with the run's outcome once there is one.

        Args:
            foreign: the fields of the project in which that run is not the lesson's own.
        """
        given = answered is not None
        for i, button in enumerate(self._choices):
            button.setChecked(given and answered is not None and answered.answer == i)
            button.setEnabled(not given)
        self._field.setEnabled(not given)
        if answered is None:
            self._verdict.hide()
            self._because.hide()
            self._foreign.hide()
            return
        if not self._choices:
            self._field.setText(local_number(answered.answer, "g"))
        self._verdict.show()
        if answered.is_right is None or answered.actual is None:
            _tell(self._verdict, _("Noted. Now let the run answer."), "muted")
            return
        word, role = (_("You were right"), "good") if answered.is_right else (_("It came out otherwise"), "error")
        mark = _RIGHT if answered.is_right else _WRONG
        _tell(
            self._verdict,
            _("{mark}  {word}: it is {number}.").format(mark=mark, word=word, number=_number(answered.actual)),
            role,
        )
        self._because.set_paragraphs([self._prediction.because])
        self._because.show()
        if foreign:
            fields = ", ".join(foreign[:3])
            told = _(
                "This run is not the lesson's own (other: {fields}). Handed in, the prediction will not count."
            ).format(fields=fields)
            _say(self._foreign, told, "muted")
        self._foreign.setVisible(bool(foreign))

    @Slot()
    def _on_return_pressed(self) -> None:
        try:
            value = float(self._field.text().replace(",", ".").replace("−", "-"))
        except ValueError:
            self._verdict.show()
            _tell(self._verdict, _("That is not a number."), "error")
            return
        self.answered.emit(value)


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
            button.clicked.connect(partial(self.answered.emit, i))
            self.rows.addWidget(button)
        self._verdict = _wrapped()
        self._why = LessonText()
        self.rows.addWidget(self._verdict)
        self.rows.addWidget(self._why)
        self.show_answer(None)

    def show_answer(self, answer: int | None) -> None:
        """Marks an answer, and says why it is right or wrong."""
        is_right = answer is not None and self._quiz.choices[answer].right
        for i, button in enumerate(self._choices):
            button.setChecked(answer == i)
            button.setEnabled(not is_right)
        self._verdict.setVisible(answer is not None)
        self._why.setVisible(answer is not None)
        if answer is not None:
            _tell(
                self._verdict,
                _("{right}  Right.").format(right=_RIGHT)
                if is_right
                else _("{wrong}  Not quite.").format(wrong=_WRONG),
                "good" if is_right else "error",
            )
            self._why.set_paragraphs([self._quiz.choices[answer].why])


class GoalBox(Box):
    """What the run should come to, and what it has come to so far."""

    def __init__(self, aims: Sequence[Aim]) -> None:
        super().__init__("lesson_goal")
        self._aims = tuple(aims)
        self.rows.addWidget(_small_heading(_("Goal")))
        self._labels = [_wrapped() for _unused in aims]
        for label in self._labels:
            self.rows.addWidget(label)
        self.set_values([None] * len(self._aims), False)

    def set_values(self, values: Sequence[float | None], is_met: bool) -> None:
        for label, aim, value in zip(self._labels, self._aims, values, strict=True):
            holds = is_met or aim.holds(value)
            now = _(" (now {number})").format(number=_number(value)) if value is not None else ""
            _say(label, f"{_DONE if holds else _OPEN}  {aim.label} {aim.limits()}{now}", "good" if holds else "text")


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
            name = _wrapped()
            name.setText(one.label)
            row = QHBoxLayout()
            row.addWidget(name, 1)
            row.addWidget(value)
            self.rows.addLayout(row)

    def set_values(self, values: Sequence[float | None]) -> None:
        for label, one, value in zip(self._values, self._shown, values, strict=True):
            label.setText("–" if value is None else rounded(value, f",.{one.digits}f").replace("-", "−"))

    def texts(self) -> list[str]:
        """What it says, figure by figure."""
        return [label.text() for label in self._values]


def _number(value: float) -> str:
    """A count as it is, anything else in as few digits as say it."""
    return local_number(int(value), ",") if value.is_integer() and abs(value) < 1e9 else short(value)


def _wrapped() -> QLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    return label


def _say(label: QLabel, text: str, role: str) -> None:
    label.setText(text)
    label.setProperty("tone", role)
    label.style().unpolish(label)
    label.style().polish(label)


def _tell(label: QLabel, text: str, role: str) -> None:
    """Says what comes of an answer, also to those who only hear it."""
    if text != label.text():
        announcer().say(label, text)
    _say(label, text, role)


def _small_heading(text: str) -> QLabel:
    label = PlainLabel(text)
    label.setObjectName("caption")
    return label
