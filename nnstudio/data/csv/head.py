"""A file's beginning as text, from which its form is guessed."""

import re
from pathlib import Path

from nnstudio.data.csv.encodings import codec_of
from nnstudio.data.csv.file import FileFacts, open_data_file, refusal
from nnstudio.data.csv.opened import open_text
from nnstudio.data.csv.separators import SEPARATORS
from nnstudio.language import _
from nnstudio.project.sources.csv import Encoding, Separator

_HEAD_BYTES = 2**18


def read_head(path: Path, encoding: Encoding, facts: FileFacts) -> str:
    """The file's first lines, whole ones wherever there is more than one.

    Raises:
        InvalidProjectError: it can't be read.
    """
    if facts.kind is not None:
        with open_text(path, facts, encoding) as (text, _unused):
            return _whole_lines(text.read(_HEAD_BYTES), has_more=bool(text.read(1)))
    try:
        with open_data_file(path) as file:
            content = file.read(_HEAD_BYTES)
            has_more = bool(file.read(1))
    except OSError as error:
        raise refusal(path, _("can't be read ({strerror})").format(strerror=error.strerror)) from None
    return _whole_lines(content.decode(codec_of(encoding), errors="replace"), has_more)


def _whole_lines(text: str, has_more: bool) -> str:
    cut = max(text.rfind("\n"), text.rfind("\r"))
    return text[: cut + 1] if has_more and cut > 0 else text


def said_separator(text: str) -> Separator | None:
    """What a first line such as Excel's ``sep=;`` says."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    found = re.fullmatch(r'\ufeff?"?sep=(.)"?', first, re.IGNORECASE)
    return next((separator for separator in SEPARATORS if found is not None and found[1] == separator), None)
