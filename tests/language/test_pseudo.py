"""The pseudo-languages are a translator who makes no mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.language.placed import Placed
from nnstudio.language.pseudo import PseudoTranslations, pseudo
from tests.language.places import places_of

TEXTS = (
    "Train",
    "&Open…",
    "Save && quit",
    "{n:,} rows become {left:,} samples of {numbers!r}.",
    "<p>With <b>bold</b> &amp; a formula, $\\hat{y} = w x$.</p>",
    "- a line with `code`",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("is_long", [True, False])
def test_that_places_markup_formulas_and_code_stay(text, is_long):
    said = pseudo(text, is_long)
    assert said != text
    assert places_of(said) == places_of(text)
    for kept in ("<p>", "<b>", "&amp;", "$\\hat{y} = w x$", "`code`", "&O", "&&", "\n"):
        assert said.count(kept) == text.count(kept)
    assert said.startswith("- ") == text.startswith("- ")


@given(st.text(alphabet="abc é.,<>&{}$`-\n", max_size=60))
def test_that_no_text_is_too_strange(text):
    assert pseudo(text, True).count("⟦") == pseudo(text, True).count("⟧")


def test_that_a_text_is_marked_and_two_fifths_longer():
    text = "Weighted sums of all inputs, one for each unit, plus a bias"
    said = pseudo(text, True)
    assert said[0] + said[-1] == "⟦⟧"
    assert len(said) == pytest.approx(1.4 * len(text), abs=2)


@pytest.mark.parametrize("text", ["", "–", "{name}", "$x^2$", "3 × 4", "{a}: {b}"])
def test_that_what_is_no_text_stays(text):
    assert pseudo(text, True) == text


def test_that_numbers_in_places_have_the_languages_signs():
    translations = PseudoTranslations("xx-long")
    assert translations.ngettext("{n} row", "{n} rows", 2).startswith("⟦{n} ŕöẇš")
    assert translations.pgettext("the decimal sign", ".") == ","
    # in English, as this process speaks it, they are Python's own
    assert Placed("{n:,} {share:.2f} {name}").format(n=1200, share=0.5, name="1.5") == "1,200 0.50 1.5"
