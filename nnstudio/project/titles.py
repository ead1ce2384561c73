"""How names are written where they stand alone."""

from nnstudio.language import _


def class_title(name: str) -> str:
    """A class's name; one that is but a number is told to be a class."""
    return _("class {name}").format(name=name) if name.isdigit() else name
