"""Numbers that people read. Files, JSON, scripts and code have Python's own, with a point."""

from functools import cache

from nnstudio.language.catalogue import catalogue


@cache
def _signs() -> dict[int, str]:
    """What stands for the point and for the comma of an English number."""
    point, comma = catalogue().pgettext("the decimal sign", "."), catalogue().pgettext("between thousands", ",")
    return {ord("."): point, ord(","): comma} if (point, comma) != (".", ",") else {}


def local(written: str) -> str:
    """A number that Python has written (``1,234.5``), as the chosen language writes it."""
    signs = _signs()
    return written.translate(signs) if signs else written


def local_number(value: float, form: str = "") -> str:
    """`value` by a format such as ``,.2f``, as the chosen language writes it."""
    return local(format(value, form))
