"""What is said of how a number is made is true: texts are worked out, and compared with PyTorch's numbers."""

import re

import pytest
import torch

from nnstudio.engine.equations.rules import Pick, PickRow, Product
from nnstudio.engine.layers.activations import ENTRIES
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.spec import LayerShape
from nnstudio.ui.layers.table import ACTIVATION_WORDS
from tests.engine.equations.evaluated import how_evaluated, spelled_value
from tests.engine.equations.every_kind import EVERY_KIND, equations_of

NUMBERS = (-30.0, -4.0, -1.0, -0.3, 0.0, 0.2, 1.0, 2.5, 30.0)


def passed(kind: str) -> tuple[list[float], list[float]]:
    """What the activation makes of NUMBERS, and its slopes there."""
    module = ENTRIES[kind].module(LAYER_KINDS[kind](), LayerShape(1, 1, 0))
    x = torch.tensor(NUMBERS, dtype=torch.float64, requires_grad=True)
    out = module(x)
    (slopes,) = torch.autograd.grad(out.sum(), x)
    return out.tolist(), slopes.tolist()


def assert_true(kind: str, text: str, expected: list[float]) -> None:
    for x, value in zip(NUMBERS, expected, strict=True):
        assert how_evaluated(text, x) == pytest.approx(value, rel=1e-6, abs=1e-9), f"{kind} at {x:g}: {text}"


@pytest.mark.parametrize("kind", ENTRIES)
def test_that_an_activations_texts_are_true(kind):
    values, slopes = passed(kind)
    assert_true(kind, ENTRIES[kind].how, values)
    assert_true(kind, ENTRIES[kind].slope_how, slopes)


@pytest.mark.parametrize("kind", ENTRIES)
def test_that_an_activations_formula_in_the_gallery_is_true(kind):
    text = ACTIVATION_WORDS[kind].formula
    text = re.sub(r"e<sup>(.*?)</sup>", r"exp(\1)", text)
    text = re.sub(r"(\d) x\b", r"\1 · x", text)
    assert_true(kind, re.sub(r"\bx\b", "{0}", text), passed(kind)[0])


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_that_every_number_is_spelled_as_it_is_made(kind):
    for equation in equations_of(kind):
        values = equation.result.values
        scale = max(1.0, *(float(abs(operand.values).max()) for operand in equation.operands))
        for row in range(values.shape[0]):
            for column in range(values.shape[1]):
                told = spelled_value(equation, row, column)
                if told is None:
                    assert isinstance(equation.rule, Product | Pick | PickRow)
                    continue
                expected = pytest.approx(float(values[row, column]), rel=1e-4, abs=1e-6 * scale)
                assert told == expected, f"{kind}: {equation.formula}: {equation.spelled(row, column)}"


@pytest.mark.parametrize("text", ["{0} · bogus({0})", "twice {0}", "max({0}", "{0} {0}"])
def test_that_what_cannot_be_worked_out_is_no_truth(text):
    with pytest.raises(ValueError, match="can't be worked out"):
        how_evaluated(text, 2.0)


def test_that_the_signs_of_the_texts_are_understood():
    for text, value in {
        "1 − tanh²({0})": 0.41997434,
        "|−{0}|² · ½": 0.5,
        "{0} / (√{0} + 10⁻²)": 1 / 1.01,
        "3·{0}, but within −1 and 2, / 4": 0.5,
        "−{0} if {0} ≥ 1, else 7": -1,
        "1 / (1 + |{0}|)²": 0.25,
    }.items():
        assert how_evaluated(text, 1.0) == pytest.approx(value), text
