"""Where the chosen language's texts come from."""

from functools import cache
from gettext import NullTranslations, translation

from nnstudio.language.choice import DOMAIN, ENGLISH, PSEUDO, catalogues, chosen
from nnstudio.language.pseudo import PseudoTranslations


@cache
def catalogue() -> NullTranslations:
    """The texts of the chosen language."""
    return catalogue_of(chosen())


def catalogue_of(language: str) -> NullTranslations:
    """The texts of one that is there; English needs none."""
    if language == ENGLISH:
        return NullTranslations()
    if language in PSEUDO:
        return PseudoTranslations(language)
    return translation(DOMAIN, catalogues(), [language])
