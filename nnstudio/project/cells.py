"""Texts of other people's in tables that are opened in a spreadsheet."""

import re
import unicodedata

LONGEST = 2000
_FORMULA = "=+\\-@＝＋－＠"
_NUMBER = re.compile(r"\s*[-+]?[\d.,]+([eE][-+]?\d+)?\s*")
_UNSEEN = r"\s\"'\u200b-\u200f\u2060\ufeff"
_BEHIND_A_SEPARATOR = re.compile(rf"([,;\t|:\r\n])([{_UNSEEN}]*)([{_FORMULA}])")
_AT_THE_BEGINNING = re.compile(rf"[{_UNSEEN}]*[{_FORMULA}]")


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text in one line, without what can't be seen in front of it, and shortened."""
    # half of a surrogate pair, as a file's name may hold it, can't be written
    text = " ".join(text.encode("utf-8", "replace").decode().split())
    text = "".join(c for c in text if unicodedata.category(c) != "Cc")
    start = next((i for i, c in enumerate(text) if unicodedata.category(c) not in ("Cf", "Zs")), len(text))
    text = text[start:]
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def safe_cell(text: str, longest: int = LONGEST) -> str:
    """The text so that no spreadsheet takes it for a formula, whatever it takes for the separator.

    Excel and LibreOffice calculate what begins with =, +, - or @, and split a line of a comma file at semicolons where
    a country writes decimal commas. An apostrophe in front makes it a text
    (`OWASP <https://owasp.org/www-community/attacks/CSV_Injection>`_).
    """
    return _guarded(one_line(text, longest))


def safe_value(value: object) -> object:
    """A table's value so that no spreadsheet takes it for a formula: numbers, also those that are written as texts, as
    they are, all else with no more than apostrophes added.
    """
    return _guarded(value) if isinstance(value, str) and not _NUMBER.fullmatch(value) else value


def _guarded(text: str) -> str:
    text = _BEHIND_A_SEPARATOR.sub(r"\1\2'\3", text)
    return f"'{text}" if _AT_THE_BEGINNING.match(text) else text
