"""Rounding that claims no certainty, and has an end.

A probability or a share is never written as 0 or 1 unless it is; what a diverged run comes to has no thirty digits.
"""

import math

from nnstudio.language import local

_LONGEST = 14
"""So many characters a number may have before it is written with an exponent."""


def rounded(value: float, form: str) -> str:
    """`value` by a format such as ``.1%`` or ``.4f``, except that nothing between 0 and 1 becomes one of these.

    0.9996 as ``.1%`` is ``>99.9%``, and 0.0002 is ``<0.1%``. What is too large for the format has an exponent:
    −1e30 as ``.4f`` is ``-1e+30``. It is for people to read, in their language's signs.
    """
    return local(_rounded(value, form))


def _rounded(value: float, form: str) -> str:
    text = format(value, form)
    if len(text) > _LONGEST:
        return f"{100 * value:.4g}%" if form.endswith("%") else f"{value:.4g}"
    if not 0 < value < 1:
        return text
    step = 10.0 ** -(int(form.lstrip(",.")[:-1]) + (2 if form.endswith("%") else 0))
    if text == format(1.0, form):
        return f">{format(1 - step, form)}"
    return f"<{format(step, form)}" if text == format(0.0, form) else text


def short_of_certain(p: float) -> float:
    """A probability that float32 has rounded to 0 or 1, as it is of itself: by the smallest bit within."""
    return min(max(p, math.ulp(0.0)), math.nextafter(1.0, 0.0))


def digits_below_one(value: float, text: str) -> str:
    """`text`, which writes `value`, unless it writes as 1 what is less: then as many digits as show that."""
    if text.lstrip("-") != "1" or abs(value) == 1:
        return text
    return next(found for digits in range(5, 18) if (found := f"{value:.{digits}g}").lstrip("-") != "1" or digits == 17)
