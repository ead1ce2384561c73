"""No rounding claims certainty, and none writes thirty digits."""

import ast
import math
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnstudio
from nnstudio.engine.diagnosis.figures import number
from nnstudio.project.rounding import digits_below_one, rounded
from nnstudio.ui.widgets.number_texts import exact, percent, short

WRITTEN = (".0%", ".1%", ".2%", ".2f", ".4f", ".4g", ".6g", ",.3f", ",.0f")
FORMS = st.sampled_from(WRITTEN[:-1])
PACKAGE = Path(nnstudio.__file__).parent


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
        (-1e30, ".4f", "-1e+30"),
        (-12345678.25, ".4f", "-12345678.2500"),
        (-123456789.25, ".4f", "-1.235e+08"),
        (1.25e30, ".1%", "1.25e+32%"),
        (math.inf, ".4f", "inf"),
    ],
)
def test_that_it_reads_like_this(value, form, text):
    assert rounded(value, form) == text


@given(st.floats(-2, 2, width=32))
def test_that_less_than_1_has_the_digits_to_show_it(value):
    text = digits_below_one(value, f"{value:.4g}")
    assert (abs(float(text)) == 1) == (abs(value) == 1 or (abs(value) > 1 and float(f"{abs(value):.4g}") == 1))


FORMATTERS = {form: lambda value, form=form: rounded(value, form) for form in WRITTEN} | {
    "short": short,
    "short, 7 digits": lambda value: short(value, 7),
    "exact": exact,
    "percent": percent,
    "a diagnosis' number": number,
}
EXTREMES = (1e30, -1e300, 1.7e308, math.inf, -math.inf, math.nan, 1e-300, -1e-300, 5e-324, 0.0, -0.0)


@pytest.mark.parametrize("way", FORMATTERS)
@pytest.mark.parametrize("value", EXTREMES)
def test_that_the_most_extreme_numbers_are_short(way, value):
    assert 0 < len(FORMATTERS[way](value)) <= 15


@given(st.floats(), st.sampled_from(list(FORMATTERS)))
def test_that_any_number_is_short(value, way):
    assert 0 < len(FORMATTERS[way](value)) <= 20


@given(st.floats(1e9, 1e300).flatmap(lambda size: st.sampled_from((size, -size))), FORMS)
def test_that_what_is_large_is_still_about_as_large(value, form):
    text = rounded(value, form)
    said = float(text.rstrip("%").replace(",", "")) / (100 if text.endswith("%") else 1)
    assert said == pytest.approx(value, rel=1e-3)


BOUNDED = {
    "data/csv/file.py": "megabytes",
    "engine/diagnosis/figures.py": "up to 10¹⁵",
    "engine/training/memory.py": "gigabytes",
    "export/figures.py": "a share",
    "export/svg.py": "pixels",
    "cli/sweep_run.py": "seconds",
    "cli/train.py": "seconds",
    "project/guided/formula_bounds.py": "up to 10⁹",
    "project/guided/text_check.py": "pixels",
    "ui/panels/anatomy/anatomy_panel.py": "megabytes",
    "ui/panels/anatomy/state_sheet.py": "how many batches there were",
    "ui/panels/data/data_models.py": "a coefficient from −1 to 1, and bytes",
    "ui/panels/tensor_bench/cells.py": "up to 10⁵",
    "ui/panels/metrics/figures_sheet.py": "up to 100 per cent",
    "ui/panels/sweeps/sweep_words.py": "time",
    "ui/plots/axis.py": "steps of an axis",
    "ui/plots/fit_parts.py": "points of text",
    "ui/plots/stroke.py": "a class",
    "ui/style/scaling.py": "points of text",
    "ui/window/actions.py": "the scale of the text",
    "ui/window/transport.py": "time",
}
"""Where numbers have all their digits before the point, since what they measure has a bound."""


def has_open_format(path):
    """Whether numbers are written in there with as many digits before the point as they have."""
    return any(str(form).endswith(("f", "F", "%")) for form in formats_in(path.read_text(encoding="utf-8")))


def formats_in(code):
    """How numbers are written: in f-strings, in the places of texts, by format() and local_number()."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=[*_, ast.Constant(value=form)])):
                yield form
            case ast.Call(func=ast.Name(id="format" | "local_number"), args=[_, ast.Constant(value=form)]):
                yield form
            case ast.Call(func=ast.Name(id="_" | "ngettext"), args=[*texts]):
                for text in texts:
                    if isinstance(text, ast.Constant):
                        yield from (form for _, _, form, _ in Formatter().parse(text.value) if form)


@pytest.mark.parametrize(
    "code",
    ["f'{x:.2f}'", "format(x, '.1%')", "local_number(x, '.1f')", "_('{x:.0f} MB')", "ngettext('{n:.1f} s', '', n)"],
)
def test_that_an_open_format_would_be_found(code):
    assert any(form.endswith(("f", "%")) for form in formats_in(code))


def test_that_only_what_has_a_bound_is_written_with_all_its_digits():
    found = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if has_open_format(path)}
    assert found == set(BOUNDED), "what a run may come to goes through nnstudio.project.rounding.rounded"
