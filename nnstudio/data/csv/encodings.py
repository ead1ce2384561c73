"""In which encoding a text is, that is no UTF-8: what its bytes say, and what charset-normalizer finds likely."""

import codecs
from collections.abc import Iterable

from nnstudio.language import _
from nnstudio.project.sources.csv import Encoding

CODECS: dict[Encoding, str] = {
    "utf-8": "utf-8-sig",
    "windows-1252": "cp1252",
    # Windows knows some more letters in the same places
    "shift-jis": "cp932",
    "euc-kr": "cp949",
}
"""What Python calls an encoding, where it is not the same; a byte-order mark is skipped."""

_FOUND: dict[str, Encoding] = {
    "cp1252": "windows-1252",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1253": "cp1253",
    "koi8_r": "koi8-r",
    "gb18030": "gb18030",
    "big5": "big5",
    "cp932": "shift-jis",
    "euc_jp": "euc-jp",
    "cp949": "euc-kr",
}
"""What charset-normalizer may find. Others of Western Europe are mistaken for these too easily: they are chosen."""
OLD_ENCODINGS = frozenset(_FOUND.values())
"""What is guessed from some lines, and may not fit the others."""
_CYRILLIC: tuple[Encoding, ...] = ("cp1251", "koi8-r")
_CLEARLY = 0.03
"""So much more coherent must a text be in another encoding to be no Western European one, where both are possible."""


def codec_of(encoding: Encoding) -> str:
    """The name by which Python decodes."""
    return CODECS.get(encoding, encoding)


def guess_old_encoding(sample: bytes, has_c1: bool) -> tuple[Encoding, str]:
    """Of lines with letters that do not fit UTF-8.

    Args:
        sample: lines in which such letters are.
        has_c1: whether there are bytes from 80 to 9F in the file, which Latin-1 does not use.
    """
    found = _likely(sample)
    if found is not None and found != "windows-1252":
        return found, _("bytes do not fit UTF-8, and read like this the words look most likely")
    if has_c1:
        return "windows-1252", _("bytes do not fit UTF-8, and some are signs that Windows alone has")
    return "latin-1", _("bytes do not fit UTF-8")


def _likely(sample: bytes) -> Encoding | None:
    # of use for few files, and 20 ms to load
    from charset_normalizer import from_bytes

    matches = list(from_bytes(sample, cp_isolation=list(_FOUND), enable_fallback=False))
    if not matches:
        return None
    best = matches[0]
    western = next((match for match in matches if "cp1252" in (match.encoding, *match.could_be_from_charset)), None)
    if western is not None and western.chaos <= best.chaos and western.coherence > best.coherence - _CLEARLY:
        return "windows-1252"
    found = _FOUND.get(best.encoding)
    return _more_small_letters(sample) if found in _CYRILLIC else found


def _more_small_letters(sample: bytes) -> Encoding:
    """Of the Cyrillic encodings, in which small letters are the other's capitals, the one with more small letters."""
    return max(_CYRILLIC, key=lambda name: sum(map(str.islower, sample.decode(name, errors="replace"))))


def decodes(blocks: Iterable[bytes], encoding: Encoding) -> bool:
    """Whether all bytes are text in an encoding."""
    decoder = codecs.getincrementaldecoder(codec_of(encoding))()
    try:
        for block in blocks:
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
