"""Formulas in a lesson's text break, scroll or shrink where they are wider than the column; none is ever cut."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.guided.marks import PIECE
from nnstudio.project.guided.text_check import (
    SCALES,
    WIDEST,
    WIDEST_ASKED,
    WIDEST_CHOICE,
    WIDEST_LISTED,
    formula_fault,
)
from nnstudio.ui.lessons.formula_breaks import pieces
from nnstudio.ui.lessons.lesson_text import LessonText
from nnstudio.ui.style.theme import theme

LESSON = next(path for path, lesson in list_lessons() if lesson.id == "exercise")
SUM = r"(1 \cdot 5 + 5) + (5 \cdot 3 + 3) + (3 \cdot 1 + 1) = 10 + 18 + 4 = 32"
FRACTION = r"\frac{1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 + 15 + 16}{a = b}"


def test_that_a_formula_breaks_between_its_parts_and_loses_none():
    assert pieces("y = -9 + 2", at_operators=False) == ["y ", "{} = -9 + 2"]
    assert pieces("y = -9 + 2", at_operators=True) == ["y ", "{} = -9", "{} + 2"]
    formulas = [SUM, FRACTION, r"\left(a + b\right) \cdot c", "-a", r"\frac{2}{3} \cdot (-14) = -\frac{28}{3}"]
    for latex in formulas:
        for at_operators in (False, True):
            parts = pieces(latex, at_operators)
            joined = "".join(part.removeprefix("{}").replace(" ", "") for part in parts)
            assert joined == latex.replace(" ", "")
            assert all(part.count("{") == part.count("}") for part in parts)
    assert len(pieces(SUM, at_operators=False)) == 3
    assert pieces(FRACTION, at_operators=True) == [FRACTION]
    assert pieces("-a", at_operators=True) == ["-a"]


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_that_no_line_is_cut_however_narrow_the_column_is(qtbot, scale):
    before = theme().scale
    theme().set_scale(scale)
    try:
        for scrolls in (True, False):
            shown = LessonText([f"It is ${SUM}$.", f"- ${FRACTION}$"], scrolls=scrolls)
            qtbot.addWidget(shown)
            for width in (420, 260, 150):
                shown.resize(round(width * scale), 400)
                shown.show()
                if shown._is_too_wide():
                    # to be reached by scrolling
                    assert scrolls
                    assert shown.horizontalScrollBar().maximum() > 0
                    assert shown.height() > shown.document().size().height()
                else:
                    assert shown.horizontalScrollBar().maximum() == 0
    finally:
        theme().set_scale(before)


def widths_of(column):
    """How wide paragraphs, questions and choices are in a column that is as narrow as it gets."""
    texts = column.findChildren(LessonText)
    holders = {type(text.parentWidget()).__name__: text.viewport().width() for text in texts}
    return holders["QWidget"], holders["QuizBox"], holders["ChoiceButton"]


def lines_of(lesson):
    """(place, text): a paragraph's lines, what stands in a question's box, and what stands on its buttons."""
    for step in lesson.steps:
        yield from ((0, text) for text in step.text)
        if step.predict is not None:
            yield from ((1, step.predict.question), (1, step.predict.because))
        if step.quiz is not None:
            yield from ((1, text) for text in (step.quiz.question, *(choice.why for choice in step.quiz.choices)))
        for asked in (step.predict, step.quiz):
            yield from ((2, choice.text) for choice in (asked.choices if asked is not None else ()))


def test_that_every_formula_of_the_lessons_is_seen_as_a_whole_and_those_that_pass_the_check(studio):
    here = studio(str(LESSON))
    before = theme().scale
    # as wide as the check lets them be
    widest = [(0, f"${fitting(WIDEST)}$"), (0, f"- ${fitting(WIDEST_LISTED)}$")]
    widest += [(1, f"${fitting(WIDEST_ASKED)}$"), (2, f"${fitting(WIDEST_CHOICE)}$")]
    lines = [line for _path, lesson in list_lessons() for line in lines_of(lesson) if is_long(line[1])]
    assert len(lines) > 50
    here.press("answer_0_button")
    try:
        for scale in SCALES:
            theme().set_scale(scale)
            for shown, text in laid_out(here, scale, [*widest, *lines]):
                assert not (shown._is_too_wide() or shown._breaks or shown._shrinks), f"{text} at {scale:.0%}"
    finally:
        theme().set_scale(before)


def laid_out(here, scale, lines):
    """Each line in a column that is as narrow as it gets, with so much to read that there is a scroll bar."""
    column = here.window.lessons.guide.column
    here.window.resize(round(1000 * scale), round(400 * scale))
    column.parentWidget().resizeDocks([column], [10], Qt.Orientation.Horizontal)
    here.wait(lambda: column.width() <= 290 * scale)
    holder = QWidget()
    here.qtbot.addWidget(holder)
    shown = [LessonText(["x"], parent=holder, scrolls=place < 2) for place in range(3)]
    for text, width in zip(shown, widths_of(column), strict=True):
        text.resize(width, 400)
    holder.show()
    for place, text in lines:
        shown[place].set_paragraphs([text])
        yield shown[place], text


def is_long(text):
    """Whether a line has a formula that might be too wide."""
    return any(match["formula"] and formula_fault(match["formula"], 90.0) for match in PIECE.finditer(text))


def fitting(widest):
    """The longest row of letters that the check takes."""
    row = "x"
    while not formula_fault(f"{row}x", widest):
        row += "x"
    return row
