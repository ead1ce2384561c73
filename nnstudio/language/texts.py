"""The texts of the chosen language, by gettext's own names."""

from nnstudio.language.catalogue import catalogue
from nnstudio.language.placed import Placed


def text(message: str) -> str:
    """`message` in the chosen language; imported as ``_``."""
    # of the empty text, a catalogue gives its own header
    return _placed(catalogue().gettext(message), message) if message else message


def ngettext(one: str, many: str, count: int) -> str:
    """The one of both that goes with `count`, in the chosen language, which may have more forms than two."""
    return _placed(catalogue().ngettext(one, many, count), one if count == 1 else many)


def pgettext(context: str, message: str) -> str:
    """`message` as it is meant in a context, where one word has several meanings."""
    return _placed(catalogue().pgettext(context, message), message)


def _placed(translated: str, message: str) -> str:
    # in English a text is what stands in the code, with Python's own numbers
    return Placed(translated) if translated is not message and "{" in translated else translated
