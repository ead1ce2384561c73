r"""Which formulas may be set at all: a short line of LaTeX can ask for a picture of any size, or for hours of work.

``\rule{9999em}{9999em}`` is larger than the memory, macros multiply, and to set a formula takes twice as long with
each level at which it nests. What is wanted is read off the MathML that the formula becomes, before it is set.
"""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from nnstudio.language import _

LONGEST = 400
"""Characters."""
MOST_WORK = 4000
"""One for each element and letter, times 2 for each level around it that is set twice; 1000 take about 0.2 s."""
_EACH = 20
"""What even the smallest formula costs in a text, in which there may be thousands."""
MOST_EMS = 100.0
"""What spaces, rules and sizes may come to, each in widths of an M."""

_MACROS = re.compile(r"\\(re)?new(command|environment)|\\def(?![a-zA-Z])|\\(edef|gdef|let|DeclareMathOperator)")
_LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([a-z]{2})?")
# a plain number is one of pixels, of which a letter has fifteen
_EMS = {"em": 1.0, "ex": 0.5, "pt": 0.1, "bp": 0.1, "dd": 0.11, "pc": 1.2, "mm": 0.29, "cm": 2.9, "in": 7.3, "mu": 0.06}
_EMS_A_PIXEL = 1 / 15
_SIZES = ("width", "height", "depth", "lspace", "rspace", "voffset", "mathsize", "minsize", "maxsize", "linethickness",
          "columnspacing", "rowspacing", "framespacing", "columnwidth", "style", "fontsize")  # fmt: skip
_SET_ONCE = {"mfrac", "msup", "msub", "msubsup", "mover", "munder", "munderover", "mroot", "mtable", "mmultiscripts"}
"""Elements whose parts are set once; those of all others are measured first, and then set."""


def formula_excess(latex: str) -> str:
    """Why a formula is not to be set: what there is too much of in it. Empty if it may be.

    What is no formula at all is found out by whoever sets it, and is not said here.
    """
    return _measured(latex)[0]


class FormulaBudget:
    """What the formulas of one text may take together. Those beyond are shown as they are written."""

    def __init__(self) -> None:
        self._left = MOST_WORK

    def admits(self, latex: str) -> bool:
        """Whether another formula may be set; once one may not, none may."""
        if self._left > 0:
            self._left -= _EACH + _measured(latex)[1]
        return self._left > 0


@lru_cache(maxsize=1024)
def _measured(latex: str) -> tuple[str, int]:
    """Why a formula is not to be set, and how much work it is; none where nothing is to be set."""
    if len(latex) > LONGEST:
        return _("it has {latex_count:,} letters; at most {longest} can be set").format(
            latex_count=len(latex), longest=LONGEST
        ), 0
    if _MACROS.search(latex):
        return _("it defines commands of its own; write them out"), 0
    # it takes a tenth of a second to load
    from latex2mathml.converter import convert_to_element

    try:
        formula = convert_to_element(latex)
        work, ems = _work(formula, 0), _ems(formula)
    except RecursionError:
        return _("it nests too deep"), 0
    except Exception:  # whatever a parser of formulas may stumble upon
        return "", 0
    if work > MOST_WORK:
        return _("it nests too deep, or has too many parts; make several formulas of it"), 0
    if ems > MOST_EMS:
        told = _("its spaces and rules come to the width of {ems:,.0f} letters").format(ems=min(ems, 1e9))
        return _("{told}; at most {most_ems:.0f} can be set").format(told=told, most_ems=MOST_EMS), 0
    return "", work


def _work(element: Element, level: int) -> int:
    """How much there is to be set."""
    within = level + (element.tag not in _SET_ONCE)
    return (1 << level) * (1 + len(element.text or "")) + sum(_work(child, within) for child in element)


def _ems(element: Element) -> float:
    """All lengths in the formula, in widths of an M."""
    lengths = [
        abs(float(number)) * (_EMS.get(unit, 1.0) if unit else _EMS_A_PIXEL)
        for name in _SIZES
        for number, unit in _LENGTH.findall(element.get(name, ""))
    ]
    return sum(lengths) + sum(map(_ems, element))
