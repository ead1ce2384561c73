"""Texts of others in tables: no spreadsheet takes them for formulas, whatever it takes for the separator."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnstudio.project.cells import one_line, safe_cell, safe_value

FORMULA = tuple("=+-@＝＋－＠")
UNSEEN = "\"' \t\u200b\u200e\ufeff\u2060"
texts = st.lists(st.text(alphabet="ab1=+-@＝,;\t|:\"' \n\r\u200b", max_size=8) | st.text(max_size=4), max_size=3)


def cells_of(text, separator):
    try:
        return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]
    except csv.Error:
        return []


@given(texts)
@example(["=1"])
@example(["a;=1"])
@example(['a";"=1'])
@example(["a\n=1"])
@example(["\u200b=1"])
def test_that_no_cell_begins_like_a_formula_in_any_reading(row):
    for safe in (safe_cell, safe_value):
        line = io.StringIO(newline="")
        csv.writer(line).writerow([safe(text) for text in row])
        for separator in (",", ";", "\t", "|"):
            for cell in cells_of(line.getvalue(), separator):
                seen = cell.lstrip(UNSEEN.replace("'", ""))
                is_number = cell.strip()[1:].replace(".", "").replace(",", "").isdigit()
                assert not seen.startswith(FORMULA) or is_number, (row, cell)


@pytest.mark.parametrize("value", [-1.5, 3, None, "-1.5", "-1,5", "+2", "-1e-3", "Ada", "1-2", "a=b", "x y"])
def test_that_numbers_and_harmless_texts_stay_as_they_are(value):
    assert safe_value(value) == value


def test_that_a_text_is_one_line_of_what_can_be_seen():
    assert one_line("\u200b a\n\tb\x00\udcff") == "a b?"
    assert len(one_line("x" * 10_000)) == 2000
