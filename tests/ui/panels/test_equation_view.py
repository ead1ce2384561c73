"""One equation on the screen: what is cut, what is outlined, what is spelled, what is painted."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint

from nnstudio.engine.equations.quantities import equation, name, quantity
from nnstudio.engine.equations.rules import Each, Product
from nnstudio.ui.panels.walkthrough.equation_view import EquationView
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.heat_cells import heat
from nnstudio.ui.widgets.matrix_cut import Cut


def product(n, k, m):
    random = np.random.default_rng(0)
    left = quantity(name("H", 0), random.normal(size=(n, k)), "the inputs")
    right = quantity(name("V", 1), random.normal(size=(k, m)))
    bias = quantity(name("b", 1), random.normal(size=(1, m)))
    made = quantity(name("Z", 1), left.values @ right.values + bias.values)
    return equation(made, (left, right, bias), (0, "·", 1, "+", 2), Product(), "@0 @1 + @2")


def shown(view, qtbot):
    qtbot.addWidget(view)
    view.resize(view.sizeHint())
    view.show()
    return view


@pytest.fixture
def small(qtbot):
    return shown(EquationView(product(3, 2, 5)), qtbot)


def spelled_at(view, qtbot, row, column):
    """What is told when the pointer moves onto a number of the result."""
    told = []
    view.cell_pointed.connect(told.append)
    qtbot.mouseMove(view, view.cell_rect(row, column).center().toPoint())
    view.cell_pointed.disconnect(told.append)
    assert told, "the pointer found no number"
    return told[-1]


def test_that_the_matrices_stand_as_the_formula_reads(small):
    laid = small.arrangement
    assert [matrix.operand for matrix in laid.matrices] == [0, 1, 2, None]
    assert [sign.text for sign in laid.signs] == ["·", "+", "="]
    lefts = [matrix.x for matrix in laid.matrices]
    assert lefts == sorted(lefts)
    for sign, before, after in zip(laid.signs, laid.matrices, laid.matrices[1:], strict=False):
        assert before.x + before.width <= sign.x and sign.x + sign.width <= after.x
    assert laid.extent.width() >= laid.matrices[-1].x + laid.matrices[-1].width


def test_that_the_pointer_on_a_number_outlines_and_spells_what_made_it(small, qtbot):
    text = spelled_at(small, qtbot, 2, 3)
    assert text.startswith("Z⁽¹⁾[3, 4]:  ")
    assert small.outlined() == {(0, 2, 0), (0, 2, 1), (1, 0, 3), (1, 1, 3), (2, 0, 3)}
    left, _, result = text.split(":  ")[1].partition(" = ")
    worked_out = eval_sum(left)
    assert worked_out == pytest.approx(small.equation.result.values[2, 3], abs=2e-3)
    assert float(result.replace("−", "-")) == pytest.approx(small.equation.result.values[2, 3], rel=1e-3)


def eval_sum(text):
    """a·b + (−c)·d + e, as it is spelled."""
    total = 0.0
    for term in text.split(" + "):
        total += float(np.prod([float(f.strip("()").replace("−", "-")) for f in term.split("·")]))
    return total


def test_that_the_outline_is_painted_and_goes_with_the_pointer(small, qtbot):
    cell = next(rect for row, column, rect in small.arrangement.matrices[0].cells() if (row, column) == (1, 0))
    # the middle of the outline's left side
    at = QPoint(round(cell.left() + 1), round(cell.center().y()))
    before = small.grab().toImage().pixelColor(at)
    small.point_at((1, 1))
    assert small.grab().toImage().pixelColor(at) == theme().scheme.accent
    small.point_at(None)
    assert small.outlined() == set() and small.grab().toImage().pixelColor(at) == before


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_that_a_cells_ground_is_its_number(small, choice):
    before = theme().choice
    theme().choose(choice)
    try:
        scheme = theme().scheme
        picture = small.grab().toImage()
        matrix = small.arrangement.matrices[-1]
        for row, column, rect in matrix.cells():
            corner = rect.topLeft().toPoint() + QPoint(3, 3)
            expected = heat(float(matrix.quantity.values[row, column]), matrix.limit, scheme)
            assert picture.pixelColor(corner) == expected
    finally:
        theme().choose(before)


def test_that_a_large_matrix_is_cut_and_its_real_size_named(qtbot):
    view = shown(EquationView(product(50, 64, 32)), qtbot)
    view.set_room(720, (6, 2))
    view.resize(view.sizeHint())
    laid = view.arrangement
    assert laid.extent.width() <= 720
    left, right, _, result = laid.matrices
    assert left.rows.shown == (0, 1, 2, 3, 4, 5, None, 48, 49)
    assert left.columns.shown[-1] == right.rows.shown[-1] == 63 and None in left.columns.shown
    assert right.columns == result.columns, "what belongs together is cut alike"
    assert "(50 × 32)" in view.accessibleName()
    assert view.meaning_at(left.cells()[0][2].center()) == "H⁽⁰⁾ (50 × 64): the inputs"
    assert "… (56 more)" in spelled_at(view, qtbot, 49, 31)


def test_that_dots_are_not_a_number(qtbot):
    view = shown(EquationView(product(50, 2, 3)), qtbot)
    dots = next(rect for row, column, rect in view.arrangement.matrices[-1].cells() if row is None)
    told = []
    view.cell_pointed.connect(told.append)
    qtbot.mouseMove(view, dots.center().toPoint())
    assert not any(told) and view.outlined() == set()
    assert view.cell_rect(25, 0).isNull()


def test_that_a_matrix_that_just_fits_is_not_cut():
    assert Cut.of(9).shown == tuple(range(9))
    assert Cut.of(10).shown == (0, 1, 2, 3, 4, 5, None, 8, 9)
    assert Cut.of(5, 3, 1).shown == (0, 1, 2, 3, 4)


def test_that_numbers_that_are_not_finite_are_painted(qtbot):
    values = np.array([[1.0, np.inf], [np.nan, -np.inf]])
    given = quantity(name("H", 0), values)
    view = shown(EquationView(equation(given, (given,), (0,), Each("{0}"), "@0")), qtbot)
    assert view.arrangement.matrices[0].limit == 1.0
    assert not view.grab().isNull()
    assert spelled_at(view, qtbot, 1, 0).endswith("nan = nan")
