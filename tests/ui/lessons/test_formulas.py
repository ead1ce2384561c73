"""Formulas in a lesson's text break, scroll or shrink where they are wider than the column; none is ever cut."""

import pytest

from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.ui.lessons.formula_breaks import pieces
from nnstudio.ui.lessons.lesson_text import LessonText
from nnstudio.ui.style.theme import theme

SUM = r"(1 \cdot 5 + 5) + (5 \cdot 3 + 3) + (3 \cdot 1 + 1) = 10 + 18 + 4 = 32"
FRACTION = r"\frac{1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 + 15 + 16}{a = b}"


def texts_of(lesson):
    for step in lesson.steps:
        yield step.text
        for asked in (step.predict, step.quiz):
            if asked is not None:
                yield (asked.question, *(choice.text for choice in asked.choices))


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


def test_that_all_formulas_of_the_lessons_fit_their_column(qtbot):
    shown = LessonText(["x"])
    qtbot.addWidget(shown)
    # as narrow as the column is beside its scroll bar
    shown.resize(250, 400)
    shown.show()
    for _path, lesson in list_lessons():
        for text in texts_of(lesson):
            shown.set_paragraphs(text)
            assert not shown._is_too_wide(), text
            assert not shown._breaks, text
