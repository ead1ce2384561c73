"""Two languages that nobody speaks, computed from the English texts.

``xx-long`` is 40 % longer, and every text stands in ⟦brackets⟧: what doesn't is not translated, and what is cut doesn't
fit. Its numbers have a comma (1.234,5). ``xx-rtl`` leaves the words and has them run from right to left.
"""

import re
from functools import cache
from gettext import NullTranslations

from nnstudio.language.choice import LONG

OPEN, CLOSE = "⟦", "⟧"
TO_THE_LEFT = "\u200f"
_LONGER = 0.4
_MORE = "éẋŧŕå ẇöŕđš țħåţ ſħöẇ ħöẇ ɱůċħ ŕööɱ å łöñġ łåñġůåġé ťåķéš, "
_ACCENTS = str.maketrans("abcdeghiklmnoprstuwyzACDEGHIKLNORSTUWYZ", "åƀćđéğħíķłɱñöþŕšťůẇýžÅĆĐÉĞĦÍĶŁÑÖŔŠŤŮẆÝŽ")
# places, markup, entities, names, formulas, code, mnemonics: what a translator leaves as it is
_NAMES = r"\b(?:Linear|Sigmoid|Tanh|Softmax|Dropout|Adam|NN Studio|scikit-learn|\w*[a-z][A-Z]\w*)\b"
_KEPT = re.compile(rf"{_NAMES}|\{{[^{{}}]*\}}|<[^<>]+>|&#?\w+;|\$[^$]+\$|`[^`]+`|&&|&\w|\\\w+|https?:\S+")
_EDGE = re.compile(r"(?s)((?:<[^<>]+>|\s|- |#+ )*)(.*?)((?:<[^<>]+>|\s)*)")
_SIGNS = {("the decimal sign", "."): ",", ("between thousands", ","): "."}


class PseudoTranslations(NullTranslations):
    """The texts of a pseudo-language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._is_long = language == LONG

    def gettext(self, message: str) -> str:
        return pseudo(message, self._is_long)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2, self._is_long)

    def pgettext(self, context: str, message: str) -> str:
        if (context, message) in _SIGNS:
            return _SIGNS[context, message] if self._is_long else message
        return pseudo(message, self._is_long)


@cache
def pseudo(message: str, is_long: bool) -> str:
    """An English text in one of the pseudo-languages; what is no text, such as a formula or a place alone, stays."""
    if not any(character.isalpha() for character in _KEPT.sub("", message)):
        return message
    match = _EDGE.fullmatch(message)
    assert match is not None
    before, words, after = match.groups()
    if not is_long:
        return f"{before}{TO_THE_LEFT}{words}{TO_THE_LEFT}{after}"
    return f"{before}{OPEN}{_accented(words)} {_more(words)}{CLOSE}{after}"


def _accented(words: str) -> str:
    pieces, end = [], 0
    for kept in _KEPT.finditer(words):
        pieces += [words[end : kept.start()].translate(_ACCENTS), kept.group()]
        end = kept.end()
    return "".join([*pieces, words[end:].translate(_ACCENTS)])


def _more(words: str) -> str:
    """What makes a text longer: the brackets and the blank count, too."""
    length = max(1, round(_LONGER * len(_KEPT.sub("", words))) - 3)
    return (_MORE * (length // len(_MORE) + 1))[:length].strip()
