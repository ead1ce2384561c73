"""Which language is spoken: what the environment says, or else the system, if there is a catalogue for it."""

import locale
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nnstudio.resources import resources_dir

VARIABLE = "NNSTUDIO_LANGUAGE"
"""In the environment: ``de``, ``pt_BR``, or a pseudo-language. What the window has kept is put here by the command."""
FOLDER_VARIABLE = "NNSTUDIO_LANGUAGES"
"""In the environment: a folder of catalogues to try, in place of those that ship."""
DOMAIN = "nnstudio"
ENGLISH = "en"
LONG, MIRRORED = "xx-long", "xx-rtl"
PSEUDO = (LONG, MIRRORED)
"""Computed from the English texts: one shows what isn't translated and what doesn't fit, one what isn't mirrored."""


def catalogues() -> Path:
    """The folder of the languages, each with its ``LC_MESSAGES/nnstudio.po`` and what is compiled of it."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else resources_dir() / "languages"


def available() -> tuple[str, ...]:
    """The languages that can be chosen: English, and those with a catalogue."""
    found = (path.parts[-3] for path in catalogues().glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (ENGLISH, *sorted(found))


@cache
def chosen() -> str:
    """The language, as it stays while the program runs."""
    return choose(os.environ.get(VARIABLE) or _of_the_system(), (*available(), *PSEUDO))


def choose(wish: str, there: tuple[str, ...]) -> str:
    """The one of the languages `there` that comes nearest to a wish such as ``de_AT.UTF-8``; English if none does."""
    return next((candidate for candidate in _names(wish) if candidate in there), ENGLISH)


def _names(wish: str) -> Iterator[str]:
    yield wish
    plain = re.split(r"[.@]", wish)[0].replace("-", "_")
    yield plain
    yield plain.partition("_")[0]


def _of_the_system() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return os.environ[variable]
    # macOS and Windows say it elsewhere
    return locale.getlocale()[0] or ENGLISH
