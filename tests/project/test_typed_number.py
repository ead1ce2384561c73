"""What a learner types for a number is one, in the ways in which people write numbers."""

import math

import pytest

from nnstudio.project.guided.typed_number import typed_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("−28/3", -28 / 3),
        ("-28/3", -28 / 3),
        ("1e-4", 1e-4),
        ("1e−4", 1e-4),
        ("1,5", 1.5),
        (" .5 ", 0.5),
        ("50 %", 0.5),
        ("1 − 0.1·(−9.3333)", 1.93333),
        ("2/3 * -14", -28 / 3),
        ("10^-4", 1e-4),
        ("-ln(0.25)", math.log(4)),
        ("1/(1+exp(-2))", 1 / (1 + math.exp(-2))),
        ("1,550.5", 1550.5),
        ("1.550,5", 1550.5),
        ("1,234,567", 1234567),
        ("1 550", 1550),
        ("1’550", 1550),
        ("−0,693", -0.693),
        ("1.550", 1.55),
        ("15,50", 15.5),
        ("1550,125", 1550.125),
    ],
)
def test_that_ways_of_writing_a_number_are_understood(text, value):
    assert typed_numbers(text) == pytest.approx((value,), rel=1e-12)


def test_that_thousands_and_decimals_are_both_told_where_either_may_be_meant():
    assert typed_numbers("1,550") == (1550, 1.55)
    assert typed_numbers("-2,138 / 2") == (-1069, -1.069)


@pytest.mark.parametrize(
    "text",
    [
        *"∅ what ∅ nan ∅ inf ∅ 1e999 ∅ 1/0 ∅ True ∅ 9**9**9**9 ∅ 10^999 ∅ __import__('os') ∅ x.y ∅ [1]".split("∅"),
        *"1 2 ∅ 1,2,3 ∅ 12,34.5 ∅ 1,,5 ∅ 1 55 ∅ ln(-1) ∅ 1j ∅ '1' ∅ lambda: 1 ∅ sqrt(1)(2) ∅ 1\x00".split("∅"),
        *("(" * 80, "1" * 81),
    ],
)
def test_that_all_else_is_no_number_and_does_no_harm(text):
    assert typed_numbers(text) == ()
