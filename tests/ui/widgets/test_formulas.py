"""Formulas are set from LaTeX, sharp at any size, in the theme's colour."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QColor

from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.formulas import FormulaLabel, formula_descent, formula_pixmap

SIGMOID = r"\sigma(z) = \frac{1}{1 + e^{-z}}"


def colors_of(pixmap):
    image = pixmap.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {color.name() for color in pixels if color.alpha() == 255}


def test_that_a_formula_has_the_asked_colour_and_a_clear_ground(qapp):
    pixmap = formula_pixmap(SIGMOID, "#0000ff", 30.0)
    assert colors_of(pixmap) == {"#0000ff"}
    assert pixmap.toImage().pixelColor(0, 0).alpha() == 0


def test_that_a_dense_screen_gets_more_pixels_in_the_same_room(qapp):
    once, twice = (formula_pixmap(SIGMOID, "#000000", 15.0, dpr) for dpr in (1.0, 2.0))
    assert twice.width() == pytest.approx(2 * once.width(), abs=1)
    assert twice.deviceIndependentSize().width() == pytest.approx(once.deviceIndependentSize().width(), abs=1)


def test_that_a_larger_letter_makes_a_larger_formula(qapp):
    small, large = (formula_pixmap(SIGMOID, "#000000", size) for size in (20.0, 40.0))
    assert large.width() == pytest.approx(2 * small.width(), rel=0.1)
    assert formula_descent(SIGMOID, "#000000", 24.0) > formula_descent("x", "#000000", 24.0) >= 0


def test_that_what_cannot_be_set_is_shown_as_it_is_written(qtbot):
    label = FormulaLabel(r"\frac{1")
    qtbot.addWidget(label)
    assert label.pixmap().isNull() and label.text() == r"\frac{1"
    label.set_formula(SIGMOID)
    assert not label.pixmap().isNull() and label.accessibleName() == SIGMOID
    label.set_formula("")
    assert label.pixmap().isNull() and label.text() == ""


def test_that_a_label_follows_the_theme_and_its_scale(qtbot):
    label = FormulaLabel(SIGMOID, size=30.0)
    qtbot.addWidget(label)
    before = theme().choice
    try:
        for choice in ("light", "dark"):
            theme().choose(choice)
            assert colors_of(label.pixmap()) == {QColor(theme().scheme.text).name()}
        height = label.pixmap().deviceIndependentSize().height()
        theme().set_scale(2.0)
        assert label.pixmap().deviceIndependentSize().height() == pytest.approx(2 * height, abs=2)
    finally:
        theme().set_scale(1.0)
        theme().choose(before)


def test_that_the_setter_is_loaded_with_the_first_formula_only():
    code = (
        "import sys, nnstudio.ui.widgets.formulas; "
        "assert not {'ziamath', 'ziafont', 'PySide6.QtSvg'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "bomb", [r"\hspace{2000em}\rule{9em}{2000em}", r"\hspace{1000000000em}", r"\sqrt" * 60 + " x", r"\def\a{x}\a"]
)
def test_that_what_is_too_large_to_be_set_is_shown_as_it_is_written(qtbot, bomb):
    label = FormulaLabel(bomb)
    qtbot.addWidget(label)
    assert label.pixmap().isNull() and label.text() == bomb
    assert formula_descent(bomb, "#000000") == 0


def test_that_a_picture_too_large_for_the_memory_is_not_made(qapp):
    assert not formula_pixmap(r"\rule{30em}{30em}", "#000000", 15.0).isNull()
    assert formula_pixmap(r"\rule{30em}{30em}", "#000000", 150.0, 3.0).isNull()
