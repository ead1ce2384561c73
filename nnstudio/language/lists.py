"""Things told one after the other."""

from collections.abc import Iterable
from functools import reduce

from nnstudio.language.texts import text as _


def all_of(things: Iterable[str]) -> str:
    """``A and B and C``."""
    return _folded([*things], _("{first} and {second}"))


def one_of(things: Iterable[str]) -> str:
    """``A or B or C``."""
    return _folded([*things], _("{first} or {second}"))


def _folded(things: list[str], form: str) -> str:
    return reduce(lambda first, second: form.format(first=first, second=second), things) if things else ""
