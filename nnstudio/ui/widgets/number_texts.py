"""Numbers as they are written in cells: short, with a true minus, the same width whatever their size.

In the chosen language's signs, which are a point in English.
"""

import math

from nnstudio.language import _, local_number
from nnstudio.project.rounding import rounded

MINUS = "−"


def short(value: float, digits: int = 4) -> str:
    """About `digits` significant digits: ``0.8132``, ``−12.35``, ``1.2e−07``, ``nan``.

    What is less than 1 is not rounded up to it: 0.99999 is ``>0.9999``, for a probability must not look certain.
    """
    if not math.isfinite(value):
        return str(value).replace("-", MINUS)
    size = abs(value)
    if size and (size >= 10**6 or size < 10 ** (1 - digits)):
        return local_number(value, ".1e").replace("-", MINUS)
    whole = -1 if size < 1 else int(math.log10(size))
    form = f".{max(0, digits - 1 - whole)}f"
    if size < 1 and format(size, form) == format(1.0, form):
        below = rounded(size, form).removeprefix(">")
        return f">{below}" if value > 0 else f"<{MINUS}{below}"
    return local_number(value, form).replace("-", MINUS)


def exact(value: float) -> str:
    """A float32 with all its digits, for tooltips."""
    return local_number(value, ".9g").replace("-", MINUS)


def percent(value: float) -> str:
    """A share: ``97.3 %``, ``100 %``."""
    text = local_number(100 * value, ".3g") if 0 < value < 1 else rounded(100 * value, ".0f")
    if text == "100" and value < 1:
        text = f">{local_number(99.9)}"
    # Translators: a percentage, as your language writes it
    return _("{share} %").format(share=text)


def by(shape: tuple[int, ...]) -> str:
    """A shape as PyTorch writes it: ``(5, 2)``, ``(5,)``, ``()``."""
    return str(tuple(shape))
