"""Whether a lesson's texts come out as they are meant: formulas that can be set, fit into the column, and are drawn."""

import re
from collections.abc import Iterator
from functools import lru_cache

from nnstudio.language import _
from nnstudio.project.guided.formula_bounds import FormulaBudget, formula_excess
from nnstudio.project.guided.marks import PIECE
from nnstudio.project.names import printable

LETTERS = 13.3
"""The size at which formulas stand in a lesson's text, in pixels of the screen's own unit."""
SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
"""The sizes of texts at which every line is measured."""
_FONT = 14
"""How high a line of the column's font is at the first of them: whole pixels, which do not grow evenly with it."""
WIDEST = 250.0
"""The width of a lesson's column for its text; what is wider is cut off, for a formula can't break."""
WIDEST_LISTED = 225.0
"""The same for a line of a list, which is indented."""
WIDEST_ASKED = 220.0
"""The same for questions and what is said to their answers, which stand in boxes."""
WIDEST_CHOICE = 185.0
"""The same for choices, which stand in buttons with room for a mark."""
HIGHEST = 400.0
_COMMAND = re.compile(r"\\[A-Za-z]+")


def asked_faults(text: str) -> Iterator[str]:
    """What is wrong with a question, an answer, or what is said to it."""
    return text_faults(text, WIDEST_ASKED)


def choice_faults(text: str) -> Iterator[str]:
    """What is wrong with a choice's text."""
    return text_faults(text, WIDEST_CHOICE)


def text_faults(text: str, widest: float = WIDEST, budget: FormulaBudget | None = None) -> Iterator[str]:
    """What is wrong with a text that may hold formulas; `budget` is for all paragraphs that are shown with it."""
    budget = budget or FormulaBudget()
    widest = min(widest, WIDEST_LISTED) if text.startswith("- ") else widest
    plain = []
    at = 0
    for match in PIECE.finditer(text):
        plain.append(text[at : match.start()])
        at = match.end()
        if match["formula"] is not None:
            if not budget.admits(match["formula"]):
                yield _("from here on there are too many formulas, and they are not set; make several steps of it")
                return
            fault = formula_fault(match["formula"], widest)
            if fault:
                yield fault
        elif match["code"] is None and "$" in match.group():
            yield _("the formula within {group} is not drawn; take the asterisks away").format(
                group=printable(match.group())
            )
    plain.append(text[at:])
    # in front of a digit it is money
    if any(re.search(r"\$(?!\d)", part) for part in plain):
        yield _("a dollar sign stands alone; a formula stands between two of them, within one line")


def label_faults(text: str) -> Iterator[str]:
    """What is wrong with a text that is shown as it is: a title, a label, a hint."""
    match = re.search(r"\$[^$\n]+\$", text)
    if match is not None:
        yield _("no formula is drawn here; {group} would be shown as it is").format(group=printable(match.group()))


@lru_cache(maxsize=1024)
def formula_fault(latex: str, widest: float = WIDEST) -> str:
    """Why a formula can't be shown as it is meant; empty if it can."""
    told = printable(latex)
    excess = formula_excess(latex)
    if excess:
        return _("the formula {told} is not set: {excess}").format(told=told, excess=excess)
    # it takes half a second to load
    from latex2mathml.converter import convert
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False
    try:
        unknown = _COMMAND.search(convert(latex))
        width, height = Latex(latex, size=LETTERS, inline=True).getsize()
    except Exception as error:  # whatever a parser of formulas may stumble upon
        why = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
        return (
            _("the formula {told} can't be set ({why})").format(told=told, why=why)
            if why not in ("assertion", "value", "key", "type")
            else _("the formula {told} can't be set").format(told=told)
        )
    if unknown is not None:
        return _("the formula {told} can't be set: {group} is not known").format(
            told=told, group=printable(unknown.group())
        )
    for scale in SCALES:
        grown = round(_FONT * scale) / _FONT
        if width * grown > widest * scale or height * grown > HIGHEST * scale:
            fault = _(
                "the formula {told} is {width:,.0f} wide and {height:,.0f} high at {scale:.0%}, more than the "
                "{widest:.0f} × {highest:.0f} of a lesson's column; make several of it, between which the line can "
                "break"
            )
            return fault.format(
                told=told,
                width=width * grown,
                height=height * grown,
                scale=scale,
                widest=widest * scale,
                highest=HIGHEST * scale,
            )
    return ""
