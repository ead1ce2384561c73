"""A step's question before the run: what is answered, and what the run says to it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton

from nnstudio.language import _, local_number
from nnstudio.project.guided.tasks import Prediction
from nnstudio.project.guided.typed_number import typed_numbers
from nnstudio.project.names import printable
from nnstudio.ui.lessons.lesson_text import LessonText
from nnstudio.ui.lessons.progress import Answered
from nnstudio.ui.lessons.task_views import (
    RIGHT,
    WRONG,
    Box,
    ChoiceButton,
    figure_text,
    small_heading,
    tell,
    wrapped,
)
from nnstudio.ui.widgets.number_texts import MINUS
from nnstudio.ui.widgets.pending_field import PendingField


class PredictionBox(PendingField, Box):
    """A question before the run, and after it what the run says to the answer.

    Until then the answer can be changed, for a slip of the finger is no answer. Where no run is to be waited for, a
    typed number is compared when it is confirmed.
    """

    answered = Signal(object)
    """The choice's number, or the number that was typed."""
    comparison_requested = Signal()
    """What was answered may be compared now."""

    def __init__(self, prediction: Prediction) -> None:
        super().__init__("lesson_prediction")
        self._prediction = prediction
        self.rows.addWidget(small_heading(_("Predict, before you run it")))
        self.rows.addWidget(LessonText([prediction.question]))
        self._choices = [ChoiceButton(choice.text) for choice in prediction.choices]
        for i, button in enumerate(self._choices):
            button.setObjectName(f"prediction_{i}_button")
            button.clicked.connect(partial(self.answered.emit, i))
            self.rows.addWidget(button)
        self._field = QLineEdit()
        self._field.setObjectName("prediction_field")
        self._field.setPlaceholderText(_("a number, then Enter"))
        self._field.setToolTip(_("A number, or a small calculation such as −28/3"))
        self._field.setAccessibleName(prediction.question)
        self._field.returnPressed.connect(self._on_return_pressed)
        self._field.setVisible(not self._choices)
        self.rows.addWidget(self._field)
        self._verdict = wrapped()
        self._compare = QPushButton(_("Compare"))
        self._compare.setObjectName("prediction_compare_button")
        self._compare.setToolTip(_("See whether it is so; after that the answer stands"))
        self._compare.clicked.connect(self.comparison_requested)
        self._because = LessonText()
        self._meant: tuple[float, ...] = ()
        """The ways to read what was typed, while it is open which of them is meant."""
        self._readings = [QPushButton() for _unused in range(2)]
        for part in (self._verdict, self._compare, self._because):
            self.rows.addWidget(part)
        for i, reading in enumerate(self._readings):
            reading.setObjectName(f"prediction_reading_{i}_button")
            reading.clicked.connect(partial(self._choose_reading, i))
            reading.hide()
            self.rows.insertWidget(self.rows.indexOf(self._compare), reading)
        self._given: float | None = None
        self.show_answer(None)
        self.note_field()

    def has_pending(self) -> bool:
        return self._field.isEnabled() and self._field.isModified() and bool(self._field.text().strip())

    def commit_pending(self) -> None:
        self._take()
        self._field.setModified(False)

    def show_answer(
        self,
        answered: Answered | None,
        can_change: bool = True,
        can_compare: bool = False,
    ) -> None:
        """Marks the answer; with the run's outcome once there is one.

        Args:
            can_change: whether nothing of the outcome is to be seen yet.
            can_compare: whether no run is waited for, and the answer only needs to be confirmed.
        """
        is_open = answered is None or (answered.is_right is None and can_change)
        for i, button in enumerate(self._choices):
            button.setChecked(answered is not None and answered.answer == i)
            button.setEnabled(is_open)
            button.mark(self._mark(i, answered))
        self._field.setEnabled(is_open)
        self._compare.setVisible(answered is not None and answered.is_right is None and can_compare)
        self._verdict.setVisible(answered is not None)
        self._show_readings(())
        self._because.setVisible(answered is not None and answered.is_right is not None)
        if answered is None:
            return
        if not self._choices and answered.answer != self._given:
            self._given = answered.answer
            self._field.setText(_number(answered.answer))
        if answered.is_right is None or answered.actual is None:
            tell(self._verdict, self._noted(answered, can_change, can_compare), "muted")
            return
        word, role = (_("You were right"), "good") if answered.is_right else (_("It came out otherwise"), "error")
        told = _("{mark}  {word}: it is {number}.").format(
            mark=RIGHT if answered.is_right else WRONG,
            word=word,
            number=figure_text(self._prediction, answered.actual),
        )
        if answered.was_late:
            late = _("It was answered with the outcome on the screen, and will not count.")
            told = f"{told} {late}"
        tell(self._verdict, told, role)
        self._because.set_paragraphs([self._prediction.because])

    def _mark(self, number: int, answered: Answered | None) -> str:
        """Whether a choice is the right one, or was taken for it; empty while that is open."""
        if answered is None or answered.actual is None:
            return ""
        if self._prediction.choices[number].when.holds(answered.actual):
            return RIGHT
        return WRONG if answered.answer == number else ""

    def _noted(self, answered: Answered, can_change: bool, can_compare: bool) -> str:
        value = "" if self._choices else _number(answered.answer)
        if can_compare:
            return _("Noted: {value}. Correct it if it was a slip; then compare.").format(value=value)
        if not can_change:
            return _("Noted. Now let the run answer.")
        if not self._choices:
            return _("Noted: {value}. Now let the run answer; until then it can be corrected.").format(value=value)
        return _("Noted. Now let the run answer; until then you may choose otherwise.")

    @Slot()
    def _on_return_pressed(self) -> None:
        # Enter once more confirms what stands there
        if self._compare.isVisible() and not self._field.isModified():
            self.comparison_requested.emit()
        else:
            self._take()
            self._field.setModified(False)

    def _take(self) -> None:
        text = self._field.text()
        values = typed_numbers(text)
        self._show_readings(values if len(values) > 1 else ())
        if len(values) > 1:
            self._verdict.show()
            asked = _("“{text}” can be read in two ways. Which of them do you mean?")
            tell(self._verdict, asked.format(text=printable(text.strip())), "text")
            return
        value = values[0] if values else None
        if value is None:
            self._verdict.show()
            tell(self._verdict, _("That is not a number."), "error")
            return
        # what was typed stays as it was typed
        self._given = value
        self.answered.emit(value)

    def _show_readings(self, values: Sequence[float]) -> None:
        """A button for each way to read what was typed; none where there is only one."""
        for i, button in enumerate(self._readings):
            button.setVisible(i < len(values))
            if i < len(values):
                button.setText(_number(values[i]))
        self._meant = tuple(values)

    def _choose_reading(self, number: int) -> None:
        value = self._meant[number]
        self._show_readings(())
        self._given = value
        self._field.setText(_number(value))
        self._field.setFocus()
        self.answered.emit(value)


def _number(value: float) -> str:
    return local_number(value, ".6g").replace("-", MINUS)
