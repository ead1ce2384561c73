"""Which formulas may be set is known before it is tried, and takes no time."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project.guided.formula_bounds import LONGEST, MOST_EMS, FormulaBudget, formula_excess
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.project.guided.text_check import text_faults

LENGTHS = ["9999em", "1000000000em", "-9999em", " 9999 em ", "9999ex", "99999mu", "99999pt", "999999", "999cm", "99in"]


def test_that_every_formula_of_the_lessons_that_ship_may_be_set():
    formulas = {
        formula
        for _, lesson in list_lessons()
        for formula in re.findall(r"\$([^$\n]+)\$", " \n".join(_texts(lesson.model_dump())))
    }
    assert len(formulas) > 50
    assert {formula: formula_excess(formula) for formula in formulas if formula_excess(formula)} == {}


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize(
    "command",
    [
        r"\hspace{#}",
        r"\rule{#}{1em}",
        r"\rule{1em}{#}",
        r"\rule[#]{1em}{1em}",
        r"\hspace{1em}\hspace{#}x",
        r"\kern # x",
    ],
)
def test_that_a_length_beyond_all_measure_is_refused(command, length):
    formula = command.replace("#", length)
    assert formula_excess(formula).endswith(f"at most {MOST_EMS:.0f} can be set"), formula


def test_that_many_small_lengths_are_as_bad_as_a_large_one():
    assert formula_excess(r"\hspace{9em}" * 12)
    assert not formula_excess(r"\hspace{9em}" * 11)
    assert not formula_excess(r"\hspace{9em}\rule{2em}{1em}\quad x")


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        (r"\frac{1}{", "}"), (r"\sqrt{", "}"), (r"\sqrt ", ""), ("x^{", "}"), ("x_{1}^{", "}"), (r"\left(", r"\right)"),
        (r"\hat{", "}"), (r"\phantom{", "}"), (r"\xrightarrow{", "}"), (r"\boxed{", "}"), ("{", "}"),
        (r"\begin{matrix}", r"\end{matrix}"), (r"\overset{a}{", "}"), (r"\sum_{", "}"), (r"\mathbf{", "}"),
    ],
)  # fmt: skip
def test_that_what_takes_twice_as_long_with_every_level_may_nest_a_little_and_no_more(opening, closing):
    assert not formula_excess(opening * 2 + "x" + closing * 2)
    for depth in (11, 20, LONGEST // len(opening + closing) - 1):
        assert formula_excess(opening * depth + "x" + closing * depth)


@pytest.mark.parametrize(
    "formula",
    [r"\newcommand{\a}{xx}\a", r"\def\a{xx}\a", r"\renewcommand{\a}{x}", r"\newenvironment{a}{b}{c}", "x" * 401],
)
def test_that_macros_and_endless_lines_are_refused(formula):
    assert formula_excess(formula)


PIECES = [*"{}^_&\\ x1'[]()$#%~,", r"\frac", r"\sqrt", r"\left(", r"\hspace", "9em", r"\\"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_that_whatever_is_no_formula_is_left_to_whoever_sets_it(text):
    started = time.process_time()
    assert formula_excess(text) == "" or len(formula_excess(text).splitlines()) == 1
    assert time.process_time() - started < 1


@pytest.mark.parametrize("formula", [r"\degree", r"\defx", r"\frac{1", r"\unknown{x}", ""])
def test_that_commands_that_begin_like_a_macro_s_are_none(formula):
    assert formula_excess(formula) == ""


def test_that_many_small_formulas_are_as_much_work_as_a_large_one():
    budget = FormulaBudget()
    admitted = [budget.admits(f"x_{{{number}}}") for number in range(500)]
    assert 50 < admitted.index(False) < 300
    # whatever comes then is not even looked at
    assert not any(admitted[admitted.index(False) :])


def test_that_a_text_full_of_formulas_is_checked_soon_and_its_fault_said_once():
    began = time.monotonic()
    (fault,) = text_faults(" ".join(f"$x_{{{number}}}$" for number in range(20_000)))
    assert "too many formulas" in fault
    assert time.monotonic() - began < 5
