"""No rounding claims certainty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project.rounding import digits_below_one, rounded

FORMS = st.sampled_from([".0%", ".1%", ".2%", ".4f", ".4g", ".6g", ",.3f"])


@given(st.floats(0, 1), FORMS)
def test_that_what_is_neither_0_nor_1_is_not_written_so(value, form):
    text = rounded(value, form)
    said = float(text.lstrip("<>").rstrip("%")) / (100 if text.endswith("%") else 1)
    assert (said in (0, 1)) == (value in (0, 1))
    if text[0] == ">":
        assert said < value < 1
    elif text[0] == "<":
        assert 0 < value < said
    else:
        assert text == format(value, form)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.99996, ".1%", ">99.9%"),
        (0.0002, ".1%", "<0.1%"),
        (0.999999, ".4f", ">0.9999"),
        (0.99999, ".4g", ">0.9999"),
        (1.0, ".1%", "100.0%"),
        (-0.00001, ".4f", "-0.0000"),
        (12.5, ".4f", "12.5000"),
    ],
)
def test_that_it_reads_like_this(value, form, text):
    assert rounded(value, form) == text


@given(st.floats(-2, 2, width=32))
def test_that_less_than_1_has_the_digits_to_show_it(value):
    text = digits_below_one(value, f"{value:.4g}")
    assert (abs(float(text)) == 1) == (abs(value) == 1 or (abs(value) > 1 and float(f"{abs(value):.4g}") == 1))
