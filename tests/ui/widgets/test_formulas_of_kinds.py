"""Every formula that an entry of a layer, a loss or an optimiser tells can be set as it is meant."""

import pytest

from nnstudio.engine.equations.quantities import name, primed, renewed, slope, transposed
from nnstudio.project.guided.text_check import formula_fault
from nnstudio.ui.widgets.formulas import formula_pixmap
from tests.engine.equations.every_kind import EVERY_KIND, equations_of

_BRACKETS = {"(": ")", "[": "]", "{": "}"}


def fault_of(latex: str) -> str:
    """What the window would show otherwise than it is meant; empty if nothing."""
    if "@" in latex:
        return "there is no operand of that number"
    # what follows is set as it stands, without a word
    for opening, closing in _BRACKETS.items():
        if latex.count(opening) != latex.count(closing):
            return f"{opening} and {closing} are not as many"
    if latex.count("|") % 2:
        return "| stands alone"
    if formula_pixmap(latex, "#000000", inline=False).isNull():
        return "it can't be set"
    return formula_fault(latex, widest=float("inf"))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_that_every_formula_of_a_kind_can_be_set(qapp, kind):
    equations = equations_of(kind)
    names = {quantity.name for equation in equations for quantity in (equation.result, *equation.operands)}
    texts = {equation.formula for equation in equations} | {text for name in names for text in (name.latex, name.low)}
    faults = {text: fault for text in sorted(texts) if (fault := fault_of(text))}
    assert not faults, f"{kind}: {faults}"


@pytest.mark.parametrize(
    "latex",
    [r"\tanhh(x)", r"\tanh((x)", "e^{-x", "x}", r"\frac{1}", r"\operatornam{sign}(x)", "|x", "x_", r"\left(x)", "@1"],
)
def test_that_a_broken_formula_is_found(qapp, latex):
    assert fault_of(latex)


@pytest.mark.parametrize("made", [renewed, primed, transposed, slope])
@pytest.mark.parametrize("of", [name("W", 1), name(r"\gamma", low="2"), name("m")], ids=lambda of: of.plain)
def test_that_names_made_of_names_can_be_set(qapp, made, of):
    assert not fault_of(made(of).latex) and not fault_of(made(of).low)
